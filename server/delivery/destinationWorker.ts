import { isoTime } from '../kit/clock.ts';
import type { Clock } from '../kit/clock.ts';
import { toActivationError, type ActivationError } from '../kit/errors.ts';
import type { Random } from '../kit/backoff.ts';
import type { Log } from '../kit/log.ts';
import type { StreamTarget } from '../destinations/definition.ts';
import type { CapacityWait } from '../publisher/sendQueue.ts';
import type { StreamClient } from '../publisher/streamClient.ts';
import type { Store } from '../store/store.ts';
import type { Pause } from '../../shared/destination.ts';
import type { ChangeFeed } from './changeFeed.ts';
import { leasedClient } from './leasedClient.ts';
import { LiveTotals } from './liveTotals.ts';
import type { PaceSharing } from './paceSharing.ts';
import type { PartitionLease } from './partitionLease.ts';
import type { DeliveryPlan } from './plan.ts';
import { ProbePace } from './probePace.ts';
import { discardLimit } from './runReader.ts';
import { DeliverySession, type SessionEnd } from './session.ts';
import { ShardLoads } from './shardLoads.ts';
import { StreamWatch, type PinnedStream } from './streamWatch.ts';
import type { OutcomeTap } from './tail.ts';

/** What a destination is to do now; null: nothing (disabled, paused by a person, deleted, nothing activated). */
export interface Assignment {
  readonly plan: DeliveryPlan;
  readonly stream: PinnedStream;
  /** The account it belongs to. */
  readonly accountId: string;
  readonly createClient: (target: StreamTarget) => StreamClient;
  /** It stopped by itself earlier and has not worked since. */
  readonly paused: boolean;
}

export interface WorkerDependencies {
  readonly destinationId: string;
  readonly store: Store;
  readonly feed: ChangeFeed;
  readonly lease: Pick<PartitionLease, 'partitions' | 'partitionCount' | 'certain'>;
  readonly paces: Pick<PaceSharing, 'pacesOf'>;
  readonly clock: Clock;
  readonly random: Random;
  readonly log: Log;
  /** Who watches what becomes of records. */
  readonly tap: OutcomeTap;
  readonly newDeadLetterId: () => string;
  /** Reads the configuration; rejects with a destination-scoped error when the destination cannot work as it is configured. */
  readonly readAssignment: (destinationId: string) => Promise<Assignment | null>;
  readonly onChanged: (resource: 'destination' | 'run', id: string) => void;
}

/** Wait before the next session after a defect or a take-over by another worker, milliseconds. */
const restartMs = 5_000;

/**
 * Keeps one destination going: reads what it is to do, runs a session, and when the destination refuses as a whole
 * pauses it visibly and probes until it works again. `refresh` drains the session and reads everything anew.
 */
export class DestinationWorker {
  readonly #deps: WorkerDependencies;
  readonly totals = new LiveTotals();
  readonly loads: ShardLoads;
  #current = new AbortController();
  #running: Promise<void> = Promise.resolve();
  #session: DeliverySession | null = null;
  readonly #pace = new ProbePace();
  /** Null: nothing was ever activated, or it is not known yet. */
  #lastPosition: number | null = null;
  /** Monotonic milliseconds of the last sign of life; null while there is nothing to do. */
  #lastBeat: number | null = null;
  #stopped = false;
  /** From the first refusal until it is known to work again. */
  #pausing = false;

  constructor(deps: WorkerDependencies) {
    this.#deps = deps;
    this.loads = new ShardLoads(deps.clock);
  }

  /** Everything up to this change was looked at; null while there is no such change. */
  get position(): number | null {
    return this.#session?.position ?? this.#lastPosition;
  }

  /** `idle`: nothing to do; `paused`: it stopped by itself and is probed; else it sends. */
  get state(): 'sending' | 'paused' | 'idle' {
    if (this.#pausing) return 'paused';
    return this.#session === null ? 'idle' : 'sending';
  }

  /** Records wait since the stream takes no more; null: they do not, or nothing is sent. */
  get capacityWait(): CapacityWait | null {
    return this.#pausing ? null : (this.#session?.capacityWait ?? null);
  }

  /** True while the session shows signs of life, and when there is nothing to do. */
  aliveWithin(milliseconds: number): boolean {
    return this.#lastBeat === null || this.#deps.clock.monotonic() - this.#lastBeat <= milliseconds;
  }

  /** Ends the session, if there is one, and starts the next by what is configured now. Resolves once the old one is drained. */
  async refresh(): Promise<void> {
    const before = this.#running;
    this.#current.abort();
    const current = new AbortController();
    this.#current = current;
    this.#pace.reset();
    let drained: () => void = () => undefined;
    const oldOneDrained = new Promise<void>((resolve) => (drained = resolve));
    this.#running = before.then(async () => {
      drained();
      if (!this.#stopped) await this.#operate(current.signal);
    });
    await oldOneDrained;
  }

  async stop(): Promise<void> {
    this.#stopped = true;
    this.#current.abort();
    await this.#running;
  }

  async #operate(signal: AbortSignal): Promise<void> {
    const { clock, log, destinationId } = this.#deps;
    const watch = new StreamWatch(this.#deps);
    while (!signal.aborted) {
      try {
        const end = await this.#runSession(watch, signal);
        if (end === null) return;
        if (end.kind === 'halted') await this.#pause(end.error, signal);
        else if (end.kind === 'fenced') await clock.sleep(restartMs, signal);
      } catch (thrown) {
        const error = toActivationError(thrown);
        if (error.entry.scope === 'destination') await this.#pause(error, signal);
        else {
          log.error({ destinationId, error }, 'delivery stopped unexpectedly; starting again from the checkpoint');
          await clock.sleep(restartMs, signal);
        }
      }
    }
  }

