import type { Counts } from '../../shared/delivery.ts';
import type { OutcomeSums } from '../store/rows.ts';

const settledCounters = ['activated', 'excluded', 'failed', 'retried', 'throttled'] as const;

/** What one destination did since the process started, for the live pages; it outlives the sessions that feed it. */
export class LiveTotals {
  readonly #settled = { activated: 0, excluded: 0, failed: 0, retried: 0, throttled: 0 };
  readonly #pendingByRun = new Map<string, number>();
  #pending = 0;
  /** Records whose partition key fell back to the profile id, since the process started. */
  partitionKeyFallbacks = 0;

  handed(runId: string): void {
    this.#pending += 1;
    this.#pendingByRun.set(runId, (this.#pendingByRun.get(runId) ?? 0) + 1);
  }

  /** Outcomes are stored: they are pending no longer. */
  settled(outcomes: ReadonlyMap<string, number>, sums: readonly OutcomeSums[]): void {
    for (const [runId, count] of outcomes) this.#release(runId, count);
    for (const sum of sums) {
      for (const counter of settledCounters) this.#settled[counter] += sum[counter];
    }
  }

  /** A session ended: what it had handed out and not settled waits in the log again. */
  forget(): void {
    this.#pending = 0;
    this.#pendingByRun.clear();
  }

  /** Runs with records that have no outcome yet, and how many. */
  get pendingByRun(): ReadonlyMap<string, number> {
    return this.#pendingByRun;
  }

  /** The same, once these outcomes are stored. */
  pendingAfter(outcomes: ReadonlyMap<string, number>): Record<string, number> {
    return Object.fromEntries([...this.#pendingByRun].map(([runId, count]) => [runId, count - (outcomes.get(runId) ?? 0)]).filter(([, count]) => count !== 0));
  }

  counts(): Counts {
    const { activated, excluded, failed } = this.#settled;
    return { received: activated + excluded + failed + this.#pending, pending: this.#pending, ...this.#settled };
  }

  #release(runId: string, count: number): void {
    this.#pending -= count;
    const left = (this.#pendingByRun.get(runId) ?? 0) - count;
    if (left > 0) this.#pendingByRun.set(runId, left);
    else this.#pendingByRun.delete(runId);
  }
}
