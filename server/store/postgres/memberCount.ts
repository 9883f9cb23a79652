import type { Queries } from './queries.ts';

/** Memberships that are counted one by one: a tenth of a second. */
const countedOneByOne = 100_000;
/** Members looked at otherwise, fewer where there are thousands of segments: each is looked up in all of them. */
const mostLookedAt = 1_000;
const mostLookUps = 500_000;
/** How many more rows are drawn than are looked at: blocks are drawn, which hold rows of other segments, too. */
const drawnMore = 4;

/**
 * How many different profiles are members of any of these segments, given by their keys: exact for one segment and for up
 * to `countedOneByOne` memberships in all. Beyond that, somebody who is in three of them counts a third, for members drawn
 * from all over the table.
 */
export async function countMembers(queries: Queries, keys: readonly number[]): Promise<number> {
  const sizes = await queries.rows<{ key: number; size: number }>('SELECT key, size FROM segments WHERE key = ANY ($1)', keys);
  const memberships = sizes.reduce((sum, { size }) => sum + size, 0);
  if (sizes.length <= 1) return memberships;
  if (memberships <= countedOneByOne)
    return (await queries.row<{ members: number }>('SELECT count(DISTINCT profile_id) AS members FROM segment_members WHERE segment_key = ANY ($1)', keys))?.members ?? 0;
  const lookedAt = Math.min(mostLookedAt, Math.ceil(mostLookUps / sizes.length));
  const shares = await queries.rows<{ key: number; share: number }>(
    `WITH drawn AS (
       SELECT segment_key, profile_id FROM segment_members TABLESAMPLE SYSTEM ($2::real) WHERE segment_key = ANY ($1) ORDER BY random() LIMIT $3
     )
     SELECT d.segment_key AS key, avg(1.0 / (SELECT count(*) FROM unnest($1::bigint[]) AS k (key) JOIN segment_members m ON m.segment_key = k.key AND m.profile_id = d.profile_id)) AS share
     FROM drawn d GROUP BY d.segment_key`,
    keys,
    Math.min(100, (100 * drawnMore * lookedAt) / memberships),
    lookedAt,
  );
  const shareOf = new Map(shares.map(({ key, share }) => [key, share]));
  const common = shares.length === 0 ? 1 : shares.reduce((sum, { share }) => sum + share, 0) / shares.length;
  const estimate = sizes.reduce((sum, { key, size }) => sum + size * (shareOf.get(key) ?? common), 0);
  return Math.round(Math.max(estimate, ...sizes.map(({ size }) => size)));
}
