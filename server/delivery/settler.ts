import { backoffMs, storeBackoff, type Random } from '../kit/backoff.ts';
import type { Clock } from '../kit/clock.ts';
import type { Log } from '../kit/log.ts';
import type { CheckpointRow, Settlement } from '../store/rows.ts';
import type { DeliveryStore } from '../store/store.ts';
import type { OutcomeLedger } from './ledger.ts';
import type { LiveTotals } from './liveTotals.ts';
import type { LogProgress } from './logProgress.ts';
import type { RunProgress } from './runReader.ts';

/** Outcomes are stored together this often, milliseconds; sooner when there are many. */
const settleEveryMs = 50;
const settleAtOnce = 1_000;
/** The checkpoint moves this often even when changes passed that concern nobody here, milliseconds. */
const checkpointEveryMs = 1_000;

export interface SettlerDependencies {
  readonly store: Pick<DeliveryStore, 'settle'>;
  readonly clock: Clock;
  readonly random: Random;
  readonly log: Log;
  readonly totals: LiveTotals;
  readonly onBeat: () => void;
  readonly onRunEnded: (runId: string) => void;
}

/**
 * Stores what a session found out: outcomes, sums, checkpoint and the progress of runs, in one transaction each
 * time. A settlement the store did not take is tried again as it is, so nothing is counted twice or forgotten.
 */
export class Settler {
  readonly #deps: SettlerDependencies;
  readonly #checkpoint: CheckpointRow;
  readonly #partitions: readonly number[];
  readonly #progress: LogProgress;
  readonly #runs: RunProgress[];
  readonly #ledger: OutcomeLedger;
  readonly #on: { readonly onStored: () => void; readonly onFenced: () => void };
  #number = 0;
  #storedWatermark: number;
  #storedAt: number;
  /** As others are told, something is on its way. */
  #toldPending = false;
  /** Another worker took over, or what is in memory cannot be trusted: nothing is stored any more. */
  #abandoned = false;

  constructor(
    deps: SettlerDependencies,
    checkpoint: CheckpointRow,
    partitions: readonly number[],
    progress: LogProgress,
    runs: RunProgress[],
    ledger: OutcomeLedger,
    on: { readonly onStored: () => void; readonly onFenced: () => void },
  ) {
    this.#deps = deps;
    this.#checkpoint = checkpoint;
    this.#partitions = partitions;
    this.#progress = progress;
    this.#runs = runs;
    this.#ledger = ledger;
    this.#on = on;
    this.#storedWatermark = checkpoint.watermark;
    this.#storedAt = deps.clock.monotonic();
  }

  /** Stores again and again until the signal aborts, and then what is left, to the last outcome. */
  async run(signal: AbortSignal): Promise<void> {
    const { clock, onBeat } = this.#deps;
    while (!signal.aborted) {
      onBeat();
      if (this.#ledger.count < settleAtOnce) await clock.sleep(settleEveryMs, signal);
      if (!signal.aborted && this.#hasNews(false)) await this.#store(false);
    }
    while (this.#hasNews(true)) await this.#store(true);
  }

  /** Stores nothing any more: the next session repeats from what is stored. */
  abandon(): void {
    this.#abandoned = true;
  }

  #hasNews(last: boolean): boolean {
    if (this.#abandoned) return false;
    if (!this.#ledger.isEmpty || this.#runs.some((run) => run.finished) || (last && this.#toldPending)) return true;
    return this.#progress.watermark > this.#storedWatermark && (last || this.#deps.clock.monotonic() - this.#storedAt >= checkpointEveryMs);
  }

  /** `last`: whatever has no outcome by now waits in the log again. */
  async #store(last: boolean): Promise<void> {
    const { store, clock, random, log, totals } = this.#deps;
    const { destinationId, epoch } = this.#checkpoint;
    const { outcomes, ...taken } = this.#ledger.take();
    const settlement: Settlement = {
      destinationId,
      partitions: this.#partitions,
      epoch,
      number: (this.#number += 1),
      ...this.#progress.snapshot(),
      pending: last ? {} : totals.pendingAfter(outcomes),
      progress: this.#runs.filter((run) => run.hasNews || run.finished).map((run) => run.snapshot(clock.now())),
      ...taken,
    };
    for (let attempt = 1; ; attempt += 1) {
      try {
        if ((await store.settle(settlement)) === 'settled') break;
        log.warn({ destinationId }, 'another worker took the destination over');
        this.#abandoned = true;
        this.#on.onFenced();
        return;
      } catch (error) {
        log.error({ destinationId, attempt, error }, 'outcomes could not be stored; trying again');
        await clock.sleep(backoffMs(storeBackoff, attempt, random));
      }
    }
    this.#toldPending = Object.keys(settlement.pending ?? {}).length > 0;
    this.#storedWatermark = settlement.watermark;
    this.#storedAt = clock.monotonic();
    totals.settled(
      outcomes,
      taken.runs.map((run) => run.sums),
    );
    this.#forgetCompleted(settlement.progress);
    this.#on.onStored();
  }

  #forgetCompleted(stored: Settlement['progress']): void {
    for (const { runId, partition, completedAt } of stored) {
      if (completedAt === null) continue;
      this.#runs.splice(
        this.#runs.findIndex((run) => run.runId === runId && run.partition === partition),
        1,
      );
      this.#deps.onRunEnded(runId);
    }
  }
}
