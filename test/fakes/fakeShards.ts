import { hash } from 'node:crypto';
import type { Clock } from '../../server/kit/clock.ts';

/** Write limits of a shard, per second (Kinesis quotas, November 2026). */
const recordsPerSecond = 1_000;
const bytesPerSecond = 1024 * 1024;
const hashSpace = 2n ** 128n;

/**
 * How a shard counts. `bucket`: it fills up steadily and holds this many seconds' worth, so that is the burst it takes.
 * `window`: everything is counted from each full second on. AWS does not say which of them it is.
 */
export type ShardLimit = { readonly kind: 'bucket'; readonly seconds: number } | { readonly kind: 'window' };

interface FakeShard {
  readonly id: string;
  readonly start: bigint;
  readonly end: bigint;
  readonly parents: readonly string[];
  readonly from: bigint;
  closedAt: bigint | null;
  records: number;
  bytes: number;
  /** What it takes now; both may be less than nothing after a large record. `filledAt`: when they were last counted up, monotonic milliseconds. */
  filledAt: number;
}

/** Shards by MD5 range, each with a limit of records and one of bytes. */
export class ShardSet {
  readonly #clock: Clock | null;
  readonly #limit: ShardLimit;
  readonly #shards: FakeShard[] = [];
  #open: FakeShard[] = [];

  /** Without a clock no limit is enforced. */
  constructor(count: number, clock: Clock | null, limit: ShardLimit = { kind: 'bucket', seconds: 1 }) {
    this.#clock = clock;
    this.#limit = limit;
    this.reshard(count, 0n);
  }

  has(id: string): boolean {
    return this.#shards.some((shard) => shard.id === id);
  }

  /** Closes the open shards at this sequence and opens `count` that share the hash space evenly. */
  reshard(count: number, sequence: bigint): void {
    const former = this.#open;
    for (const shard of former) shard.closedAt = sequence;
    this.#open = Array.from({ length: count }, (_, index) => {
      const start = (hashSpace * BigInt(index)) / BigInt(count);
      const end = (hashSpace * BigInt(index + 1)) / BigInt(count) - 1n;
      const parents = former.filter((parent) => parent.start <= end && parent.end >= start).map(({ id }) => id);
      return {
        id: `shardId-${String(this.#shards.length + index).padStart(12, '0')}`,
        start,
        end,
        parents,
        from: sequence + 1n,
        closedAt: null,
        records: recordsPerSecond * this.#burstSeconds,
        bytes: bytesPerSecond * this.#burstSeconds,
        filledAt: this.#clock?.monotonic() ?? 0,
      };
    });
    this.#shards.push(...this.#open);
  }

  get openCount(): number {
    return this.#open.length;
  }

  idOf(partitionKey: string): string {
    const position = BigInt(`0x${hash('md5', partitionKey, 'hex')}`);
    return (this.#open.find(({ end }) => position <= end) as FakeShard).id;
  }

  /** Whether a key belongs to a shard, open or closed: readers that unpack drop what does not. */
  holds(shardId: string, partitionKey: string): boolean {
    const position = BigInt(`0x${hash('md5', partitionKey, 'hex')}`);
    const shard = this.#shards.find(({ id }) => id === shardId) as FakeShard;
    return shard.start <= position && position <= shard.end;
  }

  get #burstSeconds(): number {
    return this.#limit.kind === 'bucket' ? this.#limit.seconds : 1;
  }

  /** Takes one record out of what the shard has left; false when that does not suffice. */
  take(shardId: string, size: number): boolean {
    if (this.#clock === null) return true;
    const shard = this.#open.find(({ id }) => id === shardId) as FakeShard;
    this.#fill(shard, this.#clock.monotonic());
    // A record above the rate of a shard passes once nothing was taken for long enough, and leaves a debt.
    if (shard.records < 1 || shard.bytes < Math.min(size, bytesPerSecond * this.#burstSeconds)) return false;
    shard.records -= 1;
    shard.bytes -= size;
    return true;
  }

  #fill(shard: FakeShard, now: number): void {
    const passed = this.#limit.kind === 'bucket' ? (now - shard.filledAt) / 1000 : Math.floor(now / 1000) - Math.floor(shard.filledAt / 1000);
    shard.filledAt = now;
    shard.records = Math.min(recordsPerSecond * this.#burstSeconds, shard.records + passed * recordsPerSecond);
    shard.bytes = Math.min(bytesPerSecond * this.#burstSeconds, shard.bytes + passed * bytesPerSecond);
  }

  /** As ListShards tells of them, closed ones included. */
  describe(): object[] {
    return this.#shards.map((shard) => ({
      ShardId: shard.id,
      ...(shard.parents[0] === undefined ? {} : { ParentShardId: shard.parents[0] }),
      ...(shard.parents[1] === undefined ? {} : { AdjacentParentShardId: shard.parents[1] }),
      HashKeyRange: { StartingHashKey: String(shard.start), EndingHashKey: String(shard.end) },
      SequenceNumberRange: { StartingSequenceNumber: String(shard.from), ...(shard.closedAt === null ? {} : { EndingSequenceNumber: String(shard.closedAt) }) },
    }));
  }
}
