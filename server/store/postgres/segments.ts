import { nameKey } from '../../../shared/text.ts';
import { pageOf, readCursor } from '../cursor.ts';
import type { SegmentRow } from '../rows.ts';
import type { ProfileStore } from '../store.ts';
import { jsonRows } from './jsonRows.ts';
import type { Queries } from './queries.ts';

type Segments = Pick<ProfileStore, 'listSegments' | 'getSegment' | 'unknownSegments' | 'putSegment' | 'deleteSegment'>;
type ListedSegment = SegmentRow & { readonly nameKey: string };

const columns = `
  s.id, s.name, s.description, s.origin, s.labels::json AS labels, s.size, s.last_change_at AS "lastChangeAt",
  s.created_at AS "createdAt", s.updated_at AS "updatedAt", s.version,
  (SELECT coalesce(json_object_agg(namespace, members), '{}') FROM segment_coverage WHERE segment_key = s.key) AS coverage,
  ${jsonRows('SELECT d.id, d.name FROM activation_segments m JOIN destinations d ON d.id = m.destination_id WHERE m.segment_id = s.id ORDER BY d.name_key, d.id')} AS destinations`;

/** Where the list by time begins: no segment was changed so late. */
const beforeAll = [Number.MAX_SAFE_INTEGER, ''] as const;
/** Members that one statement removes: a statement has seconds, whatever the size of the segment. */
const removedAtOnce = 100_000;

export function createSegments(queries: Queries): Segments {
  /** False: it is known already. */
  const insert = async (id: string, name: string, description: string, labels: readonly string[], at: number): Promise<boolean> =>
    (await queries.run(
      `INSERT INTO segments (id, name, name_key, description, origin, labels, created_at, updated_at, version)
       VALUES ($1, $2, $3, $4, 'api', $5, $6, $6, 1) ON CONFLICT DO NOTHING`,
      id,
      name,
      nameKey(name),
      description,
      JSON.stringify(labels),
      at,
    )) === 1;

  return {
    async listSegments(page, search, sort = 'name') {
      if (sort === '-modified') {
        const [at, id] = readCursor(page.cursor, beforeAll) ?? beforeAll;
        const newest = await queries.rows<SegmentRow>(
          `SELECT ${columns} FROM segments s WHERE (s.updated_at, s.id) < ($1, $2) AND strpos(s.name_key, $3) > 0 ORDER BY s.updated_at DESC, s.id DESC LIMIT $4`,
          at,
          id,
          nameKey(search),
          page.limit + 1,
        );
        return pageOf(
          newest,
          page,
          (row) => [row.updatedAt, row.id],
          (row) => row,
        );
      }
      const [name, id] = readCursor(page.cursor, ['', '']) ?? ['', ''];
      const byName = await queries.rows<ListedSegment>(
        `SELECT ${columns}, s.name_key AS "nameKey" FROM segments s WHERE (s.name_key, s.id) > ($1, $2) AND strpos(s.name_key, $3) > 0 ORDER BY s.name_key, s.id LIMIT $4`,
        name,
        id,
        nameKey(search),
        page.limit + 1,
      );
      return pageOf(
        byName,
        page,
        (row) => [row.nameKey, row.id],
        ({ nameKey: _, ...row }) => row,
      );
    },
    getSegment: async (id) => (await queries.row<SegmentRow>(`SELECT ${columns} FROM segments s WHERE s.id = $1`, id)) ?? null,
    async unknownSegments(ids) {
      const known = new Set((await queries.rows<{ id: string }>('SELECT id FROM segments WHERE id = ANY ($1)', ids)).map(({ id }) => id));
      return ids.filter((id) => !known.has(id));
    },
    async putSegment({ id, name, description, labels, at, expectedVersion }) {
      const select = () => queries.row<{ version: number; description: string; labels: string }>('SELECT version, description, labels FROM segments WHERE id = $1', id);
      let current = await select();
      if (expectedVersion !== null && expectedVersion !== current?.version) return { ok: false, reason: 'version_stale' };
      if (current === undefined) {
        if (await insert(id, name, description ?? '', labels ?? [], at)) return { ok: true, version: 1 };
        // A profile brought it up at this very moment.
        current = (await select()) as NonNullable<typeof current>;
      }
      const version = current.version + 1;
      await queries.run(
        `UPDATE segments SET name = $2, name_key = $3, description = $4, origin = 'api', labels = $5, updated_at = $6, version = $7 WHERE id = $1`,
        id,
        name,
        nameKey(name),
        description ?? current.description,
        labels === undefined ? current.labels : JSON.stringify(labels),
        at,
        version,
      );
      return { ok: true, version };
    },
    async deleteSegment(id) {
      // Waits for the appends that move its members, and holds up those that want to until it is gone: they find it anew.
      const segment = await queries.row<{ key: number; labels: string }>('SELECT key, labels FROM segments WHERE id = $1 FOR UPDATE', id);
      if (segment === undefined) return { ok: false, reason: 'not_found' };
      const use = await queries.row(
        `SELECT 1 FROM activation_segments WHERE segment_id = $1
         UNION ALL SELECT 1 FROM runs WHERE ended_at IS NULL AND kind = 'exits' AND $1 IN (SELECT json_array_elements_text(segment_ids::json)) LIMIT 1`,
        id,
      );
      if (use !== undefined) return { ok: false, reason: 'in_use' };
      if (segment.labels !== '[]') return { ok: false, reason: 'labelled' };
      await deleteMembers(queries, segment.key);
      for (const table of ['segment_coverage', 'segment_hours', 'segment_days']) await queries.run(`DELETE FROM ${table} WHERE segment_key = $1`, segment.key);
      await queries.run('DELETE FROM segments WHERE key = $1', segment.key);
      return { ok: true };
    },
  };
}

async function deleteMembers(queries: Queries, key: number): Promise<void> {
  for (let from = ''; ;) {
    const next: { id: string } | undefined = await queries.row(
      'SELECT profile_id AS id FROM segment_members WHERE segment_key = $1 AND profile_id >= $2 ORDER BY profile_id OFFSET $3 LIMIT 1',
      key,
      from,
      removedAtOnce,
    );
    if (next === undefined) return void (await queries.run('DELETE FROM segment_members WHERE segment_key = $1 AND profile_id >= $2', key, from));
    await queries.run('DELETE FROM segment_members WHERE segment_key = $1 AND profile_id >= $2 AND profile_id < $3', key, from, next.id);
    from = next.id;
  }
}
