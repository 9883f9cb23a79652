import { importColumnsMax, type Delimiter, type ImportFormat, type ImportPreview } from '../../shared/import.ts';
import { isEmpty } from './cellValue.ts';
import { checkColumnNames } from './columnNames.ts';
import { detectDelimiter } from './delimiter.ts';
import { fileProblem } from './fileProblem.ts';
import type { FileRow } from './fileRow.ts';
import type { FileSource } from './fileSource.ts';
import { openFile } from './openFile.ts';
import { suggestUses } from './suggestUse.ts';
import { damageWarnings } from './warnings.ts';

/** Rows the columns are judged by, or fewer where rows are large. */
const sampleRows = 500;
const sampleBytes = 4 * 1024 * 1024;
const shownRows = 20;
const shownExamples = 3;
/** Characters of a value that are shown. */
const shownLength = 80;
/** Read to find the delimiter, bytes. */
const detectBytes = 64 * 1024;
const profileFields = new Set(['profileId', 'identityMap', 'attributes', 'segmentMembership', 'consents']);

type File = { readonly source: FileSource; readonly format: ImportFormat; readonly bytes: number };

/** What the beginning of a file holds. Rejects with `file_invalid` where it shows that the file cannot be imported. `delimiter`: what somebody chose; null: what it looks like. */
export async function readPreview(file: File, chosen: Delimiter | null): Promise<ImportPreview> {
  const delimiter = file.format === 'csv' ? (chosen ?? (await findDelimiter(file.source))) : null;
  const open = await openFile({ ...file, delimiter, fields: null });
  const rows = await sample(open.blocks);
  if (rows.length === 0) throw fileProblem(file.format === 'csv' ? 'There are no rows in the file: it has a header and nothing else.' : 'There are no rows in the file.');
  const isNdjson = file.format === 'ndjson';
  const columns = isNdjson ? checkColumnNames(fieldsOf(rows)) : open.columns;
  if (columns.length === 0) throw fileProblem('No line at the beginning of the file is a JSON object. Write { "column": value, … }, one a line.');
  const cells = rows.map((row) => (isNdjson ? fieldCells(row, columns) : 'cells' in row ? row.cells : columns.map(() => null)));
  const samples = columns.map((name, at) => ({ name, values: cells.map((row) => row[at]).filter((cell) => !isEmpty(cell)) }));
  const uses = suggestUses(samples, rows.length);
  return {
    format: file.format,
    delimiter,
    columns: samples.map(({ name, values }, at) => ({
      name,
      examples: [...new Set(values.map(shown))].slice(0, shownExamples),
      filled: values.length / rows.length,
      suggestion: uses[at] ?? { use: 'ignore' },
    })),
    rows: cells.slice(0, shownRows).map((row) => row.map((cell) => (isEmpty(cell) ? null : shown(cell)))),
    sampled: rows.length,
    areProfiles: isNdjson && columns.includes('profileId') && columns.every((name) => profileFields.has(name)),
    warnings: damageWarnings(
      columns.map((name, at) => ({ name, cells: rows.flatMap(({ line }, row) => (typeof cells[row]?.[at] === 'string' ? [{ line, text: cells[row][at].trim() }] : [])) })),
    ),
  };
}

async function findDelimiter(source: FileSource): Promise<Delimiter> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of source.read()) {
    chunks.push(chunk);
    bytes += chunk.length;
    if (bytes >= detectBytes) break;
  }
  return detectDelimiter(Buffer.concat(chunks).subarray(0, detectBytes).toString('utf8'));
}

async function sample(blocks: AsyncIterable<readonly FileRow[]>): Promise<FileRow[]> {
  const taken: FileRow[] = [];
  let bytes = 0;
  for await (const block of blocks) {
    for (const row of block) {
      taken.push(row);
      bytes += row.bytes;
      if (taken.length === sampleRows || bytes > sampleBytes) return taken;
    }
  }
  return taken;
}

/** The fields of the objects, in the order in which they come up. */
function fieldsOf(rows: readonly FileRow[]): string[] {
  const fields = new Set<string>();
  for (const row of rows) {
    for (const field of Object.keys(objectOf(row))) fields.add(field);
    if (fields.size > importColumnsMax) break;
  }
  return [...fields];
}

function fieldCells(row: FileRow, fields: readonly string[]): unknown[] {
  const object = objectOf(row);
  return fields.map((field) => (Object.hasOwn(object, field) ? object[field] : null));
}

function objectOf(row: FileRow): Readonly<Record<string, unknown>> {
  const value = 'cells' in row ? row.cells[0] : null;
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Record<string, unknown>) : {};
}

function shown(cell: unknown): string {
  const text = typeof cell === 'string' ? cell : JSON.stringify(cell);
  return (text.length > shownLength ? `${text.slice(0, shownLength - 1)}…` : text).toWellFormed();
}
