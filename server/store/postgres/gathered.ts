import type { GatheredRow, ReleasedRow } from '../gatheredRows.ts';
import type { GatheringStore } from '../store.ts';
import { dueOf, type StoredDue } from '../storedRows.ts';
import { partitionOf } from './leases.ts';
import { readPage } from './paging.ts';
import type { Queries } from './queries.ts';

export interface Gathered extends Pick<GatheringStore, 'readDue'> {
  /** A later change of the same person takes the place of the one before. */
  keep(destinationId: string, rows: readonly GatheredRow[]): Promise<void>;
  release(destinationId: string, rows: readonly ReleasedRow[]): Promise<void>;
}

export function createGathered(queries: Queries): Gathered {
  return {
    async keep(destinationId, rows) {
      if (rows.length === 0) return;
      const last = [...new Map(rows.map((row) => [row.profileId, row])).values()].toSorted((a, b) => (a.profileId < b.profileId ? -1 : 1));
      await queries.run(
        `INSERT INTO gathered_profiles (destination_id, profile_id, due_at, version, reason)
         SELECT $1, * FROM unnest($2::text[], $3::bigint[], $4::bigint[], $5::text[])
         ON CONFLICT (destination_id, profile_id) DO UPDATE SET due_at = excluded.due_at, version = excluded.version, reason = excluded.reason`,
        destinationId,
        last.map(({ profileId }) => profileId),
        last.map(({ dueAt }) => dueAt),
        last.map(({ version }) => version),
        last.map(({ reason }) => reason),
      );
    },
    async release(destinationId, rows) {
      if (rows.length === 0) return;
      await queries.run(
        `DELETE FROM gathered_profiles g USING unnest($2::text[], $3::bigint[]) AS n (profile_id, version)
         WHERE g.destination_id = $1 AND g.profile_id = n.profile_id AND g.version <= n.version`,
        destinationId,
        rows.map(({ profileId }) => profileId),
        rows.map(({ version }) => version),
      );
    },
    async readDue(destinationId, now, limit, partitions) {
      const rows = await readPage<StoredDue>(limit, (last, most) =>
        queries.rows(
          `SELECT g.profile_id AS "profileId", g.due_at AS "dueAt", g.version, g.reason, p.document AS "documentJson", p.version AS "profileVersion", p.sequence, p.updated_at AS "updatedAt"
           FROM (
             SELECT * FROM gathered_profiles WHERE destination_id = $1 AND due_at <= $2 AND (due_at, profile_id) > ($3, $4)
               AND ($6::integer[] IS NULL OR ${partitionOf('profile_id')} = ANY ($6)) ORDER BY due_at, profile_id LIMIT $5
           ) g LEFT JOIN profiles p ON p.profile_id = g.profile_id ORDER BY g.due_at, g.profile_id`,
          destinationId,
          now,
          last?.dueAt ?? -1,
          last?.profileId ?? '',
          most,
          partitions,
        ),
      );
      return rows.map(dueOf);
    },
  };
}
