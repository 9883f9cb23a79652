import { partitionsOf, planPartitions } from '../../server/delivery/partitionPlan.ts';

/** server/store/postgres/leases.ts and server/delivery/partitionLease.ts, seconds. */
export const leaseSeconds = 6;
export const beatSeconds = 1;

interface Worker {
  readonly id: string;
  beatAt: number;
  nextBeat: number;
  isLost: boolean;
}

/** Workers that give signs of life and share the partitions, by the rule that the product follows. Begins evenly shared. */
export class Leases {
  readonly #workers: readonly Worker[];
  #holders: (string | null)[];

  /** `random`: where in its second each worker gives its signs. */
  constructor(workers: number, partitions: number, random: () => number) {
    this.#workers = Array.from({ length: workers }, (_, index) => {
      const nextBeat = random() * beatSeconds;
      return { id: String(index).padStart(6, '0'), beatAt: nextBeat - beatSeconds, nextBeat, isLost: false };
    });
    this.#holders = Array.from({ length: partitions }, (_, partition) => this.#workers[partition % workers]?.id ?? null);
  }

  /** The worker gives no sign of life any more, and knows nothing of it. */
  lose(worker: number): void {
    (this.#workers[worker] as Worker).isLost = true;
  }

  /** Partitions of a worker that works. */
  heldBy(worker: number): number[] {
    const { id, isLost } = this.#workers[worker] as Worker;
    return isLost ? [] : partitionsOf(this.#holders, id);
  }

  /** All signs of life up to a moment, seconds; the workers whose partitions changed by them. */
  advance(to: number): Set<number> {
    const changed = new Set<number>();
    for (;;) {
      const due = this.#workers.filter(({ isLost, nextBeat }) => !isLost && nextBeat <= to).toSorted((a, b) => a.nextBeat - b.nextBeat)[0];
      if (due === undefined) return changed;
      const now = due.nextBeat;
      due.beatAt = now;
      due.nextBeat = now + beatSeconds;
      const alive = this.#workers.filter(({ beatAt }) => beatAt > now - leaseSeconds).map(({ id }) => id);
      const holders = this.#holders.map((holder) => (holder !== null && alive.includes(holder) ? holder : null));
      const { take, release } = planPartitions({ workers: alive, holders }, due.id);
      for (const partition of take) this.#holders[partition] = due.id;
      for (const partition of release) this.#holders[partition] = null;
      if (take.length + release.length > 0) changed.add(this.#workers.indexOf(due));
    }
  }
}
