import { laneOf } from '../../kit/lane.ts';
import type { ChangeRow, ProfileRow, ProfileWrite } from '../rows.ts';
import type { ProfileStore } from '../store.ts';
import { createMembers, type Members } from './members.ts';
import { readPage } from './paging.ts';
import type { Queries } from './queries.ts';

export type Profiles = Pick<ProfileStore, 'readProfiles' | 'appendChanges' | 'readChanges' | 'readLaneChanges' | 'headSequence' | 'readMembers' | 'countMembers'>;

const changeColumns = 'sequence, profile_id AS "profileId", version, accepted_at AS "acceptedAt", document AS "documentJson", change AS "changeJson"';
/** Entries that have nothing undecided before them (claim_sequences). */
export const isDecided = 'claimed_by < pg_snapshot_xmin(pg_current_snapshot())';

export function createProfiles(queries: Queries): Profiles {
  const members = createMembers(queries);
  const profilesOf = (profileIds: readonly string[]) =>
    queries.rows<ProfileRow>(
      'SELECT profile_id AS "profileId", version, sequence, document AS "documentJson", updated_at AS "updatedAt" FROM profiles WHERE profile_id = ANY ($1) ORDER BY profile_id',
      profileIds,
    );

  return {
    readProfiles: (profileIds) => profilesOf([...new Set(profileIds)]),
    appendChanges: async (writes) => appendClaimed(queries, members, writes, writes.length === 0 ? 0 : await claimSequences(queries, writes.length)),
    readChanges: (after, limit) =>
      readPage<ChangeRow>(limit, (last, most) =>
        queries.rows(`SELECT ${changeColumns} FROM change_log WHERE sequence > $1 AND ${isDecided} ORDER BY sequence LIMIT $2`, last?.sequence ?? after, most),
      ),
    readLaneChanges: (lanes, after, upTo, limit) =>
      readPage<ChangeRow>(limit, (last, most) =>
        queries.rows(
          `SELECT ${changeColumns} FROM change_log WHERE sequence > $1 AND sequence <= $2 AND lane = ANY ($3) AND ${isDecided} ORDER BY sequence LIMIT $4`,
          last?.sequence ?? after,
          upTo,
          lanes,
          most,
        ),
      ),
    headSequence: () => headSequence(queries),
    async readMembers(segmentIds, after, limit, partition) {
      const ids = await members.page(segmentIds, after, limit, partition ?? null);
      let at = 0;
      return readPage<ProfileRow>(ids.length, (_last, most) => profilesOf(ids.slice(at, (at += most))));
    },
    countMembers: (segmentIds) => members.count(segmentIds),
  };
}

/** Everything up to it is decided: what is appended from now on comes after it. */
export async function headSequence(queries: Queries): Promise<number> {
  const row = await queries.row<{ head: number }>(
    `SELECT coalesce((SELECT sequence FROM change_log WHERE ${isDecided} ORDER BY sequence DESC LIMIT 1), (SELECT trimmed FROM log_start)) AS head`,
  );
  return row?.head ?? 0;
}

/** Claims sequences for a transaction that has written nothing yet; the first of them. */
export async function claimSequences(queries: Queries, wanted: number): Promise<number> {
  const row = await queries.row<{ first: number }>('SELECT claim_sequences($1) AS first', wanted);
  return row?.first as number;
}

/** Adds entries to the log; the sequences are claimed, ascending. */
export async function insertChanges(
  queries: Queries,
  changes: readonly (Pick<ProfileWrite, 'profileId' | 'version' | 'acceptedAt' | 'documentJson' | 'changeJson'> & { readonly sequence: number })[],
): Promise<void> {
  await queries.run(
    `INSERT INTO change_log (sequence, lane, profile_id, version, accepted_at, document, change)
     SELECT * FROM unnest($1::bigint[], $2::smallint[], $3::text[], $4::bigint[], $5::bigint[], $6::text[], $7::text[])`,
    changes.map(({ sequence }) => sequence),
    changes.map(({ profileId }) => laneOf(profileId)),
    changes.map(({ profileId }) => profileId),
    changes.map(({ version }) => version),
    changes.map(({ acceptedAt }) => acceptedAt),
    changes.map(({ documentJson }) => documentJson),
    changes.map(({ changeJson }) => changeJson),
  );
}

