import { useEffect, useState } from 'react';
import { after } from '../shell/clock.ts';

/** A value some milliseconds after it changed, so that several costly drawings of one value do not become one long piece of work. At once at first. */
export function useLater<T>(value: T, milliseconds: number): T {
  const [shown, setShown] = useState(value);
  useEffect(() => after(milliseconds, () => setShown(value)), [value, milliseconds]);
  return shown;
}
