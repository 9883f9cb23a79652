import type { PoolClient } from 'pg';
import { ActivationError } from '../../kit/errors.ts';
import type { LeftFiles, LeftStore, MovedCount, MovedRow, MoveProgress } from '../moving.ts';
import { databaseError } from './failure.ts';
import { migrate, migrationLock, readMigrations } from './migrate.ts';
import { filesName, moveFiles } from './moveFiles.ts';
import { movedTables, type MovedTable } from './movedTables.ts';
import { createPool } from './pool.ts';
import { queriesOf, type Queries } from './queries.ts';

/** Rows and characters of a statement. */
const batchRows = 2_000;
const batchCharacters = 4_000_000;
/** How long a statement may take, milliseconds: the check of all rows is one. */
const answerMs = 6 * 3_600_000;
const name = 'tributary move';
/** Tables with rows that every new database has; what the source has takes their place. */
const seeded: ReadonlySet<string> = new Set(['audit_chain', 'alert_rules']);

interface Column {
  readonly table: string;
  readonly column: string;
  readonly type: string;
  readonly isIdentity: boolean;
}

export interface Move {
  /** The database it goes to: nothing may be in it. */
  readonly url: URL;
  readonly source: LeftStore;
  readonly files: LeftFiles;
  onProgress(progress: MoveProgress): void;
  /** When everything has arrived and was counted, just before it counts as moved. */
  beforeCommit(): void;
}

/**
 * Moves everything in one transaction: a move that is cut off leaves an empty database, and can be started again. Servers
 * that start meanwhile wait. Returns the counts of both sides, which are equal. Rejects with an `ActivationError` that
 * says in a sentence what is in the way; then nothing was moved.
 */
export async function moveIn({ url, source, files, onProgress, beforeCommit }: Move): Promise<MovedCount[]> {
  const pool = createPool({ url, size: 1, name, statementMs: 6 * 3_600_000 });
  try {
    await migrate(pool, readMigrations());
    const client = await pool.connect();
    try {
      await client.query('SET statement_timeout = 0; SET lock_timeout = 0; SET idle_in_transaction_session_timeout = 0');
      const queries = queriesOf(client, answerMs);
      await queries.rows(`SELECT pg_advisory_lock(${migrationLock})`);
      await client.query('BEGIN');
      await refuseUsed(queries);
      const tables = await moveTables(queries, source, onProgress);
      const moved = await moveFiles(queries, source, files, (done, total) => onProgress({ table: filesName, done, total }));
      const counts = [...tables, moved];
      const wrong = counts.filter(({ left, arrived }) => left !== arrived).map(({ table }) => table);
      if (wrong.length > 0) throw new ActivationError('defect', `Not every row arrived (${wrong.join(', ')}), so nothing was moved.`);
      await client.query('SET CONSTRAINTS ALL IMMEDIATE');
      beforeCommit();
      await commit(client);
      await queries.run('ANALYZE');
      return counts;
    } finally {
      // The connection goes, and with it its lock and what was not committed.
      client.release(true);
    }
  } catch (thrown) {
    throw databaseError(thrown);
  } finally {
    await pool.end();
  }
}

async function commit(client: PoolClient): Promise<void> {
  try {
    await client.query('COMMIT');
  } catch (cause) {
    throw new ActivationError('defect', 'The connection was lost in the last moment. Start the move again: it moves everything, or says that the database holds it already.', {
      cause,
    });
  }
}

/** Throws where a server uses the database, or anything is in it. */
async function refuseUsed(queries: Queries): Promise<void> {
  const others = await queries.row<{ count: number }>(
    `SELECT count(*) AS count FROM pg_stat_activity WHERE datname = current_database() AND application_name LIKE 'tributary%' AND application_name <> $1`,
    name,
  );
  if (others !== undefined && others.count > 0) throw new ActivationError('defect', 'A server uses the database of DATABASE_URL. Stop it first; nothing was moved.');
  const tables = [...new Set(movedTables.map(({ into }) => into))].filter((table) => !seeded.has(table));
  const used = await queries.rows<{ table: string }>(tables.map((table) => `SELECT '${table}' AS table WHERE EXISTS (SELECT 1 FROM ${table})`).join(' UNION ALL '));
  if (used.length > 0) {
    throw new ActivationError(
      'defect',
      `The database of DATABASE_URL holds data already (in ${used[0]?.table}${used.length > 1 ? ` and ${used.length - 1} more tables` : ''}). A move takes an empty one; nothing was moved.`,
    );
  }
}

