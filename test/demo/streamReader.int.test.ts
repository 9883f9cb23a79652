import { PutRecordsCommand } from '@aws-sdk/client-kinesis';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { startLocalStream, type LocalStream } from '../../demo/localStream.ts';
import { newestRecords, StreamReader } from '../../demo/streamReader.ts';
import { systemClock } from '../../server/kit/clock.ts';

let stream: LocalStream;
beforeAll(async () => {
  stream = await startLocalStream('audience-events', 4, systemClock);
});
afterAll(() => stream.close());

async function put(from: number, count: number): Promise<void> {
  const records = Array.from({ length: count }, (_, index) => ({ PartitionKey: `person-${from + index}`, Data: new TextEncoder().encode(`{"n":${from + index}}`) }));
  const { FailedRecordCount: failed } = await stream.client.send(new PutRecordsCommand({ StreamName: 'audience-events', Records: records }));
  expect(failed).toBe(0);
}

const total = (answer: { shards: { records: number }[] }): number => answer.shards.reduce((sum, shard) => sum + shard.records, 0);

test('reads every record of every shard once, and shows the newest first', async () => {
  const reader = new StreamReader(stream.client, 'audience-events');
  expect(await reader.read()).toMatchObject({ stream: 'audience-events', items: [] });

  await put(0, 40);
  const first = await reader.read();
  expect(first.shards).toHaveLength(4);
  expect(total(first)).toBe(40);
  expect(new Set(first.items.map(({ data }) => data)).size).toBe(40);

  await put(40, 1);
  const second = await reader.read();
  expect(total(second)).toBe(41);
  expect(second.items[0]).toMatchObject({ partitionKey: 'person-40', data: '{"n":40}' });
  expect(Date.parse(second.items[0]?.arrivedAt ?? '')).toBeGreaterThan(0);
  expect(total(await reader.read())).toBe(41);
});

test('keeps no more than the newest records, counts all, and reads once for two who ask at the same time', async () => {
  const reader = new StreamReader(stream.client, 'audience-events');
  await put(100, 450);
  const [left, right] = await Promise.all([reader.read(), reader.read()]);
  expect(left).toBe(right);
  expect(left.items).toHaveLength(newestRecords);
  expect(total(left)).toBe(491);
  const arrivals = left.items.map(({ arrivedAt }) => arrivedAt);
  expect(arrivals).toEqual(arrivals.toSorted().toReversed());
});
