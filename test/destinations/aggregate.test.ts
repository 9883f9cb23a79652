import { hash } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { aggregateOverhead, decodeAggregate, encodeAggregate, recordOverhead } from '../../server/destinations/amazon-kinesis/aggregate.ts';
import { createAggregatingClient } from '../../server/destinations/amazon-kinesis/aggregatingClient.ts';
import { positionOf } from '../../server/destinations/amazon-kinesis/shardMap.ts';
import type { PartitionMap, SendResult, StreamClient, StreamRecord } from '../../server/publisher/streamClient.ts';
import { unpack } from './deaggregate.ts';

const limits = { maxRecordsPerRequest: 500, maxBytesPerRequest: 10 * 1024 * 1024, maxBytesPerRecord: 1024 * 1024 };
const never = new AbortController().signal;
const sizeOf = ({ data, partitionKey }: StreamRecord): number => data.byteLength + Buffer.byteLength(partitionKey);
const textOf = ({ data }: { data: Uint8Array }): string => Buffer.from(data).toString('latin1');

/** Records under way at the same time have different keys. */
const anyRecords = fc
  .uniqueArray(fc.string({ minLength: 1, maxLength: 40, unit: 'binary' }), { minLength: 1, maxLength: 80 })
  .chain((keys) =>
    fc.tuple(
      ...keys.map((partitionKey) =>
        fc
          .oneof({ weight: 20, arbitrary: fc.uint8Array({ maxLength: 300 }) }, { weight: 1, arbitrary: fc.constant(new Uint8Array(30_000).fill(7)) })
          .map((data): StreamRecord => ({ data, partitionKey })),
      ),
    ),
  );

const mapOf = (ids: readonly string[]): PartitionMap => ({ ids, starts: ids.map((_, index) => index / ids.length), recordsPerSecond: 1_000, bytesPerSecond: 1_048_576 });

/** A stream whose shards may differ from those it tells of. */
function streamOf(told: PartitionMap, real: PartitionMap = told) {
  const sent: { shardId: string; record: StreamRecord }[] = [];
  const inner: StreamClient = {
    limits,
    sizeOf,
    positionOf,
    readPartitions: async () => told,
    send: async (records) =>
      records.map((record): SendResult => {
        const position = positionOf(record.partitionKey);
        const shardId = real.ids[real.starts.findLastIndex((start) => start <= position)] as string;
        sent.push({ shardId, record });
        return { ok: true, shardId, sequenceNumber: String(sent.length) };
      }),
    close: () => undefined,
  };
  return { client: createAggregatingClient(inner), sent };
}

describe('an aggregate', () => {
  test('is read by AWS’s own library as what was packed, in that order, and is no larger than reckoned', () => {
    fc.assert(
      fc.property(anyRecords, (records) => {
        const data = encodeAggregate(records);
        expect(unpack('any', data).map(({ partitionKey, data: inner }) => [partitionKey, textOf({ data: inner })])).toEqual(
          records.map((record) => [record.partitionKey, textOf(record)]),
        );
        expect(data.byteLength).toBeLessThanOrEqual(aggregateOverhead + records.reduce((sum, record) => sum + sizeOf(record) + recordOverhead, 0));
      }),
    );
  });
});

describe('what is read back', () => {
  test('is what was packed', () => {
    fc.assert(
      fc.property(anyRecords, (records) => {
        expect(decodeAggregate(encodeAggregate(records))?.map(({ partitionKey, data }) => [partitionKey, textOf({ data })])).toEqual(
          records.map((record) => [record.partitionKey, textOf(record)]),
        );
      }),
    );
  });

  test('is no aggregate where it is anything else, or was damaged', () => {
    expect(decodeAggregate(Buffer.from('{"a":1}'))).toBeNull();
    fc.assert(
      fc.property(anyRecords, fc.nat(), (records, place) => {
        const data = Buffer.from(encodeAggregate(records));
        const at = place % data.length;
        data[at] = (data[at] as number) ^ 1;
        expect(decodeAggregate(data)).toBeNull();
        expect(decodeAggregate(data.subarray(0, at))).toBeNull();
      }),
    );
    fc.assert(fc.property(fc.uint8Array({ maxLength: 60 }), (inner) => void decodeAggregate(aggregateOf(inner))));
  });
});