  /** Null: there is nothing to do. */
  async #runSession(watch: StreamWatch, signal: AbortSignal): Promise<SessionEnd | null> {
    const { store, destinationId, lease, readAssignment } = this.#deps;
    const { partitions, partitionCount } = lease;
    if (partitions.length === 0) return null;
    const assignment = await readAssignment(destinationId);
    const checkpoint = assignment === null ? null : await store.takeOver(destinationId, partitions);
    this.#pausing = assignment?.paused ?? false;
    if (assignment === null || checkpoint === null) {
      this.#lastPosition = (await store.getCheckpoint(destinationId))?.watermark ?? null;
      await this.#discard(signal);
      return null;
    }
    this.#lastPosition = checkpoint.watermark;
    const sight = await watch.look(assignment.stream, signal);
    if (signal.aborted) return { kind: 'stopped' };
    if (sight.kind === 'refused') return { kind: 'halted', error: sight.error };
    const runs = await store.openRuns(destinationId);
    const { plan, paused } = assignment;
    const stream = sight.kind === 'seen' ? sight.stream : assignment.stream;
    const client = leasedClient(assignment.createClient(stream.target), (ending) => lease.certain(ending));
    const { feed, clock, random, log, tap, newDeadLetterId, onChanged, paces } = this.#deps;
    this.loads.begin(stream.target);
    this.#lastBeat = clock.monotonic();
    this.#session = new DeliverySession(
      {
        plan,
        partitions,
        partitionCount,
        client,
        paces: paces.pacesOf(destinationId, streamKey(assignment.accountId, stream.target)),
        store,
        feed,
        clock,
        random,
        log,
        newDeadLetterId,
        totals: this.totals,
        loads: this.loads,
        tap,
        probing: paused,
        onWorking: () => void this.#resumed(),
        onBeat: () => (this.#lastBeat = clock.monotonic()),
        onRunEnded: (runId) => onChanged('run', runId),
      },
      checkpoint,
      runs,
    );
    try {
      return await runWatched(this.#session, watch, stream, signal);
    } finally {
      this.#lastPosition = this.#session.watermark;
      this.#session = null;
      this.#lastBeat = null;
      this.totals.forget();
      client.close();
    }
  }

  /** Notes why nothing is sent, then waits for the time of the next probe, whether or not that could be noted. */
  async #pause(error: ActivationError, signal: AbortSignal): Promise<void> {
    const { clock, log, destinationId } = this.#deps;
    this.#pausing = true;
    const waitMs = this.#pace.next(error.retryAfterSeconds);
    try {
      await this.#notePause(error, waitMs, signal);
      await this.#discard(signal);
    } catch (failure) {
      log.error({ destinationId, code: error.code, error: failure }, 'the destination refuses, and that or a discard could not be stored; paused, nothing is lost');
    }
    await clock.sleep(waitMs, signal);
  }

  /** A discard needs no stream, so while the destination does not send, it waits for no other run either. */
  async #discard(signal: AbortSignal): Promise<void> {
    const { clock, store, destinationId, lease, onChanged } = this.#deps;
    if (!lease.partitions.includes(0)) return;
    const discards = (await store.openRuns(destinationId)).filter(({ kind }) => kind === 'discard');
    for (const { id } of discards) {
      while (!signal.aborted && (await store.discardLetters(id, discardLimit, clock.now())));
      onChanged('run', id);
    }
  }

  async #notePause(error: ActivationError, waitMs: number, signal: AbortSignal): Promise<void> {
    const { clock, log, store, destinationId, onChanged } = this.#deps;
    const row = await store.getDestination(destinationId);
    if (row === null || signal.aborted) return;
    const now = clock.now();
    const before = row.pauseJson === null ? null : (JSON.parse(row.pauseJson) as Pause);
    const pause: Pause = {
      code: error.code,
      title: error.entry.title,
      message: error.message,
      remedy: error.entry.remedy,
      since: before?.since ?? isoTime(now),
      nextProbeAt: isoTime(now + waitMs),
    };
    await store.setPause(destinationId, JSON.stringify(pause));
    log.warn({ destinationId, code: error.code, vendorCode: error.vendorCode, nextProbeAt: pause.nextProbeAt }, 'the destination refuses; paused, nothing is lost');
    onChanged('destination', destinationId);
  }

  /** Called again while nothing is to send: only the first time counts, or the next one where the end of the pause could not be stored. */
  async #resumed(): Promise<void> {
    if (!this.#pausing) return;
    this.#pausing = false;
    const { store, destinationId, log, onChanged } = this.#deps;
    this.#pace.reset();
    try {
      await store.setPause(destinationId, null);
      log.info({ destinationId }, 'the destination takes records again');
      onChanged('destination', destinationId);
    } catch (error) {
      this.#pausing = true;
      log.error({ destinationId, error }, 'the end of a pause could not be stored');
    }
  }
}

/** Destinations with the same key send to the same stream. Its name alone says so within one account only. */
const streamKey = (accountId: string, { name, arn }: StreamTarget): string => arn ?? `${accountId} ${name}`;

/** Runs a session until it ends, or until a look at its stream asks for another. */
async function runWatched(session: DeliverySession, watch: StreamWatch, stream: PinnedStream, signal: AbortSignal): Promise<SessionEnd> {
  const over = new AbortController();
  const sending = AbortSignal.any([signal, over.signal]);
  const watching = watch.nextChange(stream, sending).finally(() => over.abort());
  try {
    const end = await session.run(sending);
    over.abort();
    const change = await watching;
    return end.kind === 'stopped' && change?.kind === 'refused' ? { kind: 'halted', error: change.error } : end;
  } finally {
    over.abort();
  }
}
