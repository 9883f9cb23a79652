import { nameKey } from '../../../shared/text.ts';
import { mergeIds } from '../mergeIds.ts';
import type { ProfileWrite } from '../rows.ts';
import { partitionOf } from './leases.ts';
import { countMembers } from './memberCount.ts';
import type { Queries } from './queries.ts';

const hourMs = 3_600_000;
/** Segments whose members one statement looks at. */
const segmentsAtOnce = 50;

/** What moves a profile in and out of segments. */
export type Movement = Pick<ProfileWrite, 'profileId' | 'acceptedAt' | 'touchedSegments' | 'memberships' | 'coverage'>;

export interface Members {
  /** Moves profiles that this transaction has changed, in the given order, and notes what that does to segments. */
  move(movements: readonly Movement[]): Promise<void>;
  /** Ids of members of any of the segments above `after`, ascending, each once, at most `limit`; of one partition of the log, or of all. */
  page(segmentIds: readonly string[], after: string, limit: number, partition: number | null): Promise<string[]>;
  count(segmentIds: readonly string[]): Promise<number>;
}

/** What a batch of changes does to one segment. */
interface SegmentTally {
  lastAt: number;
  entered: number;
  exited: number;
  /** Namespace → members that have such an identity, more or fewer. */
  readonly coverage: Map<string, number>;
}

export function createMembers(queries: Queries): Members {
  /** Keys of segments, which stay until the transaction ends; those nobody knew are registered. */
  async function keysFor(lastAts: ReadonlyMap<string, SegmentTally>): Promise<Map<string, number>> {
    const ids = [...lastAts.keys()].sort();
    const select = () => queries.rows<{ id: string; key: number }>('SELECT id, key FROM segments WHERE id = ANY ($1) ORDER BY id FOR KEY SHARE', ids);
    let found = await select();
    // More than once only where somebody deletes a segment at this very moment.
    while (found.length < ids.length) {
      const known = new Set(found.map(({ id }) => id));
      const fresh = ids.filter((id) => !known.has(id));
      await queries.run(
        `INSERT INTO segments (id, name, name_key, description, origin, labels, created_at, updated_at, version)
         SELECT id, id, name_key, '', 'discovered', '[]', at, at, 1 FROM unnest($1::text[], $2::text[], $3::bigint[]) AS n (id, name_key, at) ON CONFLICT DO NOTHING`,
        fresh,
        fresh.map(nameKey),
        fresh.map((id) => lastAts.get(id)?.lastAt ?? 0),
      );
      found = await select();
    }
    return new Map(found.map(({ id, key }) => [id, key]));
  }

  const keysOf = (segmentIds: readonly string[]) => queries.rows<{ key: number }>('SELECT key FROM segments WHERE id = ANY ($1)', [...new Set(segmentIds)]);

  return {
    async move(movements) {
      const tallies = new Map<string, SegmentTally>();
      const tallyOf = (segmentId: string, at: number): SegmentTally => {
        const tally = tallies.get(segmentId) ?? { lastAt: at, entered: 0, exited: 0, coverage: new Map<string, number>() };
        tally.lastAt = Math.max(tally.lastAt, at);
        tallies.set(segmentId, tally);
        return tally;
      };
      const pairs = new Map<string, { readonly segmentId: string; readonly profileId: string }>();
      const pairOf = (segmentId: string, profileId: string): string => JSON.stringify([segmentId, profileId]);
      for (const { profileId, acceptedAt, touchedSegments, memberships, coverage } of movements) {
        for (const segmentId of touchedSegments) tallyOf(segmentId, acceptedAt);
        for (const { segmentId } of [...memberships, ...coverage]) {
          tallyOf(segmentId, acceptedAt);
          pairs.set(pairOf(segmentId, profileId), { segmentId, profileId });
        }
      }
      if (tallies.size === 0) return;
      const keys = await keysFor(tallies);
      const keyOf = (segmentId: string): number => keys.get(segmentId) as number;

      const all = [...pairs.entries()];
      const there = new Set(
        all.length === 0
          ? []
          : (
              await queries.rows<{ number: number }>(
                `SELECT n.number FROM unnest($1::bigint[], $2::text[]) WITH ORDINALITY AS n (segment_key, profile_id, number)
                 JOIN segment_members m ON m.segment_key = n.segment_key AND m.profile_id = n.profile_id`,
                all.map(([, { segmentId }]) => keyOf(segmentId)),
                all.map(([, { profileId }]) => profileId),
              )
            ).map(({ number }) => all[number - 1]?.[0] as string),
      );
      const before = new Set(there);
      for (const { profileId, memberships, coverage } of movements) {
        const moved = new Set<string>();
        for (const { segmentId, member } of memberships) {
          const pair = pairOf(segmentId, profileId);
          const tally = tallies.get(segmentId) as SegmentTally;
          if (there.has(pair) === member) continue;
          moved.add(segmentId);
          if (member) there.add(pair);
          else there.delete(pair);
          tally[member ? 'entered' : 'exited'] += 1;
        }
        const told = new Set(memberships.map(({ segmentId }) => segmentId));
        for (const { segmentId, namespace, delta } of coverage) {
          // A profile that the segment does not count is not covered either, for example after the segment was deleted and seen again.
          const counts = told.has(segmentId) ? moved.has(segmentId) : there.has(pairOf(segmentId, profileId));
          const tally = tallies.get(segmentId) as SegmentTally;
          if (counts) tally.coverage.set(namespace, (tally.coverage.get(namespace) ?? 0) + delta);
        }
      }
      const changed = (isThere: boolean) => all.filter(([pair]) => there.has(pair) === isThere && before.has(pair) !== isThere).map(([, pair]) => pair);
      const columns = (some: readonly { readonly segmentId: string; readonly profileId: string }[]) =>
        [some.map(({ segmentId }) => keyOf(segmentId)), some.map(({ profileId }) => profileId)] as const;
      const [entered, exited] = [changed(true), changed(false)];
      if (entered.length > 0) await queries.run('INSERT INTO segment_members (segment_key, profile_id) SELECT * FROM unnest($1::bigint[], $2::text[])', ...columns(entered));
      if (exited.length > 0)
        await queries.run(
          'DELETE FROM segment_members m USING unnest($1::bigint[], $2::text[]) AS n (segment_key, profile_id) WHERE m.segment_key = n.segment_key AND m.profile_id = n.profile_id',
          ...columns(exited),
        );
      await addUp(
        queries,
        [...tallies.entries()].map(([segmentId, tally]) => ({ ...tally, key: keyOf(segmentId) })),
      );
    },
    async page(segmentIds, after, limit, partition) {
      const keys = (await keysOf(segmentIds)).map(({ key }) => key);
      let page: string[] = [];
      for (let at = 0; at < keys.length; at += segmentsAtOnce) {
        // Once the page is full, only ids below its last can still enter: the later segments are hardly read.
        const rows = await queries.rows<{ id: string }>(
          `SELECT DISTINCT m.profile_id AS id FROM unnest($1::bigint[]) AS k (key) CROSS JOIN LATERAL (
             SELECT profile_id FROM segment_members WHERE segment_key = k.key AND profile_id > $2 AND ($3::text IS NULL OR profile_id <= $3)
               AND ($5::integer IS NULL OR ${partitionOf('profile_id')} = $5) ORDER BY profile_id LIMIT $4
           ) m ORDER BY id LIMIT $4`,
          keys.slice(at, at + segmentsAtOnce),
          after,
          page[limit - 1] ?? null,
          limit,
          partition,
        );
        const next = rows.map(({ id }) => id);
        page = page.length === 0 ? next : mergeIds(page, next, limit);
      }
      return page;
    },
    count: async (segmentIds) =>
      countMembers(
        queries,
        (await keysOf(segmentIds)).map(({ key }) => key),
      ),
  };
}

