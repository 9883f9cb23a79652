import { beforeEach, describe, expect, test } from 'vitest';
import { hotShardOf, usedOf } from '../../server/delivery/hotShard.ts';
import { ShardLoads, type ShardLoad } from '../../server/delivery/shardLoads.ts';
import { ManualClock } from '../fakes/manualClock.ts';

const target = { name: 'events', arn: 'arn:1', createdAt: null, maxRecordBytes: 1_024 };
const map = { ids: ['a', 'b'], starts: [0, 0.5], recordsPerSecond: 1_000, bytesPerSecond: 1_048_576 };

let clock: ManualClock;
let loads: ShardLoads;
let sequence = 0;
beforeEach(() => {
  clock = new ManualClock(Date.parse('2026-11-20T10:00:00Z'));
  loads = new ShardLoads(clock);
  loads.begin(target);
});

function deliver(shardId: string, count: number, bytes = 100, isPacked = false): void {
  for (let one = 0; one < count; one += 1) {
    if (one === 0 || !isPacked) sequence += 1;
    loads.delivered({ kind: 'delivered', shardId, sequenceNumber: String(sequence), attempts: 1, bytes, at: clock.now() });
  }
}
const of = (shardId: string): ShardLoad | undefined => loads.report().shards.find((shard) => shard.shardId === shardId);

describe('what shards took', () => {
  test('is known of every open shard, also of one that took nothing', () => {
    loads.see(map);
    deliver('a', 3);
    loads.throttled('b');
    loads.throttled(null);
    expect(loads.report()).toMatchObject({
      since: clock.now(),
      openCount: 2,
      limits: { storedPerSecond: 1_000, bytesPerSecond: 1_048_576 },
      shards: [
        { shardId: 'a', isOpen: true, records: 3, bytes: 300, throttled: 0 },
        { shardId: 'b', isOpen: true, records: 0, bytes: 0, throttled: 1 },
      ],
      unplacedThrottled: 1,
    });
  });

  test('is the average of the last minute, or of the time since it began', async () => {
    await clock.advance(9_999);
    deliver('a', 100);
    await clock.advance(1);
    expect(of('a')).toMatchObject({ storedPerSecond: 10, bytesPerSecond: 1_000 });
    await clock.advance(50_000);
    expect(of('a')?.storedPerSecond).toBeCloseTo(100 / 60);
    await clock.advance(60_000);
    expect(of('a')).toMatchObject({ records: 100, storedPerSecond: 0 });
    await clock.advance(3_600_000);
    expect(of('a')).toMatchObject({ records: 0, bytes: 0 });
  });

  test('counts records that were packed together as one of the stream', async () => {
    loads.see({ ...map, recordsPerSecond: 500_000, storedPerSecond: 1_000 });
    deliver('a', 50, 100, true);
    deliver('a', 50, 100, true);
    await clock.advance(1_000);
    expect(of('a')).toMatchObject({ records: 100, storedPerSecond: 2, bytesPerSecond: 10_000 });
    expect(loads.report().limits).toEqual({ storedPerSecond: 1_000, bytesPerSecond: 1_048_576 });
  });

  test('forgets a shard that was split once it took nothing for an hour', async () => {
    loads.see(map);
    deliver('a', 1);
    loads.see({ ...map, ids: ['b', 'c'] });
    expect(of('a')).toMatchObject({ isOpen: false, records: 1 });
    await clock.advance(3_600_000);
    loads.see({ ...map, ids: ['b', 'c'] });
    expect(of('a')).toBeUndefined();
  });

  test('says of no shard that it is closed where their names may not be listed', () => {
    loads.see({ ...map, ids: [] });
    deliver('a', 1);
    expect(of('a')).toMatchObject({ isOpen: true });
    expect(loads.report().openCount).toBe(2);
  });

  test('begins anew with another stream, and goes on with the same', async () => {
    deliver('a', 1);
    await clock.advance(5_000);
    loads.begin({ ...target, maxRecordBytes: 2_048 });
    expect(of('a')).toMatchObject({ records: 1 });
    loads.begin({ ...target, arn: 'arn:2' });
    expect(loads.report()).toMatchObject({ since: clock.now(), shards: [], openCount: null });
  });
});

describe('a hot shard', () => {
  const limits = { storedPerSecond: 1_000, bytesPerSecond: 1_048_576 };
  const shard = (shardId: string, load: Partial<ShardLoad>): ShardLoad => ({
    shardId,
    isOpen: true,
    records: 0,
    bytes: 0,
    throttled: 0,
    storedPerSecond: 0,
    bytesPerSecond: 0,
    ...load,
  });

  test('is the one that used 80 % of its records or bytes', () => {
    expect(hotShardOf([shard('a', { storedPerSecond: 799 }), shard('b', { storedPerSecond: 100 })], 2, limits)).toBeNull();
    expect(hotShardOf([shard('a', { storedPerSecond: 800 }), shard('b', { storedPerSecond: 820 })], 2, limits)).toEqual({ shardId: 'b', cause: 'full', isUneven: false });
    expect(hotShardOf([shard('a', { bytesPerSecond: 0.9 * 1_048_576 })], 1, limits)).toEqual({ shardId: 'a', cause: 'full', isUneven: false });
    expect(usedOf(shard('a', { storedPerSecond: 100, bytesPerSecond: 524_288 }), limits)).toBe(0.5);
  });

  test('is uneven when it took more than twice what the others took on average', () => {
    const full = { storedPerSecond: 900 };
    expect(hotShardOf([shard('a', { ...full, records: 200 }), shard('b', { records: 100 })], 2, limits)?.isUneven).toBe(false);
    expect(hotShardOf([shard('a', { ...full, records: 201 }), shard('b', { records: 100 })], 2, limits)?.isUneven).toBe(true);
    expect(hotShardOf([shard('a', { ...full, records: 100 })], 2, limits)?.isUneven).toBe(true);
    expect(hotShardOf([shard('a', { ...full, records: 50 }), shard('b', { records: 1 })], 2, limits)?.isUneven).toBe(false);
  });

  test('is one that refused attempts, if it is uneven; without limits that alone tells', () => {
    const even = [shard('a', { records: 100, throttled: 9 }), shard('b', { records: 100 })];
    const uneven = [shard('a', { records: 300, throttled: 9 }), shard('b', { records: 100, throttled: 1 })];
    expect(hotShardOf(even, 2, limits)).toBeNull();
    expect(hotShardOf(uneven, 2, limits)).toEqual({ shardId: 'a', cause: 'throttled', isUneven: true });
    expect(hotShardOf([shard('a', { records: 300, throttled: 9, storedPerSecond: 990 }), shard('b', { records: 100 })], 2, null)?.cause).toBe('throttled');
    expect(hotShardOf([shard('a', { records: 300 }), shard('b', { records: 100 })], 2, limits)).toBeNull();
  });

  test('is never one that is closed', () => {
    expect(hotShardOf([shard('a', { isOpen: false, storedPerSecond: 990, records: 500, throttled: 5 }), shard('b', { records: 1 })], 1, limits)).toBeNull();
  });
});
