import type { HotShard } from '../../shared/shards.ts';
import type { ShardLimits, ShardLoad } from './shardLoads.ts';

/** A shard that uses this part of what it takes has hardly room for a busier minute. */
const fullFrom = 0.8;
/** It took this many times what the others took on average: more than chance does with as many people. */
const unevenFrom = 2;
/** Fewer records say nothing about how they spread. */
const enoughRecords = 100;

/** The part of its limits a shard uses: of records or of bytes, whichever is more. */
export const usedOf = ({ storedPerSecond, bytesPerSecond }: ShardLoad, limits: ShardLimits): number =>
  Math.max(storedPerSecond / limits.storedPerSecond, bytesPerSecond / limits.bytesPerSecond);

/**
 * The shard that needs attention, or null. **Full**: the fullest one used 80 % of a limit or more over the last minute.
 * **Throttled**: one that refused attempts in the last hour and took more than twice as much as the others on average; of
 * several the one that refused most. `limits` is null where the stream has no fixed ones: then only refusals tell. Shards that are closed do not
 * count. `openCount`: open shards, also those that took nothing.
 */
export function hotShardOf(all: readonly ShardLoad[], openCount: number, limits: ShardLimits | null): HotShard | null {
  const shards = all.filter(({ isOpen }) => isOpen);
  const isUneven = (shard: ShardLoad): boolean =>
    sum(shards, 'records') >= enoughRecords && (['records', 'bytes'] as const).some((of) => shard[of] > unevenFrom * ((sum(shards, of) - shard[of]) / (openCount - 1)));
  const fullest = limits === null ? null : largest(shards, (shard) => usedOf(shard, limits));
  if (fullest !== null && fullest.value >= fullFrom) return { shardId: fullest.shard.shardId, cause: 'full', isUneven: isUneven(fullest.shard) };
  const refusing = largest(
    shards.filter((shard) => shard.throttled > 0 && isUneven(shard)),
    ({ throttled }) => throttled,
  );
  return refusing === null ? null : { shardId: refusing.shard.shardId, cause: 'throttled', isUneven: true };
}

const sum = (shards: readonly ShardLoad[], of: 'records' | 'bytes'): number => shards.reduce((total, shard) => total + shard[of], 0);

function largest(shards: readonly ShardLoad[], valueOf: (shard: ShardLoad) => number): { shard: ShardLoad; value: number } | null {
  let found: { shard: ShardLoad; value: number } | null = null;
  for (const shard of shards) {
    const value = valueOf(shard);
    if (found === null || value > found.value) found = { shard, value };
  }
  return found;
}
