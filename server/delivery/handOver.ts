import type { LetterEnding } from '../../shared/delivery.ts';
import type { ErrorCode } from '../../shared/errorCodes.ts';
import type { Profile } from '../../shared/profile.ts';
import type { Random } from '../kit/backoff.ts';
import type { Clock } from '../kit/clock.ts';
import type { Outcome } from '../publisher/outcome.ts';
import type { Publisher } from '../publisher/publisher.ts';
import type { ProfileRow } from '../store/rows.ts';
import type { Handed, OutcomeLedger } from './ledger.ts';
import { largestParts } from './largestParts.ts';
import type { LiveTotals } from './liveTotals.ts';
import type { RecordFacts, RecordForm } from './payload.ts';
import type { DeliveryPlan } from './plan.ts';
import { makeRecord } from './record.ts';
import type { OutcomeTap } from './tail.ts';

/** Whom to tell that a record has its outcome: the watermark of the log, a backfill, a replay. Told once, in the same turn as the ledger. */
export type OnSettled = (as: Exclude<LetterEnding, 'discarded'>) => void;

/** Of whom, why and for which run. */
type About = Pick<Handed, 'run' | 'profileId' | 'reason'>;

/** A record on its way. */
export type Token = Handed & { readonly data: Uint8Array; readonly onSettled: OnSettled };

export interface HandOverDependencies {
  readonly plan: DeliveryPlan;
  readonly clock: Clock;
  readonly random: Random;
  readonly totals: LiveTotals;
  readonly ledger: OutcomeLedger;
  /** Who watches what becomes of records. */
  readonly tap: OutcomeTap;
  readonly publisher: Pick<Publisher<Token>, 'add'>;
}

/** From a selected profile to the publisher, and from its answer to the ledger: the one way in for live changes, backfills and replays. */
export class HandOver {
  readonly #deps: HandOverDependencies;

  constructor(deps: HandOverDependencies) {
    this.#deps = deps;
  }

  /** Makes the record and hands it to the publisher; a profile without a record has its outcome at once. */
  give(
    profile: Profile,
    facts: Omit<RecordFacts, 'exportId' | 'reason'>,
    about: Omit<Handed, 'partitionKey'>,
    isBulk: boolean,
    onSettled: OnSettled,
    form: RecordForm = 'record',
  ): void {
    const { plan, clock, random, totals, ledger, publisher } = this.#deps;
    totals.handed(about.run.id);
    const made = makeRecord(plan, profile, { ...facts, exportId: about.exportId, reason: about.reason }, random, form);
    if (made.kind === 'excluded') {
      this.#leaveOut(about, made.code, onSettled);
      return;
    }
    if (made.kind === 'failed') {
      const now = clock.now();
      ledger.failed(about, { ...made, failedAttempts: [] }, now);
      if (this.#deps.tap.isOpen) this.#tail(about, now, { outcome: 'failed', code: made.code, delivered: null, data: made.data === null ? null : Buffer.from(made.data) });
      onSettled('failed');
      return;
    }
    if (made.fellBack) totals.partitionKeyFallbacks += 1;
    publisher.add({ ...about, ...made.record, onSettled }, made.record, profile.profileId, isBulk);
  }

  /** No record is made: the person is gone, concerns this destination no more, does not consent, or gets one later. */
  exclude(about: About, code: 'profile_not_selected' | 'consent_missing' | 'change_gathered', onSettled: OnSettled): void {
    this.#deps.totals.handed(about.run.id);
    this.#leaveOut(about, code, onSettled);
  }

  /** What the publisher found out about a record. */
  noteOutcome(token: Token, outcome: Outcome): void {
    const { clock, ledger, tap } = this.#deps;
    const now = clock.now();
    if (outcome.kind === 'delivered') {
      ledger.delivered(token, outcome);
      const { partitionKey, acceptedAt, data } = token;
      const { kind, at, ...delivered } = outcome;
      if (tap.isOpen) this.#tail(token, at, { outcome: kind, code: null, delivered: { ...delivered, partitionKey, acceptedAt }, data });
    } else {
      const data = Buffer.from(token.data).toString('utf8');
      const message = outcome.code === 'record_too_large' ? `${outcome.message} ${largestParts(data)}` : outcome.message;
      ledger.failed(token, { ...outcome, message, data }, now);
      if (tap.isOpen) this.#tail(token, now, { outcome: 'failed', code: outcome.code, delivered: null, data: token.data });
    }
    token.onSettled(outcome.kind);
  }

  #leaveOut(about: About, code: ErrorCode, onSettled: OnSettled): void {
    const { clock, ledger, tap } = this.#deps;
    const now = clock.now();
    ledger.excluded(about.run, code, now);
    if (tap.isOpen) this.#tail(about, now, { outcome: 'excluded', code, delivered: null, data: null });
    onSettled('excluded');
  }

  #tail({ profileId, reason }: About, at: number, became: Pick<Parameters<OutcomeTap['note']>[0], 'outcome' | 'code' | 'delivered' | 'data'>): void {
    this.#deps.tap.note({ at, profileId, reason, ...became });
  }
}

export function profileOf({ profileId, documentJson }: ProfileRow): Profile {
  return { profileId, ...(JSON.parse(documentJson) as Omit<Profile, 'profileId'>) };
}
