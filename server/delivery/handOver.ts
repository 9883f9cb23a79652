import type { LetterEnding } from '../../shared/delivery.ts';
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

/** Whom to tell that a record has its outcome: the watermark of the log, a backfill, a replay. Told once, in the same turn as the ledger. */
export type OnSettled = (as: Exclude<LetterEnding, 'discarded'>) => void;

/** A record on its way. */
export type Token = Handed & { readonly data: Uint8Array; readonly onSettled: OnSettled };

export interface HandOverDependencies {
  readonly plan: DeliveryPlan;
  readonly clock: Clock;
  readonly random: Random;
  readonly totals: LiveTotals;
  readonly ledger: OutcomeLedger;
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
      ledger.excluded(about.run, made.code, clock.now());
      onSettled('excluded');
      return;
    }
    if (made.kind === 'failed') {
      ledger.failed(about, { ...made, failedAttempts: [] }, clock.now());
      onSettled('failed');
      return;
    }
    if (made.fellBack) totals.partitionKeyFallbacks += 1;
    publisher.add({ ...about, ...made.record, onSettled }, made.record, profile.profileId, isBulk);
  }

  /** No record is made: the person is gone, concerns this destination no more, does not consent, or gets one later. */
  exclude(run: Handed['run'], code: 'profile_not_selected' | 'consent_missing' | 'change_gathered', onSettled: OnSettled): void {
    const { clock, totals, ledger } = this.#deps;
    totals.handed(run.id);
    ledger.excluded(run, code, clock.now());
    onSettled('excluded');
  }

  /** What the publisher found out about a record. */
  noteOutcome(token: Token, outcome: Outcome): void {
    const { clock, ledger } = this.#deps;
    if (outcome.kind === 'delivered') ledger.delivered(token, outcome);
    else {
      const data = Buffer.from(token.data).toString('utf8');
      const message = outcome.code === 'record_too_large' ? `${outcome.message} ${largestParts(data)}` : outcome.message;
      ledger.failed(token, { ...outcome, message, data }, clock.now());
    }
    token.onSettled(outcome.kind);
  }
}

export function profileOf({ profileId, documentJson }: ProfileRow): Profile {
  return { profileId, ...(JSON.parse(documentJson) as Omit<Profile, 'profileId'>) };
}