/** Magic and checksum are right; what is between them is anything. */
function aggregateOf(message: Uint8Array): Uint8Array {
  return Buffer.concat([Buffer.from('f3899ac2', 'hex'), message, hash('md5', message, 'buffer')]);
}

describe('a client that packs', () => {
  test('sends everything once, each parcel within the limits and its records within one shard', async () => {
    await fc.assert(
      fc.asyncProperty(anyRecords, fc.integer({ min: 1, max: 6 }), async (records, shards) => {
        const map = mapOf(Array.from({ length: shards }, (_, index) => `shard ${index}`));
        const { client, sent } = streamOf(map);
        await client.readPartitions(never);
        const results = await client.send(records, never);
        expect(results.map((result) => result.ok)).toEqual(records.map(() => true));
        const seen: string[] = [];
        for (const { shardId, record } of sent) {
          const inside = unpack(record.partitionKey, record.data);
          if (inside.length > 1) expect(sizeOf(record)).toBeLessThanOrEqual(51_200);
          for (const { partitionKey, data } of inside) {
            expect(map.ids[map.starts.findLastIndex((start) => start <= positionOf(partitionKey))]).toBe(shardId);
            expect(results[records.findIndex((one) => one.partitionKey === partitionKey)]).toMatchObject({ shardId });
            seen.push(`${partitionKey} ${textOf({ data })}`);
          }
        }
        expect(seen.toSorted()).toEqual(records.map((record) => `${record.partitionKey} ${textOf(record)}`).toSorted());
      }),
    );
  });

  const small = Array.from({ length: 200 }, (_, number): StreamRecord => ({ data: Buffer.from(`${number}`), partitionKey: `key ${number}` }));

  test('packs small records a hundred to one', async () => {
    const { client, sent } = streamOf(mapOf(['a', 'b']));
    await client.readPartitions(never);
    await client.send(small, never);
    expect(sent.length).toBe(2);
  });

  test('packs nothing while the shards are not known, or have no names', async () => {
    const unknown = streamOf(mapOf(['a']));
    await unknown.client.send(small, never);
    expect(unknown.sent.length).toBe(200);
    const nameless = streamOf({ ...mapOf(['a', 'b']), ids: [] }, mapOf(['a', 'b']));
    await nameless.client.readPartitions(never);
    await nameless.client.send(small, never);
    expect(nameless.sent.length).toBe(200);
  });

  test('takes no parcel for delivered that lies in another shard than expected, and packs nothing until it knows them anew', async () => {
    const { client, sent } = streamOf(mapOf(['a', 'b']), mapOf(['c', 'd', 'e', 'f']));
    await client.readPartitions(never);
    const results = await client.send(small, never);
    expect(new Set(results.map((result) => (result.ok ? 'ok' : result.code)))).toEqual(new Set(['destination_unavailable']));
    sent.length = 0;
    expect((await client.send(small, never)).every((result) => result.ok)).toBe(true);
    expect(sent.length).toBe(200);
  });

  test('believes a record that went by itself, wherever it lies', async () => {
    const { client } = streamOf(mapOf(['a', 'b']), mapOf(['c']));
    await client.readPartitions(never);
    expect(await client.send(small.slice(0, 1), never)).toMatchObject([{ ok: true, shardId: 'c' }]);
  });

  test('refuses no record that fits the stream by itself, and none more', async () => {
    const { client } = streamOf(mapOf(['a']));
    const largest: StreamRecord = { data: new Uint8Array(limits.maxBytesPerRecord - 1), partitionKey: 'k' };
    expect(client.sizeOf(largest)).toBe(client.limits.maxBytesPerRecord);
  });
});
