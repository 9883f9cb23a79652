import type { DeadLetter } from '../../shared/delivery.ts';
import { useNow } from '../ui/useNow.ts';
import { useUrlChoice, useUrlText } from '../ui/useUrlText.ts';
import { letterQueryOf, letterStateOf, type LetterChoice, type LetterQuery } from './letterFilter.ts';
import { useUrlTime } from './useUrlTime.ts';

export interface LetterFilter {
  readonly query: LetterQuery;
  readonly state: DeadLetter['state'] | 'all';
  readonly choice: LetterChoice;
  readonly profileText: string;
  readonly setProfileText: (text: string) => void;
  readonly set: Readonly<Record<'code' | 'age' | 'run' | 'state', (value: string) => void>>;
  /** Anything is chosen besides the state. */
  readonly isNarrow: boolean;
}

/** The filter of the dead letters, kept in the address. */
export function useLetterFilter(): LetterFilter {
  const [code, setCode] = useUrlChoice('code');
  const [run, setRun] = useUrlChoice('run');
  const [state, setState] = useUrlChoice('state');
  const [time, setAge] = useUrlTime();
  const profile = useUrlText('profile');
  const now = useNow(60_000);
  const choice = { code, run, profile: profile.settled, ...time };
  const query = letterQueryOf(choice, now);
  return {
    query,
    state: letterStateOf(state),
    choice,
    profileText: profile.text,
    setProfileText: profile.setText,
    set: { code: setCode, age: setAge, run: setRun, state: setState },
    isNarrow: Object.keys(query).length > 0,
  };
}
