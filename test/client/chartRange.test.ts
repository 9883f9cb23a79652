import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Metrics } from '../../shared/delivery.ts';
import { bucketText, coveredBy, moved, periodOf, pickedStretch, readRange, spans, stretchOf, type Move } from '../../client/dashboard/chartRange.ts';
import { detailSeries, hasNews, isFarBehind } from '../../client/dashboard/detailSeries.ts';
import { bucketSeries } from '../../client/dashboard/series.ts';
import { timeTicks } from '../../client/dashboard/timeTicks.ts';
import { recordLinks } from '../../client/destinations/recordLinks.ts';

const minute = 60_000;
const hour = 60 * minute;
const day = 24 * hour;
const start = Date.parse('2026-11-20T10:00:00.000Z');
const none = { period: '', from: '', to: '' };

describe('what time an address asks for', () => {
  test('a span that ends now, the last hour where it names none', () => {
    expect(readRange(none)).toEqual({ kind: 'live', span: 'hour' });
    expect(readRange({ ...none, period: 'month' })).toEqual({ kind: 'live', span: 'month' });
    expect(readRange({ ...none, period: 'toString' })).toEqual({ kind: 'live', span: 'hour' });
  });

  test('a stretch that stays, never longer than minutes are kept', () => {
    expect(readRange({ ...none, from: '2026-11-20T10:00:00Z', to: '2026-11-20T11:00:00Z' })).toEqual({ kind: 'fixed', from: start, to: start + hour });
    expect(readRange({ ...none, from: '2020-01-01T00:00:00Z', to: '2026-11-20T10:00:00Z' })).toEqual({ kind: 'fixed', from: start - 92 * day, to: start });
  });

  test('what is none is none', () => {
    for (const [from, to] of [
      ['', '2026-11-20T10:00:00Z'],
      ['soon', 'later'],
      ['2026-11-20T10:00:00Z', '2026-11-20T10:00:00Z'],
      ['2026-11-20T11:00:00Z', '2026-11-20T10:00:00Z'],
    ] as const)
      expect(stretchOf(from, to)).toBeNull();
  });
});

describe('the buckets of a stretch', () => {
  test.each([
    [5 * minute, 1],
    [2 * hour, 1],
    [3 * hour, 2],
    [day, 15],
    [7 * day, 120],
    [30 * day, 360],
    [92 * day, 1_440],
  ])('%i ms are shown in buckets of %i minutes', (length, minutes) => {
    expect(periodOf({ from: start - length, to: start }).size).toBe(minutes * minute);
  });

  test('are at most 127, hold both ends, and are no finer than the server can read fast', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 2_000 * day }), fc.integer({ min: 1, max: 92 * day }), (from, length) => {
        const stretch = { from, to: from + length };
        const period = periodOf(stretch);
        const buckets = bucketSeries([], [], stretch.to, period);
        expect(buckets.length).toBeLessThanOrEqual(127);
        expect(buckets[0]?.at).toBeLessThanOrEqual(stretch.from);
        expect((buckets[0]?.at ?? 0) + period.size).toBeGreaterThan(stretch.from);
        expect((buckets.at(-1)?.at ?? 0) + period.size).toBeGreaterThan(stretch.to);
        expect(period.size % hour === 0 || length <= 63 * hour).toBe(true);
      }),
    );
  });

  test.each([
    [1, 'minute'],
    [15, '15 minutes'],
    [60, 'hour'],
    [360, '6 hours'],
    [1_440, 'day'],
  ])('of %i minutes is called %s', (minutes, text) => {
    expect(bucketText(minutes * minute)).toBe(text);
  });

  test('spans are shown as finely as stretches of their length', () => {
    for (const { period } of Object.values(spans)) expect(periodOf({ from: start - period.size * period.count, to: start }).size).toBe(period.size);
  });
});

