import { Fifo } from './fifo.ts';
import { Pace } from './pace.ts';
import type { PartitionPaces } from './partitionPaces.ts';
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
  /** Size of all that waits in them. */
  waitingBytes: number;
}

/** Items that wait since their partitions take no more. */
export interface CapacityWait {
  readonly records: number;
  /** Partitions for which more than a moment's worth waits, of so many. */
  readonly partitions: number;
  readonly ofPartitions: number;
  /** What the fullest of them needs for what waits now, milliseconds. */
  readonly milliseconds: number;
}

/** Less than this waits for its turn and not for capacity, milliseconds: pages of changes come at once. */
const momentMs = 1_000;

/** Before the partitions are known nothing is held back. */
const unknownPartitions: PartitionMap = { ids: [''], starts: [0], recordsPerSecond: 1e9, bytesPerSecond: 1e12 };

/**
 * Items that may be sent, by the partition they go to, each partition at its own pace: a busy one holds up nobody else.
 * Where an item goes is a guess by the newest map; a wrong one costs a little pace and nothing else.
 */
export class SendQueue<T extends Sendable> {
  readonly #paces: PartitionPaces;
  #map = unknownPartitions;
  #partitions: Partition<T>[];
  #length = 0;
  /** The partition the next batch begins with, so that all have their turn. */
  #turn = 0;

  constructor(paces: PartitionPaces, now: number) {
    this.#paces = paces;
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
    partition.waitingBytes += item.size;
    this.#length += 1;
  }

  pushAgain(item: T): void {
    const partition = this.partitionAt(item.position);
    partition.again.push(item);
    partition.waitingBytes += item.size;
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
    this.#map = map;
    this.#turn = 0;
    this.#partitions = this.#paces.of(map, now).map((pace, index) => newPartition(map.ids[index] ?? '', pace));
    this.#length = 0;
    for (const { again, urgent, bulk } of former) {
      for (let item = again.take(); item !== undefined; item = again.take()) this.pushAgain(item);
      for (let item = urgent.take(); item !== undefined; item = urgent.take()) this.push(item);
      for (let item = bulk.take(); item !== undefined; item = bulk.take()) this.push(item);
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

  /** Null: nothing waits for more than a moment. */
  get capacityWait(): CapacityWait | null {
    let records = 0;
    let partitions = 0;
    let milliseconds = 0;
    for (const partition of this.#partitions) {
      const { recordsPerSecond, bytesPerSecond } = partition.pace;
      const wait = 1_000 * Math.max(lengthOf(partition) / recordsPerSecond, partition.waitingBytes / bytesPerSecond);
      if (wait < momentMs) continue;
      records += lengthOf(partition);
      partitions += 1;
      milliseconds = Math.max(milliseconds, wait);
    }
    return partitions === 0 ? null : { records, partitions, ofPartitions: this.#partitions.length, milliseconds: Math.round(milliseconds) };
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
        partition.waitingBytes -= next.size;
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
  return { id, pace, again: new Fifo(), urgent: new Fifo(), bulk: new Fifo(), waitingBytes: 0 };
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
