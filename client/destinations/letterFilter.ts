import { deadLetterStates, type DeadLetter } from '../../shared/delivery.ts';
import { errorCodeNames, errorCodes, type ErrorCode } from '../../shared/errorCodes.ts';

/** The codes a record can end with. */
export const failureCodes = errorCodeNames.filter((code) => errorCodes[code].counter === 'failed' && errorCodes[code].scope === 'record');

const hourMs = 3_600_000;
/** How far back, in milliseconds. */
const ages: Readonly<Record<string, number>> = { hour: hourMs, day: 24 * hourMs, week: 7 * 24 * hourMs, month: 30 * 24 * hourMs };
export const ageTexts: Readonly<Record<string, string>> = { hour: 'Last hour', day: 'Last 24 hours', week: 'Last 7 days', month: 'Last 30 days' };

/** Which dead letters the page is about, as its address holds it; '' for any. */
export interface LetterChoice {
  readonly code: string;
  readonly profile: string;
  readonly run: string;
  readonly age: string;
}

/** What a list, a count, a replay and a discard are asked for. */
export interface LetterQuery {
  readonly code?: ErrorCode;
  readonly profileId?: string;
  readonly runId?: string;
  readonly from?: string;
  readonly to?: string;
}

const isFailureCode = (value: string): value is ErrorCode => (failureCodes as readonly string[]).includes(value);

/** Reads the address; what is no choice is none. `now` in epoch milliseconds; times begin with a minute, so that they hold still for that long. */
export function letterQueryOf({ code, profile, run, age }: LetterChoice, now: number): LetterQuery {
  const back = Object.hasOwn(ages, age) ? ages[age] : undefined;
  return {
    ...(isFailureCode(code) && { code }),
    ...(profile !== '' && { profileId: profile }),
    ...(run !== '' && { runId: run }),
    ...(back !== undefined && { from: new Date(Math.floor((now - back) / 60_000) * 60_000).toISOString() }),
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
