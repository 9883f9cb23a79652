/** Source of randomness, 0 ≤ n < 1; handed in so that tests repeat. */
export type Random = () => number;
export const systemRandom: Random = () => Math.random();

export interface BackoffRule {
  /** Upper bound of the first wait, milliseconds. */
  readonly baseMs: number;
  /** Upper bound of any wait, milliseconds. */
  readonly capMs: number;
}

/** Short for what passes by itself, long where the other side asked for less; both capped so that a recovery is noticed within half a minute. */
export const transientBackoff: BackoffRule = { baseMs: 100, capMs: 20_000 };
/** For our own database: an attempt costs hardly anything, and everything waits for it. */
export const storeBackoff: BackoffRule = { baseMs: 100, capMs: 5_000 };
export const throttleBackoff: BackoffRule = { baseMs: 500, capMs: 30_000 };

/** Full jitter: uniform between 0 and min(cap, base · 2^(attempt − 1)); `attempt` counts from 1. */
export function backoffMs(rule: BackoffRule, attempt: number, random: Random): number {
  return random() * Math.min(rule.capMs, rule.baseMs * 2 ** Math.min(attempt - 1, 30));
}
