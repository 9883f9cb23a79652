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

/** The writes of one profile in a call: the first takes the place of what is stored, the last is what is stored afterwards. */
interface ProfileWrites {
  readonly first: ProfileWrite;
  last: ProfileWrite;
  lastSequence: number;
}

/** Appends changes as the store does; they take the claimed sequences from `firstSequence` on, one each. */
export async function appendClaimed(
  queries: Queries,
  members: Members,
  writes: readonly ProfileWrite[],
  firstSequence: number,
): Promise<{ sequence: number; conflicts: string[] }> {
  if (writes.length === 0) return { sequence: await headSequence(queries), conflicts: [] };
  const profiles = new Map<string, ProfileWrites>();
  const conflicts = new Set<string>();
  const numbered: { readonly write: ProfileWrite; readonly sequence: number }[] = [];
  writes.forEach((write, index) => {
    const sequence = firstSequence + index;
    const known = profiles.get(write.profileId);
    if (conflicts.has(write.profileId)) return;
    if (known === undefined) profiles.set(write.profileId, { first: write, last: write, lastSequence: sequence });
    else if (write.expectedVersion === known.last.version) Object.assign(known, { last: write, lastSequence: sequence });
    else return void conflicts.add(write.profileId);
    numbered.push({ write, sequence });
  });
  const stored = await storeProfiles(queries, [...profiles.values()]);
  for (const profileId of profiles.keys()) if (!stored.has(profileId)) conflicts.add(profileId);
  const appended = numbered.filter(({ write }) => stored.has(write.profileId));
  await insertChanges(
    queries,
    appended.map(({ write, sequence }) => ({ ...write, sequence })),
  );
  await members.move(appended.map(({ write }) => write));
  return { sequence: appended.at(-1)?.sequence ?? (await headSequence(queries)), conflicts: [...conflicts] };
}

/** Those that were as their first write expects are as their last write says; their ids. */
async function storeProfiles(queries: Queries, profiles: readonly ProfileWrites[]): Promise<Set<string>> {
  const columns = (some: readonly ProfileWrites[]) =>
    [
      some.map(({ last }) => last.profileId),
      some.map(({ last }) => last.version),
      some.map(({ lastSequence }) => lastSequence),
      some.map(({ last }) => last.documentJson),
      some.map(({ last }) => last.acceptedAt),
    ] as const;
  // In the order of their ids, so that two calls never wait for each other's rows.
  const sorted = profiles.toSorted((a, b) => (a.first.profileId < b.first.profileId ? -1 : 1));
  const fresh = sorted.filter(({ first }) => first.expectedVersion === 0);
  const known = sorted.filter(({ first }) => first.expectedVersion !== 0);
  const stored = new Set<string>();
  const note = (rows: readonly { readonly id: string }[]): void => rows.forEach(({ id }) => stored.add(id));
  if (fresh.length > 0)
    note(
      await queries.rows(
        `INSERT INTO profiles (profile_id, version, sequence, document, updated_at)
         SELECT * FROM unnest($1::text[], $2::bigint[], $3::bigint[], $4::text[], $5::bigint[]) ON CONFLICT DO NOTHING RETURNING profile_id AS id`,
        ...columns(fresh),
      ),
    );
  if (known.length > 0)
    note(
      await queries.rows(
        `UPDATE profiles p SET version = n.version, sequence = n.sequence, document = n.document, updated_at = n.updated_at
         FROM unnest($1::text[], $2::bigint[], $3::bigint[], $4::text[], $5::bigint[], $6::bigint[]) AS n (profile_id, version, sequence, document, updated_at, expected)
         WHERE p.profile_id = n.profile_id AND p.version = n.expected RETURNING p.profile_id AS id`,
        ...columns(known),
        known.map(({ first }) => first.expectedVersion),
      ),
    );
  return stored;
}