/** Appends changes as the store does; they take the claimed sequences from `firstSequence` on, one each. */
export async function appendClaimed(
  queries: Queries,
  members: Members,
  writes: readonly ProfileWrite[],
  firstSequence: number,
): Promise<{ sequence: number; conflicts: string[] }> {
  if (writes.length === 0) return { sequence: await headSequence(queries), conflicts: [] };
  const conflicts = new Set<string>();
  /** By profile: the first write of the call takes the place of what is stored, the last is what is stored afterwards. */
  const firsts = new Map<string, ProfileWrite>();
  const lasts = new Map<string, ProfileWrite>();
  const numbered: NumberedWrite[] = [];
  writes.forEach((write, index) => {
    const { profileId, expectedVersion } = write;
    if (conflicts.has(profileId)) return;
    const last = lasts.get(profileId);
    if (last === undefined) firsts.set(profileId, write);
    else if (expectedVersion !== last.version) return void conflicts.add(profileId);
    lasts.set(profileId, write);
    numbered.push({ write, sequence: firstSequence + index });
  });
  const stored = await storeWrites(queries, numbered, firsts, lasts);
  for (const profileId of firsts.keys()) if (!stored.has(profileId)) conflicts.add(profileId);
  const appended = numbered.filter(({ write }) => stored.has(write.profileId));
  await members.move(appended.map(({ write }) => write));
  return { sequence: appended.at(-1)?.sequence ?? (await headSequence(queries)), conflicts: [...conflicts] };
}

interface NumberedWrite {
  readonly write: ProfileWrite;
  readonly sequence: number;
}

/**
 * Profiles that are as their first write expects are as their last one says, and the log has all their writes; their ids.
 * One statement, so that each document travels once.
 */
async function storeWrites(
  queries: Queries,
  numbered: readonly NumberedWrite[],
  firsts: ReadonlyMap<string, ProfileWrite>,
  lasts: ReadonlyMap<string, ProfileWrite>,
): Promise<Set<string>> {
  const rows = await queries.rows<{ id: string }>(
    // Rows of profiles in the order of their ids, so that two calls never wait for each other's.
    `WITH n AS (
       SELECT * FROM unnest($1::bigint[], $2::smallint[], $3::text[], $4::bigint[], $5::bigint[], $6::text[], $7::text[], $8::bigint[], $9::boolean[])
         AS n (sequence, lane, profile_id, version, accepted_at, document, change, expected, is_last)
     ), last AS (
       SELECT * FROM n WHERE is_last ORDER BY profile_id COLLATE "C"
     ), inserted AS (
       INSERT INTO profiles (profile_id, version, sequence, document, updated_at)
       SELECT profile_id, version, sequence, document, accepted_at FROM last WHERE expected = 0 ON CONFLICT DO NOTHING RETURNING profile_id
     ), updated AS (
       UPDATE profiles p SET version = n.version, sequence = n.sequence, document = n.document, updated_at = n.accepted_at
       FROM last n WHERE n.expected <> 0 AND p.profile_id = n.profile_id AND p.version = n.expected RETURNING p.profile_id
     ), stored AS (
       SELECT profile_id FROM inserted UNION ALL SELECT profile_id FROM updated
     ), logged AS (
       INSERT INTO change_log (sequence, lane, profile_id, version, accepted_at, document, change)
       SELECT sequence, lane, profile_id, version, accepted_at, document, change FROM n JOIN stored USING (profile_id)
     )
     SELECT profile_id AS id FROM stored`,
    numbered.map(({ sequence }) => sequence),
    numbered.map(({ write }) => laneOf(write.profileId)),
    numbered.map(({ write }) => write.profileId),
    numbered.map(({ write }) => write.version),
    numbered.map(({ write }) => write.acceptedAt),
    numbered.map(({ write }) => write.documentJson),
    numbered.map(({ write }) => write.changeJson),
    numbered.map(({ write }) => (firsts.get(write.profileId) as ProfileWrite).expectedVersion),
    numbered.map(({ write }) => lasts.get(write.profileId) === write),
  );
  return new Set(rows.map(({ id }) => id));
}
