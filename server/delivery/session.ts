import type { Change, Profile } from '../../shared/profile.ts';
import { backoffMs, transientBackoff, type Random } from '../kit/backoff.ts';
import type { Clock } from '../kit/clock.ts';
import type { ActivationError } from '../kit/errors.ts';
import type { Log } from '../kit/log.ts';
import { Watermark } from '../kit/watermark.ts';
import type { Outcome } from '../publisher/outcome.ts';
import { Publisher } from '../publisher/publisher.ts';
import type { StreamClient, StreamRecord } from '../publisher/streamClient.ts';
import type { CheckpointRow, ProfileRow, RunRow } from '../store/rows.ts';
import type { DeliveryStore, ProfileStore } from '../store/store.ts';
import { BackfillProgress } from './backfill.ts';
import type { ChangeFeed } from './changeFeed.ts';
import { OutcomeLedger, type Handed, type RunReference } from './ledger.ts';
import type { LiveTotals } from './liveTotals.ts';
import type { RecordFacts } from './payload.ts';
import type { DeliveryPlan } from './plan.ts';
import { exportIdOf, makeRecord } from './record.ts';
import { selectChange } from './selection.ts';
import { Settler } from './settler.ts';
import { streamingRunAt } from './streamingRun.ts';

/** Changes read at once: one request's worth. */
const readLimit = 500;
/** Members a backfill reads at once: few, so that live changes come in between. */
const backfillLimit = 200;
/** Records and bytes handed out without an outcome; beyond either, reading waits. This is the memory of one destination. */
const maxUnsettled = 10_000;
const maxUnsettledBytes = 64 * 1024 * 1024;
/** A backfill hands out more only while fewer than this are under way, so that live changes find the way free. */
const backfillBelow = 1_000;
/** A loop that waits looks again after this even without news, milliseconds. */
const idleMs = 1_000;
/** Requests under way may finish for this long when a session ends, milliseconds (one request's deadline). */
export const drainMs = 15_000;

export interface SessionDependencies {
  readonly plan: DeliveryPlan;
  readonly client: StreamClient;
  readonly store: Pick<DeliveryStore, 'settle'> & Pick<ProfileStore, 'readMembers'>;
  readonly feed: ChangeFeed;
  readonly clock: Clock;
  readonly random: Random;
  readonly log: Log;
  readonly totals: LiveTotals;
  readonly newDeadLetterId: () => string;
  /** After a pause: send one record alone first. */
  readonly probing: boolean;
  /** The destination takes records, or nothing waits for it: a pause is over. */
  readonly onWorking: () => void;
  /** A sign of life, at least once a second. */
  readonly onBeat: () => void;
  /** A run ended. */
  readonly onRunEnded: (runId: string) => void;
}

/** Why a session ended: asked to; refused by the destination as a whole; another worker took over. */
export type SessionEnd = { readonly kind: 'stopped' } | { readonly kind: 'halted'; readonly error: ActivationError } | { readonly kind: 'fenced' };

/** A record on its way, and whom to tell when it has its outcome: the watermark of the log, or a backfill. */
type Token = Handed & { readonly data: Uint8Array } & ({ readonly sequence: number; readonly backfill: null } | { readonly sequence: null; readonly backfill: BackfillProgress });

/**
 * Delivers for one destination with one plan and one client, from the checkpoint on, until it is stopped or the
 * destination refuses. One loop hands out: live changes first, then a page of a backfill; since it never does both at
 * once, and a backfill hands out only profiles whose last change was handed out before, no older state overtakes a
 * newer one. The settler stores outcomes with the checkpoint.
 *
 * What can go wrong: the store fails → both loops wait and try again, nothing moves. A defect is thrown → the session
 * rejects without storing anything more; its owner starts the next one from the stored checkpoint.
 */
export class DeliverySession {
  readonly #deps: SessionDependencies;
  readonly #watermark: Watermark;
  readonly #backfills: BackfillProgress[];
  readonly #ledger: OutcomeLedger;
  readonly #publisher: Publisher<Token>;
  readonly #settler: Settler;
  readonly #ending = new AbortController();
  /** No request is under way any more: what is left to store is stored at once. */
  readonly #drained = new AbortController();
  #end: SessionEnd = { kind: 'stopped' };
  /** Set while handing out waits for room. */
  #roomAwaited: AbortController | null = null;
  /** It has room again when no more records than this are under way. */
  #roomAt = 0;

