import { expect, test } from 'vitest';
import { periodOf, seriesOf, spanBack, spanOfDays } from '../../client/overview/span.ts';

const hour = 3_600_000;
const day = 24 * hour;
const now = Date.parse('2026-11-20T10:30:00Z');

test('a period of the address is one of four', () => {
  expect(['week', 'month', 'custom', 'day', '', 'year'].map(periodOf)).toEqual(['week', 'month', 'custom', 'day', 'day', 'day']);
});

test.each([
  ['day', 1, hour],
  ['week', 7, 6 * hour],
  ['month', 30, day],
] as const)('a %s back is %d days in fitting steps', (period, days, step) => {
  expect(spanBack(period, now)).toMatchObject({ from: now - days * day, to: null, step });
});

test('chosen days are whole days of the reader, both included', () => {
  expect(spanOfDays('2026-11-03', '2026-11-04', now)).toMatchObject({ from: Date.parse('2026-11-03T00:00'), to: Date.parse('2026-11-05T00:00') - 1, step: hour });
  expect(spanOfDays('2026-11-01', '2026-11-10', now)).toMatchObject({ step: 6 * hour });
  expect(spanOfDays('2026-09-01', '2026-11-10', now)).toMatchObject({ step: day });
});

test.each([
  ['', '2026-11-04', 'Choose the first and the last day.'],
  ['2026-11-04', 'soon', 'Choose the first and the last day.'],
  ['2026-11-05', '2026-11-04', 'Choose a last day that is not before the first.'],
  ['2027-01-01', '2027-01-02', 'Choose a first day that is not in the future.'],
  ['2026-01-01', '2026-11-04', 'Choose 92 days at most.'],
])('days from "%s" to "%s" are told what is wrong: %s', (first, last, problem) => {
  expect(spanOfDays(first, last, now)).toBe(problem);
});

test('a chart has a bar for each step up to now, empty ones too', () => {
  const point = { at: '2026-11-20T09:00:00.000Z', received: 3, activated: 1, excluded: 1, failed: 1, throttled: 0, bytes: 9 };
  const series = seriesOf([point], { from: now - 2 * hour, to: null, step: hour, words: '' }, now);
  expect(series.map(({ at, activated }) => [new Date(at).toISOString(), activated])).toEqual([
    ['2026-11-20T08:00:00.000Z', 0],
    ['2026-11-20T09:00:00.000Z', 1],
    ['2026-11-20T10:00:00.000Z', 0],
  ]);
});
