import { useEffect, useState } from 'react';
import { useSearchParams } from 'react-router';
import { after } from '../shell/clock.ts';

/** Milliseconds without typing after which a search is made. */
const settleAfter = 250;

function withParameter(before: URLSearchParams, name: string, value: string): URLSearchParams {
  const next = new URLSearchParams(before);
  if (value === '') next.delete(name);
  else next.set(name, value);
  return next;
}

/** Text of a search field, kept in the address under `name` so that a reload and a shared link search the same. `settled` is what to search for. */
export function useUrlText(name: string): { text: string; setText: (text: string) => void; settled: string } {
  const [parameters, setParameters] = useSearchParams();
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
      setParameters((before) => withParameter(before, name, text), { replace: true });
    });
  }, [text, settled, name, setParameters]);
  return { text, setText, settled };
}

/** A choice kept in the address; '' for none. */
export function useUrlChoice(name: string): [string, (value: string) => void] {
  const [parameters, setParameters] = useSearchParams();
  return [parameters.get(name) ?? '', (value) => setParameters((before) => withParameter(before, name, value), { replace: true })];
}
