import type { DatabaseSync, SQLInputValue } from 'node:sqlite';
import type { ImportChange, ImportCheckpoint, ImportRow, ImportStore } from '../importStore.ts';
import { pageOf, readCursor } from '../cursor.ts';
import type { ProfileRow } from '../rows.ts';
import type { ProfileStore } from '../store.ts';
import type { Synchronous } from './protocol.ts';
import { prepare } from './statement.ts';
import { takePage } from '../takePage.ts';

type StoredImport = Omit<ImportRow, 'hasFile'> & { readonly key: number; readonly hasFile: number };

const columns = `key, id, file_name AS fileName, format, bytes, sha256, state, preview AS previewJson, has_file AS hasFile, settings AS settingsJson, row_count AS rows,
  done, changed, unchanged, rejected, report_bytes AS reportBytes, members, looked_at AS lookedAt, last_member AS lastMember, exited,
  segment_at AS segmentAt, errors AS errorsJson, problem AS problemJson, author, created_at AS createdAt, started_at AS startedAt, ended_at AS endedAt`;
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
const fileGone = 'has_file = 0, preview = NULL';
const atRest = "state IN ('uploaded', 'completed', 'cancelled', 'failed')";

export function createImports(
  database: DatabaseSync,
  { appendChanges, headSequence, readProfiles }: Synchronous<Pick<ProfileStore, 'appendChanges' | 'headSequence' | 'readProfiles'>>,
): Synchronous<ImportStore> {
  const insert = prepare(
    database,
    `INSERT INTO imports (id, file_name, format, bytes, sha256, state, preview, has_file, settings, row_count, done, changed, unchanged, rejected, report_bytes,
       members, looked_at, last_member, exited, segment_at, errors, problem, author, created_at, started_at, ended_at)
     VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
  );
  const select = prepare<StoredImport>(database, `SELECT ${columns} FROM imports WHERE id = ?`);
  const selectPage = prepare<StoredImport>(database, `SELECT ${columns} FROM imports WHERE key < ? ORDER BY key DESC LIMIT ?`);
  const selectLast = prepare<{ at: number | null }>(database, "SELECT max(ended_at) AS at FROM imports WHERE sha256 = ? AND state = 'completed'");
  const selectNext = prepare<StoredImport>(
    database,
    `SELECT ${columns} FROM imports WHERE state IN ('checking', 'importing', 'exiting', 'queued') ORDER BY state = 'queued', started_at, key LIMIT 1`,
  );
  const unfinished = prepare<{ found: number }>(database, `SELECT 1 AS found FROM imports WHERE id = ? AND state IN ('checking', 'importing', 'exiting', 'queued')`);
  const note = prepare(
    database,
    `UPDATE imports SET done = ?, changed = ?, unchanged = ?, rejected = ?, report_bytes = ?, looked_at = ?, last_member = ?, exited = ?, errors = ? WHERE id = ?`,
  );
  const selectKey = prepare<{ key: number }>(database, 'SELECT key FROM imports WHERE id = ?');
  const selectMadeAt = prepare<{ madeAt: number }>(database, 'SELECT created_at AS madeAt FROM segments WHERE id = ?');
  const insertProfile = prepare(database, 'INSERT INTO import_profiles (import_key, profile_id) VALUES (?, ?) ON CONFLICT DO NOTHING');
  const selectMembers = prepare<{ id: string; isNamed: number }>(
    database,
    `SELECT m.profile_id AS id, EXISTS (SELECT 1 FROM import_profiles p WHERE p.import_key = ?1 AND p.profile_id = m.profile_id) AS isNamed
     FROM segment_members m WHERE m.segment_key = (SELECT key FROM segments WHERE id = ?2) AND m.profile_id > ?3 ORDER BY m.profile_id LIMIT ?4`,
  );
  const selectUnneeded = prepare<{ id: string }>(
    database,
    `SELECT id FROM imports WHERE has_file = 1 AND ((state = 'uploaded' AND created_at < ?1) OR (state IN ('cancelled', 'failed') AND ended_at < ?1))`,
  );
  const forget = prepare(database, `UPDATE imports SET ${fileGone} WHERE id = ? AND ${atRest}`);
  const selectOld = prepare<{ id: string }>(
    database,
    "SELECT id FROM imports WHERE has_file = 0 AND (state = 'uploaded' AND created_at < ?1 OR state IN ('completed', 'cancelled', 'failed') AND ended_at < ?1)",
  );
  const remove = prepare(database, 'DELETE FROM imports WHERE id = ?');
  // From one import to the next by the index: looking through all of them would hold up everybody.
  const selectTrimmable = prepare<{ key: number }>(
    database,
    `WITH RECURSIVE noted (key) AS (
       SELECT min(import_key) FROM import_profiles
       UNION ALL SELECT (SELECT min(import_key) FROM import_profiles WHERE import_key > noted.key) FROM noted WHERE noted.key IS NOT NULL)
     SELECT key FROM noted WHERE key IS NOT NULL AND key NOT IN (SELECT key FROM imports WHERE has_file = 1) LIMIT 1`,
  );
  const trim = prepare(
    database,
    'DELETE FROM import_profiles WHERE import_key = ?1 AND profile_id IN (SELECT profile_id FROM import_profiles WHERE import_key = ?1 ORDER BY profile_id LIMIT ?2)',
  );

  /** Members with their profile where they were not noted. */
  function* members(...parameters: readonly SQLInputValue[]): Generator<{ id: string; profile: ProfileRow | null; documentJson: string | null }> {
    for (const { id, isNamed } of selectMembers.iterate(...parameters)) {
      const [profile = null] = isNamed === 1 ? [] : readProfiles([id]);
      yield { id, profile, documentJson: profile?.documentJson ?? null };
    }
  }

  function noteImport({ id, progress, profileIds }: ImportCheckpoint): void {
    const { done, changed, unchanged, rejected, reportBytes, lookedAt, lastMember, exited, errorsJson } = progress;
    note.run(done, changed, unchanged, rejected, reportBytes, lookedAt, lastMember, exited, errorsJson, id);
    const key = selectKey.get(id)?.key;
    if (key !== undefined) for (const profileId of profileIds) insertProfile.run(key, profileId);
  }

  return {
    insertImport(row) {
      const { id, fileName, format, bytes, sha256, state, previewJson, hasFile, settingsJson, rows, done, changed, unchanged, rejected, reportBytes } = row;
      const first = [id, fileName, format, bytes, sha256, state, previewJson, Number(hasFile), settingsJson, rows, done, changed, unchanged, rejected, reportBytes];
      insert.run(
        ...first,
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
    getImport(id) {
      const row = select.get(id);
      return row === undefined ? null : importOf(row);
    },
    listImports(page) {
      const [key] = readCursor(page.cursor, [0]) ?? [Number.MAX_SAFE_INTEGER];
      return pageOf(selectPage.all(key, page.limit + 1), page, (row) => [row.key], importOf);
    },
    lastImportOf: (sha256) => selectLast.get(sha256)?.at ?? null,
    nextImport() {
      const row = selectNext.get();
      return row === undefined ? null : importOf(row);
    },
    // The data file has one process.
    claimImport: (id) => unfinished.get(id) !== undefined,
    moveImport(id, from, to, change) {
      const { hasFile, ...fields } = change;
      const names = Object.keys(fields) as (keyof typeof columnOf)[];
      const values: SQLInputValue[] = names.map((name) => fields[name] ?? null);
      const assignments = ['state = ?', ...names.map((name) => `${columnOf[name]} = ?`), ...(hasFile === false ? [fileGone] : [])].join(', ');
      const move = prepare(database, `UPDATE imports SET ${assignments} WHERE id = ? AND state IN (SELECT value FROM json_each(?)) AND (has_file = 1 OR ? <> 'queued')`);
      return move.run(to, ...values, id, JSON.stringify(from), to) > 0;
    },
    appendImported(writes, checkpoint) {
      const { segment } = checkpoint;
      if (segment !== null && selectMadeAt.get(segment.id)?.madeAt !== segment.madeAt) return 'segment_gone';
      database.exec('SAVEPOINT imported');
      const appended = appendChanges(writes);
      const isStale = appended.conflicts.length > 0;
      if (isStale) database.exec('ROLLBACK TO imported');
      else noteImport(checkpoint);
      database.exec('RELEASE imported');
      return isStale ? { ...appended, sequence: headSequence() } : appended;
    },
    readMissingMembers(id, segmentId, after, limit) {
      const looked = takePage(members(selectKey.get(id)?.key ?? 0, segmentId, after, limit));
      return { missing: looked.flatMap(({ profile }) => profile ?? []), lookedAt: looked.length, last: looked.at(-1)?.id ?? after };
    },
    unneededFiles: (before) => selectUnneeded.all(before).map(({ id }) => id),
    forgetFile: (id) => forget.run(id) > 0,
    oldImports: (endedBefore) => selectOld.all(endedBefore).map(({ id }) => id),
    deleteImport: (id) => remove.run(id) > 0,
    trimImportedIds(limit) {
      const next = selectTrimmable.get();
      return next === undefined ? { removed: 0, isMore: false } : { removed: trim.run(next.key, limit), isMore: true };
    },
  };
}

function importOf({ key: _, ...row }: StoredImport): ImportRow {
  return { ...row, hasFile: row.hasFile === 1 };
}
