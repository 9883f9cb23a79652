import type { RowError } from '../../shared/import.ts';
import { csvCell } from '../../shared/csvCell.ts';
import type { ReportFile } from './importFiles.ts';

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

/** Goes on with a report. `first`: the first errors in it so far. */
export function createErrorReport(file: ReportFile, first: readonly RowError[]): ErrorReport {
  let { length } = file;
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
      await file.write(text, length);
      length += text.length;
      return length;
    },
    isFull: () => pending.length > flushBytes,
    close: () => file.close(),
  };
}
