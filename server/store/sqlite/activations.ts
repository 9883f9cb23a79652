import type { DatabaseSync } from 'node:sqlite';
import type { ActivationRow, ActivationSegmentRow, ActivationVersionRow } from '../activationRows.ts';
import type { RunRow } from '../rows.ts';
import type { ConfigurationStore } from '../store.ts';
import { pageOf, readCursor } from '../cursor.ts';
import type { Synchronous } from './protocol.ts';
import { prepare } from './statement.ts';

type Activations = Synchronous<Pick<ConfigurationStore, 'getActivation' | 'putActivation' | 'listActivationVersions' | 'getActivationVersion'>>;

/** A version as read: segments are JSON. */
type StoredVersion = Omit<ActivationVersionRow, 'segments'> & { readonly segments: string };

const versionOf = ({ segments, ...row }: StoredVersion): ActivationVersionRow => ({ ...row, segments: JSON.parse(segments) as ActivationVersionRow['segments'] });

export function createActivations(database: DatabaseSync, headSequence: () => number, insertRun: (run: RunRow) => void): Activations {
  const selectActivation = prepare<Omit<ActivationRow, 'segments'>>(
    database,
    'SELECT destination_id AS destinationId, version, state, document AS documentJson, updated_at AS updatedAt FROM activations WHERE destination_id = ?',
  );
  const selectSegments = prepare<Omit<ActivationSegmentRow, 'backfill'> & { backfill: number }>(
    database,
    `SELECT m.segment_id AS id, m.backfill, m.mapped_at AS mappedAt, m.mapping_updated_at AS mappingUpdatedAt,
            s.name, s.created_at AS segmentCreatedAt, s.updated_at AS segmentUpdatedAt
     FROM activation_segments m JOIN segments s ON s.id = m.segment_id WHERE m.destination_id = ? ORDER BY m.position`,
  );
  const selectDestination = prepare<{ found: number }>(database, 'SELECT 1 AS found FROM destinations WHERE id = ? AND deleted_at IS NULL');
  const selectSegment = prepare<{ found: number }>(database, 'SELECT 1 AS found FROM segments WHERE id = ?');
  const upsertActivation = prepare(
    database,
    `INSERT INTO activations (destination_id, version, state, document, updated_at) VALUES (?, ?, ?, ?, ?)
     ON CONFLICT (destination_id) DO UPDATE SET version = excluded.version, state = excluded.state, document = excluded.document, updated_at = excluded.updated_at`,
  );
  const upsertSegment = prepare(
    database,
    `INSERT INTO activation_segments (destination_id, segment_id, position, backfill, mapped_at, mapping_updated_at) VALUES (?1, ?2, ?3, ?4, ?5, ?5)
     ON CONFLICT DO UPDATE SET position = excluded.position, backfill = excluded.backfill, mapping_updated_at = excluded.mapping_updated_at`,
  );
  const deleteUnmapped = prepare(database, 'DELETE FROM activation_segments WHERE destination_id = ? AND segment_id NOT IN (SELECT value FROM json_each(?))');
  const insertVersion = prepare(
    database,
    'INSERT INTO activation_versions (destination_id, version, state, document, segments, author, approved_by, created_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?)',
  );
  const versionColumns = `version, state, document AS documentJson, author, approved_by AS approvedBy, created_at AS createdAt,
    (SELECT json_group_array(json_object('id', j.value ->> 'id', 'name', coalesce(s.name, j.value ->> 'id'), 'backfill', json(iif(j.value ->> 'backfill', 'true', 'false'))))
     FROM json_each(activation_versions.segments) j LEFT JOIN segments s ON s.id = j.value ->> 'id') AS segments`;
  const selectVersion = prepare<StoredVersion>(database, `SELECT ${versionColumns} FROM activation_versions WHERE destination_id = ? AND version = ?`);
  const selectVersions = prepare<StoredVersion>(
    database,
    `SELECT ${versionColumns} FROM activation_versions WHERE destination_id = ? AND version < ? ORDER BY version DESC LIMIT ?`,
  );
  const insertCheckpoint = prepare(database, `INSERT INTO checkpoints (destination_id, epoch, watermark, position, lanes) VALUES (?1, 0, ?2, ?2, '[]') ON CONFLICT DO NOTHING`);

  return {
    getActivation(destinationId) {
      const activation = selectActivation.get(destinationId);
      if (activation === undefined) return null;
      return { ...activation, segments: selectSegments.all(destinationId).map((segment) => ({ ...segment, backfill: segment.backfill === 1 })) };
    },
    putActivation({ destinationId, documentJson, state, segments, author, approvedBy, at, expectedVersion, runs }) {
      if (selectDestination.get(destinationId) === undefined) return { ok: false, reason: 'not_found' };
      const current = selectActivation.get(destinationId);
      if (expectedVersion !== null && expectedVersion !== (current?.version ?? 0)) return { ok: false, reason: 'version_stale' };
      if (segments.some(({ id }) => selectSegment.get(id) === undefined)) return { ok: false, reason: 'segment_unknown' };
      const version = (current?.version ?? 0) + 1;
      upsertActivation.run(destinationId, version, state, documentJson, at);
      deleteUnmapped.run(destinationId, JSON.stringify(segments.map(({ id }) => id)));
      segments.forEach((segment, position) => upsertSegment.run(destinationId, segment.id, position, Number(segment.backfill), at));
      insertVersion.run(destinationId, version, state, documentJson, JSON.stringify(segments), author, approvedBy, at);
      insertCheckpoint.run(destinationId, headSequence());
      runs.forEach(insertRun);
      return { ok: true, version };
    },
    listActivationVersions(destinationId, page) {
      const [before] = readCursor(page.cursor, [0]) ?? [Number.MAX_SAFE_INTEGER];
      const rows = selectVersions.all(destinationId, before, page.limit + 1).map(versionOf);
      return pageOf(
        rows,
        page,
        ({ version }) => [version],
        (row) => row,
      );
    },
    getActivationVersion(destinationId, version) {
      const row = selectVersion.get(destinationId, version);
      return row === undefined ? null : versionOf(row);
    },
  };
}
