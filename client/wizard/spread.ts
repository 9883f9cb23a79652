import type { Preview } from '../../shared/activation.ts';

/** A share this large on one of several shards is worth a warning: that shard fills up while the others idle. */
const lopsided = 0.6;

/** What to say about how records spread over the shards; null when it is fine or unknown. */
export function spreadWarning(spread: Preview['spread']): string | null {
  if (spread.length < 2) return null;
  const largest = spread.reduce((one, other) => (other.share > one.share ? other : one));
  if (largest.share >= 0.999) return `Every record goes to one shard (${largest.shardId}). The other ${spread.length - 1} stay empty: choose another partition key.`;
  return largest.share >= lopsided ? `${Math.round(largest.share * 100)}% of the records go to one shard (${largest.shardId}). It may fill up while others idle.` : null;
}
