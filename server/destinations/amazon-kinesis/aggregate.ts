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

/** The records that are packed in one, or null where it is no aggregate. Nothing in it is trusted: what does not add up is no aggregate. */
export function decodeAggregate(data: Uint8Array): StreamRecord[] | null {
  const bytes = Buffer.from(data.buffer, data.byteOffset, data.byteLength);
  const end = bytes.length - 16;
  if (end < magic.length || !bytes.subarray(0, magic.length).equals(magic)) return null;
  const message = bytes.subarray(magic.length, end);
  if (!hash('md5', message, 'buffer').equals(bytes.subarray(end))) return null;
  const fields = fieldsOf(message);
  const keys = fields?.filter(({ tag }) => tag === keyTag).map(({ value }) => value.toString('utf8'));
  const records = fields?.filter(({ tag }) => tag === recordTag).map(({ value }) => fieldsOf(value));
  if (keys === undefined || records === undefined) return null;
  const decoded = records.map((record) => {
    const partitionKey = keys[record?.find(({ tag }) => tag === indexTag)?.number ?? -1];
    const inner = record?.find(({ tag }) => tag === dataTag)?.value;
    return partitionKey === undefined || inner === undefined ? null : { partitionKey, data: inner };
  });
  return decoded.every((record) => record !== null) ? decoded : null;
}

interface Field {
  readonly tag: number;
  /** Of a field that is a number. */
  readonly number: number;
  /** Of a field that has a length. */
  readonly value: Buffer;
}

/** The fields of a message in their order; null where it ends in the middle of one, or has one that such messages do not have. */
function fieldsOf(message: Buffer): Field[] | null {
  const fields: Field[] = [];
  for (let at = 0; at < message.length;) {
    const tag = message[at] as number;
    const wire = tag & 7;
    if (tag >= 0x80 || (wire !== 0 && wire !== 2)) return null;
    at += 1;
    let number = 0;
    for (let shift = 1; ; shift *= 0x80) {
      const byte = message[at];
      if (byte === undefined || shift > 2 ** 42) return null;
      at += 1;
      number += (byte & 0x7f) * shift;
      if (byte < 0x80) break;
    }
    const length = wire === 2 ? number : 0;
    if (at + length > message.length) return null;
    fields.push({ tag, number, value: message.subarray(at, at + length) });
    at += length;
  }
  return fields;
}
