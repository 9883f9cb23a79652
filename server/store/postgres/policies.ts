import { nameKey } from '../../../shared/text.ts';
import { pageOf, readCursor } from '../cursor.ts';
import type { FieldLabelsRow, GovernanceRows, GovernedRow, PolicyRow, PolicyStore } from '../policyStore.ts';
import { jsonRows } from './jsonRows.ts';
import type { Queries } from './queries.ts';

const columns = `id, name, description, use_cases::json AS "useCases", labels::json AS labels, label_match AS match, enabled,
  updated_by AS "updatedBy", created_at AS "createdAt", updated_at AS "updatedAt", version`;

export function createPolicies(queries: Queries): PolicyStore {
  const policyOf = (id: string) => queries.row<PolicyRow>(`SELECT ${columns} FROM policies WHERE id = $1`, id);
  const ownerOf = (key: string) => queries.row<{ id: string }>('SELECT id FROM policies WHERE name_key = $1', key);

  return {
    async insertPolicy({ id, name, description, useCases, labels, match, enabled, updatedBy, createdAt }) {
      if ((await ownerOf(nameKey(name))) !== undefined) return { ok: false, reason: 'name_taken' };
      await queries.run(
        `INSERT INTO policies (id, name, name_key, description, use_cases, labels, label_match, enabled, updated_by, created_at, updated_at, version)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $10, 1)`,
        id,
        name,
        nameKey(name),
        description,
        JSON.stringify(useCases),
        JSON.stringify(labels),
        match,
        enabled,
        updatedBy,
        createdAt,
      );
      return { ok: true, version: 1 };
    },
    async updatePolicy(id, change, at, expectedVersion) {
      const stored = await policyOf(id);
      if (stored === undefined) return { ok: false, reason: 'not_found' };
      if (expectedVersion !== null && expectedVersion !== stored.version) return { ok: false, reason: 'version_stale' };
      const name = change.name ?? stored.name;
      const owner = await ownerOf(nameKey(name));
      if (owner !== undefined && owner.id !== id) return { ok: false, reason: 'name_taken' };
      const version = stored.version + 1;
      await queries.run(
        `UPDATE policies SET name = $2, name_key = $3, description = $4, use_cases = $5, labels = $6, label_match = $7, enabled = $8,
           updated_by = $9, updated_at = $10, version = $11 WHERE id = $1`,
        id,
        name,
        nameKey(name),
        change.description ?? stored.description,
        JSON.stringify(change.useCases ?? stored.useCases),
        JSON.stringify(change.labels ?? stored.labels),
        change.match ?? stored.match,
        change.enabled ?? stored.enabled,
        change.updatedBy,
        at,
        version,
      );
      return { ok: true, version };
    },
    async deletePolicy(id, expectedVersion) {
      const stored = await policyOf(id);
      if (stored === undefined) return { ok: false, reason: 'not_found' };
      if (expectedVersion !== null && expectedVersion !== stored.version) return { ok: false, reason: 'version_stale' };
      await queries.run('DELETE FROM policies WHERE id = $1', id);
      return { ok: true };
    },
    getPolicy: async (id) => (await policyOf(id)) ?? null,
    async listPolicies(page, search) {
      const [name, id] = readCursor(page.cursor, ['', '']) ?? ['', ''];
      const rows = await queries.rows<PolicyRow & { nameKey: string }>(
        `SELECT ${columns}, name_key AS "nameKey" FROM policies WHERE (name_key, id) > ($1, $2) AND strpos(name_key, $3) > 0 ORDER BY name_key, id LIMIT $4`,
        name,
        id,
        nameKey(search),
        page.limit + 1,
      );
      return pageOf(
        rows,
        page,
        (row) => [row.nameKey, row.id],
        ({ nameKey: _, ...row }) => row,
      );
    },
    async putFieldLabels({ kind, name, labels, at, expectedVersion }) {
      const current = (await queries.row<{ version: number }>('SELECT version FROM field_labels WHERE kind = $1 AND name = $2', kind, name))?.version ?? 0;
      if (expectedVersion !== null && expectedVersion !== current) return { ok: false, reason: 'version_stale' };
      await queries.run(
        `INSERT INTO field_labels (kind, name, labels, updated_at, version) VALUES ($1, $2, $3, $4, $5)
         ON CONFLICT (kind, name) DO UPDATE SET labels = excluded.labels, updated_at = excluded.updated_at, version = excluded.version`,
        kind,
        name,
        JSON.stringify(labels),
        at,
        current + 1,
      );
      return { ok: true, version: current + 1 };
    },
    listFieldLabels: () => queries.rows<FieldLabelsRow>('SELECT kind, name, labels::json AS labels, updated_at AS "updatedAt", version FROM field_labels ORDER BY kind, name'),
    async readGovernance() {
      // One statement: what is in force together.
      const row = await queries.row<GovernanceRows>(
        `SELECT ${jsonRows(`SELECT ${columns} FROM policies WHERE enabled ORDER BY name_key, id`)} AS policies,
           ${jsonRows(`SELECT kind, name, labels::json AS labels FROM field_labels WHERE labels <> '[]' ORDER BY kind, name`)} AS fields,
           ${jsonRows(`SELECT id, name, labels::json AS labels FROM segments WHERE labels <> '[]' ORDER BY id`)} AS segments`,
      );
      return row as GovernanceRows;
    },
    listGoverned: (after, limit) =>
      queries.rows<GovernedRow>(
        `SELECT d.id, d.name, d.options AS "optionsJson", v.document AS "documentJson",
           ARRAY(SELECT m.segment_id FROM activation_segments m WHERE m.destination_id = d.id ORDER BY m.position) AS "segmentIds"
         FROM destinations d JOIN activations v ON v.destination_id = d.id WHERE d.deleted_at IS NULL AND d.id > $1 ORDER BY d.id LIMIT $2`,
        after,
        limit,
      ),
  };
}
