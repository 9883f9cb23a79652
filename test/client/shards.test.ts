import { expect, test } from 'vitest';
import { aboutShards, hotReason, hotRemedy, hotTitle, rateText, uncountedText, unplacedText } from '../../client/dashboard/shardWords.ts';
import { formatHour } from '../../client/ui/format.ts';
import type { HotShard, Shards } from '../../shared/shards.ts';

const now = Date.parse('2026-11-20T12:00:00Z');
const shards: Shards = {
  delivers: true,
  countedSince: '2026-11-20T09:00:00.000Z',
  mode: 'provisioned',
  limits: { recordsPerSecond: 1_000, bytesPerSecond: 1_048_576 },
  openShards: 1,
  shards: [{ shardId: 's1', isOpen: true, records: 900, bytes: 90_000, throttled: 12, recordsPerSecond: 920, bytesPerSecond: 1_024, used: 0.92 }],
  totals: { records: 900, bytes: 90_000, throttled: 15 },
  unplacedThrottled: 3,
  hot: null,
};
const hot = (about: Partial<HotShard>): HotShard => ({ shardId: 's1', cause: 'full', isUneven: true, ...about });

test('it says from when shards are counted, of whom, and what each takes where that is fixed', () => {
  expect(aboutShards(shards, now)).toContain('in the last hour');
  expect(aboutShards(shards, now)).toContain('Each takes 1,000 records/s and 1.0 MiB/s');
  expect(aboutShards({ ...shards, countedSince: '2026-11-20T11:30:00.000Z' }, now)).toContain(`since ${formatHour(now - 1_800_000)}, when this server began to count`);
  expect(aboutShards({ ...shards, countedSince: '2026-11-20T11:59:48.000Z' }, now)).toMatch(/in the 12 s since this server began to count.* “Used on average” is over this time/);
  expect(aboutShards(shards, now)).toContain('“Used on average” is over the last minute');
  const onDemand = aboutShards({ ...shards, mode: 'on_demand', limits: null }, now);
  expect(onDemand).toContain('on-demand');
  expect(onDemand).not.toContain('1,000');
  expect(onDemand).toContain('“Average rate” is over the last minute');
  expect(aboutShards({ ...shards, mode: null, limits: null }, now)).toContain('once the stream was looked at');
});

test('where nothing is counted it says whether that is since nobody delivers, or since nothing was sent yet', () => {
  expect(uncountedText({ ...shards, countedSince: null })).toContain('once segments are activated');
  expect(uncountedText({ ...shards, countedSince: null, delivers: false })).toContain('Nothing is delivered right now');
});

test('a hot shard is named with its sign, why, and what helps', () => {
  expect([hotTitle(hot({})), hotTitle(hot({ cause: 'throttled' }))]).toEqual(['s1 is nearly full', 's1 holds records back']);
  expect(hotReason(hot({}), shards)).toMatch(/uses 92% .* partition key/);
  expect(hotReason(hot({ cause: 'throttled' }), shards)).toContain('refused 12 attempts');
  expect(hotReason(hot({ isUneven: false }), shards)).toContain('the stream as a whole');
  expect(hotRemedy(hot({ isUneven: false }), shards)).toContain('add shards');
  expect(hotRemedy(hot({}), shards)).toContain('split it');
  expect(hotRemedy(hot({}), { ...shards, mode: 'on_demand' })).toContain('by itself');
});

test('rates are short, and attempts of no known shard are told only where there are some', () => {
  expect(rateText({ recordsPerSecond: 0.25, bytesPerSecond: 0 })).toBe('0.3 records/s, 0 bytes/s');
  expect(rateText({ recordsPerSecond: 1.04, bytesPerSecond: 1 })).toBe('1 record/s, 1 byte/s');
  expect(rateText({ recordsPerSecond: 1_234.5, bytesPerSecond: 3_072 })).toBe('1,235 records/s, 3.0 KiB/s');
  expect(unplacedText(shards)).toContain('3 attempts');
  expect(unplacedText({ ...shards, unplacedThrottled: 0 })).toBe('');
});
