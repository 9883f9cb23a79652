import type { Delimiter, ImportFormat } from '../../shared/import.ts';
import type { FileSource } from './fileSource.ts';

/** One row of a file: its cells in the order of the columns, or why it cannot be read. `bytes`: its size in the file, about. */
export type FileRow = { readonly line: number; readonly bytes: number } & ({ readonly cells: readonly unknown[] } | { readonly problem: string });

/** A file that is being read. */
export interface OpenFile {
  readonly columns: readonly string[];
  /** What a progress counts up to: rows of Parquet, bytes of the others. */
  readonly total: number;
  /** How much of it was read. */
  done(): number;
  /** Its rows in their order, so many at once as it is read in, none now and then: a promise for each row would take as long as reading it. Once only. A file that is broken as a whole rejects with `file_invalid`. */
  readonly blocks: AsyncIterable<readonly FileRow[]>;
}

/** What is known of a file before it is read. */
export interface FileShape {
  readonly source: FileSource;
  readonly format: ImportFormat;
  readonly bytes: number;
  /** Of CSV only. */
  readonly delimiter: Delimiter | null;
  /** Of NDJSON only: the fields that become cells; null: the whole line is one. */
  readonly fields: readonly string[] | null;
}
