import { hash } from 'node:crypto';
import type { Clock } from '../../server/kit/clock.ts';

/** Write limits of a shard, per second (Kinesis quotas, November 2026). */
const recordsPerSecond = 1_000;
const bytesPerSecond = 1024 * 1024;
const hashSpace = 2n ** 128n;

interface FakeShard {
  readonly id: string;
  readonly start: bigint;
  readonly end: bigint;
  readonly parents: readonly string[];
  readonly from: bigint;
  closedAt: bigint | null;
  records: number;
  bytes: number;
  /** When records and bytes were last counted up, monotonic milliseconds. */
  filledAt: number;
}

/** Shards by MD5 range, each with a bucket for records and one for bytes that fill up steadily and hold one second's worth. */
export class ShardSet {
  readonly #clock: Clock | null;
  readonly #shards: FakeShard[] = [];
  #open: FakeShard[] = [];

  /** Without a clock no limit is enforced. */
  constructor(count: number, clock: Clock | null) {
    this.#clock = clock;
    this.reshard(count, 0n);
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
        records: recordsPerSecond,
        bytes: bytesPerSecond,
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

  /** Takes one record out of the shard's buckets; false when they do not hold it. */
  take(shardId: string, size: number): boolean {
    if (this.#clock === null) return true;
    const shard = this.#open.find(({ id }) => id === shardId) as FakeShard;
    const now = this.#clock.monotonic();
    const seconds = (now - shard.filledAt) / 1000;
    shard.filledAt = now;
    shard.records = Math.min(recordsPerSecond, shard.records + seconds * recordsPerSecond);
    // A record above the rate of a shard passes once the bucket is full, and leaves a debt.
    shard.bytes = Math.min(bytesPerSecond, shard.bytes + seconds * bytesPerSecond);
    if (shard.records < 1 || shard.bytes < Math.min(size, bytesPerSecond)) return false;
    shard.records -= 1;
    shard.bytes -= size;
    return true;
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
