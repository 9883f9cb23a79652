import { backoffMs, storeBackoff, type Random } from '../kit/backoff.ts';
import type { Clock } from '../kit/clock.ts';
import type { ActivationError } from '../kit/errors.ts';
import type { Log } from '../kit/log.ts';
import { Publisher } from '../publisher/publisher.ts';
import type { PartitionPaces } from '../publisher/partitionPaces.ts';
import type { CapacityWait } from '../publisher/sendQueue.ts';
import type { StreamClient } from '../publisher/streamClient.ts';
import type { CheckpointRow, OpenRunRow } from '../store/rows.ts';
import type { DeliveryStore, GatheringStore, ProfileStore } from '../store/store.ts';
import { lanesOf } from '../kit/lane.ts';
import type { ChangeFeed, LoggedChange } from './changeFeed.ts';
import { DueReader } from './dueReader.ts';
import { Gathering } from './gathering.ts';
import { HandOver, type Token } from './handOver.ts';
import { OutcomeLedger } from './ledger.ts';
import type { LiveTotals } from './liveTotals.ts';
import { LogProgress } from './logProgress.ts';
import type { DeliveryPlan } from './plan.ts';
import { exportIdOf } from './record.ts';
import { RunReader, type RunReaderDependencies } from './runReader.ts';
import { selectChange } from './selection.ts';
import { Settler } from './settler.ts';
import type { ShardLoads } from './shardLoads.ts';
import { readStanding, type Standing } from './standing.ts';
import type { OutcomeTap } from './tail.ts';
import { streamingRunAt } from './streamingRun.ts';
import { lanePart, Window } from './window.ts';

/** Changes read at once: one request's worth. */
const readLimit = 500;
/** How much of the log is looked through at once for lanes that are behind, entries: some 20 ms of the store. */
const behindSpan = 20_000;
/** While lanes are behind, or there is no room, it looks again after this, milliseconds. */
const lookAgainMs = 20;
/** Requests under way may finish for this long when a session ends, milliseconds (one request's deadline). */
export const drainMs = 15_000;

export interface SessionDependencies {
  readonly plan: DeliveryPlan;
  /** Of the log: what is worked on here, and how many there are. */
  readonly partitions: readonly number[];
  readonly partitionCount: number;
  readonly client: StreamClient;
  /** How fast records may go to the stream. */
  readonly paces: PartitionPaces;
  readonly store: Pick<DeliveryStore, 'settle'> & Pick<ProfileStore, 'readProfiles'> & GatheringStore & RunReaderDependencies['store'];
  readonly feed: ChangeFeed;
  readonly clock: Clock;
  readonly random: Random;
  readonly log: Log;
  readonly totals: LiveTotals;
  readonly loads: ShardLoads;
  readonly tap: OutcomeTap;
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

/**
 * Delivers for one destination with one plan and one client, from the checkpoint on, until it is stopped or the
 * destination refuses. One loop hands out: live changes first, then those of lanes that are behind, then a page of what
 * is due and of the open runs; since it never does two at once, and a run hands out only profiles whose last change was handed out
 * before, no older state overtakes a newer one. The settler stores outcomes with the checkpoint.
 *
 * What can go wrong: the store fails → both loops wait and try again, nothing moves. A defect is thrown → the session
 * rejects without storing anything more; its owner starts the next one from the stored checkpoint.
 */
export class DeliverySession {
  readonly #deps: SessionDependencies;
  readonly #lanes: readonly number[];
  readonly #progress: LogProgress;
  readonly #runs: RunReader;
  readonly #due: DueReader;
  readonly #gathering: Gathering;
  readonly #handOver: HandOver;
  readonly #ledger: OutcomeLedger;
  readonly #publisher: Publisher<Token>;
  readonly #window: Window;
  readonly #settler: Settler;
  readonly #ending = new AbortController();
  /** No request is under way any more: what is left to store is stored at once. */
  readonly #drained = new AbortController();
  #end: SessionEnd = { kind: 'stopped' };
  #sendingStopped: Promise<void> | null = null;

