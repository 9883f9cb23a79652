import type { StreamTarget } from '../destinations/definition.ts';
import type { Clock } from '../kit/clock.ts';
import { MovingSum } from '../kit/movingSum.ts';
import type { Outcome } from '../publisher/outcome.ts';
import type { PartitionMap } from '../publisher/streamClient.ts';

const secondMs = 1_000;
const minuteMs = 60_000;
/** Seconds of the last minute, and minutes of the last hour. */
const slots = 60;

/** What one shard took. */
export interface ShardLoad {
  readonly shardId: string;
  /** False: it was split or merged, and takes nothing any more. */
  readonly isOpen: boolean;
  /** Records handed in that came to lie in it, their bytes, and attempts it refused as too many, in the last hour. */
  readonly records: number;
  readonly bytes: number;
  readonly throttled: number;
  /** On average over the last minute, or since counting began where that is later. Records that were packed together are one record of the stream. */
  readonly storedPerSecond: number;
  readonly bytesPerSecond: number;
}

/** What a shard takes a second. */
export interface ShardLimits {
  readonly storedPerSecond: number;
  readonly bytesPerSecond: number;
}

export interface ShardLoadReport {
  /** Counted from here on, epoch milliseconds. */
  readonly since: number;
  /** Open shards; null before the stream was looked at. */
  readonly openCount: number | null;
  readonly limits: ShardLimits | null;
  readonly shards: readonly ShardLoad[];
  /** Throttled attempts of the last hour of which no shard is known: the stream refused a request as a whole, or its shards are not to be seen. */
  readonly unplacedThrottled: number;
}

/** The sums of one shard: some 2.5 KB. */
class Shard {
  readonly records = new MovingSum(minuteMs, slots);
  readonly bytes = new MovingSum(minuteMs, slots);
  readonly throttled = new MovingSum(minuteMs, slots);
  readonly stored = new MovingSum(secondMs, slots);
  readonly storedBytes = new MovingSum(secondMs, slots);
  lastSequenceNumber = '';

  isIdle(now: number): boolean {
    return this.records.total(now) === 0 && this.throttled.total(now) === 0;
  }
}

/**
 * What the shards of one destination's stream took in the last minute and hour, in memory: from the start of the server
 * on, and anew where another stream takes its place. It outlives the sessions that feed it.
 */
export class ShardLoads {
  readonly #clock: Clock;
  #stream = '';
  #since: number;
  #startedAt: number;
  #map: PartitionMap | null = null;
  #shards = new Map<string, Shard>();
  #unplaced = new MovingSum(minuteMs, slots);

  constructor(clock: Clock) {
    this.#clock = clock;
    this.#since = clock.now();
    this.#startedAt = clock.monotonic();
  }

  /** What comes now goes to this stream. Shards of different streams have the same names. */
  begin({ name, arn, createdAt }: StreamTarget): void {
    const stream = JSON.stringify([name, arn, createdAt]);
    if (stream === this.#stream) return;
    const isFirst = this.#stream === '';
    this.#stream = stream;
    if (isFirst) return;
    this.#since = this.#clock.now();
    this.#startedAt = this.#clock.monotonic();
    this.#map = null;
    this.#shards = new Map();
    this.#unplaced = new MovingSum(minuteMs, slots);
  }

  /** The stream has these partitions now. Forgets those that are gone and took nothing for an hour. */
  see(map: PartitionMap): void {
    this.#map = map;
    const open = new Set(map.ids);
    const now = this.#clock.monotonic();
    for (const [shardId, shard] of this.#shards) if (!open.has(shardId) && shard.isIdle(now)) this.#shards.delete(shardId);
  }

  delivered({ shardId, sequenceNumber, bytes }: Outcome & { kind: 'delivered' }): void {
    const now = this.#clock.monotonic();
    const shard = this.#shardOf(shardId);
    shard.records.add(1, now);
    shard.bytes.add(bytes, now);
    shard.storedBytes.add(bytes, now);
    // Records that were packed together lie under one number, and come one after another within their shard.
    if (sequenceNumber === shard.lastSequenceNumber) return;
    shard.lastSequenceNumber = sequenceNumber;
    shard.stored.add(1, now);
  }

  /** An attempt was refused as too many. Null: it is not known by which shard. */
  throttled(shardId: string | null): void {
    const sum = shardId === null ? this.#unplaced : this.#shardOf(shardId).throttled;
    sum.add(1, this.#clock.monotonic());
  }

  report(): ShardLoadReport {
    const map = this.#map;
    const now = this.#clock.monotonic();
    const open = new Set(map?.ids);
    const seconds = Math.min(slots, Math.max(1, (now - this.#startedAt) / secondMs));
    return {
      since: this.#since,
      openCount: map === null ? null : map.starts.length,
      limits: map === null ? null : { storedPerSecond: map.storedPerSecond ?? map.recordsPerSecond, bytesPerSecond: map.bytesPerSecond },
      shards: [...new Set([...open, ...this.#shards.keys()])].map((shardId) => {
        const shard = this.#shards.get(shardId);
        return {
          shardId,
          isOpen: open.size === 0 || open.has(shardId),
          records: shard?.records.total(now) ?? 0,
          bytes: shard?.bytes.total(now) ?? 0,
          throttled: shard?.throttled.total(now) ?? 0,
          storedPerSecond: (shard?.stored.total(now) ?? 0) / seconds,
          bytesPerSecond: (shard?.storedBytes.total(now) ?? 0) / seconds,
        };
      }),
      unplacedThrottled: this.#unplaced.total(now),
    };
  }

  #shardOf(shardId: string): Shard {
    let shard = this.#shards.get(shardId);
    if (shard === undefined) this.#shards.set(shardId, (shard = new Shard()));
    return shard;
  }
}
