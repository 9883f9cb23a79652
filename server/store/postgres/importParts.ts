import type { ImportParts } from '../importParts.ts';
import type { Queries } from './queries.ts';
import type { Transactions } from './transactions.ts';

/** The row of an import that this process works on, held until the transaction ends: the same condition as in `appendImported`. */
const heldBy = (runner: string): string => `FROM imports WHERE id = $1 AND coalesce(runner = ${runner}, true) AND state <> 'cancelled' FOR SHARE`;

/** Whatever is under way on an import without a row, it is an upload until nothing of it came for so long. */
const uploadInterval = `interval '1 hour'`;

export function createImportParts(transactions: Transactions, close: () => Promise<void>): ImportParts {
  const write = <Value>(work: (queries: Queries) => Promise<Value>): Promise<Value> => transactions.write(work, { alone: false });

  return {
    putFilePart: (id, at, content) =>
      write(async (queries) => {
        await queries.run(`INSERT INTO import_file_parts (import_id, kind, at, content) VALUES ($1, 'file', $2, $3)`, id, at, content);
      }),
    putReportPart: (id, at, content, runner) =>
      write(
        async (queries) =>
          (await queries.run(
            `INSERT INTO import_file_parts (import_id, kind, at, content) SELECT id, 'report', $2::bigint, $3::bytea ${heldBy('$4')}
             ON CONFLICT (import_id, kind, at) DO UPDATE SET content = excluded.content`,
            id,
            at,
            content,
            runner,
          )) > 0,
      ),
    cutReport: (id, from, runner) =>
      write(async (queries) => {
        if ((await queries.row(`SELECT 1 ${heldBy('$2')}`, id, runner)) === undefined) return false;
        await queries.run(`DELETE FROM import_file_parts WHERE import_id = $1 AND kind = 'report' AND at >= $2`, id, from);
        return true;
      }),
    readPart: (id, kind, at) =>
      transactions.read(async (queries) => {
        // As text either way, which is shorter and quicker to read so than in PostgreSQL's own form.
        const sql = `SELECT encode(content, 'base64') AS content FROM import_file_parts WHERE import_id = $1 AND kind = $2 AND at = $3`;
        const row = await queries.row<{ content: string }>(sql, id, kind, at);
        return row === undefined ? null : Buffer.from(row.content, 'base64');
      }),
    removeParts: (id, kind, limit) =>
      write(async (queries) => {
        const removed = await queries.run(
          `DELETE FROM import_file_parts WHERE import_id = $1 AND kind = $2 AND at = ANY (ARRAY(
             SELECT at FROM import_file_parts WHERE import_id = $1 AND kind = $2 ORDER BY at LIMIT $3 FOR UPDATE))`,
          id,
          kind,
          limit,
        );
        return { removed, isMore: removed === limit };
      }),
    sweepParts: (limit) =>
      write(async (queries) => {
        // Every process sweeps: what another one removes just now is left to it.
        const removed = await queries.run(
          `WITH unneeded AS (
             SELECT p.import_id, p.kind FROM import_file_parts p LEFT JOIN imports i ON i.id = p.import_id
             GROUP BY p.import_id, p.kind, i.id, i.has_file
             HAVING CASE WHEN i.id IS NULL THEN max(p.stored_at) < clock_timestamp() - ${uploadInterval} ELSE p.kind = 'file' AND NOT i.has_file END)
           DELETE FROM import_file_parts WHERE ctid = ANY (ARRAY(
             SELECT p.ctid FROM import_file_parts p JOIN unneeded USING (import_id, kind) LIMIT $1 FOR UPDATE OF p SKIP LOCKED))`,
          limit,
        );
        return { removed, isMore: removed === limit };
      }),
    close,
  };
}
