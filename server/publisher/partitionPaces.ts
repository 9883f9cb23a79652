import { Pace } from './pace.ts';
import type { PartitionMap } from './streamClient.ts';

/** The paces of one sender to the partitions of one stream. They outlive publishers: what was learnt of a stream holds for the next one. */
export class PartitionPaces {
  readonly #beginAt: (partition: string) => number;
  #byPartition: ReadonlyMap<string, Pace> = new Map();

  /** `beginAt`: what is allotted of a partition at first, of its limits, 0 to 1. */
  constructor(beginAt: (partition: string) => number = () => 1) {
    this.#beginAt = beginAt;
  }

  /** By partition: its id, or its place where names are not known. */
  get byPartition(): ReadonlyMap<string, Pace> {
    return this.#byPartition;
  }

  /** Those of the partitions there are now, in their order. One that stays keeps its pace. */
  of(map: PartitionMap, now: number): Pace[] {
    const paces = map.starts.map((_, index): [string, Pace] => {
      const partition = map.ids[index] ?? `${index} of ${map.starts.length}`;
      const former = this.#byPartition.get(partition);
      const stays = former?.limits.recordsPerSecond === map.recordsPerSecond && former.limits.bytesPerSecond === map.bytesPerSecond;
      return [partition, stays ? former : new Pace(map, now, this.#beginAt(partition))];
    });
    this.#byPartition = new Map(paces);
    return paces.map(([, pace]) => pace);
  }
}
