import { useUrlParameters } from '../ui/useUrlParameters.ts';
import type { TimeChoice } from './ages.ts';

/** The time of a list, kept in the address. Choosing an age, or '' for any time, takes a stretch away. */
export function useUrlTime(): [TimeChoice, (age: string) => void] {
  const [parameters, change] = useUrlParameters();
  const read = (name: string): string => parameters.get(name) ?? '';
  return [{ age: read('age'), from: read('from'), to: read('to') }, (age) => change({ age, from: '', to: '' })];
}