/**
 * Adds the notes of a batch to the segments, last of all in a transaction: rows of segments that many change are held
 * until the commit and no longer. In the order of their keys, so that two batches never wait for each other.
 */
async function addUp(queries: Queries, tallies: readonly (SegmentTally & { readonly key: number })[]): Promise<void> {
  const sorted = tallies.toSorted((a, b) => a.key - b.key);
  const moved = sorted.filter(({ entered, exited }) => entered + exited > 0);
  const coverage = sorted.flatMap((tally) => [...tally.coverage].filter(([, delta]) => delta !== 0).map(([namespace, delta]) => ({ key: tally.key, namespace, delta })));
  await queries.run(
    `WITH locked AS (SELECT key FROM segments WHERE key = ANY ($1) ORDER BY key FOR NO KEY UPDATE)
     UPDATE segments s SET size = s.size + n.delta, last_change_at = greatest(s.last_change_at, n.at)
     FROM locked JOIN unnest($1::bigint[], $2::bigint[], $3::bigint[]) AS n (key, delta, at) USING (key) WHERE s.key = locked.key`,
    sorted.map(({ key }) => key),
    sorted.map(({ entered, exited }) => entered - exited),
    sorted.map(({ lastAt }) => lastAt),
  );
  if (moved.length > 0)
    await queries.run(
      `INSERT INTO segment_hours AS h (segment_key, hour, entered, exited) SELECT * FROM unnest($1::bigint[], $2::bigint[], $3::bigint[], $4::bigint[])
       ON CONFLICT (segment_key, hour) DO UPDATE SET entered = h.entered + excluded.entered, exited = h.exited + excluded.exited`,
      moved.map(({ key }) => key),
      moved.map(({ lastAt }) => lastAt - (lastAt % hourMs)),
      moved.map(({ entered }) => entered),
      moved.map(({ exited }) => exited),
    );
  if (coverage.length === 0) return;
  await queries.run(
    `INSERT INTO segment_coverage AS c (segment_key, namespace, members) SELECT * FROM unnest($1::bigint[], $2::text[], $3::bigint[])
     ON CONFLICT (segment_key, namespace) DO UPDATE SET members = c.members + excluded.members`,
    coverage.map(({ key }) => key),
    coverage.map(({ namespace }) => namespace),
    coverage.map(({ delta }) => delta),
  );
  const fewer = coverage.filter(({ delta }) => delta < 0).map(({ key }) => key);
  if (fewer.length > 0) await queries.run('DELETE FROM segment_coverage WHERE segment_key = ANY ($1) AND members <= 0', fewer);
}
