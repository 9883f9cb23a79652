import type { DatabaseSync } from 'node:sqlite';
import { nameKey } from '../../../shared/text.ts';
import type { SegmentRow } from '../rows.ts';
import type { ProfileStore } from '../store.ts';
import { pageOf, readCursor } from '../cursor.ts';
import type { Synchronous } from './protocol.ts';
import { prepare } from './statement.ts';

type Segments = Synchronous<Pick<ProfileStore, 'listSegments' | 'getSegment' | 'unknownSegments' | 'putSegment' | 'deleteSegment'>>;

/** A row as read: lists and maps are JSON. */
type StoredSegment = Omit<SegmentRow, 'labels' | 'coverage' | 'destinations'> & { nameKey: string; labels: string; coverage: string; destinations: string };

const columns = `
  s.id, s.name, s.name_key AS nameKey, s.description, s.origin, s.labels, s.size, s.last_change_at AS lastChangeAt,
  s.created_at AS createdAt, s.updated_at AS updatedAt, s.version,
  (SELECT json_group_object(namespace, members) FROM segment_coverage WHERE segment_key = s.key) AS coverage,
  (SELECT json_group_array(json_object('id', d.id, 'name', d.name) ORDER BY d.name_key, d.id)
   FROM activation_segments m JOIN destinations d ON d.id = m.destination_id WHERE m.segment_id = s.id) AS destinations`;

/** Where the list by time begins: no segment was changed so late. */
const beforeAll = [Number.MAX_SAFE_INTEGER, ''] as const;

export function createSegments(database: DatabaseSync): Segments {
  const selectSegment = prepare<StoredSegment>(database, `SELECT ${columns} FROM segments s WHERE s.id = ?`);
  const selectByName = prepare<StoredSegment>(
    database,
    `SELECT ${columns} FROM segments s WHERE (s.name_key, s.id) > (?, ?) AND instr(s.name_key, ?) > 0 ORDER BY s.name_key, s.id LIMIT ?`,
  );
  const selectNewest = prepare<StoredSegment>(
    database,
    `SELECT ${columns} FROM segments s WHERE (s.updated_at, s.id) < (?, ?) AND instr(s.name_key, ?) > 0 ORDER BY s.updated_at DESC, s.id DESC LIMIT ?`,
  );
  const selectVersion = prepare<{ version: number; description: string; labels: string }>(database, 'SELECT version, description, labels FROM segments WHERE id = ?');
  const insertSegment = prepare(
    database,
    `INSERT INTO segments (id, name, name_key, description, origin, labels, created_at, updated_at, version) VALUES (?1, ?2, ?3, ?4, 'api', ?5, ?6, ?6, 1)`,
  );
  const updateSegment = prepare(database, `UPDATE segments SET name = ?, name_key = ?, description = ?, origin = 'api', labels = ?, updated_at = ?, version = ? WHERE id = ?`);
  const selectUse = prepare<{ found: number }>(
    database,
    `SELECT 1 AS found FROM activation_segments WHERE segment_id = ?1
     UNION ALL SELECT 1 FROM runs, json_each(runs.segment_ids) WHERE runs.ended_at IS NULL AND runs.kind = 'exits' AND json_each.value = ?1 LIMIT 1`,
  );
  const selectKey = prepare<{ key: number; labels: string }>(database, 'SELECT key, labels FROM segments WHERE id = ?');
  const deletions = [
    ...['segment_members', 'segment_coverage', 'segment_hours', 'segment_days'].map((table) => `DELETE FROM ${table} WHERE segment_key = ?`),
    'DELETE FROM segments WHERE key = ?',
  ].map((sql) => prepare(database, sql));

  return {
    listSegments(page, search, sort = 'name') {
      if (sort === '-modified') {
        const [at, id] = readCursor(page.cursor, beforeAll) ?? beforeAll;
        return pageOf(selectNewest.all(at, id, nameKey(search), page.limit + 1), page, (row) => [row.updatedAt, row.id], segmentOf);
      }
      const [name, id] = readCursor(page.cursor, ['', '']) ?? ['', ''];
      return pageOf(selectByName.all(name, id, nameKey(search), page.limit + 1), page, (row) => [row.nameKey, row.id], segmentOf);
    },
    getSegment(id) {
      const row = selectSegment.get(id);
      return row === undefined ? null : segmentOf(row);
    },
    unknownSegments: (ids) => ids.filter((id) => selectKey.get(id) === undefined),
    putSegment({ id, name, description, labels, at, expectedVersion }) {
      const current = selectVersion.get(id);
      if (expectedVersion !== null && expectedVersion !== current?.version) return { ok: false, reason: 'version_stale' };
      if (current === undefined) {
        insertSegment.run(id, name, nameKey(name), description ?? '', JSON.stringify(labels ?? []), at);
        return { ok: true, version: 1 };
      }
      const version = current.version + 1;
      updateSegment.run(name, nameKey(name), description ?? current.description, labels === undefined ? current.labels : JSON.stringify(labels), at, version, id);
      return { ok: true, version };
    },
    deleteSegment(id) {
      const segment = selectKey.get(id);
      if (segment === undefined) return { ok: false, reason: 'not_found' };
      if (selectUse.get(id) !== undefined) return { ok: false, reason: 'in_use' };
      if (segment.labels !== '[]') return { ok: false, reason: 'labelled' };
      for (const deletion of deletions) deletion.run(segment.key);
      return { ok: true };
    },
  };
}

function segmentOf({ nameKey: _, ...row }: StoredSegment): SegmentRow {
  return {
    ...row,
    labels: JSON.parse(row.labels) as string[],
    coverage: JSON.parse(row.coverage) as Record<string, number>,
    destinations: JSON.parse(row.destinations) as SegmentRow['destinations'],
  };
}
