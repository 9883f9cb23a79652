import type { ActivationRow, ActivationVersionRow } from '../activationRows.ts';
import { pageOf, readCursor } from '../cursor.ts';
import type { ConfigurationStore, DeliveryStore } from '../store.ts';
import { jsonRows } from './jsonRows.ts';
import { headSequence } from './profiles.ts';
import type { Queries } from './queries.ts';

type Activations = Pick<ConfigurationStore, 'getActivation' | 'putActivation' | 'listActivationVersions' | 'getActivationVersion'>;

const activationColumns = `v.destination_id AS "destinationId", v.version, v.state, v.document AS "documentJson", v.updated_at AS "updatedAt",
  ${jsonRows(
    `SELECT m.segment_id AS id, m.backfill, m.mapped_at AS "mappedAt", m.mapping_updated_at AS "mappingUpdatedAt",
       s.name, s.created_at AS "segmentCreatedAt", s.updated_at AS "segmentUpdatedAt"
     FROM activation_segments m JOIN segments s ON s.id = m.segment_id WHERE m.destination_id = v.destination_id ORDER BY m.position`,
  )} AS segments`;
const versionColumns = `v.version, v.state, v.document AS "documentJson", v.author, v.approved_by AS "approvedBy", v.created_at AS "createdAt",
  ${jsonRows(
    `SELECT j.id, coalesce(s.name, j.id) AS name, j.backfill
     FROM ROWS FROM (json_to_recordset(v.segments::json) AS (id text, backfill boolean)) WITH ORDINALITY AS j (id, backfill, position)
     LEFT JOIN segments s ON s.id = j.id ORDER BY j.position`,
  )} AS segments`;

export function createActivations(queries: Queries, insertRun: DeliveryStore['insertRun']): Activations {
  return {
    getActivation: async (destinationId) => (await queries.row<ActivationRow>(`SELECT ${activationColumns} FROM activations v WHERE v.destination_id = $1`, destinationId)) ?? null,
    async putActivation({ destinationId, documentJson, state, segments, author, approvedBy, at, expectedVersion, runs }) {
      if ((await queries.row('SELECT 1 FROM destinations WHERE id = $1 AND deleted_at IS NULL', destinationId)) === undefined) return { ok: false, reason: 'not_found' };
      const current = await queries.row<{ version: number }>('SELECT version FROM activations WHERE destination_id = $1', destinationId);
      if (expectedVersion !== null && expectedVersion !== (current?.version ?? 0)) return { ok: false, reason: 'version_stale' };
      const ids = segments.map(({ id }) => id);
      const known = await queries.row<{ count: number }>('SELECT count(*) AS count FROM segments WHERE id = ANY ($1)', ids);
      if (known?.count !== ids.length) return { ok: false, reason: 'segment_unknown' };
      const version = (current?.version ?? 0) + 1;
      await queries.run(
        `INSERT INTO activations (destination_id, version, state, document, updated_at) VALUES ($1, $2, $3, $4, $5)
         ON CONFLICT (destination_id) DO UPDATE SET version = excluded.version, state = excluded.state, document = excluded.document, updated_at = excluded.updated_at`,
        destinationId,
        version,
        state,
        documentJson,
        at,
      );
      await queries.run('DELETE FROM activation_segments WHERE destination_id = $1 AND segment_id <> ALL ($2)', destinationId, ids);
      await queries.run(
        `INSERT INTO activation_segments (destination_id, segment_id, position, backfill, mapped_at, mapping_updated_at)
         SELECT $1, n.id, n.position - 1, n.backfill, $4, $4 FROM unnest($2::text[], $3::boolean[]) WITH ORDINALITY AS n (id, backfill, position)
         ON CONFLICT (destination_id, segment_id) DO UPDATE SET position = excluded.position, backfill = excluded.backfill, mapping_updated_at = excluded.mapping_updated_at`,
        destinationId,
        ids,
        segments.map(({ backfill }) => backfill),
        at,
      );
      await queries.run(
        'INSERT INTO activation_versions (destination_id, version, state, document, segments, author, approved_by, created_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8)',
        destinationId,
        version,
        state,
        documentJson,
        JSON.stringify(segments),
        author,
        approvedBy,
        at,
      );
      await queries.run(
        `INSERT INTO checkpoints (destination_id, partition, epoch, watermark, position, lanes) SELECT $1, partition, 0, $2, $2, '[]' FROM partition_leases ON CONFLICT DO NOTHING`,
        destinationId,
        await headSequence(queries),
      );
      for (const run of runs) await insertRun(run);
      return { ok: true, version };
    },
    async listActivationVersions(destinationId, page) {
      const [before] = readCursor(page.cursor, [0]) ?? [Number.MAX_SAFE_INTEGER];
      const rows = await queries.rows<ActivationVersionRow>(
        `SELECT ${versionColumns} FROM activation_versions v WHERE v.destination_id = $1 AND v.version < $2 ORDER BY v.version DESC LIMIT $3`,
        destinationId,
        before,
        page.limit + 1,
      );
      return pageOf(
        rows,
        page,
        ({ version }) => [version],
        (row) => row,
      );
    },
    getActivationVersion: async (destinationId, version) =>
      (await queries.row<ActivationVersionRow>(`SELECT ${versionColumns} FROM activation_versions v WHERE v.destination_id = $1 AND v.version = $2`, destinationId, version)) ??
      null,
  };
}
