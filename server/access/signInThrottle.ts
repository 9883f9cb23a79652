import type { Clock } from '../kit/clock.ts';
import type { SharedStateStore } from '../store/sharedStateStore.ts';
import { changeShared, type SharedPlace } from './changeShared.ts';
import { hashToken } from './tokens.ts';

/** Failures without any wait; from the next one on each doubles it, up to the longest. */
const freeFailures = 5;
const firstWaitMs = 2_000;
const longestWaitMs = 15 * 60_000;
/** Failures are forgotten this long after the last one, milliseconds. */
const rememberedMs = 24 * 3_600_000;

/**
 * Slows down guessing at one account from one address, at whichever server. The pair is what is slowed, not the account:
 * otherwise anybody could keep its owner out by failing on purpose. Addresses as such are limited by the routes.
 */
export interface SignInThrottle {
  /** Begins an attempt, which counts as failed unless `succeeded` is told; many at the same moment count each. 0 when it may be made, else the whole seconds to wait. */
  attempt(email: string, address: string): Promise<number>;
  succeeded(email: string, address: string): Promise<void>;
}

/** `until`: when the next attempt may be made, epoch milliseconds. */
interface Failures {
  readonly count: number;
  readonly until: number;
}

/** PURE. What is known after one more attempt; null: it may not be made yet. */
function oneMore(failures: Failures, now: number): Failures | null {
  if (failures.until > now) return null;
  const count = failures.count + 1;
  const wait = count < freeFailures ? 0 : Math.min(longestWaitMs, firstWaitMs * 2 ** (count - freeFailures));
  return { count, until: now + wait };
}

export function createSignInThrottle(store: SharedStateStore, clock: Clock): SignInThrottle {
  const placeOf = (email: string, address: string): SharedPlace => ({ store, clock, scope: 'sign-in', key: hashToken(`${email.toLowerCase()}\n${address}`) });
  return {
    attempt: (email, address) =>
      changeShared(placeOf(email, address), (known, now) => {
        const failures = known === null ? { count: 0, until: 0 } : (JSON.parse(known) as Failures);
        const next = oneMore(failures, now);
        // Whoever set a clock back keeps nobody out for longer.
        if (next === null) return { result: Math.ceil(Math.min(failures.until - now, longestWaitMs) / 1_000) };
        return { next: { value: JSON.stringify(next), expiresAt: now + rememberedMs }, result: 0 };
      }),
    succeeded: (email, address) => changeShared(placeOf(email, address), () => ({ next: null, result: undefined })),
  };
}
