import type { Totals } from '../../shared/totals.ts';
import type { ChartPoint } from '../dashboard/series.ts';
import { noOutcomes } from '../dashboard/liveTotals.ts';

const hourMs = 3_600_000;
const dayMs = 24 * hourMs;
/** Days that can be looked at: minutes are kept for as long. */
const mostDays = 92;

export const periods = { day: '24 hours', week: '7 days', month: '30 days', custom: 'Custom' } as const;
export type Period = keyof typeof periods;
const lengths = { day: dayMs, week: 7 * dayMs, month: 30 * dayMs } as const;

/** The stretch of time a page is about; epoch milliseconds, both ends inclusive. */
export interface Span {
  readonly from: number;
  /** Null: up to now. */
  readonly to: number | null;
  /** Milliseconds of one bar. */
  readonly step: number;
  /** Completes "In …". */
  readonly words: string;
}

const stepFor = (length: number): number => (length <= 2 * dayMs ? hourMs : length <= 14 * dayMs ? 6 * hourMs : dayMs);

export function periodOf(value: string): Period {
  return value === 'week' || value === 'month' || value === 'custom' ? value : 'day';
}

/** `days` before `now`, which is a whole minute so that it holds still for that long. */
export function spanBack(period: Exclude<Period, 'custom'>, now: number): Span {
  return { from: now - lengths[period], to: null, step: stepFor(lengths[period]), words: periods[period] };
}

/** Two days of the reader's calendar, "2026-11-20", both whole; or what to do about them, in a sentence. */
export function spanOfDays(first: string, last: string, now: number): Span | string {
  const from = Date.parse(`${first}T00:00`);
  const lastDay = new Date(`${last}T00:00`);
  // The next midnight of the calendar, which is not always 24 hours later.
  lastDay.setDate(lastDay.getDate() + 1);
  const to = lastDay.getTime() - 1;
  if (Number.isNaN(from) || Number.isNaN(to)) return 'Choose the first and the last day.';
  if (from > to) return 'Choose a last day that is not before the first.';
  if (from > now) return 'Choose a first day that is not in the future.';
  if (to - from > mostDays * dayMs) return `Choose ${mostDays} days at most.`;
  return { from, to, step: stepFor(to - from), words: 'this time' };
}

/** PURE. A bar for each step of the span, those without outcomes too. */
export function seriesOf(points: Totals['points'], { from, to, step }: Span, now: number): ChartPoint[] {
  const byTime = new Map(points.map((point) => [Date.parse(point.at), point]));
  const first = from - (from % step);
  const last = Math.min(to ?? now, now);
  const count = Math.max(0, Math.floor((last - first) / step) + 1);
  return Array.from({ length: count }, (_, index) => {
    const at = first + index * step;
    const { received, activated, excluded, failed } = byTime.get(at) ?? noOutcomes;
    return { at, received, activated, excluded, failed };
  });
}
