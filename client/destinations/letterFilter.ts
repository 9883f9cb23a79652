import { deadLetterStates, type DeadLetter } from '../../shared/delivery.ts';
import { errorCodeNames, errorCodes, type ErrorCode } from '../../shared/errorCodes.ts';
import { timeQueryOf, type TimeChoice, type TimeQuery } from './ages.ts';

/** The codes a record can end with. */
export const failureCodes = errorCodeNames.filter((code) => errorCodes[code].counter === 'failed' && errorCodes[code].scope === 'record');

/** Which dead letters the page is about, as its address holds it; '' for any. */
export interface LetterChoice extends TimeChoice {
  readonly code: string;
  readonly profile: string;
  readonly run: string;
}

/** What a list, a count, a replay and a discard are asked for. */
export interface LetterQuery extends TimeQuery {
  readonly code?: ErrorCode;
  readonly profileId?: string;
  readonly runId?: string;
}

const isFailureCode = (value: string): value is ErrorCode => (failureCodes as readonly string[]).includes(value);

/** Reads the address; what is no choice is none. `now` in epoch milliseconds. */
export function letterQueryOf({ code, profile, run, ...time }: LetterChoice, now: number): LetterQuery {
  return {
    ...(isFailureCode(code) && { code }),
    ...(profile !== '' && { profileId: profile }),
    ...(run !== '' && { runId: run }),
    ...timeQueryOf(time, now),
  };
}

/** Open ones, unless the address names another state; `all` for every state. */
export function letterStateOf(value: string): DeadLetter['state'] | 'all' {
  return value === 'all' ? 'all' : (deadLetterStates.find((state) => state === value) ?? 'open');
}

/** How a letter ended, in words. */
export function endTextOf({ state, end }: Pick<DeadLetter, 'state' | 'end'>): string {
  if (state === 'open') return 'Open';
  if (state === 'discarded') return 'Discarded';
  if (end?.as === 'failed') return 'Replayed, failed again';
  if (end?.as === 'excluded') return 'Replayed, left out';
  return end?.as === 'delivered' ? 'Replayed, delivered' : 'Replayed';
}
