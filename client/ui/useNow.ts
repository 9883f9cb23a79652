import { useSyncExternalStore } from 'react';
import { SharedClock } from './sharedClock.ts';

const clocks = new Map<number, SharedClock>();

function clockOf(periodMs: number): SharedClock {
  const clock = clocks.get(periodMs) ?? new SharedClock(periodMs);
  clocks.set(periodMs, clock);
  return clock;
}

/** The time in epoch milliseconds, a whole second, read anew every `periodMs`. */
export function useNow(periodMs = 1_000): number {
  const { subscribe, time } = clockOf(periodMs);
  return useSyncExternalStore(subscribe, time);
}
