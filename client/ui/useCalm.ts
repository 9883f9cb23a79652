import { useState } from 'react';

/**
 * A value that changes every second, but anew only every `periodMs`, and whenever `key` changes: what is costly to draw
 * is drawn that often. `now` in epoch milliseconds.
 */
export function useCalm<T>(value: T, key: string, now: number, periodMs: number): T {
  const turn = `${key} ${Math.floor(now / periodMs)}`;
  const [shown, setShown] = useState({ turn, value });
  if (shown.turn === turn) return shown.value;
  setShown({ turn, value });
  return value;
}
