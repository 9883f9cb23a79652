import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { forecastOf, type ForecastSample } from '../../server/delivery/forecast.ts';
import { seededRandom } from '../fakes/manualClock.ts';
import type { PartitionMap } from '../../server/publisher/streamClient.ts';

const shards = (count: number, change: Partial<PartitionMap> = {}): PartitionMap => ({
  ids: Array.from({ length: count }, (_, index) => `shard-${index}`),
  starts: Array.from({ length: count }, (_, index) => index / count),
  recordsPerSecond: 1_000,
  bytesPerSecond: 1_048_576,
  ...change,
});
/** Records of one size whose keys are spread evenly. */
const evenly = (count: number, size: number): ForecastSample => ({
  profiles: count,
  excluded: 0,
  unconsenting: 0,
  failed: 0,
  records: Array.from({ length: count }, (_, index) => ({ size, position: (index + 0.5) / count })),
});

describe('the forecast of a backfill', () => {
  test.each([
    ['few bytes: the records a shard takes', evenly(500, 200), 1_000_000, 4, { records: 1_000_000, bytes: 200_000_000, seconds: 254, limitedBy: 'shard_records' }],
    ['many bytes: the bytes a shard takes', evenly(500, 10_240), 100_000, 4, { records: 100_000, bytes: 1_024_000_000, seconds: 248, limitedBy: 'shard_bytes' }],
    ['many shards: how fast records are made', evenly(500, 200), 1_000_000, 100, { seconds: 100, limitedBy: 'sender' }],
    ['hardly anybody: a second', evenly(3, 200), 3, 4, { records: 3, seconds: 1 }],
    ['nobody: nothing', evenly(0, 200), 0, 4, { records: 0, bytes: 0, seconds: 0, limitedBy: null, warnings: ['Nobody is in these segments now, so nothing is sent at once.'] }],
  ])('%s', (_, sample, profiles, count, expected) => {
    expect(forecastOf(sample, profiles, shards(count))).toMatchObject({ profiles, ...expected });
  });

  test('tells what the stream takes, and nothing of the time where that is not known', () => {
    expect(forecastOf(evenly(10, 100), 10, shards(3)).capacity).toEqual({ shards: 3, recordsPerSecond: 3_000, bytesPerSecond: 3_145_728 });
    const blind = forecastOf(evenly(10, 100), 1_000, null);
    expect(blind).toMatchObject({ records: 1_000, bytes: 100_000, capacity: null, seconds: null, limitedBy: null });
    expect(blind.warnings).toEqual([expect.stringContaining('not known')]);
  });

  test('one key for everybody: its shard takes as long as if it were alone', () => {
    const constant = { ...evenly(500, 200), records: Array.from({ length: 500 }, () => ({ size: 200, position: 0.6 })) };
    const forecast = forecastOf(constant, 100_000, shards(4));
    expect(forecast).toMatchObject({ seconds: 102, limitedBy: 'hot_shard' });
    expect(forecast.warnings[0]).toContain('One of the 4 shards gets 100% of the records');
    const few = forecastOf({ ...constant, profiles: 1, records: constant.records.slice(0, 1) }, 1, shards(4));
    expect(few, 'one record lies in one shard, whatever the key').toMatchObject({ seconds: 1, warnings: [] });
  });

  test.each([
    ['what takes a minute of all the stream takes', evenly(500, 200), 60_000, 1, 1],
    ['what takes a few seconds', evenly(500, 200), 10_000, 1, 0],
    ['what this server is slower at than the stream', evenly(500, 200), 1_000_000, 100, 0],
  ])('warns of the others who write to the stream: %s', (_, sample, people, count, warnings) => {
    const told = forecastOf(sample, people, shards(count)).warnings.filter((warning) => warning.includes('uses all that the stream takes'));
    expect(told).toHaveLength(warnings);
  });

  test('a shard that is larger than the others, as after a split by hand, is the one that decides', () => {
    expect(forecastOf(evenly(500, 200), 100_000, shards(2, { starts: [0, 0.9] }))).toMatchObject({ seconds: 92, limitedBy: 'hot_shard' });
  });

  test('who is left out or fails is told in people, and neither sent nor counted as bytes', () => {
    const sample = { ...evenly(300, 100), profiles: 500, excluded: 150, unconsenting: 0, failed: 50 };
    const forecast = forecastOf(sample, 5_000, shards(1));
    expect(forecast).toMatchObject({ profiles: 5_000, records: 3_000, bytes: 300_000 });
    expect(forecast.warnings).toEqual([expect.stringContaining('about 1,500 people'), expect.stringContaining('about 500 people')]);
  });

  test('keys that spread by chance are not taken for uneven ones, however many shards there are', () => {
    fc.assert(
      fc.property(fc.integer(), fc.integer({ min: 1, max: 60 }), (seed, count) => {
        const random = seededRandom(seed);
        const sample = { profiles: 500, excluded: 0, unconsenting: 0, failed: 0, records: Array.from({ length: 500 }, () => ({ size: 100, position: random() })) };
        const { seconds, limitedBy } = forecastOf(sample, 10_000_000, shards(count));
        const even = Math.max(10_000_000 / (count * 985), 1_000);
        expect(limitedBy).not.toBe('hot_shard');
        expect(seconds).toBeGreaterThanOrEqual(Math.floor(even));
        expect(seconds).toBeLessThanOrEqual(even * 1.5 + 1);
      }),
    );
  });

  test('more people, larger records or fewer shards never take less time', () => {
    const sizes = fc.integer({ min: 1, max: 20_000 });
    fc.assert(
      fc.property(sizes, fc.integer({ min: 1, max: 1_000_000 }), fc.integer({ min: 2, max: 40 }), (size, profiles, count) => {
        const seconds = (records: number, people: number, of: number): number => forecastOf(evenly(400, records), people, shards(of)).seconds ?? -1;
        const base = seconds(size, profiles, count);
        expect(seconds(size + 1_000, profiles, count)).toBeGreaterThanOrEqual(base);
        expect(seconds(size, profiles * 2, count)).toBeGreaterThanOrEqual(base);
        expect(seconds(size, profiles, count - 1)).toBeGreaterThanOrEqual(base);
      }),
    );
  });
});
