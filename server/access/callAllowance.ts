import type { Clock } from '../kit/clock.ts';
import type { SharedStateStore } from '../store/sharedStateStore.ts';
import { changeShared } from './changeShared.ts';

/** So many calls at once, which come back one after another: a bucket of tokens per caller. */
export interface CallAllowance {
  /** Takes one. 0 when there was one, else the whole seconds until there is one again. */
  take(caller: string): Promise<number>;
}

/** `at`: when there were that many, epoch milliseconds. */
interface Bucket {
  readonly tokens: number;
  readonly at: number;
}

const minuteMs = 60_000;

/** `perMinute`: what a bucket holds, and what comes back in a minute. Allowances with the same name have the same buckets, at whichever server. */
export function createCallAllowance({ store, clock, name, perMinute }: { store: SharedStateStore; clock: Clock; name: string; perMinute: number }): CallAllowance {
  const tokenMs = minuteMs / perMinute;
  return {
    take: (caller) =>
      changeShared({ store, clock, scope: `calls-${name}`, key: caller }, (known, now) => {
        const { tokens, at } = known === null ? { tokens: perMinute, at: now } : (JSON.parse(known) as Bucket);
        // Clocks of two servers, or a clock that is set back, may be behind what was noted.
        const left = Math.min(perMinute, tokens + Math.max(0, now - at) / tokenMs);
        const isAllowed = left >= 1;
        const bucket: Bucket = { tokens: isAllowed ? left - 1 : left, at: now };
        // By then it is full, as one that nobody knows.
        return { next: { value: JSON.stringify(bucket), expiresAt: now + minuteMs }, result: isAllowed ? 0 : Math.ceil(((1 - left) * tokenMs) / 1_000) };
      }),
  };
}
