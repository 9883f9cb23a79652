import { pageOf, readCursor } from '../cursor.ts';
import type { ImportChange, ImportCheckpoint, ImportRow, ImportStore } from '../importStore.ts';
import type { ProfileRow } from '../rows.ts';
import type { ProfileStore } from '../store.ts';
import { createMembers } from './members.ts';
import { readPage } from './paging.ts';
import { appendClaimed, claimSequences } from './profiles.ts';
import type { Parameter, Queries } from './queries.ts';

type StoredImport = ImportRow & { readonly key: number };

const columns = `key, id, file_name AS "fileName", format, bytes, sha256, state, preview AS "previewJson", has_file AS "hasFile", settings AS "settingsJson", row_count AS rows,
  done, changed, unchanged, rejected, report_bytes AS "reportBytes", members, looked_at AS "lookedAt", last_member AS "lastMember", exited,
  segment_at AS "segmentAt", errors AS "errorsJson", problem AS "problemJson", author, created_at AS "createdAt", started_at AS "startedAt", ended_at AS "endedAt"`;
/** How long a claim holds, milliseconds; who works on an import claims it anew every few seconds. */
const claimMs = 20_000;
const columnOf: Readonly<Record<Exclude<keyof ImportChange, 'hasFile'>, string>> = {
  settingsJson: 'settings',
  rows: 'row_count',
  rejected: 'rejected',
  reportBytes: 'report_bytes',
  members: 'members',
  segmentAt: 'segment_at',
  errorsJson: 'errors',
  problemJson: 'problem',
  startedAt: 'started_at',
  endedAt: 'ended_at',
};
const fileGone = 'has_file = false, preview = NULL';
const atRest = `state IN ('uploaded', 'completed', 'cancelled', 'failed')`;

/** A member; with its profile where the file does not name it. */
type MemberRow = { readonly id: string } & (ProfileRow | { readonly profileId: null; readonly documentJson: null });

