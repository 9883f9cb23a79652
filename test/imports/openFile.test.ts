import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import type { FileRow } from '../../server/imports/fileRow.ts';
import { onDisk } from '../../server/imports/fileSource.ts';
import { openFile } from '../../server/imports/openFile.ts';
import type { ImportFormat } from '../../shared/import.ts';
import { writeParquet } from './writeParquet.ts';

const folder = mkdtempSync(path.join(tmpdir(), 'tributary-imports-'));
afterAll(() => rmSync(folder, { recursive: true }));
let files = 0;

async function read(format: ImportFormat, content: string | Buffer, fields: readonly string[] | null = null): Promise<{ columns: readonly string[]; rows: FileRow[] }> {
  const file = path.join(folder, `file-${(files += 1)}`);
  writeFileSync(file, content);
  return readFile(format, file, fields);
}

async function readFile(format: ImportFormat, file: string, fields: readonly string[] | null = null): Promise<{ columns: readonly string[]; rows: FileRow[] }> {
  const open = await openFile({ source: onDisk(file), format, bytes: 0, delimiter: ',', fields });
  const rows: FileRow[] = [];
  for await (const block of open.blocks) rows.push(...block);
  return { columns: open.columns, rows };
}

/** Rows as `line: cells`, or `line! why not`. */
const told = ({ rows }: { rows: FileRow[] }): string[] => rows.map((row) => ('cells' in row ? `${row.line}: ${row.cells.map(String).join('|')}` : `${row.line}! ${row.problem}`));
const csv = async (content: string | Buffer): Promise<string[]> => told(await read('csv', content));
const ndjson = async (content: string | Buffer, fields: readonly string[] | null = ['id']): Promise<string[]> => told(await read('ndjson', content, fields));
const problem = (message: string | RegExp) => ({ name: 'ActivationError', code: 'file_invalid', message: expect.stringMatching(message) });

describe('CSV', () => {
  test.each([
    ['CRLF', 'a,b\r\n1,2\r\n3,4\r\n', ['2: 1|2', '3: 3|4']],
    ['CR', 'a,b\r1,2\r3,4\r', ['2: 1|2', '3: 3|4']],
    ['mixed line breaks', 'a,b\r\n1,2\n3,4\r5,6', ['2: 1|2', '3: 3|4', '4: 5|6']],
    ['no final line break', 'a,b\n1,2', ['2: 1|2']],
    ['a byte order mark', '\uFEFF"a",b\n1,2', ['2: 1|2']],
    ['line breaks and quotes in quotes', 'a,b\n"x\n""y""",2\n3,4', ['2: x\n"y"|2', '4: 3|4']],
    ['blank lines', 'a,b\n\n1,2\n  \n\n3,4\n', ['3: 1|2', '6: 3|4']],
    ['a quote inside a cell', 'a,b\n5" pipe,2\n', ['2: 5" pipe|2']],
    ['a trailing comma everywhere', 'a,b,\n1,2,\n', ['2: 1|2']],
    ['a trailing comma in rows', 'a,b\n1,2,\n', ['2: 1|2']],
    ['a header of one column', 'a\n1\n\n2', ['2: 1', '4: 2']],
  ])('%s', async (_name, text, rows) => {
    expect(await csv(text)).toEqual(rows);
  });

  test('too few and too many cells are the error of their row alone', async () => {
    const rows = await csv('a,b\n1\n1,2\n1,2,3\n"x\ny"\n5,6');
    expect(rows[1]).toBe('3: 1|2');
    expect(rows[4]).toBe('7: 5|6');
    expect([rows[0], rows[2], rows[3]]).toEqual([
      expect.stringContaining('2! This row has 1 cell, and the header has 2.'),
      expect.stringContaining('4! This row has 3 cells'),
      expect.stringContaining('5! This row has 1 cell'),
    ]);
  });

  test.each([
    ['nothing', '', 'it is empty'],
    ['an empty name', 'a,,b\n1,2,3', 'Column 2 has no name'],
    ['a name twice', 'a,b,a\n1,2,3', 'Two columns are named "a"'],
    ['a name that is reserved', 'a,__proto__\n1,2', 'Column 2 is named "__proto__", which is reserved'],
    ['too many columns', `${Array.from({ length: 1_001 }, (_, index) => `c${index}`).join(',')}\n`, 'The file has 1,001 columns'],
    ['no header', 'ada@example.com,1\n', 'column 1 looks like a value. Add'],
    ['a quote that is never closed', `a,b\n1,2\n3,"x\n${'4,5\n'.repeat(400_000)}`, 'opened in the row beginning in line 3 is never closed'],
    ['a quote that is not closed at the end', 'a,b\n1,2\n3,"x\n4,5\n', 'opened in the row beginning in line 3 is never closed'],
    ['a line without end', `a,b\n1,2\n${'x'.repeat(3_000_000)}`, 'The row beginning in line 3 is larger than 1 MiB'],
    ['UTF-16 with a mark', Buffer.from('\uFEFFa,b\n1,2\n', 'utf16le'), 'The file is UTF-16. Save it as UTF-8'],
    ['UTF-16 without a mark', Buffer.from('a,b\n1,2\n', 'utf16le'), 'The file is UTF-16. Save it as UTF-8'],
    [
      'Latin-1',
      Buffer.concat([Buffer.from(`a,b\n${'1,2\n'.repeat(40_000)}3,`), Buffer.from('é\n', 'latin1'), Buffer.from('5,6\n')]),
      'The file is not UTF-8: line 40,002 holds other bytes. Save it as UTF-8',
    ],
    ['half a character at the end', Buffer.from('a,b\n1,é').subarray(0, -1), 'The file is not UTF-8: line 2'],
  ])('%s: the file as a whole is refused', async (_name, content, message) => {
    await expect(csv(content)).rejects.toMatchObject(problem(message));
  });

  test('characters of several bytes may lie across whatever is read at once', async () => {
    const cell = 'ü€😀'.repeat(20_000);
    expect(await csv(`a,b\nx,${cell}\ny,x${cell}`)).toEqual([`2: x|${cell}`, `3: y|x${cell}`]);
  });
});

