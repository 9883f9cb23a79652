import { useState } from 'react';

/**
 * A value that changes every second, but anew only every `periodMs`, whenever `key` changes, and where what is shown is too
 * far from it: what is costly to draw is drawn that often. `now` in epoch milliseconds.
 */
export function useCalm<T>(value: T, key: string, now: number, periodMs: number, isTooFar: (shown: T, value: T) => boolean): T {
  const turn = `${key} ${Math.floor(now / periodMs)}`;
  const [shown, setShown] = useState({ turn, value });
  if (shown.turn === turn && !isTooFar(shown.value, value)) return shown.value;
  setShown({ turn, value });
  return value;
}
