import type { DatabaseSync } from 'node:sqlite';
import { nameKey } from '../../../shared/text.ts';
import { mergeIds } from '../mergeIds.ts';
import type { ProfileWrite } from '../rows.ts';
import { createMemberCount } from './memberCount.ts';
import { prepare } from './statement.ts';

/** What a batch of changes does to one segment. */
interface SegmentTally {
  readonly key: number;
  lastAt: number;
  /** Rows inserted and deleted. */
  entered: number;
  exited: number;
  /** Namespace → members that have such an identity, more or fewer. */
  readonly coverage: Map<string, number>;
}
const hourMs = 3_600_000;

/** By segment id. */
export type Tally = Map<string, SegmentTally>;

export interface Members {
  /** Moves one profile in and out of segments and notes what that changes. */
  move(write: Pick<ProfileWrite, 'profileId' | 'acceptedAt' | 'touchedSegments' | 'memberships' | 'coverage'>, tally: Tally): void;
  /** Adds the notes of a batch to the segments: one statement per segment, however many profiles moved. */
  addUp(tally: Tally): void;
  /** Ids of members of any of the segments above `after`, ascending, each once, at most `limit`. */
  page(segmentIds: readonly string[], after: string, limit: number): string[];
  count(segmentIds: readonly string[]): number;
}

export function createMembers(database: DatabaseSync): Members {
  const selectKey = prepare<{ key: number }>(database, 'SELECT key FROM segments WHERE id = ?');
  const insertSegment = prepare<{ key: number }>(
    database,
    `INSERT INTO segments (id, name, name_key, description, origin, labels, created_at, updated_at, version)
     VALUES (?1, ?1, ?2, '', 'discovered', '[]', ?3, ?3, 1) RETURNING key`,
  );
  const addToSegment = prepare(database, 'UPDATE segments SET size = size + ?, last_change_at = max(coalesce(last_change_at, 0), ?) WHERE key = ?');
  const addToHour = prepare(
    database,
    `INSERT INTO segment_hours (segment_key, hour, entered, exited) VALUES (?, ?, ?, ?)
     ON CONFLICT DO UPDATE SET entered = entered + excluded.entered, exited = exited + excluded.exited`,
  );
  const insertMember = prepare(database, 'INSERT INTO segment_members (segment_key, profile_id) VALUES (?, ?) ON CONFLICT DO NOTHING');
  const deleteMember = prepare(database, 'DELETE FROM segment_members WHERE segment_key = ? AND profile_id = ?');
  const selectMember = prepare<{ found: number }>(database, 'SELECT 1 AS found FROM segment_members WHERE segment_key = ? AND profile_id = ?');
  const addToCoverage = prepare(
    database,
    `INSERT INTO segment_coverage (segment_key, namespace, members) VALUES (?, ?, ?)
     ON CONFLICT DO UPDATE SET members = members + excluded.members`,
  );
  const dropEmptyCoverage = prepare(database, 'DELETE FROM segment_coverage WHERE segment_key = ? AND members <= 0');
  const selectFirst = prepare<{ id: string }>(database, 'SELECT profile_id AS id FROM segment_members WHERE segment_key = ? AND profile_id > ? ORDER BY profile_id LIMIT ?');
  const selectUpTo = prepare<{ id: string }>(
    database,
    'SELECT profile_id AS id FROM segment_members WHERE segment_key = ? AND profile_id > ? AND profile_id <= ? ORDER BY profile_id LIMIT ?',
  );
  const countMembers = createMemberCount(database);

  /** The notes on one segment; a segment nobody knew is registered. */
  const tallyOf = (tally: Tally, segmentId: string, at: number): SegmentTally => {
    const known = tally.get(segmentId);
    if (known !== undefined) {
      known.lastAt = Math.max(known.lastAt, at);
      return known;
    }
    const key = (selectKey.get(segmentId) ?? insertSegment.get(segmentId, nameKey(segmentId), at))?.key as number;
    const fresh = { key, lastAt: at, entered: 0, exited: 0, coverage: new Map<string, number>() };
    tally.set(segmentId, fresh);
    return fresh;
  };
  const keysOf = (segmentIds: readonly string[]): number[] => [...new Set(segmentIds)].flatMap((id) => selectKey.get(id)?.key ?? []);

  return {
    move(write, tally) {
      const moved = new Map<string, boolean>();
      for (const segmentId of write.touchedSegments) tallyOf(tally, segmentId, write.acceptedAt);
      for (const { segmentId, member } of write.memberships) {
        const segment = tallyOf(tally, segmentId, write.acceptedAt);
        const rows = (member ? insertMember : deleteMember).run(segment.key, write.profileId);
        segment[member ? 'entered' : 'exited'] += rows;
        moved.set(segmentId, rows > 0);
      }
      for (const { segmentId, namespace, delta } of write.coverage) {
        const { key, coverage } = tallyOf(tally, segmentId, write.acceptedAt);
        // A profile that the segment does not count is not covered either, for example after the segment was deleted and seen again.
        const counts = moved.get(segmentId) ?? selectMember.get(key, write.profileId) !== undefined;
        if (counts) coverage.set(namespace, (coverage.get(namespace) ?? 0) + delta);
      }
    },
    addUp(tally) {
      for (const { key, entered, exited, lastAt, coverage } of tally.values()) {
        addToSegment.run(entered - exited, lastAt, key);
        if (entered + exited > 0) addToHour.run(key, lastAt - (lastAt % hourMs), entered, exited);
        for (const [namespace, delta] of coverage) if (delta !== 0) addToCoverage.run(key, namespace, delta);
        if ([...coverage.values()].some((delta) => delta < 0)) dropEmptyCoverage.run(key);
      }
    },
    page(segmentIds, after, limit) {
      let page: string[] = [];
      for (const key of keysOf(segmentIds)) {
        // Once the page is full, only ids below its last can still enter: the later segments are hardly read.
        const last = page[limit - 1];
        const ids = last === undefined ? selectFirst.all(key, after, limit) : selectUpTo.all(key, after, last, limit);
        if (ids.length === 0) continue;
        const next = ids.map(({ id }) => id);
        page = page.length === 0 ? next : mergeIds(page, next, limit);
      }
      return page;
    },
    count: (segmentIds) => countMembers(keysOf(segmentIds)),
  };
}
