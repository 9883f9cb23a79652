import { createRequire } from 'node:module';

/** The part of AWS's own library for readers that is used here; its declarations need another package. */
interface Deaggregation {
  deaggregateSync(record: object, checkSums: boolean, done: (error: Error | null | undefined, records: { partitionKey: string; data: string }[]) => void): void;
}
const { deaggregateSync } = createRequire(import.meta.url)('aws-kinesis-agg') as Deaggregation;

export interface Unpacked {
  readonly partitionKey: string;
  readonly data: Buffer;
}

/** What a reader sees of one record of the stream: itself, or what is packed in it. Throws where the format or the checksum is wrong. */
export function unpack(partitionKey: string, data: Uint8Array): Unpacked[] {
  let unpacked: Unpacked[] = [];
  deaggregateSync({ partitionKey, sequenceNumber: '1', data: Buffer.from(data).toString('base64') }, true, (error, records) => {
    if (error) throw error;
    unpacked = records.map((record) => ({ partitionKey: record.partitionKey, data: Buffer.from(record.data, 'base64') }));
  });
  return unpacked;
}
