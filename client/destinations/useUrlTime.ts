import { useSearchParams } from 'react-router';
import type { TimeChoice } from './ages.ts';

/** The time of a list, kept in the address. Choosing an age, or '' for any time, takes a stretch away. */
export function useUrlTime(): [TimeChoice, (age: string) => void] {
  const [parameters, setParameters] = useSearchParams();
  const read = (name: string): string => parameters.get(name) ?? '';
  const setAge = (age: string): void =>
    setParameters(
      (before) => {
        const next = new URLSearchParams(before);
        for (const name of ['age', 'from', 'to']) next.delete(name);
        if (age !== '') next.set('age', age);
        return next;
      },
      { replace: true },
    );
  return [{ age: read('age'), from: read('from'), to: read('to') }, setAge];
}
