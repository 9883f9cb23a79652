import { parse } from 'csv-parse/sync';
import { describe, expect, test } from 'vitest';
import { exportList, fileNameOf } from '../../client/export/exportList.ts';
import { csvFormat, jsonFormat, type ExportColumn, type FileFormat } from '../../client/export/fileFormat.ts';

interface Item {
  readonly name: string;
  readonly count: number;
  readonly at: string | null;
  readonly tags: readonly string[];
}
const columns: readonly ExportColumn<Item>[] = [
  { label: 'Name', value: ({ name }) => name },
  { label: 'Count', value: ({ count }) => count },
  { label: 'At', value: ({ at }) => at },
  { label: 'Tags', value: ({ tags }) => tags },
];

const items = (count: number): Item[] => Array.from({ length: count }, (_, index) => ({ name: `n${index}`, count: -1 - index, at: '2026-11-20T10:00:00.000Z', tags: [] }));

/** A list that is answered page by page, as the API does, and what it was asked for. */
function listOf(all: readonly Item[]) {
  const asked: number[] = [];
  const readPage = ({ limit, cursor }: { limit: number; cursor: string | undefined }) => {
    asked.push(limit);
    const from = Number(cursor ?? 0);
    const page = all.slice(from, from + limit);
    return Promise.resolve({ items: page, nextCursor: from + limit < all.length ? String(from + limit) : null });
  };
  return { asked, readPage };
}

async function exported(all: readonly Item[], format: FileFormat<Item>, most?: number) {
  const told: number[] = [];
  const list = listOf(all);
  const file = await exportList({
    announce: () => Promise.resolve(),
    readPage: list.readPage,
    format,
    onRows: (rows) => void told.push(rows),
    ...(most === undefined ? {} : { most }),
  });
  return { ...file, text: new TextDecoder('utf-8', { ignoreBOM: true }).decode(await file.content.arrayBuffer()), asked: list.asked, told };
}

describe('an export', () => {
  test('holds every page of the list, and says how far it is', async () => {
    const file = await exported(items(1_201), csvFormat(columns));
    expect(file).toMatchObject({ rows: 1_201, isCut: false, asked: [500, 500, 500], told: [500, 1_000, 1_201] });
    const rows = parse(file.text, { bom: true, columns: true });
    expect(rows).toHaveLength(1_201);
    expect(rows[1_200]).toEqual({ Name: 'n1200', Count: '-1201', At: '2026-11-20T10:00:00.000Z', Tags: '' });
  });

  test('ends where it says it does', async () => {
    expect(await exported(items(1_201), jsonFormat, 700)).toMatchObject({ rows: 700, isCut: true, asked: [500, 200] });
    expect(await exported(items(700), jsonFormat, 700)).toMatchObject({ rows: 700, isCut: false });
    expect(await exported([], jsonFormat)).toMatchObject({ rows: 0, isCut: false, text: '[\n]\n' });
  });

  test('fails whole when a page cannot be read', async () => {
    const { readPage } = listOf(items(600));
    const broken = (page: { limit: number; cursor: string | undefined }) => (page.cursor === undefined ? readPage(page) : Promise.reject(new Error('gone')));
    await expect(exportList({ announce: () => Promise.resolve(), readPage: broken, format: jsonFormat, onRows: () => undefined })).rejects.toThrow('gone');
  });

  test('reads nothing that cannot be told of', async () => {
    const { asked, readPage } = listOf(items(1));
    const announce = () => Promise.reject(new Error('untold'));
    await expect(exportList({ announce, readPage, format: jsonFormat, onRows: () => undefined })).rejects.toThrow('untold');
    expect(asked).toEqual([]);
  });

  test('as JSON holds the items as they are', async () => {
    const all = items(501);
    expect(JSON.parse((await exported(all, jsonFormat)).text)).toEqual(all);
  });

  test('as CSV begins with the mark of UTF-8, ends lines with CR LF, keeps numbers and runs no formula', async () => {
    const { text } = await exported([{ name: '=HYPERLINK("http://x","y")', count: -5, at: null, tags: ['=1', 'b'] }], csvFormat(columns));
    expect(text).toBe(`\uFEFFName,Count,At,Tags\r\n"'=HYPERLINK(""http://x"",""y"")",-5,,"'=1; b"\r\n`);
  });
});

test.each([
  [{ rows: 12, isCut: false }, 'tributary-dead-letters-2026-11-20T10-00-00Z.csv'],
  [{ rows: 100_000, isCut: true }, 'tributary-dead-letters-first-100000-2026-11-20T10-00-00Z.csv'],
])('a file of %j is called %s', (file, name) => {
  expect(fileNameOf('dead letters', file, 'csv', Date.UTC(2026, 10, 20, 10))).toBe(name);
});