async function moveTables(queries: Queries, source: LeftStore, onProgress: Move['onProgress']): Promise<MovedCount[]> {
  const columns = await queries.rows<Column>(
    `SELECT c.relname AS "table", a.attname AS "column", format_type(a.atttypid, NULL) AS type, a.attidentity <> '' AS "isIdentity"
     FROM pg_attribute a JOIN pg_class c ON c.oid = a.attrelid
     WHERE c.relnamespace = current_schema()::regnamespace AND c.relkind = 'r' AND a.attnum > 0 AND NOT a.attisdropped`,
  );
  // Entries of the log are of this transaction. Whoever looks later sees them, an erasure that is under way among them.
  const transaction = await queries.row<{ next: string }>('SELECT (pg_current_xact_id()::text::bigint + 1)::text AS next');
  const afterMove = `${transaction?.next}:${transaction?.next}:`;
  const left = movedTables.map(({ from }) => source.count(from));
  const total = left.reduce((sum, count) => sum + count, 0);
  let before = 0;
  const counts: MovedCount[] = [];
  for (const [index, table] of movedTables.entries()) {
    const { into, counted } = table;
    if (seeded.has(into)) await queries.run(`DELETE FROM ${into}`);
    const done = before;
    await fill(queries, source, table, {
      columns: columns.filter((column) => column.table === into),
      afterMove,
      onMoved: (rows) => onProgress({ table: into, done: done + rows, total }),
    });
    before += left[index] ?? 0;
    onProgress({ table: into, done: before, total });
    const arrived = await queries.row<{ count: number }>(`SELECT ${counted} AS count FROM ${into}`);
    counts.push({ table: into, left: left[index] ?? 0, arrived: arrived?.count ?? 0 });
  }
  await continueNumbers(queries, source, columns);
  return counts;
}

interface Filling {
  readonly columns: readonly Column[];
  readonly afterMove: string;
  onMoved(rows: number): void;
}

async function fill(queries: Queries, source: LeftStore, { from, into, translate }: MovedTable, { columns, afterMove, onMoved }: Filling): Promise<void> {
  let batch: MovedRow[] = [];
  let characters = 0;
  let moved = 0;
  for (const row of source.rows(from)) {
    for (const translated of translate(row, afterMove)) {
      batch.push(translated);
      for (const value of Object.values(translated)) characters += typeof value === 'string' ? value.length : 0;
    }
    moved += 1;
    if (batch.length < batchRows && characters < batchCharacters) continue;
    await insert(queries, into, columns, batch);
    onMoved(moved);
    batch = [];
    characters = 0;
  }
  if (batch.length > 0) await insert(queries, into, columns, batch);
}

/** All rows have the same columns; one without a place here would be lost, and is a defect. */
async function insert(queries: Queries, into: string, columns: readonly Column[], rows: readonly MovedRow[]): Promise<void> {
  const names = Object.keys(rows[0] ?? {});
  const filled = names.map((column) => {
    const found = columns.find((known) => known.column === column);
    if (found === undefined) throw new ActivationError('defect', `${into}.${column} has no place in PostgreSQL.`);
    return found;
  });
  const list = names.join(', ');
  const inserted = await queries.run(
    `INSERT INTO ${into} (${list}) SELECT ${list} FROM unnest(${filled.map(({ type }, index) => `$${index + 1}::${type}[]`).join(', ')}) AS n (${list})`,
    ...filled.map(({ column, type }) => rows.map((row) => (type === 'boolean' ? booleanOf(row[column]) : (row[column] ?? null)))),
  );
  if (inserted !== rows.length) throw new ActivationError('defect', `Not every row of ${into} arrived, so nothing was moved.`);
}

const booleanOf = (value: MovedRow[string] | undefined): boolean | null => (value === null || value === undefined ? null : value !== 0);

/** What is numbered goes on after the highest number that was ever given. */
async function continueNumbers(queries: Queries, source: LeftStore, columns: readonly Column[]): Promise<void> {
  for (const { table, column } of columns.filter(({ isIdentity }) => isIdentity)) {
    await queries.rows(
      `SELECT setval(pg_get_serial_sequence($1, $2), last) FROM (SELECT greatest(max(${column}), $3::bigint) AS last FROM ${table}) l WHERE last > 0`,
      table,
      column,
      source.lastKey(table),
    );
  }
  const last = source.lastKey('change_log');
  if (last > 0) await queries.rows(`SELECT setval('change_log_sequence', $1)`, last);
  await queries.run('UPDATE log_start SET trimmed = coalesce((SELECT min(sequence) - 1 FROM change_log), $1)', last);
}
