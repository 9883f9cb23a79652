import type { Page } from '../../shared/page.ts';
import type { FileFormat } from './fileFormat.ts';

/** Rows a file holds at most; a spreadsheet takes about a million, and a browser needs some minutes for these. */
export const mostRows = 100_000;
/** Items asked for at a time: the most the API answers. */
const pageSize = 500;

export interface ExportedFile {
  readonly content: Blob;
  readonly rows: number;
  /** There are more than `most`, which the file does not hold. */
  readonly isCut: boolean;
}

/**
 * Reads a list to its end, or to `most` items, and makes one file of it. `announce` tells the audit trail before anything is
 * read; `onRows` is told how many are in it after each page. Rejects with what `announce` and `readPage` reject with: nothing
 * leaves untold, and a file that lacks rows nobody asked to leave out is none.
 */
export async function exportList<T>(options: {
  readonly announce: () => Promise<unknown>;
  readonly readPage: (page: { limit: number; cursor: string | undefined }) => Promise<Page<T>>;
  readonly format: FileFormat<T>;
  readonly onRows: (rows: number) => void;
  readonly most?: number;
}): Promise<ExportedFile> {
  const { announce, readPage, format, onRows, most = mostRows } = options;
  await announce();
  const parts: BlobPart[] = [format.begin];
  let rows = 0;
  let cursor: string | undefined;
  do {
    const page = await readPage({ limit: Math.min(pageSize, most - rows), cursor });
    // A Blob each: the browser may keep those out of its memory.
    parts.push(new Blob([format.page(page.items, rows === 0)]));
    rows += page.items.length;
    cursor = page.nextCursor ?? undefined;
    onRows(rows);
  } while (cursor !== undefined && rows < most);
  parts.push(format.end);
  return { content: new Blob(parts, { type: format.mediaType }), rows, isCut: cursor !== undefined };
}

/** "tributary-dead-letters-2026-11-20T10-00-00Z.csv"; says so where rows are left out. `at`: epoch milliseconds. */
export function fileNameOf(what: string, { rows, isCut }: Pick<ExportedFile, 'rows' | 'isCut'>, extension: string, at: number): string {
  const time = `${new Date(at).toISOString().slice(0, 19).replaceAll(':', '-')}Z`;
  return `tributary-${what.replaceAll(' ', '-')}${isCut ? `-first-${rows}` : ''}-${time}.${extension}`;
}
