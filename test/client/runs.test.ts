import { describe, expect, test } from 'vitest';
import { attemptsSentence, countsSentence } from '../../client/dashboard/countsSentence.ts';
import { hourText } from '../../client/destinations/runWords.ts';
import { coarser, endOfRun, speedOf } from '../../client/runs/runSeries.ts';
import { formatClock, formatHour } from '../../client/ui/format.ts';

describe('counts of a run in a sentence', () => {
  const counts = { received: 120_001, activated: 119_000, excluded: 600, failed: 400, pending: 1, retried: 0, throttled: 0 };

  test('shows the sum, and says that it adds up', () => {
    expect(countsSentence(counts)).toBe('120,001 records received = 119,000 delivered + 600 excluded + 400 failed + 1 waiting. Every one is accounted for.');
  });

  test('says where it does not', () => {
    expect(countsSentence({ ...counts, received: 120_002 })).toContain('= 120,001. These do not add up');
    expect(countsSentence({ ...counts, received: 0 })).toContain('do not add up');
  });

  test('says that there was nothing', () => {
    expect(countsSentence({ received: 0, activated: 0, excluded: 0, failed: 0, pending: 0, retried: 0, throttled: 0 })).toBe('Nothing was received yet.');
  });

  test('tells attempts apart from records, and nothing where there was only one each', () => {
    expect(attemptsSentence({ retried: 0, throttled: 0 })).toBe('');
    expect(attemptsSentence({ retried: 1, throttled: 0 })).toBe('1 attempt ended with a passing error; each was made again by itself.');
    expect(attemptsSentence({ retried: 50, throttled: 1_850 })).toBe(
      '1,850 attempts came at a moment when the stream took no more, and 50 attempts ended with a passing error; each was made again by itself.',
    );
  });
});

test('a run that goes on is shown until now', () => {
  expect(endOfRun({ endedAt: '1970-01-01T00:00:05.000Z' }, 9_000)).toBe(5_000);
  expect(endOfRun({ endedAt: null }, 9_000)).toBe(9_000);
});

test('buckets are put together without losing a record', () => {
  const point = (at: number, activated: number) => ({ at, received: 0, activated, excluded: 1, failed: 0, throttled: 2, p50: 5, p95: 5, p99: 5, lagMs: 0 });
  const series = [point(0, 1), point(1, 2), point(2, 4)];
  expect(coarser(series, 2).map(({ at, activated, excluded, throttled }) => [at, activated, excluded, throttled])).toEqual([
    [0, 3, 2, 4],
    [2, 4, 1, 2],
  ]);
  expect(coarser([], 0)).toEqual([]);
});

test('a run of live changes is told as its hour', () => {
  const start = Date.parse('2026-11-20T10:00:00.000Z');
  expect(hourText(start, start + 48 * 60_000)).toBe(`this hour, ${formatClock(start)}–${formatClock(start + 3_600_000)}`);
  expect(hourText(start, start + 3_600_000)).toBe(`${formatHour(start)}–${formatClock(start + 3_600_000)}`);
});

test('a speed is told once there is something to tell', () => {
  expect(speedOf(0, 60_000)).toBeNull();
  expect(speedOf(50, 999)).toBeNull();
  expect(speedOf(3_000, 60_000)).toBe(50);
});
