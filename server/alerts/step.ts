import { alertLevels, type AlertLevel } from '../../shared/alert.ts';
import type { Held, Measured } from './measure.ts';

/** Where one watch stands. Stored as JSON after each look that changes it. */
export interface Watch {
  readonly level: AlertLevel;
  /** The alert that fires; null while `level` is ok. */
  readonly alertId: string | null;
  readonly held: Held | null;
  /** Since when it has been below `level` without a break, and the highest it came to meanwhile. */
  readonly calm: { readonly since: number; readonly level: AlertLevel } | null;
}

export const freshWatch: Watch = { level: 'ok', alertId: null, held: null, calm: null };

/** A level is left only after it was not reached for this long without a break: what flutters around a threshold is told of once. */
export const calmMs = 5 * 60_000;

export interface Thresholds {
  readonly warning: number | null;
  readonly critical: number | null;
}

const rank = (level: AlertLevel): number => alertLevels.indexOf(level);
const higher = (one: AlertLevel, other: AlertLevel): AlertLevel => (rank(one) >= rank(other) ? one : other);

/** PURE. The level a value reaches. */
export function levelOf(measured: number | 'calm', { warning, critical }: Thresholds): AlertLevel {
  if (measured === 'calm') return 'ok';
  if (critical !== null && measured >= critical) return 'critical';
  return warning !== null && measured >= warning ? 'warning' : 'ok';
}

export const thresholdOf = (level: AlertLevel, { warning, critical }: Thresholds): number | null => (level === 'critical' ? critical : level === 'warning' ? warning : null);

/**
 * PURE. The next level of a watch. Up at once; down after `calmMs`, to the highest level it came to in that time. What
 * cannot be told changes nothing and breaks no calm; what is not watched any more is over at once.
 */
export function step(watch: Watch, measured: Measured, thresholds: Thresholds, now: number): Pick<Watch, 'level' | 'calm'> {
  if (measured === 'unwatched') return { level: 'ok', calm: null };
  if (measured === 'unknown') return watch;
  const seen = levelOf(measured, thresholds);
  if (rank(seen) >= rank(watch.level)) return { level: seen, calm: null };
  // A clock that was set back begins the wait anew.
  const calm = watch.calm === null || watch.calm.since > now ? { since: now, level: seen } : { since: watch.calm.since, level: higher(watch.calm.level, seen) };
  if (now - calm.since < calmMs) return { level: watch.level, calm };
  return { level: calm.level, calm: null };
}
