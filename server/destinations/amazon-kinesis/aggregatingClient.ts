import type { PartitionMap, SendResult, StreamClient, StreamRecord } from '../../publisher/streamClient.ts';
import { aggregateOverhead, encodeAggregate, recordOverhead } from './aggregate.ts';
import { maxAggregateBytes, maxRecordsPerRequest, shardRecordsPerSecond } from './limits.ts';

/** Records that go as one. */
interface Parcel {
  /** By their places in the request. */
  readonly indexes: number[];
  bytes: number;
  /** The shard they are expected to lie in. */
  readonly shardId: string;
}

/**
 * Packs the records of a request by the shard they go to, so that many share one of the records a shard takes a second.
 * Readers that unpack drop what is not in the range of the shard they read. So an answer that names another shard than
 * expected, since the stream was split or merged, leaves open what they see: the records of that parcel are sent again,
 * and every record goes by itself until the shards are known anew.
 */
export function createAggregatingClient(inner: StreamClient): StreamClient {
  let map: PartitionMap | null = null;

  const shardOf = (partitionKey: string): string | null => {
    if (map === null) return null;
    const position = inner.positionOf(partitionKey);
    return map.ids[map.starts.findLastIndex((start) => start <= position)] ?? null;
  };

  return {
    ...inner,
    limits: { ...inner.limits, maxBytesPerRecord: inner.limits.maxBytesPerRecord + recordOverhead },
    sizeOf: (record) => inner.sizeOf(record) + recordOverhead,
    async readPartitions(signal) {
      const read = await inner.readPartitions(signal);
      map = read;
      // One parcel counts as one record, so bytes are what fills a shard; a full request to one shard is the most.
      return { ...read, recordsPerSecond: shardRecordsPerSecond * maxRecordsPerRequest, storedPerSecond: read.recordsPerSecond };
    },
    async send(records, signal) {
      const parcels = pack(records, shardOf, inner.sizeOf);
      const answers = await inner.send(
        parcels.map(({ indexes }) => parcelOf(indexes.map((index) => records[index] as StreamRecord))),
        signal,
      );
      const results: SendResult[] = [];
      for (const [number, { indexes, shardId }] of parcels.entries()) {
        const answer = answers[number] as SendResult;
        const isElsewhere = answer.ok && indexes.length > 1 && answer.shardId !== shardId;
        if (isElsewhere) map = null;
        for (const index of indexes) results[index] = isElsewhere ? elsewhere : answer;
      }
      return results;
    },
  };
}

const elsewhere: SendResult = {
  ok: false,
  code: 'destination_unavailable',
  vendorCode: 'ShardChanged',
  message: 'The stream was split or merged while the record was on its way, so it is sent again.',
};

/** In order within each shard. A record whose shard is not known, and one that fills a parcel, goes by itself. */
function pack(records: readonly StreamRecord[], shardOf: (partitionKey: string) => string | null, sizeOf: (record: StreamRecord) => number): Parcel[] {
  const parcels: Parcel[] = [];
  const open = new Map<string, Parcel>();
  for (const [index, record] of records.entries()) {
    const shardId = shardOf(record.partitionKey);
    const bytes = sizeOf(record) + recordOverhead;
    const last = shardId === null ? undefined : open.get(shardId);
    if (last !== undefined && last.bytes + bytes <= maxAggregateBytes) {
      last.indexes.push(index);
      last.bytes += bytes;
      continue;
    }
    // The parcel goes under the key of its first record.
    const parcel = { indexes: [index], bytes: aggregateOverhead + Buffer.byteLength(record.partitionKey) + bytes, shardId: shardId ?? '' };
    parcels.push(parcel);
    if (shardId !== null) open.set(shardId, parcel);
  }
  return parcels;
}

/** One record alone stays as it is: readers that unpack take it as well, and it is smaller. */
function parcelOf(records: readonly StreamRecord[]): StreamRecord {
  const [first] = records as readonly [StreamRecord];
  return records.length === 1 ? first : { data: encodeAggregate(records), partitionKey: first.partitionKey };
}