describe('NDJSON', () => {
  test.each([
    ['blank lines and CRLF', '{"id":"1"}\r\n\r\n\n  \n{"id":"2"}', ['1: 1', '5: 2']],
    ['a byte order mark', '\uFEFF{"id":"1"}', ['1: 1']],
    ['fields that are not there', '{"other":1}', ['1: null']],
    ['two objects on a line', '{"id":"1"}{"id":"2"}\n{"id":"3"}', [expect.stringContaining('1! This is not JSON from character 11 on'), '2: 3']],
    ['a line that is no object', '{"id":"1"}\n5\n[]\n', ['1: 1', expect.stringContaining('2! This is not a JSON object'), expect.stringContaining('3! This is not a JSON object')]],
    ['a line of 5 MiB', `{"id":"1"}\n{"id":"${'x'.repeat(5 * 1024 * 1024)}"}\n{"id":"3"}`, ['1: 1', expect.stringContaining('2! A row can be at most 1048576 bytes'), '3: 3']],
    ['a line that nests without end', `${'['.repeat(100)}\n`.replace('[', '{"id":['), [expect.stringContaining('1! A row can be nested at most 64 levels deep')]],
  ])('%s', async (_name, text, rows) => {
    expect(await ndjson(text)).toEqual(rows);
  });

  test('a JSON array is called by its name', async () => {
    await expect(ndjson(' [{"id":"1"},\n{"id":"2"}]')).rejects.toMatchObject(problem('This looks like a JSON array'));
  });

  test('text that is not UTF-8 is refused with its line', async () => {
    await expect(ndjson(Buffer.from('{"id":"1"}\n{"id":"é"}\n', 'latin1'))).rejects.toMatchObject(problem('line 2 holds other bytes'));
  });
});

describe('Parquet', () => {
  test('values keep their kinds: nested ones as JSON, times as RFC 3339, numbers only where they are exact', async () => {
    const file = path.join(folder, "it's.parquet");
    await writeParquet(
      file,
      `SELECT 'a' AS text, 7::BIGINT AS whole, 9007199254740993::BIGINT AS long, 1.50::DECIMAL(9,2) AS price, 2.5::DOUBLE AS half, true AS yes, NULL::VARCHAR AS nothing,
        DATE '2024-02-03' AS day, TIMESTAMP '2024-02-03 04:05:06.123' AS at, TIMESTAMPTZ '2024-02-03 04:05:06+01' AS zoned, {'city': 'x', 'tags': [1, 2]} AS address, MAP {'k': 1} AS map`,
    );
    const { columns, rows } = await readFile('parquet', file);
    expect(columns).toEqual(['text', 'whole', 'long', 'price', 'half', 'yes', 'nothing', 'day', 'at', 'zoned', 'address', 'map']);
    expect(rows).toEqual([
      expect.objectContaining({
        line: 1,
        cells: ['a', 7, '9007199254740993', 1.5, 2.5, true, null, '2024-02-03', '2024-02-03T04:05:06.123Z', '2024-02-03T03:05:06Z', { city: 'x', tags: [1, 2] }, { k: 1 }],
      }),
    ]);
  });

  test('reads chunk by chunk, in the order of the file', async () => {
    const file = path.join(folder, 'many.parquet');
    await writeParquet(file, "SELECT i AS id, 'p' || i AS name FROM range(10000) numbers (i) ORDER BY i");
    const { rows } = await readFile('parquet', file);
    expect(rows.map((row) => ('cells' in row ? row.cells[0] : null))).toEqual(Array.from({ length: 10_000 }, (_, index) => index));
    expect(rows.at(-1)?.line).toBe(10_000);
  });

  test.each(['all*', 'one?', 'list[ab]', 'one[', 'both{a,b}'])('in a folder named %s only that file is read, whatever its neighbours are called', async (name) => {
    for (const [at, other] of [name, name.replace('[ab]', 'a'), name.replace('*', '-'), name.replace('?', '-')].entries()) {
      mkdirSync(path.join(folder, 'named', other), { recursive: true });
      if (at === 0 || other !== name) await writeParquet(path.join(folder, 'named', other, 'file'), `SELECT '${other}' AS id`);
    }
    const { rows } = await readFile('parquet', path.join(folder, 'named', name, 'file'));
    expect(rows.map((row) => ('cells' in row ? row.cells : null))).toEqual([[name]]);
  });

  test.each([
    ['text', 'a,b\n1,2\n'],
    ['a file that begins like Parquet', 'PAR1 and then nothing of the kind, for a while PAR1'],
  ])('%s is refused, and its path is not told', async (_name, content) => {
    const refused = read('parquet', content);
    await expect(refused).rejects.toMatchObject(problem('not Parquet, or it is damaged'));
    await expect(refused).rejects.not.toMatchObject({ message: expect.stringContaining(folder) });
  });
});