describe('looking closer and farther', () => {
  const around = { from: start - 2 * hour, to: start - hour };

  test('keeps the middle, or half of what is in view', () => {
    expect(moved(around, 'in', start)).toEqual({ from: start - 105 * minute, to: start - 75 * minute - 1 });
    expect(moved(around, 'out', start)).toEqual({ from: start - 150 * minute, to: start - 30 * minute - 1 });
    expect(moved(around, 'earlier', start)).toEqual({ from: start - 150 * minute, to: start - 90 * minute - 1 });
    expect(moved(around, 'later', start)).toEqual({ from: start - 90 * minute, to: start - 30 * minute - 1 });
  });

  test('never shows what is to come, nor more than is kept, nor less than five minutes', () => {
    const moves = fc.array(fc.constantFrom<Move>('in', 'out', 'earlier', 'later'), { maxLength: 30 });
    fc.assert(
      fc.property(moves, (all) => {
        const { from, to } = all.reduce((stretch, move) => moved(stretch, move, start), coveredBy({ kind: 'live', span: 'day' }, start));
        expect(to).toBeLessThan(start + minute);
        expect(to - from).toBeLessThanOrEqual(92 * day + minute);
        expect(to - from).toBeGreaterThanOrEqual(5 * minute - 1);
      }),
    );
  });

  test('takes the buckets that were dragged over whole, in either direction', () => {
    expect(pickedStretch(start, start + hour, 15 * minute)).toEqual({ from: start, to: start + 75 * minute - 1 });
    expect(pickedStretch(start + hour, start, 15 * minute)).toEqual({ from: start, to: start + 75 * minute - 1 });
  });
});

test('a bucket has what the stored point of its beginning tells; where nothing is stored there is no latency', () => {
  const latencyMs = { p50: 40, p95: 90, p99: 180 };
  const stored: Metrics['points'][number] = { at: new Date(start).toISOString(), received: 5, activated: 5, excluded: 0, failed: 0, throttled: 3, bytes: 9, latencyMs, lagMs: 700 };
  const series = detailSeries(bucketSeries([stored], [], start + minute, { size: minute, count: 3 }), [stored]);
  expect(series.map(({ activated, throttled, p50, p95, p99, lagMs }) => [activated, throttled, p50, p95, p99, lagMs])).toEqual([
    [0, 0, null, null, null, 0],
    [5, 3, 40, 90, 180, 700],
    [0, 0, null, null, null, 0],
  ]);
  expect(series.map(hasNews)).toEqual([false, true, false]);
});

test('the numbers of a time lead to its records, whichever way the time was chosen', () => {
  expect(recordLinks('dst_1', { kind: 'live', span: 'week' })).toEqual({
    excluded: '#reasons',
    delivered: '/destinations/dst_1/deliveries?age=week',
    failed: '/destinations/dst_1/dead-letters?state=all&age=week',
  });
  expect(recordLinks('dst_1', { kind: 'fixed', from: start, to: start + hour }).failed).toBe(
    '/destinations/dst_1/dead-letters?state=all&from=2026-11-20T10%3A00%3A00.000Z&to=2026-11-20T11%3A00%3A00.000Z',
  );
});

test('a chart is drawn anew at once where it would contradict the numbers beside it', () => {
  const drawn = (activated: number) => detailSeries([{ at: start, received: 0, activated, excluded: 0, failed: 0 }], []);
  expect(isFarBehind(drawn(0), drawn(1))).toBe(true);
  expect(isFarBehind(drawn(161), drawn(393))).toBe(true);
  expect(isFarBehind(drawn(1_000), drawn(1_050))).toBe(false);
  expect(isFarBehind(drawn(0), drawn(0))).toBe(false);
});

describe('the marks of a time axis', () => {
  const buckets = (count: number, size: number, from = start) => Array.from({ length: count }, (_, index) => ({ at: from + index * size }));
  const ticksOf = (count: number, size: number, most: number, zone = 0, from = start): string[] =>
    timeTicks(buckets(count, size, from), most, () => zone).map((at) => new Date(at + zone * minute).toISOString().slice(5, 16));

  test('are at round times of the reader', () => {
    expect(ticksOf(60, minute, 12, 0, start + 3 * minute).slice(0, 2)).toEqual(['11-20T10:05', '11-20T10:10']);
    expect(ticksOf(96, 15 * minute, 12, 60).slice(0, 3)).toEqual(['11-20T12:00', '11-20T14:00', '11-20T16:00']);
    expect(ticksOf(84, 2 * hour, 8)).toHaveLength(7);
    expect(ticksOf(84, 2 * hour, 8)[0]).toBe('11-21T00:00');
  });

  test('are at the first bucket of a round time where none begins with it', () => {
    expect(ticksOf(84, 2 * hour, 8, 60)[0]).toBe('11-21T01:00');
  });

  test('are all buckets where these are few, and never more than there is room for', () => {
    expect(ticksOf(3, minute, 12)).toHaveLength(3);
    fc.assert(
      fc.property(
        fc.integer({ min: 0, max: 130 }),
        fc.constantFrom(1, 5, 15, 120, 360, 1_440),
        fc.constantFrom(5, 8, 12),
        fc.constantFrom(-570, 0, 60, 345),
        (count, size, most, zone) => {
          expect(timeTicks(buckets(count, size * minute), most, () => zone).length).toBeLessThanOrEqual(most);
        },
      ),
    );
  });
});
