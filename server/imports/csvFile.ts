import { Readable, pipeline } from 'node:stream';
import { CsvError, parse, type Info } from 'csv-parse';
import type { Delimiter } from '../../shared/import.ts';
import { profileMaxBytes } from '../../shared/profile.ts';
import { checkColumnNames } from './columnNames.ts';
import { fileProblem } from './fileProblem.ts';
import type { FileRow, OpenFile } from './fileRow.ts';
import { readUtf8 } from './utf8File.ts';

interface ParsedRecord {
  readonly record: readonly string[];
  readonly info: Info;
}

/**
 * A CSV file by RFC 4180 with any line break, and any mix of them. A quote inside a cell that is not quoted is kept as
 * it is; one that is never closed would swallow the rest of the file, so it ends at the size limit of a record.
 */
export async function openCsv(path: string, bytes: number, delimiter: Delimiter): Promise<OpenFile> {
  let done = 0;
  // Of the last record that was parsed: it may be ahead of the one that was read.
  let lastLine = 0;
  const parser = parse({
    delimiter,
    info: true,
    relax_column_count: true,
    relax_quotes: true,
    skip_empty_lines: true,
    max_record_size: profileMaxBytes,
    record_delimiter: ['\r\n', '\n', '\r'],
    on_record: (record, { lines }) => {
      lastLine = lines;
      return record;
    },
  });
  // An error of either end reaches whoever reads the records.
  pipeline(Readable.from(readUtf8(path), { objectMode: false }), parser, () => undefined);
  const records = (parser as AsyncIterable<ParsedRecord>)[Symbol.asyncIterator]();
  const nextRecord = async (): Promise<ParsedRecord | null> => {
    try {
      const next = await records.next();
      return next.done === true ? null : next.value;
    } catch (thrown) {
      throw brokenRecord(thrown, lastLine + 1);
    }
  };
  const first = await nextRecord();
  if (first === null) throw fileProblem('There are no rows in the file: it is empty.');
  const { info: header } = first;
  const columns = checkColumnNames(headerOf(first.record));

  async function* rows(): AsyncGenerator<FileRow> {
    let before = header;
    try {
      for (let next = await nextRecord(); next !== null; next = await nextRecord()) {
        const { record, info } = next;
        const line = before.lines + info.empty_lines - before.empty_lines + 1;
        const size = info.bytes - before.bytes;
        before = info;
        done = info.bytes;
        if (record.length === 1 && columns.length > 1 && record[0]?.trim() === '') continue;
        const cells = record.length > columns.length && record.slice(columns.length).every((cell) => cell === '') ? record.slice(0, columns.length) : record;
        if (cells.length === columns.length) yield { line, bytes: size, cells };
        else
          yield {
            line,
            bytes: size,
            problem: `This row has ${cells.length} ${cells.length === 1 ? 'cell' : 'cells'}, and the header has ${columns.length}. Is the delimiter right, and are cells with a delimiter in quotes?`,
          };
      }
    } finally {
      parser.destroy();
    }
  }
  return { columns, total: bytes, done: () => done, rows: rows() };
}

/** A comma at the end of the first line names no further column. */
function headerOf(record: readonly string[]): readonly string[] {
  const names = record.map((name) => name.trim());
  return names.length > 1 && names.at(-1) === '' ? names.slice(0, -1) : names;
}

function brokenRecord(thrown: unknown, line: number): unknown {
  if (!(thrown instanceof CsvError)) return thrown;
  const where = line.toLocaleString('en');
  // Only quotes make a row of several lines.
  const isQuoted = thrown.code === 'CSV_QUOTE_NOT_CLOSED' || Number(thrown['lines']) > line;
  return fileProblem(
    isQuoted
      ? `A quote that is opened in the row beginning in line ${where} is never closed. Close it, or write it twice if it is part of the text.`
      : `The row beginning in line ${where} is larger than 1 MiB. Correct the line breaks of the file, or shorten the row.`,
    thrown,
  );
}
