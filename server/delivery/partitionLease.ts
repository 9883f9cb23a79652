import type { Clock } from '../kit/clock.ts';
import type { Log } from '../kit/log.ts';
import type { LeaseStore, LeaseView } from '../store/leaseStore.ts';
import { partitionsOf, planPartitions } from './partitionPlan.ts';

/** Between two signs of life, milliseconds: several of them fit into a lease, so that one lost on the way ends nothing. */
const beatMs = 1_000;
/** Nothing is sent any more this long before the lease may be taken for over, milliseconds: a request is under way that long at most, as a rule. */
const safetyMs = 1_000;

export interface LeaseDependencies {
  readonly store: LeaseStore;
  readonly clock: Clock;
  readonly log: Log;
  /** Another one with every start of the process. */
  readonly workerId: string;
  /** What is said to the other workers with a sign of life. */
  readonly say: () => string;
  /** What the others said, and what is held here from now on. */
  readonly hear: (view: LeaseView, held: number) => void;
  /** What is held has changed: resolves once nothing is sent any more for partitions that are no longer held. */
  readonly onChanged: () => Promise<void>;
}

/**
 * Which partitions of the log this worker works on. It gives a sign of life every second, takes partitions that nobody
 * has, and gives up what others lack, after what is under way for them has its outcome. Whoever gives no sign of life has
 * lost its partitions to the others; it notices by its own clock and stops sending before they take over, and what it
 * would store afterwards is refused by the epoch. A store of one process gives it the only partition there is, for ever.
 */
export class PartitionLease {
  readonly #deps: LeaseDependencies;
  readonly #stopping = new AbortController();
  #held: readonly number[] = [];
  /** Given up, but something may still be under way for them. */
  readonly #leaving = new Set<number>();
  #count = 1;
  /** Monotonic milliseconds. */
  #heldUntil = Number.NEGATIVE_INFINITY;
  /** Changes under way by which others have got what was held here. */
  #losing = 0;
  #beating: Promise<void> = Promise.resolve();
  #changing: Promise<void> = Promise.resolve();

  constructor(deps: LeaseDependencies) {
    this.#deps = deps;
  }

  /** Ascending. */
  get partitions(): readonly number[] {
    return this.#held;
  }

  /** How many the log has. */
  get partitionCount(): number {
    return this.#count;
  }

  /** The one among all workers who does what is to be done once. */
  get isFirst(): boolean {
    return this.#held.includes(0);
  }

  /** Resolves once it is certain that nobody else works on what is held, or when the signal aborts. */
  async certain(signal: AbortSignal): Promise<void> {
    const { clock } = this.#deps;
    while (!signal.aborted && (this.#losing > 0 || clock.monotonic() >= this.#heldUntil)) await clock.sleep(beatMs / 4, signal);
  }

  /** Takes what there is to take at once; rejects where the store cannot be read. */
  async start(): Promise<void> {
    const leaseMs = await this.#beat();
    if (leaseMs !== null) this.#beating = this.#beatOn();
  }

  /** Gives everything back. Call once nothing is under way any more. */
  async stop(): Promise<void> {
    this.#stopping.abort();
    await this.#beating;
    await this.#changing;
    await this.#deps.store.leaveWork(this.#deps.workerId);
  }

  async #beatOn(): Promise<void> {
    const { clock, log } = this.#deps;
    const { signal } = this.#stopping;
    for (;;) {
      await clock.sleep(beatMs, signal);
      if (signal.aborted) return;
      await this.#beat().catch((error: unknown) => log.warn({ error }, 'No sign of life could be given; after some seconds others take over what this server delivers'));
    }
  }

  async #beat(): Promise<number | null> {
    const { store, clock, workerId, say, hear } = this.#deps;
    const askedAt = clock.monotonic();
    const view = await store.beat(workerId, say());
    this.#count = view.holders.length;
    const held = partitionsOf(view.holders, workerId);
    const { take, release } = planPartitions(view, workerId);
    const taken = take.length === 0 ? [] : await store.takePartitions(workerId, take);
    this.#hold(
      [...held.filter((partition) => !release.includes(partition)), ...taken],
      held.filter((partition) => release.includes(partition)),
    );
    this.#heldUntil = view.leaseMs === null ? Number.POSITIVE_INFINITY : askedAt + view.leaseMs - safetyMs;
    // Last: what another version says may not be understood, and the lease is held all the same.
    hear(view, this.#held.length);
    return view.leaseMs;
  }

  #hold(held: readonly number[], release: readonly number[]): void {
    const next = held.filter((partition) => !this.#leaving.has(partition)).toSorted((a, b) => a - b);
    const leaving = release.filter((partition) => !this.#leaving.has(partition));
    if (leaving.length === 0 && String(next) === String(this.#held)) return;
    const isLosing = this.#held.some((partition) => !next.includes(partition) && !leaving.includes(partition));
    this.#held = next;
    for (const partition of leaving) this.#leaving.add(partition);
    if (isLosing) this.#losing += 1;
    this.#changing = this.#changing.then(() => this.#change(leaving, isLosing));
  }

  async #change(leaving: readonly number[], isLosing: boolean): Promise<void> {
    const { store, log, workerId, onChanged } = this.#deps;
    try {
      await onChanged();
      if (leaving.length > 0) await store.releasePartitions(workerId, leaving);
    } catch (error) {
      log.warn({ error }, 'A change of what this server delivers failed; it is tried again');
    } finally {
      for (const partition of leaving) this.#leaving.delete(partition);
      if (isLosing) this.#losing -= 1;
    }
  }
}
