import { nextTurn } from '../kit/clock.ts';
import { checkColumnNames } from './columnNames.ts';
import { fileProblem } from './fileProblem.ts';
import type { FileRow, OpenFile } from './fileRow.ts';
import { plainValue } from './parquetValue.ts';

/** Memory of the reader besides what Node.js uses: a row group is read column by column, so that large ones fit. */
const readerMemory = '128MB';
/** Size of a value that is no text, about. */
const valueBytes = 8;

/**
 * A Parquet file, read by an embedded DuckDB that can open this one file and nothing else: it loads no extension, and its
 * settings are locked. It is loaded only here, so that a server without Parquet pays nothing for it.
 */
export async function openParquet(path: string): Promise<OpenFile> {
  const { DuckDBInstance } = await import('@duckdb/node-api');
  const file = textOf(literally(path));
  const instance = await DuckDBInstance.create(':memory:', {
    threads: '1',
    memory_limit: readerMemory,
    autoinstall_known_extensions: 'false',
    autoload_known_extensions: 'false',
  });
  const connection = await instance.connect();
  const close = (): void => {
    connection.closeSync();
    instance.closeSync();
  };
  let done = 0;
  try {
    // The pattern is checked as well as the file it stands for.
    await connection.run(`SET allowed_paths = [${textOf(path)}, ${file}]`);
    await connection.run('SET enable_external_access = false');
    await connection.run('SET lock_configuration = true');
    const [[total] = []] = (await connection.runAndReadAll(`SELECT count(*) FROM read_parquet(${file})`)).getRows();
    const result = await connection.stream(`SELECT * FROM read_parquet(${file})`);
    const columns = checkColumnNames(result.columnNames());
    const chunks = result.yieldRows();

    async function* blocks(): AsyncGenerator<FileRow[]> {
      try {
        for await (const chunk of chunks) {
          const first = done + 1;
          done += chunk.length;
          yield chunk.map((values, at) => rowOf(first + at, values.map(plainValue)));
          await nextTurn();
        }
      } catch (thrown) {
        throw notParquet(thrown, `The Parquet file cannot be read beyond row ${done.toLocaleString('en')}. Write it again and upload it anew.`);
      } finally {
        close();
      }
    }
    return { columns, total: Number(total), done: () => done, blocks: blocks() };
  } catch (thrown) {
    close();
    throw notParquet(thrown, 'The file is not Parquet, or it is damaged. Write it again and upload it anew.');
  }
}

const textOf = (value: string): string => `'${value.replaceAll("'", "''")}'`;

/** PURE. A pattern that stands for this one path: of a folder with an asterisk in its name the reader would find others, too. */
const literally = (path: string): string => path.replaceAll(/[*?[]/g, '[$&]');

const rowOf = (line: number, cells: readonly unknown[]): FileRow => ({ line, bytes: cells.reduce<number>((sum, cell) => sum + sizeOf(cell), 0), cells });

function sizeOf(cell: unknown): number {
  if (typeof cell === 'string') return cell.length;
  return typeof cell === 'object' && cell !== null ? JSON.stringify(cell).length : valueBytes;
}

/** Our own refusals stay as they are; what the reader says repeats the file's path, so it is the cause only. */
function notParquet(thrown: unknown, message: string): unknown {
  return thrown instanceof Error && thrown.name !== 'ActivationError' ? fileProblem(message, thrown) : thrown;
}
