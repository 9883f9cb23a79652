import { useNow } from '../ui/useNow.ts';
import type { UrlChange } from '../ui/urlChanges.ts';
import { useUrlParameters } from '../ui/useUrlParameters.ts';
import { periodOf, spanBack, spanOfDays, type Period, type Span } from './span.ts';

const minuteMs = 60_000;

/** PURE. The beginning of a minute, epoch milliseconds. */
export const wholeMinute = (time: number): number => time - (time % minuteMs);

export interface SpanChoice {
  readonly period: Period;
  /** Days of a custom span as they are typed, "2026-11-20"; '' for none. */
  readonly days: { readonly from: string; readonly to: string };
  /** What is wrong with these days; null: nothing. */
  readonly problem: string | null;
  /** The last 24 hours where the days are wrong. */
  readonly span: Span;
  /** A whole minute, epoch milliseconds. */
  readonly now: number;
  readonly set: (change: UrlChange) => void;
}

/** The time the overview is about, kept in the address. */
export function useSpan(): SpanChoice {
  const [parameters, set] = useUrlParameters();
  const now = wholeMinute(useNow(minuteMs));
  const period = periodOf(parameters.get('period') ?? '');
  const days = { from: parameters.get('from') ?? '', to: parameters.get('to') ?? '' };
  const custom = period === 'custom' ? spanOfDays(days.from, days.to, now) : spanBack(period, now);
  return {
    period,
    days,
    problem: typeof custom === 'string' ? custom : null,
    span: typeof custom === 'string' ? spanBack('day', now) : custom,
    now,
    set,
  };
}
