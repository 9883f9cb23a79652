import { useEffect, useState } from 'react';
import { after } from '../shell/clock.ts';
import { useUrlParameters } from './useUrlParameters.ts';

/** Milliseconds without typing after which a search is made. */
const settleAfter = 250;

/** Text of a search field, kept in the address under `name` so that a reload and a shared link search the same. `settled` is what to search for. */
export function useUrlText(name: string): { text: string; setText: (text: string) => void; settled: string } {
  const [parameters, change] = useUrlParameters();
  const settled = parameters.get(name) ?? '';
  const [text, setText] = useState(settled);
  // What this field put into the address itself; anything else that appears there came by a link or by going back.
  const [written, setWritten] = useState(settled);
  const [seen, setSeen] = useState(settled);
  if (settled !== seen) {
    setSeen(settled);
    if (settled !== written) setText(settled);
  }
  useEffect(() => {
    if (text === settled) return undefined;
    return after(settleAfter, () => {
      setWritten(text);
      change({ [name]: text });
    });
  }, [text, settled, name, change]);
  return { text, setText, settled };
}

/** A choice kept in the address; '' for none. */
export function useUrlChoice(name: string): [string, (value: string) => void] {
  const [parameters, change] = useUrlParameters();
  return [parameters.get(name) ?? '', (value) => change({ [name]: value })];
}