  constructor(deps: SessionDependencies, checkpoint: CheckpointRow, backfills: readonly RunRow[]) {
    this.#deps = deps;
    this.#watermark = new Watermark(checkpoint.watermark, checkpoint.settledAhead);
    this.#backfills = backfills.map((run) => new BackfillProgress({ ...run, segmentIds: run.segmentIds.filter((id) => deps.plan.segments.has(id)) }));
    this.#ledger = new OutcomeLedger(deps.plan.destinationId, deps.newDeadLetterId);
    this.#publisher = new Publisher<Token>({
      client: deps.client,
      clock: deps.clock,
      random: deps.random,
      probing: deps.probing,
      onOutcome: (token, outcome) => this.#noteOutcome(token, outcome),
      onRetry: (token, throttled) => this.#ledger.retried(token.run, throttled, deps.clock.now()),
      onRequestFailed: (error, records) =>
        deps.log.warn({ destinationId: deps.plan.destinationId, code: error.code, vendorCode: error.vendorCode, records, error }, 'a request failed; its records are sent again'),
      onLookFailed: (error) =>
        deps.log.warn({ destinationId: deps.plan.destinationId, code: error.code, vendorCode: error.vendorCode }, 'the partitions of the stream could not be looked up'),
      onHalt: (error) => this.#finish({ kind: 'halted', error }),
      onFirstDelivery: deps.onWorking,
    });
    this.#settler = new Settler(deps, checkpoint, this.#watermark, this.#backfills, this.#ledger, {
      onStored: () => this.#noteRoom(),
      onFenced: () => this.#finish({ kind: 'fenced' }),
    });
  }

  /** The last change that was looked at. */
  get position(): number {
    return this.#watermark.position;
  }

  /** Everything up to here has its outcome. */
  get watermark(): number {
    return this.#watermark.watermark;
  }

  /** Runs until the signal aborts or the destination halts; resolves when everything known is stored. */
  async run(signal: AbortSignal): Promise<SessionEnd> {
    const stop = (): void => this.#finish({ kind: 'stopped' });
    if (signal.aborted) stop();
    signal.addEventListener('abort', stop, { once: true });
    const storing = this.#settler.run(this.#drained.signal);
    try {
      await this.#publisher.open(this.#ending.signal);
      await this.#handOutLoop();
      await this.#publisher.stop(drainMs);
      this.#drained.abort();
    } catch (defect) {
      this.#settler.abandon();
      this.#finish({ kind: 'stopped' });
      this.#drained.abort();
      await Promise.allSettled([this.#publisher.stop(0), storing]);
      throw defect;
    } finally {
      signal.removeEventListener('abort', stop);
    }
    await storing;
    await this.#settler.finish();
    return this.#end;
  }

  #finish(end: SessionEnd): void {
    if (end.kind === 'fenced' || !this.#ending.signal.aborted) this.#end = end;
    this.#ending.abort();
  }

  async #handOutLoop(): Promise<void> {
    const { feed, clock, onWorking } = this.#deps;
    while (!this.#ending.signal.aborted) {
      if (this.#full()) {
        await clock.sleep(idleMs, this.#endOrRoom(maxUnsettled * 0.9));
        continue;
      }
      const changes = await this.#patiently(() => feed.read(this.#watermark.position, readLimit));
      if (changes === null) return;
      for (const change of changes) this.#handOutChange(change);
      const backfilled = await this.#backfillPage();
      if (changes.length === 0 && !backfilled) {
        if (this.#deps.probing && this.#publisher.unsettled === 0) onWorking();
        await feed.waitForMore(this.#watermark.position, this.#backfills.some((backfill) => !backfill.exhausted) ? this.#endOrRoom(backfillBelow / 2) : this.#ending.signal);
      }
    }
  }

  /** Aborts at the end of the session, and once no more than `unsettled` records are under way. */
  #endOrRoom(unsettled: number): AbortSignal {
    this.#roomAt = unsettled;
    this.#roomAwaited ??= new AbortController();
    return AbortSignal.any([this.#ending.signal, this.#roomAwaited.signal]);
  }

  #noteRoom(): void {
    if (this.#roomAwaited === null || this.#publisher.unsettled > this.#roomAt) return;
    this.#roomAwaited.abort();
    this.#roomAwaited = null;
  }

  #full(): boolean {
    return this.#publisher.unsettled >= maxUnsettled || this.#publisher.unsettledBytes + this.#ledger.bytes >= maxUnsettledBytes || this.#ledger.count >= maxUnsettled;
  }

  #handOutChange(change: Change): void {
    if (!this.#watermark.read(change.sequence)) return;
    const { plan, clock } = this.#deps;
    const reason = selectChange(plan, change.profile, change.change);
    if (reason === null) return;
    const exportId = exportIdOf(plan.destinationId, change.profileId, change.profileVersion, null);
    const changedSegments = new Set(change.change.segments.map((segment) => segment.id));
    const facts = { exportId, reason, profileVersion: change.profileVersion, sequence: change.sequence, at: change.acceptedAt, changedSegments };
    const about = { exportId, profileId: change.profileId, reason, run: streamingRunAt(plan.destinationId, clock.now()), acceptedAt: change.acceptedAt };
    const record = this.#makeRecord(change.profile, facts, about);
    if (record === null) return;
    this.#watermark.open(change.sequence);
    this.#publisher.add({ ...about, ...record, sequence: change.sequence, backfill: null }, record, change.profileId);
  }

  /** One page of the oldest backfill, if there is room for it; false when there was nothing to hand out. */
  async #backfillPage(): Promise<boolean> {
    const backfill = this.#backfills.find((candidate) => !candidate.exhausted);
    if (backfill === undefined || this.#publisher.unsettled >= backfillBelow) return false;
    const page = await this.#patiently(() => this.#deps.store.readMembers(backfill.segmentIds, backfill.position, backfillLimit));
    if (page === null || this.#ending.signal.aborted) return false;
    if (page.length === 0) {
      backfill.exhausted = true;
      return true;
    }
    for (const row of page) {
      if (row.sequence > this.#watermark.position) return true;
      this.#handOutMember(backfill, row);
    }
    return true;
  }

  #handOutMember(backfill: BackfillProgress, row: ProfileRow): void {
    if (!backfill.read(row.profileId)) return;
    const { plan, clock } = this.#deps;
    const profile: Profile = { profileId: row.profileId, ...(JSON.parse(row.documentJson) as Omit<Profile, 'profileId'>) };
    const exportId = exportIdOf(plan.destinationId, row.profileId, row.version, backfill.runId);
    const facts = { exportId, reason: 'backfill' as const, profileVersion: row.version, sequence: row.sequence, at: backfill.startedAt, changedSegments: noSegments };
    const run: RunReference = { id: backfill.runId, kind: 'backfill', startedAt: backfill.startedAt };
    const about = { exportId, profileId: row.profileId, reason: 'backfill' as const, run, acceptedAt: clock.now() };
    const record = this.#makeRecord(profile, facts, about);
    if (record === null) backfill.settle(row.profileId);
    else this.#publisher.add({ ...about, ...record, sequence: null, backfill }, record, row.profileId, true);
  }

  /** Makes the record; null when the profile has its outcome already: excluded, or set aside. */
  #makeRecord(profile: Profile, facts: RecordFacts, about: Omit<Handed, 'partitionKey'>): StreamRecord | null {
    const { plan, random, clock, totals } = this.#deps;
    totals.handed(about.run.id);
    const made = makeRecord(plan, profile, facts, random);
    if (made.kind === 'excluded') {
      this.#ledger.excluded(about.run, made.code, clock.now());
      return null;
    }
    if (made.kind === 'failed') {
      this.#ledger.failed(about, { ...made, failedAttempts: [] }, clock.now());
      return null;
    }
    if (made.fellBack) totals.partitionKeyFallbacks += 1;
    return made.record;
  }

  #noteOutcome(token: Token, outcome: Outcome): void {
    if (outcome.kind === 'delivered') this.#ledger.delivered(token, outcome);
    else this.#ledger.failed(token, { ...outcome, data: Buffer.from(token.data).toString('utf8') }, this.#deps.clock.now());
    if (token.backfill === null) this.#watermark.settle(token.sequence);
    else token.backfill.settle(token.profileId);
    this.#noteRoom();
  }

  /** Reads until it works; null when the session is ending. */
  async #patiently<R>(read: () => Promise<R>): Promise<R | null> {
    const { clock, random, log, plan } = this.#deps;
    for (let attempt = 1; !this.#ending.signal.aborted; attempt += 1) {
      try {
        return await read();
      } catch (error) {
        log.error({ destinationId: plan.destinationId, attempt, error }, 'the store could not be read; trying again');
        await clock.sleep(backoffMs(transientBackoff, attempt, random), this.#ending.signal);
      }
    }
    return null;
  }
}

const noSegments: ReadonlySet<string> = new Set();
