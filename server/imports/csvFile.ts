import type { Delimiter } from '../../shared/import.ts';
import { checkColumnNames } from './columnNames.ts';
import { fileProblem } from './fileProblem.ts';
import type { FileRow, OpenFile } from './fileRow.ts';
import type { FileSource } from './fileSource.ts';
import { createRecordSplitter, type CsvRecord } from './recordSplitter.ts';
import { readUtf8 } from './utf8File.ts';

/** A CSV file, whose first record names its columns. */
export async function openCsv(source: FileSource, bytes: number, delimiter: Delimiter): Promise<OpenFile> {
  let done = 0;

  async function* records(): AsyncGenerator<CsvRecord[]> {
    const splitter = createRecordSplitter(delimiter);
    for await (const chunk of readUtf8(source)) {
      done += chunk.length;
      yield splitter.push(chunk.toString());
    }
    yield splitter.end();
  }

  const read = records();
  try {
    let block = await read.next();
    while (block.done !== true && block.value.length === 0) block = await read.next();
    if (block.done === true) throw fileProblem('There are no rows in the file: it is empty.');
    const [header, ...first] = block.value as [CsvRecord, ...CsvRecord[]];
    const columns = checkColumnNames(headerOf(header.cells));

    async function* blocks(): AsyncGenerator<FileRow[]> {
      try {
        yield first.flatMap((record) => rowOf(record, columns.length));
        for await (const next of read) yield next.flatMap((record) => rowOf(record, columns.length));
      } finally {
        await read.return(undefined);
      }
    }
    return { columns, total: bytes, done: () => done, blocks: blocks() };
  } catch (thrown) {
    await read.return(undefined);
    throw thrown;
  }
}

/** A comma at the end of the first line names no further column. */
function headerOf(cells: readonly string[]): readonly string[] {
  const names = cells.map((name) => name.trim());
  return names.length > 1 && names.at(-1) === '' ? names.slice(0, -1) : names;
}

/** PURE. A record as a row of so many cells; none where it holds nothing but white space. */
function rowOf(record: CsvRecord, columns: number): FileRow | [] {
  const { line, bytes, cells } = record;
  if (cells.length === columns) return record;
  if (cells.length === 1 && cells[0]?.trim() === '') return [];
  if (cells.length > columns && cells.slice(columns).every((cell) => cell === '')) return { line, bytes, cells: cells.slice(0, columns) };
  return {
    line,
    bytes,
    problem: `This row has ${cells.length} ${cells.length === 1 ? 'cell' : 'cells'}, and the header has ${columns}. Is the delimiter right, and are cells with a delimiter in quotes?`,
  };
}
