import type { DeliveryReason, RunKind } from '../../shared/delivery.ts';
import type { ErrorCode } from '../../shared/errorCodes.ts';
import { isoTime } from '../kit/clock.ts';
import type { Outcome } from '../publisher/outcome.ts';
import type { FailedAttempt } from '../publisher/queuedRecord.ts';
import type { DeadLetterRow, DeliveryRow, EndedLetter, Settlement } from '../store/rows.ts';
import type { GatheredRow, ReleasedRow } from '../store/gatheredRows.ts';
import { RunningSums } from './sums.ts';

/** The run an outcome counts for. */
export interface RunReference {
  readonly id: string;
  readonly kind: RunKind;
  readonly startedAt: number;
}

/** A record on its way: everything its outcome needs to be told. */
export interface Handed {
  readonly exportId: string;
  readonly profileId: string;
  readonly reason: DeliveryReason;
  readonly run: RunReference;
  readonly partitionKey: string;
  /** Epoch milliseconds of acceptance; for a backfill or replay, of handing over. */
  readonly acceptedAt: number;
}

const minuteMs = 60_000;
/** Longest payload a dead letter keeps, characters; a longer one was oversize, and its beginning tells which. */
const keptData = 1024 * 1024;

/** Outcomes since the last settlement, as sums and rows: what the next one will store in one transaction. */
export class OutcomeLedger {
  readonly #destinationId: string;
  readonly #newDeadLetterId: () => string;
  #runs = new Map<string, RunReference & { sums: RunningSums }>();
  #minutes = new Map<string, { readonly runId: string; readonly minute: number; readonly sums: RunningSums }>();
  #deliveries: DeliveryRow[] = [];
  #deadLetters: DeadLetterRow[] = [];
  #endedLetters: EndedLetter[] = [];
  #gathered: GatheredRow[] = [];
  #released: ReleasedRow[] = [];
  #outcomes = new Map<string, number>();
  #count = 0;
  #bytes = 0;

  constructor(destinationId: string, newDeadLetterId: () => string) {
    this.#destinationId = destinationId;
    this.#newDeadLetterId = newDeadLetterId;
  }

  /** Outcomes that wait for the next settlement. */
  get count(): number {
    return this.#count;
  }

  /** Size of the payloads that wait with them, characters. */
  get bytes(): number {
    return this.#bytes;
  }

  /** Nothing to store: no outcome, and no retry or throttle either. */
  get isEmpty(): boolean {
    return this.#runs.size === 0 && this.#released.length === 0;
  }

  delivered(handed: Handed, outcome: Outcome & { kind: 'delivered' }): void {
    const latency = outcome.at - handed.acceptedAt;
    for (const sums of this.#sums(handed.run, outcome.at)) sums.delivered(outcome.bytes, latency);
    this.#noteOutcome(handed.run);
    this.#deliveries.push({
      exportId: handed.exportId,
      destinationId: this.#destinationId,
      runId: handed.run.id,
      profileId: handed.profileId,
      reason: handed.reason,
      partitionKey: handed.partitionKey,
      shardId: outcome.shardId,
      sequenceNumber: outcome.sequenceNumber,
      attempts: outcome.attempts,
      bytes: outcome.bytes,
      acceptedAt: handed.acceptedAt,
      deliveredAt: outcome.at,
    });
  }

  excluded(run: RunReference, code: ErrorCode, at: number): void {
    for (const sums of this.#sums(run, at)) sums.refused('excluded', code);
    this.#noteOutcome(run);
  }

  failed(handed: Omit<Handed, 'partitionKey'>, failure: { code: ErrorCode; message: string; failedAttempts: readonly FailedAttempt[]; data: string | null }, at: number): void {
    for (const sums of this.#sums(handed.run, at)) sums.refused('failed', failure.code);
    this.#noteOutcome(handed.run);
    const data = failure.data === null ? null : failure.data.slice(0, keptData);
    this.#bytes += data?.length ?? 0;
    this.#deadLetters.push({
      id: this.#newDeadLetterId(),
      destinationId: this.#destinationId,
      runId: handed.run.id,
      profileId: handed.profileId,
      exportId: handed.exportId,
      code: failure.code,
      message: failure.message,
      attemptsJson: JSON.stringify(failure.failedAttempts.map((attempt) => ({ ...attempt, at: isoTime(attempt.at) }))),
      data,
      createdAt: at,
      state: 'open',
      endedAt: null,
      endedBy: null,
      endedRunId: null,
      endedAs: null,
    });
  }

  /** A replay settled a letter, whose outcome was noted in the same turn. */
  ended(letter: EndedLetter): void {
    this.#endedLetters.push(letter);
  }

  /** A change of the person is left to a later record. */
  gathered(row: GatheredRow): void {
    this.#gathered.push(row);
  }

  /** A record of the person has its outcome, or none is needed. */
  released(row: ReleasedRow): void {
    this.#released.push(row);
  }

  retried(run: RunReference, throttled: boolean, at: number): void {
    for (const sums of this.#sums(run, at)) sums[throttled ? 'throttled' : 'retried'] += 1;
  }

  /** Hands everything over and starts anew. `outcomes` says how many there are per run. */
  take(): Pick<Settlement, 'runs' | 'minutes' | 'deliveries' | 'deadLetters' | 'endedLetters' | 'gathered' | 'released'> & { outcomes: ReadonlyMap<string, number> } {
    const taken = {
      runs: [...this.#runs.values()].map(({ id, kind, startedAt, sums }) => ({ id, kind, startedAt, sums: sums.sums() })),
      minutes: [...this.#minutes.values()].map(({ runId, minute, sums }) => ({ runId, minute, sums: sums.sums() })),
      deliveries: this.#deliveries,
      deadLetters: this.#deadLetters,
      endedLetters: this.#endedLetters,
      gathered: this.#gathered,
      released: this.#released,
      outcomes: this.#outcomes,
    };
    this.#runs = new Map();
    this.#minutes = new Map();
    this.#deliveries = [];
    this.#deadLetters = [];
    this.#endedLetters = [];
    this.#gathered = [];
    this.#released = [];
    this.#outcomes = new Map();
    this.#count = 0;
    this.#bytes = 0;
    return taken;
  }

  #noteOutcome(run: RunReference): void {
    this.#count += 1;
    this.#outcomes.set(run.id, (this.#outcomes.get(run.id) ?? 0) + 1);
  }

  #sums(run: RunReference, at: number): [RunningSums, RunningSums] {
    let ofRun = this.#runs.get(run.id);
    if (ofRun === undefined) {
      ofRun = { ...run, sums: new RunningSums() };
      this.#runs.set(run.id, ofRun);
    }
    const minute = at - (at % minuteMs);
    const key = `${minute} ${run.id}`;
    let ofMinute = this.#minutes.get(key);
    if (ofMinute === undefined) {
      ofMinute = { runId: run.id, minute, sums: new RunningSums() };
      this.#minutes.set(key, ofMinute);
    }
    return [ofRun.sums, ofMinute.sums];
  }
}
