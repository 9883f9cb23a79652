import type { Finding } from '../../shared/finding.ts';

/** The key of one person's record and where it lies; null where that is not known. */
export interface PlacedKey {
  readonly key: string;
  readonly shardId: string | null;
}

/** A key or shard with more than this many times the even part of a shard is hot. */
const uneven = 1.5;
/** Where the number of shards is not known, a key with more than this share. */
const unevenBlind = 0.2;
/** Standard deviations by which a share may be larger by chance: even keys are called uneven about twice in a thousand looks at a stream of 70 shards, and less often with fewer. */
const chance = 3;
/** And with as many people at least. Even keys do not repeat, but among many shards some few people always lie together. */
const leastPeople = { key: 5, shard: 20 };
/** Characters of a key that are shown. */
const keyLength = 40;

const remedy = 'Pick a key that differs from person to person, such as the profile id.';

/** PURE. Keys that are all the same, and keys or shards that get much more than the others, as far as chance does not explain it. The gravest alone. */
export function spreadFindings(keys: readonly PlacedKey[], shardIds: readonly string[] | null, field: string): Finding[] {
  const ofKey = mostFrequent(keys.map(({ key }) => key));
  if (ofKey === null || keys.length < 2) return [];
  const found = (kind: Finding['kind'], people: number, message: string, advice = remedy): Finding[] => [{ kind, field, message, remedy: advice, people, profileId: null }];
  const name = `"${ofKey.value.length > keyLength ? `${ofKey.value.slice(0, keyLength)}…` : ofKey.value}"`;
  if (ofKey.count === keys.length)
    return found('key_constant', ofKey.count, `All ${keys.length} people looked at have the same key, ${name}: every record goes to one shard, however many the stream has.`);
  if (shardIds?.length === 1) return [];
  const limit = shardIds === null ? unevenBlind : uneven / shardIds.length;
  const percent = (count: number): string => `${Math.round((count / keys.length) * 100)}%`;
  const isHot = (count: number, least: number): boolean => count >= least && leastShare(count, keys.length) > limit;
  if (isHot(ofKey.count, leastPeople.key))
    return found('key_hot', ofKey.count, `${percent(ofKey.count)} of the people looked at have the same key, ${name}: its shard fills up while others idle.`);
  const ofShard = mostFrequent(keys.flatMap(({ shardId }) => shardId ?? []));
  if (shardIds !== null && ofShard !== null && isHot(ofShard.count, leastPeople.shard))
    return found(
      'shard_hot',
      ofShard.count,
      `One of ${shardIds.length} shards, ${ofShard.value}, gets ${percent(ofShard.count)} of the records: it fills up while others idle.`,
      'Pick a key that is more even, or split that shard.',
    );
  return [];
}

function mostFrequent(values: readonly string[]): { value: string; count: number } | null {
  const counts = new Map<string, number>();
  for (const value of values) counts.set(value, (counts.get(value) ?? 0) + 1);
  let most: { value: string; count: number } | null = null;
  for (const [value, count] of counts) if (most === null || count > most.count) most = { value, count };
  return most;
}

/** The share of all that a share of a sample stands for at least: the lower end of Wilson's score interval. */
function leastShare(count: number, of: number): number {
  const seen = count / of;
  const squared = (chance * chance) / of;
  return (seen + squared / 2 - Math.sqrt(squared * (seen * (1 - seen) + squared / 4))) / (1 + squared);
}
