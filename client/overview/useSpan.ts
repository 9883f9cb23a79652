import { useEffect, useRef } from 'react';
import { useSearchParams } from 'react-router';
import { useNow } from '../ui/useNow.ts';
import { periodOf, spanBack, spanOfDays, type Period, type Span } from './span.ts';

const minuteMs = 60_000;

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
  readonly set: (change: Readonly<Record<string, string>>) => void;
}

/** The time the overview is about, kept in the address. */
export function useSpan(): SpanChoice {
  const [parameters, setParameters] = useSearchParams();
  // The address follows a moment after it is set: a second change in that moment goes on from the first, not from the address.
  const newest = useRef(parameters);
  useEffect(() => {
    newest.current = parameters;
  }, [parameters]);
  const time = useNow(minuteMs);
  const now = time - (time % minuteMs);
  const period = periodOf(parameters.get('period') ?? '');
  const days = { from: parameters.get('from') ?? '', to: parameters.get('to') ?? '' };
  const custom = period === 'custom' ? spanOfDays(days.from, days.to, now) : spanBack(period, now);
  return {
    period,
    days,
    problem: typeof custom === 'string' ? custom : null,
    span: typeof custom === 'string' ? spanBack('day', now) : custom,
    now,
    set(change) {
      const next = new URLSearchParams(newest.current);
      for (const [name, value] of Object.entries(change)) {
        if (value === '') next.delete(name);
        else next.set(name, value);
      }
      newest.current = next;
      setParameters(next, { replace: true });
    },
  };
}
