import { useState } from 'react';
import type { CheckResult } from '../../shared/account.ts';
import { now } from '../shell/clock.ts';
import { useSingleFlight } from '../ui/useSingleFlight.ts';
import type { TestedPlace } from './adminText.ts';

/** What a test does beyond looking and asking; chosen by who presses the button. */
export interface TestSwitches {
  readonly testRecord: boolean;
  readonly readBack: boolean;
}

/** A test that has ended, with what it was about. */
export interface EndedTest {
  readonly result: CheckResult;
  readonly place: TestedPlace;
  /** Epoch milliseconds. */
  readonly at: number;
}

export interface ConnectionTest {
  readonly isRunning: boolean;
  readonly ended: EndedTest | null;
  /** What the test itself was refused with, where `onRefused` was not given. */
  readonly error: unknown;
  readonly switches: TestSwitches;
  readonly setSwitches: (switches: TestSwitches) => void;
  readonly run: () => Promise<void>;
}

/** Runs a test and keeps how it ended. `begin` returns null when there is nothing to test yet. One test at a time. */
export function useConnectionTest(
  begin: (switches: TestSwitches) => Promise<{ readonly result: CheckResult; readonly place: TestedPlace } | null>,
  onRefused?: (error: unknown) => void,
): ConnectionTest {
  const [isRunning, setRunning] = useState(false);
  const [ended, setEnded] = useState<EndedTest | null>(null);
  const [error, setError] = useState<unknown>(null);
  const [switches, setSwitches] = useState<TestSwitches>({ testRecord: false, readBack: false });
  const run = useSingleFlight(async () => {
    setRunning(true);
    setError(null);
    try {
      const answer = await begin(switches);
      setEnded(answer === null ? null : { ...answer, at: now() });
    } catch (thrown) {
      setEnded(null);
      if (onRefused === undefined) setError(thrown);
      else onRefused(thrown);
    } finally {
      setRunning(false);
    }
  });
  return { isRunning, ended, error, switches, setSwitches, run };
}