  constructor(deps: SessionDependencies, checkpoint: CheckpointRow, runs: readonly OpenRunRow[]) {
    this.#deps = deps;
    this.#lanes = lanesOf(deps.partitions, deps.partitionCount);
    this.#progress = new LogProgress(checkpoint, this.#lanes);
    this.#ledger = new OutcomeLedger(deps.plan.destinationId, deps.newDeadLetterId);
    this.#publisher = new Publisher<Token>({
      client: deps.client,
      clock: deps.clock,
      random: deps.random,
      paces: deps.paces,
      probing: deps.probing,
      onOutcome: (token, outcome) => {
        if (outcome.kind === 'delivered') deps.loads.delivered(outcome);
        this.#handOver.noteOutcome(token, outcome);
        this.#window.noteRoom();
      },
      onRetry: (token, throttled, partitionId) => {
        if (throttled) deps.loads.throttled(partitionId);
        this.#ledger.retried(token.run, throttled, deps.clock.now());
      },
      onPartitions: (map) => deps.loads.see(map),
      onRequestFailed: (error, records) =>
        deps.log.warn({ destinationId: deps.plan.destinationId, code: error.code, vendorCode: error.vendorCode, records, error }, 'a request failed; its records are sent again'),
      onLookFailed: (error) =>
        deps.log.warn({ destinationId: deps.plan.destinationId, code: error.code, vendorCode: error.vendorCode }, 'the partitions of the stream could not be looked up'),
      onHalt: (error) => this.#finish({ kind: 'halted', error }),
      onFirstDelivery: deps.onWorking,
    });
    this.#window = new Window(this.#publisher, this.#ledger, this.#progress);
    this.#handOver = new HandOver({ ...deps, ledger: this.#ledger, publisher: this.#publisher });
    this.#gathering = new Gathering(deps.plan.minIntervalMs);
    const reading = { ...deps, progress: this.#progress, ledger: this.#ledger, handOver: this.#handOver, patiently: <R>(read: () => Promise<R>) => this.#patiently(read) };
    this.#runs = new RunReader(reading, runs, new Set(deps.partitions));
    this.#due = new DueReader({ ...reading, gathering: this.#gathering });
    this.#settler = new Settler(deps, checkpoint, deps.partitions, this.#progress, this.#runs.underWay, this.#ledger, {
      onStored: () => this.#window.noteRoom(),
      onFenced: () => this.#finish({ kind: 'fenced' }),
    });
  }

  /** Everything up to here was looked at. */
  get position(): number {
    return this.#progress.lowestPosition;
  }

  /** Everything up to here has its outcome. */
  get watermark(): number {
    return this.#progress.watermark;
  }

  get capacityWait(): CapacityWait | null {
    return this.#publisher.capacityWait;
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
      await this.#stopSending(drainMs);
      this.#drained.abort();
    } catch (defect) {
      this.#settler.abandon();
      const stopped = this.#stopSending(0);
      this.#finish({ kind: 'stopped' });
      this.#drained.abort();
      await Promise.allSettled([stopped, storing]);
      throw defect;
    } finally {
      signal.removeEventListener('abort', stop);
    }
    await storing;
    return this.#end;
  }

  #finish(end: SessionEnd): void {
    if (end.kind === 'fenced' || !this.#ending.signal.aborted) this.#end = end;
    this.#ending.abort();
    // At once, and not when handing out comes to its end: that may be waiting for the store.
    void this.#stopSending(drainMs);
  }

  /** No request begins any more; those under way may finish, all calls wait for the same end. */
  #stopSending(deadlineMs: number): Promise<void> {
    return (this.#sendingStopped ??= this.#publisher.stop(deadlineMs));
  }

  async #handOutLoop(): Promise<void> {
    const { feed, clock, onWorking } = this.#deps;
    while (!this.#ending.signal.aborted) {
      if (this.#window.isFull) {
        if (await this.#catchUp()) continue;
        await clock.sleep(lookAgainMs, AbortSignal.any([this.#ending.signal, this.#window.room(false)]));
        this.#window.relieve();
        continue;
      }
      const page = await this.#patiently(() => feed.read(this.#lanes, this.#progress.position, readLimit));
      const standing = page === null ? null : await this.#standing(page.changes);
      if (page === null || standing === null) return;
      for (const change of page.changes) if (this.#progress.read(change)) this.#handOutChange(change, standing);
      this.#progress.pass(page.upTo);
      const caughtUp = await this.#catchUp();
      const hasRead = this.#window.hasRoomForRuns && [await this.#due.page(), await this.#runs.page()].includes(true);
      if (page.changes.length > 0 || caughtUp || hasRead) continue;
      if (this.#deps.probing && this.#publisher.unsettled === 0) onWorking();
      if (this.#progress.isAnyBehind) await clock.sleep(lookAgainMs, this.#ending.signal);
      else await feed.waitForMore(this.#progress.position, this.#runs.hasMore ? AbortSignal.any([this.#ending.signal, this.#window.room(true)]) : this.#ending.signal);
    }
  }

  /** One page for the lanes that are behind and have room; false when there was nothing to do. */
  async #catchUp(): Promise<boolean> {
    const progress = this.#progress;
    const behind = progress.behindWithRoom(lanePart / 2);
    if (behind === null || !this.#window.hasRoomForBehind) return false;
    const upTo = Math.min(progress.position, behind.after + behindSpan);
    const changes = await this.#patiently(() => this.#deps.feed.readLanes(behind.lanes, behind.after, upTo, readLimit));
    const standing = changes === null ? null : await this.#standing(changes);
    if (changes === null || standing === null || this.#ending.signal.aborted) return false;
    for (const change of changes) if (progress.readBehind(change, lanePart)) this.#handOutChange(change, standing);
    progress.caughtUp(behind.lanes, changes.at(-1)?.sequence ?? upTo, lanePart);
    return true;
  }

  /** A change that is to be handed out and was just read. */
  #handOutChange(change: LoggedChange, { withdrawn, deliveredAt }: Standing): void {
    const { plan, clock } = this.#deps;
    const selected = selectChange(plan, change.profile, change.change);
    if (selected === null) return;
    const { reason, form, segments } = selected;
    const { sequence, lane, profileId, profileVersion, acceptedAt } = change;
    const now = clock.now();
    const run = streamingRunAt(plan.destinationId, now);
    const onSettled = (): void => this.#progress.settle({ sequence, lane });
    this.#progress.open(change);
    if (form === 'record' && withdrawn.has(profileId)) {
      this.#handOver.exclude({ run, profileId, reason }, 'consent_missing', onSettled);
      return;
    }
    const dueAt = reason === 'membership' ? null : this.#gathering.dueAt(profileId, deliveredAt.get(profileId), now);
    if (dueAt !== null) {
      this.#ledger.gathered({ profileId, dueAt, version: profileVersion, reason });
      this.#handOver.exclude({ run, profileId, reason }, 'change_gathered', onSettled);
      return;
    }
    this.#gathering.noteHandedOut(profileId, now);
    const onOutcome = (): void => {
      if (this.#gathering.isOn) this.#ledger.released({ profileId, version: profileVersion });
      onSettled();
    };
    // Somebody who comes back in the same millisecond has the version of their tombstone.
    const exportId = exportIdOf(plan.destinationId, profileId, profileVersion, form === 'tombstone' ? form : null);
    const facts = { profileVersion, sequence, at: acceptedAt, changedSegments: segments };
    this.#handOver.give(change.profile, facts, { exportId, profileId, reason, run, acceptedAt }, false, onOutcome, form);
  }

  /** Null when the session is ending. */
  #standing(changes: readonly LoggedChange[]): Promise<Standing | null> {
    return this.#patiently(() => readStanding({ ...this.#deps, gathering: this.#gathering }, changes, this.#deps.clock.now()));
  }

  /** Reads until it works; null when the session is ending. */
  async #patiently<R>(read: () => Promise<R>): Promise<R | null> {
    const { clock, random, log, plan } = this.#deps;
    for (let attempt = 1; !this.#ending.signal.aborted; attempt += 1) {
      try {
        return await read();
      } catch (error) {
        log.error({ destinationId: plan.destinationId, attempt, error }, 'the store could not be read; trying again');
        await clock.sleep(backoffMs(storeBackoff, attempt, random), this.#ending.signal);
      }
    }
    return null;
  }
}