export function createImports(queries: Queries, { headSequence }: Pick<ProfileStore, 'headSequence'>): ImportStore {
  async function one(sql: string, ...parameters: readonly Parameter[]): Promise<ImportRow | null> {
    const row = await queries.row<StoredImport>(sql, ...parameters);
    return row === undefined ? null : importOf(row);
  }
  const idsOf = async (sql: string, before: number): Promise<string[]> => (await queries.rows<{ id: string }>(sql, before)).map(({ id }) => id);

  /** Whether the segment is there and the same one; it then stays until the transaction ends. */
  async function holdSegment({ id, madeAt }: NonNullable<ImportCheckpoint['segment']>): Promise<boolean> {
    return (await queries.row('SELECT 1 FROM segments WHERE id = $1 AND created_at = $2 FOR KEY SHARE', id, madeAt)) !== undefined;
  }

  async function noteImport({ id, progress, profileIds }: ImportCheckpoint): Promise<void> {
    const { done, changed, unchanged, rejected, reportBytes, lookedAt, lastMember, exited, errorsJson } = progress;
    const noted = await queries.row<{ key: number }>(
      `UPDATE imports SET done = $1, changed = $2, unchanged = $3, rejected = $4, report_bytes = $5, looked_at = $6, last_member = $7, exited = $8, errors = $9
       WHERE id = $10 RETURNING key`,
      done,
      changed,
      unchanged,
      rejected,
      reportBytes,
      lookedAt,
      lastMember,
      exited,
      errorsJson,
      id,
    );
    if (noted === undefined || profileIds.length === 0) return;
    await queries.run(
      'INSERT INTO import_profiles (import_key, profile_id) SELECT $1::bigint, id FROM unnest($2::text[]) AS n (id) ORDER BY id ON CONFLICT DO NOTHING',
      noted.key,
      profileIds,
    );
  }

  return {
    async insertImport(row) {
      await queries.run(
        `INSERT INTO imports (id, file_name, format, bytes, sha256, state, preview, has_file, settings, row_count, done, changed, unchanged, rejected, report_bytes,
           members, looked_at, last_member, exited, segment_at, errors, problem, author, created_at, started_at, ended_at)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, $21, $22, $23, $24, $25, $26)`,
        row.id,
        row.fileName,
        row.format,
        row.bytes,
        row.sha256,
        row.state,
        row.previewJson,
        row.hasFile,
        row.settingsJson,
        row.rows,
        row.done,
        row.changed,
        row.unchanged,
        row.rejected,
        row.reportBytes,
        row.members,
        row.lookedAt,
        row.lastMember,
        row.exited,
        row.segmentAt,
        row.errorsJson,
        row.problemJson,
        row.author,
        row.createdAt,
        row.startedAt,
        row.endedAt,
      );
    },
    getImport: (id) => one(`SELECT ${columns} FROM imports WHERE id = $1`, id),
    async listImports(page) {
      const [key] = readCursor(page.cursor, [0]) ?? [Number.MAX_SAFE_INTEGER];
      const rows = await queries.rows<StoredImport>(`SELECT ${columns} FROM imports WHERE key < $1 ORDER BY key DESC LIMIT $2`, key, page.limit + 1);
      return pageOf(rows, page, (row) => [row.key], importOf);
    },
    async lastImportOf(sha256) {
      const row = await queries.row<{ at: number | null }>("SELECT max(ended_at) AS at FROM imports WHERE sha256 = $1 AND state = 'completed'", sha256);
      return row?.at ?? null;
    },
    nextImport: (runner) =>
      one(
        `SELECT ${columns} FROM imports WHERE state IN ('checking', 'importing', 'exiting', 'queued')
           AND (runner IS NULL OR runner = $1 OR claimed_until < clock_timestamp()) ORDER BY state = 'queued', started_at NULLS FIRST, key LIMIT 1`,
        runner,
      ),
    claimImport: async (id, runner) =>
      (await queries.run(
        `UPDATE imports SET runner = $2, claimed_until = clock_timestamp() + interval '${claimMs} milliseconds'
         WHERE id = $1 AND state IN ('checking', 'importing', 'exiting', 'queued') AND (runner IS NULL OR runner = $2 OR claimed_until < clock_timestamp())`,
        id,
        runner,
      )) > 0,
    async moveImport(id, from, to, change) {
      const { hasFile, ...fields } = change;
      const names = Object.keys(fields) as (keyof typeof columnOf)[];
      const assignments = ['state = $3', ...names.map((name, index) => `${columnOf[name]} = $${index + 4}`), ...(hasFile === false ? [fileGone] : [])].join(', ');
      const values = names.map((name) => fields[name] ?? null);
      return (await queries.run(`UPDATE imports SET ${assignments} WHERE id = $1 AND state = ANY ($2) AND (has_file OR $3 <> 'queued')`, id, from, to, ...values)) > 0;
    },
    async appendImported(writes, checkpoint, runner) {
      const { segment } = checkpoint;
      const first = writes.length === 0 ? 0 : await claimSequences(queries, writes.length);
      if (segment !== null && !(await holdSegment(segment))) return 'segment_gone';
      // Somebody may have ended it at another server, which waits here until a batch under way is stored.
      const held = await queries.row<{ isHeld: boolean }>(
        `SELECT coalesce(runner = $2, true) AND state <> 'cancelled' AS "isHeld" FROM imports WHERE id = $1 FOR UPDATE`,
        checkpoint.id,
        runner,
      );
      if (held?.isHeld !== true) return 'claim_lost';
      await queries.run('SAVEPOINT imported');
      // Before the append, whose last step holds rows of segments that others wait for.
      await noteImport(checkpoint);
      const appended = await appendClaimed(queries, createMembers(queries), writes, first);
      if (appended.conflicts.length === 0) return appended;
      await queries.run('ROLLBACK TO SAVEPOINT imported');
      return { ...appended, sequence: await headSequence() };
    },
    async readMissingMembers(id, segmentId, after, limit) {
      const looked = await readPage<MemberRow>(limit, (last, most) =>
        queries.rows(
          `SELECT m.profile_id AS id, p.profile_id AS "profileId", p.version, p.sequence, p.document AS "documentJson", p.updated_at AS "updatedAt"
           FROM (SELECT profile_id FROM segment_members WHERE segment_key = (SELECT key FROM segments WHERE id = $2) AND profile_id > $3 ORDER BY profile_id LIMIT $4) m
           LEFT JOIN import_profiles n ON n.import_key = (SELECT key FROM imports WHERE id = $1) AND n.profile_id = m.profile_id AND n.profile_id > $3
           LEFT JOIN profiles p ON p.profile_id = m.profile_id AND p.profile_id > $3 AND n.profile_id IS NULL ORDER BY m.profile_id`,
          id,
          segmentId,
          last?.id ?? after,
          most,
        ),
      );
      const missing = looked.flatMap(({ id: _, ...row }) => (row.profileId === null ? [] : row));
      return { missing, lookedAt: looked.length, last: looked.at(-1)?.id ?? after };
    },
    unneededFiles: (before) =>
      idsOf(`SELECT id FROM imports WHERE has_file AND ((state = 'uploaded' AND created_at < $1) OR (state IN ('cancelled', 'failed') AND ended_at < $1))`, before),
    forgetFile: async (id) => (await queries.run(`UPDATE imports SET ${fileGone} WHERE id = $1 AND ${atRest}`, id)) > 0,
    oldImports: (endedBefore) =>
      idsOf(
        "SELECT id FROM imports WHERE NOT has_file AND ((state = 'uploaded' AND created_at < $1) OR (state IN ('completed', 'cancelled', 'failed') AND ended_at < $1))",
        endedBefore,
      ),
    deleteImport: async (id) => (await queries.run('DELETE FROM imports WHERE id = $1', id)) > 0,
    async trimImportedIds(limit) {
      // From one import to the next by the index: there can be millions of rows of each.
      const next = await queries.row<{ key: number }>(
        `WITH RECURSIVE noted (key) AS (
           SELECT min(import_key) FROM import_profiles
           UNION ALL SELECT (SELECT min(import_key) FROM import_profiles WHERE import_key > noted.key) FROM noted WHERE noted.key IS NOT NULL)
         SELECT key FROM noted WHERE key IS NOT NULL AND key NOT IN (SELECT key FROM imports WHERE has_file) LIMIT 1`,
      );
      if (next === undefined) return { removed: 0, isMore: false };
      const removed = await queries.run(
        `DELETE FROM import_profiles WHERE import_key = $1 AND profile_id = ANY (ARRAY(
           SELECT profile_id FROM import_profiles WHERE import_key = $1 ORDER BY profile_id LIMIT $2 FOR UPDATE))`,
        next.key,
        limit,
      );
      return { removed, isMore: true };
    },
  };
}

function importOf({ key: _, ...row }: StoredImport): ImportRow {
  return row;
}
