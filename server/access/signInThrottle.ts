import type { Clock } from '../kit/clock.ts';
import { hashToken } from './tokens.ts';

/** Failures without any wait; from the next one on each doubles it, up to the longest. */
const freeFailures = 5;
const firstWaitMs = 2_000;
const longestWaitMs = 15 * 60_000;
/** Remembered pairs; the oldest goes first, so that guessing cannot fill the memory. */
const rememberedLimit = 10_000;

/**
 * Slows down guessing at one account from one address. The pair is what is slowed, not the account: otherwise anybody
 * could keep its owner out by failing on purpose. Addresses as such are limited by the routes.
 */
export interface SignInThrottle {
  /** Seconds to wait before this attempt may be made; 0 when it may. */
  waitSeconds(email: string, address: string): number;
  failed(email: string, address: string): void;
  succeeded(email: string, address: string): void;
}

export function createSignInThrottle(clock: Clock): SignInThrottle {
  const failures = new Map<string, { count: number; until: number }>();
  const keyOf = (email: string, address: string): string => hashToken(`${email.toLowerCase()}\n${address}`);
  return {
    waitSeconds(email, address) {
      const until = failures.get(keyOf(email, address))?.until ?? 0;
      return Math.max(0, Math.ceil((until - clock.monotonic()) / 1_000));
    },
    failed(email, address) {
      const key = keyOf(email, address);
      const count = (failures.get(key)?.count ?? 0) + 1;
      const wait = count < freeFailures ? 0 : Math.min(longestWaitMs, firstWaitMs * 2 ** (count - freeFailures));
      failures.delete(key);
      failures.set(key, { count, until: clock.monotonic() + wait });
      const oldest = failures.keys().next();
      if (failures.size > rememberedLimit && !oldest.done) failures.delete(oldest.value);
    },
    succeeded: (email, address) => void failures.delete(keyOf(email, address)),
  };
}
