import { importStartSchema, type Delimiter, type ImportStart } from '../../shared/import.ts';
import type { ImportRow } from '../store/importStore.ts';
import type { FileShape } from './fileRow.ts';
import type { FileSource } from './fileSource.ts';

/** What was asked for, with the delimiter that was found where none was chosen. */
export type ImportSettings = ImportStart & { readonly delimiter?: Delimiter | undefined };

/** The settings an import was started with. */
export function settingsOf(row: ImportRow): ImportSettings {
  return importStartSchema.parse(JSON.parse(row.settingsJson ?? 'null'));
}

/** PURE. How the file of an import is read once its columns are known. */
export function shapeOf(row: ImportRow, source: FileSource, { delimiter, columns }: ImportSettings): FileShape {
  const fields = row.format === 'ndjson' ? (columns?.map(({ column }) => column) ?? null) : null;
  return { source, format: row.format, bytes: row.bytes, delimiter: delimiter ?? null, fields };
}
