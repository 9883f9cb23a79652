import type { DatabaseSync } from 'node:sqlite';
import { nameKey } from '../../../shared/text.ts';
import type { UseCase } from '../../../shared/useCases.ts';
import type { FieldLabelsRow, GovernanceRows, GovernedRow, PolicyRow, PolicyStore } from '../policyStore.ts';
import { pageOf, readCursor } from '../cursor.ts';
import type { Synchronous } from './protocol.ts';
import { prepare } from './statement.ts';

/** Rows as read: lists are JSON, truth is 0 or 1. */
type StoredPolicy = Omit<PolicyRow, 'useCases' | 'labels' | 'enabled'> & { nameKey: string; useCases: string; labels: string; enabled: number };
type Labelled<Row extends { readonly labels: readonly string[] }> = Omit<Row, 'labels'> & { labels: string };

const columns = `id, name, name_key AS nameKey, description, use_cases AS useCases, labels, label_match AS match, enabled,
  updated_by AS updatedBy, created_at AS createdAt, updated_at AS updatedAt, version`;

export function createPolicies(database: DatabaseSync): Synchronous<PolicyStore> {
  const selectPolicy = prepare<StoredPolicy>(database, `SELECT ${columns} FROM policies WHERE id = ?`);
  const selectPage = prepare<StoredPolicy>(database, `SELECT ${columns} FROM policies WHERE (name_key, id) > (?, ?) AND instr(name_key, ?) > 0 ORDER BY name_key, id LIMIT ?`);
  const selectEnabled = prepare<StoredPolicy>(database, `SELECT ${columns} FROM policies WHERE enabled = 1 ORDER BY name_key, id`);
  const selectOwner = prepare<{ id: string }>(database, 'SELECT id FROM policies WHERE name_key = ?');
  const insert = prepare(
    database,
    `INSERT INTO policies (id, name, name_key, description, use_cases, labels, label_match, enabled, updated_by, created_at, updated_at, version)
     VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?10, 1)`,
  );
  const update = prepare(
    database,
    `UPDATE policies SET name = ?, name_key = ?, description = ?, use_cases = ?, labels = ?, label_match = ?, enabled = ?, updated_by = ?, updated_at = ?, version = ? WHERE id = ?`,
  );
  const remove = prepare(database, 'DELETE FROM policies WHERE id = ?');
  const selectFieldVersion = prepare<{ version: number }>(database, 'SELECT version FROM field_labels WHERE kind = ? AND name = ?');
  const upsertField = prepare(
    database,
    `INSERT INTO field_labels (kind, name, labels, updated_at, version) VALUES (?, ?, ?, ?, ?)
     ON CONFLICT DO UPDATE SET labels = excluded.labels, updated_at = excluded.updated_at, version = excluded.version`,
  );
  const selectFields = prepare<Labelled<FieldLabelsRow>>(database, 'SELECT kind, name, labels, updated_at AS updatedAt, version FROM field_labels ORDER BY kind, name');
  const selectLabelledFields = prepare<Labelled<GovernanceRows['fields'][number]>>(
    database,
    `SELECT kind, name, labels FROM field_labels WHERE labels <> '[]' ORDER BY kind, name`,
  );
  const selectLabelledSegments = prepare<Labelled<GovernanceRows['segments'][number]>>(database, `SELECT id, name, labels FROM segments WHERE labels <> '[]' ORDER BY id`);
  const selectGoverned = prepare<Omit<GovernedRow, 'segmentIds'> & { segmentIds: string }>(
    database,
    `SELECT d.id, d.name, d.options AS optionsJson, v.document AS documentJson,
       (SELECT json_group_array(m.segment_id ORDER BY m.position) FROM activation_segments m WHERE m.destination_id = d.id) AS segmentIds
     FROM destinations d JOIN activations v ON v.destination_id = d.id WHERE d.deleted_at IS NULL AND d.id > ? ORDER BY d.id LIMIT ?`,
  );

  return {
    insertPolicy({ id, name, description, useCases, labels, match, enabled, updatedBy, createdAt }) {
      if (selectOwner.get(nameKey(name)) !== undefined) return { ok: false, reason: 'name_taken' };
      insert.run(id, name, nameKey(name), description, JSON.stringify(useCases), JSON.stringify(labels), match, Number(enabled), updatedBy, createdAt);
      return { ok: true, version: 1 };
    },
    updatePolicy(id, change, at, expectedVersion) {
      const stored = selectPolicy.get(id);
      if (stored === undefined) return { ok: false, reason: 'not_found' };
      if (expectedVersion !== null && expectedVersion !== stored.version) return { ok: false, reason: 'version_stale' };
      const name = change.name ?? stored.name;
      const owner = selectOwner.get(nameKey(name));
      if (owner !== undefined && owner.id !== id) return { ok: false, reason: 'name_taken' };
      const version = stored.version + 1;
      update.run(
        name,
        nameKey(name),
        change.description ?? stored.description,
        change.useCases === undefined ? stored.useCases : JSON.stringify(change.useCases),
        change.labels === undefined ? stored.labels : JSON.stringify(change.labels),
        change.match ?? stored.match,
        Number(change.enabled ?? stored.enabled),
        change.updatedBy,
        at,
        version,
        id,
      );
      return { ok: true, version };
    },
    deletePolicy(id, expectedVersion) {
      const stored = selectPolicy.get(id);
      if (stored === undefined) return { ok: false, reason: 'not_found' };
      if (expectedVersion !== null && expectedVersion !== stored.version) return { ok: false, reason: 'version_stale' };
      remove.run(id);
      return { ok: true };
    },
    getPolicy(id) {
      const stored = selectPolicy.get(id);
      return stored === undefined ? null : policyOf(stored);
    },
    listPolicies(page, search) {
      const [name, id] = readCursor(page.cursor, ['', '']) ?? ['', ''];
      return pageOf(selectPage.all(name, id, nameKey(search), page.limit + 1), page, (row) => [row.nameKey, row.id], policyOf);
    },
    putFieldLabels({ kind, name, labels, at, expectedVersion }) {
      const current = selectFieldVersion.get(kind, name)?.version ?? 0;
      if (expectedVersion !== null && expectedVersion !== current) return { ok: false, reason: 'version_stale' };
      upsertField.run(kind, name, JSON.stringify(labels), at, current + 1);
      return { ok: true, version: current + 1 };
    },
    listFieldLabels: () => selectFields.all().map(withLabels),
    readGovernance: () => ({
      policies: selectEnabled.all().map(policyOf),
      fields: selectLabelledFields.all().map(withLabels),
      segments: selectLabelledSegments.all().map(withLabels),
    }),
    listGoverned: (after, limit) => selectGoverned.all(after, limit).map((row) => ({ ...row, segmentIds: JSON.parse(row.segmentIds) as string[] })),
  };
}

function policyOf({ nameKey: _, ...row }: StoredPolicy): PolicyRow {
  return { ...row, useCases: JSON.parse(row.useCases) as UseCase[], labels: JSON.parse(row.labels) as string[], enabled: row.enabled === 1 };
}

function withLabels<Row extends { readonly labels: string }>(row: Row): Omit<Row, 'labels'> & { labels: string[] } {
  return { ...row, labels: JSON.parse(row.labels) as string[] };
}
