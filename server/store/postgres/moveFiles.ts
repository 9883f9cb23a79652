import { createHash } from 'node:crypto';
import { ActivationError } from '../../kit/errors.ts';
import { inPieces } from '../../kit/inPieces.ts';
import { partBytes, type PartKind } from '../importParts.ts';
import type { LeftFiles, LeftStore, MovedCount } from '../moving.ts';
import type { Queries } from './queries.ts';

/** A file, or the report of one, that an import tells of. */
interface Told {
  readonly id: string;
  readonly fileName: string;
  readonly kind: PartKind;
  readonly bytes: number;
  /** Null: of a report it is not known. */
  readonly sha256: string | null;
}

/** Moves the files that wait to be imported, and the error reports. Rejects with an `ActivationError` where one is not as its import tells. */
export async function moveFiles(queries: Queries, source: LeftStore, files: LeftFiles, onMoved: (done: number, total: number) => void): Promise<MovedCount> {
  const told = toldOf(source);
  for (const [index, file] of told.entries()) {
    await moveFile(queries, file, files.read(file.id, file.kind, file.bytes));
    onMoved(index + 1, told.length);
  }
  const arrived = await queries.row<{ count: number }>(
    `SELECT count(*) AS count FROM (
       SELECT FROM import_file_parts p JOIN imports i ON i.id = p.import_id GROUP BY i.id, i.bytes, i.report_bytes, p.kind
       HAVING sum(octet_length(p.content)) = CASE p.kind WHEN 'file' THEN i.bytes ELSE i.report_bytes END) whole`,
  );
  return { table: filesName, left: told.length, arrived: arrived?.count ?? 0 };
}

/** As the counts name them. */
export const filesName = 'files of imports';

function toldOf(source: LeftStore): Told[] {
  const told: Told[] = [];
  for (const row of source.rows({ table: 'imports' })) {
    const of = { id: String(row['id']), fileName: String(row['file_name']) };
    if (row['has_file'] === 1) told.push({ ...of, kind: 'file', bytes: Number(row['bytes']), sha256: String(row['sha256']) });
    if (Number(row['report_bytes']) > 0) told.push({ ...of, kind: 'report', bytes: Number(row['report_bytes']), sha256: null });
  }
  return told;
}

async function moveFile(queries: Queries, { id, fileName, kind, bytes, sha256 }: Told, content: AsyncIterable<Buffer>): Promise<void> {
  const hash = createHash('sha256');
  let at = 0;
  for await (const piece of inPieces(content, partBytes)) {
    await queries.run('INSERT INTO import_file_parts (import_id, kind, at, content) VALUES ($1, $2, $3, $4)', id, kind, at, piece);
    hash.update(piece);
    at += piece.length;
  }
  if (at === bytes && (sha256 === null || hash.digest('hex') === sha256)) return;
  const what = kind === 'file' ? 'file' : 'error report';
  throw new ActivationError(
    'defect',
    `The ${what} of the import "${fileName}" (${id}) is missing in the data folder, or was changed there, so nothing was moved. Start the server without DATABASE_URL, remove that import, stop the server, and start the move again.`,
  );
}
