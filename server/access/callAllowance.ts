import type { Clock } from '../kit/clock.ts';

/** Remembered callers; the one that called least recently goes first. */
const rememberedLimit = 10_000;

/** So many calls at once, which come back one after another: a bucket of tokens per caller. */
export interface CallAllowance {
  /** Takes one. 0 when there was one, else the whole seconds until there is one again. */
  take(caller: string): number;
}

/** `perMinute`: what a bucket holds, and what comes back in a minute. */
export function createCallAllowance(clock: Clock, perMinute: number): CallAllowance {
  const buckets = new Map<string, { tokens: number; at: number }>();
  const tokenMs = 60_000 / perMinute;
  return {
    take(caller) {
      const now = clock.monotonic();
      const { tokens, at } = buckets.get(caller) ?? { tokens: perMinute, at: now };
      const left = Math.min(perMinute, tokens + (now - at) / tokenMs);
      const isAllowed = left >= 1;
      buckets.delete(caller);
      buckets.set(caller, { tokens: isAllowed ? left - 1 : left, at: now });
      const oldest = buckets.keys().next();
      if (buckets.size > rememberedLimit && !oldest.done) buckets.delete(oldest.value);
      return isAllowed ? 0 : Math.ceil(((1 - left) * tokenMs) / 1_000);
    },
  };
}
