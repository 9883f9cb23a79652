import { hash } from 'node:crypto';
import type { StreamRecord } from '../../publisher/streamClient.ts';

/**
 * Several records as one, in the format of the Kinesis Producer Library (`aggregation-format.md` of
 * awslabs/amazon-kinesis-producer): four magic bytes, a protocol buffer, the MD5 of that buffer.
 *
 *     message AggregatedRecord { repeated string partition_key_table = 1; repeated string explicit_hash_key_table = 2; repeated Record records = 3; }
 *     message Record { required uint64 partition_key_index = 1; optional uint64 explicit_hash_key_index = 2; required bytes data = 3; }
 */
const magic = Buffer.from('f3899ac2', 'hex');

/** What a record takes in an aggregate beside its data and key, at most: tags, lengths of up to 1 MiB, an index. */
export const recordOverhead = 16;
/** What an aggregate takes beside its records and its own key: magic bytes and MD5. */
export const aggregateOverhead = magic.length + 16;

const keyTag = 0x0a;
const recordTag = 0x1a;
const indexTag = 0x08;
const dataTag = 0x1a;

/** The data of one record that holds all of these. Each has a key of its own, as records under way at the same time do. */
export function encodeAggregate(records: readonly StreamRecord[]): Uint8Array {
  const parts: Uint8Array[] = [];
  for (const { partitionKey } of records) {
    const key = Buffer.from(partitionKey, 'utf8');
    parts.push(header(keyTag, key.length), key);
  }
  for (const [index, { data }] of records.entries()) {
    const inner = Buffer.concat([header(indexTag, index), header(dataTag, data.byteLength)]);
    parts.push(header(recordTag, inner.length + data.byteLength), inner, data);
  }
  const message = Buffer.concat(parts);
  return Buffer.concat([magic, message, hash('md5', message, 'buffer')]);
}

/** A tag and a number, as a varint: seven bits a byte, the lowest first. */
function header(tag: number, value: number): Uint8Array {
  const bytes = [tag];
  for (let rest = value; ; rest >>>= 7) {
    if (rest < 0x80) return Uint8Array.from([...bytes, rest]);
    bytes.push((rest & 0x7f) | 0x80);
  }
}
