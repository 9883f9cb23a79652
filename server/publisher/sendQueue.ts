import { Fifo } from './fifo.ts';
import { Pace } from './pace.ts';
import type { PartitionMap, StreamLimits } from './streamClient.ts';

/** An item that may be sent. */
export interface Sendable {
  /** Bytes against the limits. */
  readonly size: number;
  /** Where among the partitions it goes, 0 ≤ n < 1. */
  readonly position: number;
  /** Not urgent: goes only while nothing urgent waits for the same partition. */
  readonly isBulk: boolean;
}

/** What goes to one partition, in the order it goes. */
export interface Partition<T> {
  /** Empty where it is unknown. */
  readonly id: string;
  readonly pace: Pace;
  /** Was sent and came back: it holds up others of its key, so it goes first. */
  readonly again: Fifo<T>;
  readonly urgent: Fifo<T>;
  readonly bulk: Fifo<T>;
}

/** Before the partitions are known nothing is held back. */
const unknownPartitions: PartitionMap = { ids: [''], starts: [0], recordsPerSecond: 1e9, bytesPerSecond: 1e12 };

/**
 * Items that may be sent, by the partition they go to, each partition at its own pace: a busy one holds up nobody else.
 * Where an item goes is a guess by the newest map; a wrong one costs a little pace and nothing else.
 */
export class SendQueue<T extends Sendable> {
  #map = unknownPartitions;
  #partitions: Partition<T>[];
  #length = 0;
  /** The partition the next batch begins with, so that all have their turn. */
  #turn = 0;

  constructor(now: number) {
    this.#partitions = [newPartition('', new Pace(unknownPartitions, now))];
  }

  /** Items that wait, whether or not they may go now. */
  get length(): number {
    return this.#length;
  }

  get partitions(): readonly Partition<T>[] {
    return this.#partitions;
  }

  push(item: T): void {
    const partition = this.partitionAt(item.position);
    (item.isBulk ? partition.bulk : partition.urgent).push(item);
    this.#length += 1;
  }

  pushAgain(item: T): void {
    this.partitionAt(item.position).again.push(item);
    this.#length += 1;
  }

  partitionAt(position: number): Partition<T> {
    const { starts } = this.#map;
    let low = 0;
    let high = starts.length;
    while (high - low > 1) {
      const middle = (low + high) >> 1;
      if ((starts[middle] as number) <= position) low = middle;
      else high = middle;
    }
    return this.#partitions[low] as Partition<T>;
  }

  /** The stream has these partitions now. What waits moves over; a partition that stays keeps its pace. */
  remap(map: PartitionMap, now: number): void {
    const former = this.#partitions;
    const isSame = map.recordsPerSecond === this.#map.recordsPerSecond && map.bytesPerSecond === this.#map.bytesPerSecond;
    const paces = new Map(isSame ? former.map(({ id, pace }) => [id, pace]) : []);
    this.#map = map;
    this.#turn = 0;
    this.#partitions = map.starts.map((_, index) => {
      const id = map.ids[index] ?? '';
      return newPartition(id, (id === '' ? undefined : paces.get(id)) ?? new Pace(map, now));
    });
    for (const { again, urgent, bulk } of former) {
      for (let item = again.take(); item !== undefined; item = again.take()) this.partitionAt(item.position).again.push(item);
      for (let item = urgent.take(); item !== undefined; item = urgent.take()) this.partitionAt(item.position).urgent.push(item);
      for (let item = bulk.take(); item !== undefined; item = bulk.take()) this.partitionAt(item.position).bulk.push(item);
    }
  }

  /** How many may go now, counted up to `most`. */
  sendable(now: number, most: number): number {
    let count = 0;
    for (const partition of this.#partitions) {
      const waiting = lengthOf(partition);
      if (waiting === 0) continue;
      count += Math.min(waiting, partition.pace.allowance(now));
      if (count >= most) return most;
    }
    return count;
  }

  /** Whether something could go to a partition for which nothing waits. */
  isAnyIdle(now: number): boolean {
    return this.#partitions.some((partition) => lengthOf(partition) === 0 && partition.pace.allowance(now) > 0);
  }

  /** Milliseconds until something that waits may go; null while nothing waits. */
  waitMs(now: number): number | null {
    let wait: number | null = null;
    for (const partition of this.#partitions) if (lengthOf(partition) > 0) wait = Math.min(wait ?? Infinity, partition.pace.waitMs(now));
    return wait;
  }

  /** Takes as much as one request may hold and the partitions take now. The first item always fits: larger ones never get in here. */
  takeBatch(limits: Pick<StreamLimits, 'maxRecordsPerRequest' | 'maxBytesPerRequest'>, now: number): T[] {
    const batch: T[] = [];
    let bytes = 0;
    const count = this.#partitions.length;
    for (let step = 0; step < count; step += 1) {
      const partition = this.#partitions[(this.#turn + step) % count] as Partition<T>;
      if (lengthOf(partition) === 0) continue;
      partition.pace.fill(now);
      while (!partition.pace.isSpent) {
        const line = lineOf(partition);
        const next = line?.peek();
        if (line === null || next === undefined) break;
        if (batch.length === limits.maxRecordsPerRequest || bytes + next.size > limits.maxBytesPerRequest) {
          this.#turn = (this.#turn + step + 1) % count;
          return batch;
        }
        line.take();
        this.#length -= 1;
        partition.pace.spend(next.size);
        batch.push(next);
        bytes += next.size;
      }
    }
    this.#turn = (this.#turn + 1) % count;
    return batch;
  }
}

function newPartition<T>(id: string, pace: Pace): Partition<T> {
  return { id, pace, again: new Fifo(), urgent: new Fifo(), bulk: new Fifo() };
}

/** Items that wait for a partition. */
function lengthOf({ again, urgent, bulk }: Partition<unknown>): number {
  return again.length + urgent.length + bulk.length;
}

function lineOf<T>({ again, urgent, bulk }: Partition<T>): Fifo<T> | null {
  if (again.length > 0) return again;
  if (urgent.length > 0) return urgent;
  return bulk.length > 0 ? bulk : null;
}
