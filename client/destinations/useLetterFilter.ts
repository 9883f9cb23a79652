import type { DeadLetter } from '../../shared/delivery.ts';
import { useSearchParams } from 'react-router';
import { stretchOf } from '../dashboard/chartRange.ts';
import { useNow } from '../ui/useNow.ts';
import { useUrlChoice, useUrlText } from '../ui/useUrlText.ts';
import { letterQueryOf, letterStateOf, type LetterChoice, type LetterQuery } from './letterFilter.ts';

export interface LetterFilter {
  readonly query: LetterQuery;
  readonly state: DeadLetter['state'] | 'all';
  readonly choice: LetterChoice;
  readonly profileText: string;
  readonly setProfileText: (text: string) => void;
  readonly set: Readonly<Record<'code' | 'age' | 'run' | 'state', (value: string) => void>>;
  /** Leaves out the time that a link from a chart chose. */
  readonly forgetStretch: () => void;
  /** Anything is chosen besides the state. */
  readonly isNarrow: boolean;
}

/** The filter of the dead letters, kept in the address. */
export function useLetterFilter(): LetterFilter {
  const [code, setCode] = useUrlChoice('code');
  const [age, setAge] = useUrlChoice('age');
  const [run, setRun] = useUrlChoice('run');
  const [state, setState] = useUrlChoice('state');
  const profile = useUrlText('profile');
  const now = useNow(60_000);
  const choice = { code, age, run, profile: profile.settled };
  const [parameters, setParameters] = useSearchParams();
  const stretch = stretchOf(parameters.get('from') ?? '', parameters.get('to') ?? '');
  const query = {
    ...letterQueryOf(choice, now),
    ...(stretch !== null && { from: new Date(stretch.from).toISOString(), to: new Date(stretch.to).toISOString() }),
  };
  return {
    query,
    state: letterStateOf(state),
    choice,
    profileText: profile.text,
    setProfileText: profile.setText,
    set: { code: setCode, age: setAge, run: setRun, state: setState },
    forgetStretch: () =>
      setParameters(
        (before) => {
          const next = new URLSearchParams(before);
          next.delete('from');
          next.delete('to');
          return next;
        },
        { replace: true },
      ),
    isNarrow: Object.keys(query).length > 0,
  };
}
