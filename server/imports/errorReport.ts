import { open } from 'node:fs/promises';
import type { RowError } from '../../shared/import.ts';
import { csvCell } from '../../shared/csvCell.ts';

/** Errors that a person is shown; the report has them all. */
export const firstErrorsMax = 100;
/** Errors in a report at most: what is wrong with more rows than that is wrong with the file. */
const reportMaxErrors = 1_000_000;
const flushBytes = 64 * 1024;
const header = 'row,line,column,code,message\r\n';

/** All errors of an import, as a CSV file that grows. */
export interface ErrorReport {
  /** The first ones, for the page. */
  readonly first: readonly RowError[];
  add(error: RowError): void;
  /** A way back to what it holds now, as often as needed. */
  mark(): () => void;
  /** Writes what was added; the length of the file afterwards, bytes. */
  flush(): Promise<number>;
  /** True when there is so much to write that it should be. */
  isFull(): boolean;
  close(): Promise<void>;
}

/** Goes on with a report where it had `bytes`, which is the length a checkpoint noted; 0: begins anew. `first`: what it begins with. */
export async function openErrorReport(path: string, bytes: number, first: readonly RowError[]): Promise<ErrorReport> {
  const file = await open(path, bytes === 0 ? 'w' : 'r+', 0o600);
  let length = Math.min(bytes, (await file.stat()).size);
  await file.truncate(length);
  const shown = [...first];
  let pending = length === 0 ? header : '';
  let count = 0;

  return {
    first: shown,
    add({ row, line, column, code, message }) {
      if (shown.length < firstErrorsMax) shown.push({ row, line, column, code, message });
      count += 1;
      if (count < reportMaxErrors) pending += `${[row, line, column, code, message].map(csvCell).join(',')}\r\n`;
      else if (count === reportMaxErrors) pending += `${['', '', '', code, 'There are more errors, which are not listed here.'].map(csvCell).join(',')}\r\n`;
    },
    mark() {
      const kept = { length, pending, count, shown: shown.length };
      return () => {
        ({ length, pending, count } = kept);
        shown.length = kept.shown;
      };
    },
    async flush() {
      const text = Buffer.from(pending);
      pending = '';
      await file.write(text, 0, text.length, length);
      length += text.length;
      return length;
    },
    isFull: () => pending.length > flushBytes,
    close: () => file.close(),
  };
}
