import type { LeaseView } from '../store/leaseStore.ts';

/** Partitions to take since nobody has them, and to give up since others have too few. */
export interface PartitionPlan {
  readonly take: readonly number[];
  readonly release: readonly number[];
}

/**
 * PURE. What one worker does about its share, so that all come to even shares without speaking to each other, and no
 * partition moves that need not: each knows from its place among the workers how many are its own.
 */
export function planPartitions({ workers, holders }: Pick<LeaseView, 'workers' | 'holders'>, workerId: string): PartitionPlan {
  const place = workers.indexOf(workerId);
  const even = Math.floor(holders.length / workers.length);
  const share = even + (place < holders.length % workers.length ? 1 : 0);
  const held = partitionsOf(holders, workerId);
  return { take: partitionsOf(holders, null).slice(0, Math.max(0, share - held.length)), release: held.slice(share) };
}

/** PURE. Those that a worker, or nobody, has; ascending. */
export function partitionsOf(holders: LeaseView['holders'], holder: string | null): number[] {
  return holders.flatMap((other, partition) => (other === holder ? [partition] : []));
}
