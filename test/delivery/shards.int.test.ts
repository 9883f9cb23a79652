import { afterEach, beforeEach, expect, test } from 'vitest';
import { startFakeStream, type FakeStream } from '../fakes/fakeStream.ts';
import { ManualClock } from '../fakes/manualClock.ts';
import { faults } from '../fakes/streamFaults.ts';
import { KinesisInstallation } from './kinesisInstallation.ts';

let clock: ManualClock;
let stream: FakeStream;
let installation: KinesisInstallation;
beforeEach(async () => {
  clock = new ManualClock();
  stream = await startFakeStream({ enforceShardLimits: false });
  installation = new KinesisInstallation(stream, clock);
  await installation.open();
  await installation.activate({ segments: [{ id: 'high' }], partitionKey: { kind: 'attribute', source: 'key' } } as { segments: { id: string }[] });
  await installation.pass(1_000);
});
afterEach(async () => {
  await installation.close();
  installation.destroy();
  await stream.close();
});

const person = (profileId: string, key: string): object => ({
  profileId,
  attributes: { key },
  segmentMembership: { ups: { high: { status: 'realized', lastQualificationTime: '2026-11-20T10:00:00Z' } } },
});
const people = (from: number, count: number, keyOf: (number: number) => string): object[] =>
  Array.from({ length: count }, (_, index) => person(`p${from + index}`, keyOf(from + index)));
const deliveredTo = (shardId: string): number => stream.byShard().get(shardId)?.length ?? 0;

test('a key that many people share makes its shard hot, with what lies in each shard counted one by one', async () => {
  stream.faults = [{ fault: faults.throttledRows(1), times: 3 }];
  await installation.accept(...people(0, 120, () => 'same'), ...people(200, 24, (number) => `key ${number}`));
  await installation.until(() => installation.isDelivered(), 120_000);
  const shards = await installation.shards();
  expect(shards).toMatchObject({ mode: 'provisioned', openShards: 4, limits: { recordsPerSecond: 1_000, bytesPerSecond: 1_048_576 }, totals: { records: 144 } });
  expect(shards.shards.map(({ shardId, records }) => [shardId, records])).toEqual(shards.shards.map(({ shardId }) => [shardId, deliveredTo(shardId)]));
  expect(shards.shards).toHaveLength(4);
  const busiest = shards.shards[0]?.shardId ?? '';
  expect(stream.holds(busiest, 'same')).toBe(true);
  expect(shards.hot).toEqual({ shardId: busiest, cause: 'throttled', isUneven: true });
  const { throttled } = await installation.sums();
  expect(throttled).toBeGreaterThan(0);
  expect([shards.totals.throttled, shards.unplacedThrottled, shards.shards.reduce((sum, shard) => sum + shard.throttled, 0)]).toEqual([throttled, 0, throttled]);
});

test('a request that is refused as a whole is the fault of no shard', async () => {
  stream.faults = [{ fault: faults.throttledRequest(), times: 2 }];
  await installation.accept(...people(0, 10, (number) => `key ${number}`));
  await installation.until(() => installation.isDelivered(), 120_000);
  const { totals, unplacedThrottled, hot } = await installation.shards();
  expect(unplacedThrottled).toBe((await installation.sums()).throttled);
  expect(unplacedThrottled).toBeGreaterThan(0);
  expect([totals.throttled, hot]).toEqual([unplacedThrottled, null]);
});

test('what was counted outlives a change of the configuration; shards that were split stay in sight as closed, and a mode is known once it was seen', async () => {
  await installation.accept(...people(0, 10, () => 'same'));
  await installation.until(() => installation.isDelivered(), 60_000);
  await installation.disable();
  expect((await installation.shards()).totals.records).toBe(10);
  stream.reshard(2);
  stream.mode = 'ON_DEMAND';
  await installation.enable();
  await installation.accept(...people(100, 5, () => 'same'));
  await installation.until(() => installation.isDelivered(), 60_000);
  const shards = await installation.shards();
  expect(shards).toMatchObject({ mode: 'on_demand', limits: null, openShards: 2, totals: { records: 15 } });
  expect(shards.shards.map(({ isOpen, records, used }) => [isOpen, records, used])).toEqual([
    [false, 10, null],
    [true, 5, null],
    [true, 0, null],
  ]);
});
