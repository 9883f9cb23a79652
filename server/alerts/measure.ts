import type { AlertKind, AlertSubject } from '../../shared/alert.ts';
import type { ErrorCode } from '../../shared/errorCodes.ts';

/** What is known of one destination at this moment. */
export interface DestinationFacts {
  readonly subject: 'destination';
  readonly id: string;
  readonly name: string;
  /** False: a person stopped it, or nothing is activated. */
  readonly isOn: boolean;
  /** When and why it stopped by itself; null while it sends. */
  readonly pause: { readonly since: number; readonly code: ErrorCode } | null;
  /** Records delivered and failed in the window of the rule. */
  readonly activated: number;
  readonly failed: number;
  readonly lagMs: number;
  /** The last delivered record, or the last change of the activation, whichever is later. */
  readonly lastDataAt: number;
  /** Null: nobody can tell now. */
  readonly waitsForCapacity: boolean | null;
}

/** And of the credentials of one account. */
export interface AccountFacts {
  readonly subject: 'account';
  readonly id: string;
  readonly name: string;
  /** Whether a destination uses it. */
  readonly isUsed: boolean;
  /** Why they do not work; null: they do; undefined: not tried yet. */
  readonly failure: ErrorCode | null | undefined;
  /** When a key that does not end by itself was entered; null: there is none. */
  readonly keySince: number | null;
}

export type Facts = DestinationFacts | AccountFacts;

/** Since when something holds, and when that was last seen. */
export interface Held {
  readonly since: number;
  readonly seen: number;
}

/** `calm`: below every threshold. `unknown`: cannot be told now, so nothing changes. `unwatched`: nothing to look at any more. */
export type Measured = number | 'calm' | 'unknown' | 'unwatched';

/** With fewer records in the window a share says nothing: one failure of two would be half. */
export const fewestRecords = 10;
/** What was last seen to hold longer ago has not been watched since, and begins anew. */
const heldGapMs = 5 * 60_000;
const minuteMs = 60_000;
const hourMs = 3_600_000;
const dayMs = 86_400_000;

const age = (since: number, now: number, unit: number): number => Math.max(0, now - since) / unit;

function measureDestination(kind: AlertKind, facts: DestinationFacts, now: number): Measured | boolean {
  if (!facts.isOn) return 'unwatched';
  if (kind === 'paused') return facts.pause === null ? 'calm' : age(facts.pause.since, now, minuteMs);
  // A destination that stopped is told of once. What follows from it is not.
  if (facts.pause !== null) return 'unknown';
  if (kind === 'failure_rate') {
    const tried = facts.activated + facts.failed;
    return tried < fewestRecords ? 'calm' : (facts.failed / tried) * 100;
  }
  if (kind === 'lag') return facts.lagMs / minuteMs;
  if (kind === 'no_data') return age(facts.lastDataAt, now, hourMs);
  return facts.waitsForCapacity ?? 'unknown';
}

function measureAccount(kind: AlertKind, facts: AccountFacts, now: number): Measured | boolean {
  if (!facts.isUsed) return 'unwatched';
  if (kind === 'credentials_ageing') return facts.keySince === null ? 'calm' : age(facts.keySince, now, dayMs);
  return facts.failure === undefined ? 'unknown' : facts.failure !== null;
}

/** PURE. What a rule of a kind compares with its thresholds, in the unit of the kind; for what only holds or does not, how long it has been seen to hold. */
export function measure(kind: AlertKind, facts: Facts, held: Held | null, now: number): { readonly measured: Measured; readonly held: Held | null } {
  const seen = facts.subject === 'destination' ? measureDestination(kind, facts, now) : measureAccount(kind, facts, now);
  if (typeof seen !== 'boolean') return { measured: seen, held: seen === 'unknown' ? held : null };
  if (!seen) return { measured: 'calm', held: null };
  const isWatched = held !== null && now >= held.seen && now - held.seen <= heldGapMs;
  const since = isWatched ? held.since : now;
  return { measured: age(since, now, minuteMs), held: { since, seen: now } };
}

/** PURE. Why, where the cause has a code of its own. */
export function causeOf(kind: AlertKind, facts: Facts): ErrorCode | null {
  if (facts.subject === 'destination') return kind === 'paused' ? (facts.pause?.code ?? null) : null;
  return kind === 'credentials_failing' ? (facts.failure ?? null) : null;
}

export const isOf = (facts: Facts, subject: AlertSubject): boolean => facts.subject === subject;
