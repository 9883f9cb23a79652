import { useEffect, useState } from 'react';
import { every, now } from '../shell/clock.ts';

/** The time in epoch milliseconds, read anew every `periodMs`. */
export function useNow(periodMs = 1_000): number {
  const [time, setTime] = useState(now);
  useEffect(() => every(periodMs, () => setTime(now())), [periodMs]);
  return time;
}
