import { useEffect, useState } from 'react';
import { after } from '../shell/clock.ts';

/** A value once it has stayed the same for so many milliseconds: for questions to the server that follow what somebody types. Compared by identity, so hand in text or numbers. */
export function useSettled<T extends string | number>(value: T, milliseconds: number): T {
  const [settled, setSettled] = useState(value);
  useEffect(() => after(milliseconds, () => setSettled(value)), [value, milliseconds]);
  return settled;
}
