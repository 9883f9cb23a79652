import type { DatabaseSync } from 'node:sqlite';
import { prepare } from './statement.ts';

/** Memberships that are counted one by one: a tenth of a second (measured in November 2026). */
const countedOneByOne = 100_000;
/** Members looked at otherwise: enough that the error stays at one or two per cent. Fewer are looked at in thousands of segments, where it was a tenth. And look-ups in which segments they are, for all of them: half a second. */
const mostLookedAt = 1_000;
const mostLookUps = 500_000;
/** Profiles tried until one is a member: enough in 99 of 100 cases where a segment has a fifth of all people, in two of three where it has a twentieth. Each reads a page that may not be in memory. */
const mostTries = 20;
/** Multiples of it, less their whole part, fill the range from 0 to 1 evenly and follow no pattern that the data may have. */
const goldenRatio = (Math.sqrt(5) - 1) / 2;

/**
 * How many different profiles are members of any of these segments, given by their keys: exact for one segment and for
 * up to `countedOneByOne` memberships in all. Beyond that telling people apart would take minutes, so members are looked at that
 * lie all over the segments, as many in each as fits its size: somebody who is in three of them counts a third. They are
 * found by trying profiles. The next member after a profile would stand more often for a gap than for its neighbours, and
 * ids do lie in clusters, by where people come from; so that is taken only in a segment too small to hit, which matters little.
 */
export function createMemberCount(database: DatabaseSync): (segmentKeys: readonly number[]) => number {
  const selectSize = prepare<{ size: number }>(database, 'SELECT size FROM segments WHERE key = ?');
  const countDistinct = prepare<{ members: number }>(
    database,
    'SELECT count(DISTINCT profile_id) AS members FROM segment_members WHERE segment_key IN (SELECT value FROM json_each(?))',
  );
  const selectLastRow = prepare<{ row: number }>(database, 'SELECT coalesce(max(rowid), 0) AS row FROM profiles');
  const selectMemberAt = prepare<{ id: string }>(
    database,
    `SELECT profile_id AS id FROM segment_members WHERE segment_key = ?1
     AND profile_id = (SELECT profile_id FROM profiles WHERE rowid >= ?2 ORDER BY rowid LIMIT 1)`,
  );
  const selectMemberFrom = prepare<{ id: string }>(
    database,
    `SELECT profile_id AS id FROM segment_members WHERE segment_key = ?1
     AND profile_id >= (SELECT profile_id FROM profiles WHERE rowid >= ?2 ORDER BY rowid LIMIT 1) ORDER BY profile_id LIMIT 1`,
  );
  const selectFirstMember = prepare<{ id: string }>(database, 'SELECT profile_id AS id FROM segment_members WHERE segment_key = ? ORDER BY profile_id LIMIT 1');
  const countSegmentsOf = prepare<{ segments: number }>(
    database,
    'SELECT count(*) AS segments FROM json_each(?1) CROSS JOIN segment_members WHERE segment_key = json_each.value AND profile_id = ?2',
  );

  function estimate(sizes: readonly { key: number; size: number }[], memberships: number): number {
    const keys = JSON.stringify(sizes.map(({ key }) => key));
    const lastRow = selectLastRow.get()?.row ?? 0;
    let tried = 0;
    const nextRow = (): number => 1 + Math.floor((((tried += 1) * goldenRatio) % 1) * lastRow);
    function memberOf(key: number): string | undefined {
      for (let tries = 0; tries < mostTries; tries += 1) {
        const member = selectMemberAt.get(key, nextRow());
        if (member !== undefined) return member.id;
      }
      return (selectMemberFrom.get(key, nextRow()) ?? selectFirstMember.get(key))?.id;
    }
    const step = memberships / Math.min(mostLookedAt, Math.ceil(mostLookUps / sizes.length));
    let counted = 0;
    let before = 0;
    let next = step / 2;
    for (const { key, size } of sizes) {
      for (; next < before + size; next += step) {
        const member = memberOf(key);
        counted += member === undefined ? 0 : step / (countSegmentsOf.get(keys, member)?.segments ?? 1);
      }
      before += size;
    }
    return Math.round(Math.max(counted, ...sizes.map(({ size }) => size)));
  }

  return (segmentKeys) => {
    const sizes = segmentKeys.map((key) => ({ key, size: selectSize.get(key)?.size ?? 0 })).filter(({ size }) => size > 0);
    const memberships = sizes.reduce((sum, { size }) => sum + size, 0);
    if (sizes.length <= 1) return memberships;
    if (memberships > countedOneByOne) return estimate(sizes, memberships);
    return countDistinct.get(JSON.stringify(segmentKeys))?.members ?? 0;
  };
}
