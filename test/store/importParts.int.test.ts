import pg from 'pg';
import { afterAll, afterEach, beforeAll, beforeEach, expect, it } from 'vitest';
import type { ImportParts } from '../../server/store/importParts.ts';
import { openImportParts, openPostgresStore } from '../../server/store/postgres/postgresStore.ts';
import type { Store } from '../../server/store/store.ts';
import { startPostgres, type PostgresServer } from '../postgresServer.ts';
import { importRow } from '../suites/store/imports.suite.ts';

let server: PostgresServer;
let url: URL;
let store: Store;
let parts: ImportParts;
beforeAll(async () => {
  server = await startPostgres();
});
afterAll(() => server.stop());
beforeEach(async () => {
  url = await server.createDatabase();
  store = await openPostgresStore({ url, poolSize: 2 });
  parts = openImportParts(url);
});
afterEach(async () => {
  await parts.close();
  await store.close();
});

const bytes = (text: string): Buffer => Buffer.from(text);
const file = async (id: string, at: number): Promise<string | null> => (await parts.readPart(id, 'file', at))?.toString() ?? null;
const report = async (id: string, at: number): Promise<string | null> => (await parts.readPart(id, 'report', at))?.toString() ?? null;

async function query(sql: string): Promise<void> {
  const client = new pg.Client({ connectionString: url.href });
  await client.connect();
  await client.query(sql);
  await client.end();
}

/** As if everything so far had come so long ago. */
const age = (interval: string): Promise<void> => query(`UPDATE import_file_parts SET stored_at = stored_at - interval '${interval}'`);

it('keeps every byte of each piece of a file, apart from those of other imports and of reports', async () => {
  const every = Buffer.from(Array.from({ length: 1024 * 1024 }, (_, at) => (at * 7) % 256));
  await parts.putFilePart('a', 0, every);
  await parts.putFilePart('a', every.length, bytes('end'));
  await parts.putFilePart('b', 0, bytes('other'));
  expect((await parts.readPart('a', 'file', 0))?.equals(every)).toBe(true);
  expect([await file('a', every.length), await file('b', 0), await file('a', 1), await file('c', 0), await report('a', 0)]).toEqual(['end', 'other', null, null, null]);
  await expect(parts.putFilePart('b', 0, bytes('twice'))).rejects.toMatchObject({ name: 'ActivationError' });
  expect(await file('b', 0)).toBe('other');
});

it('lets nobody write a report but who works on the import, for as long as it is not ended', async () => {
  await store.insertImport(importRow('a', { state: 'importing', startedAt: 1 }));
  expect(await store.claimImport('a', 'one')).toBe(true);
  expect(await parts.putReportPart('a', 0, bytes('first'), 'one')).toBe(true);
  expect(await parts.putReportPart('a', 5, bytes('second'), 'one')).toBe(true);
  expect([await parts.putReportPart('a', 5, bytes('stranger'), 'two'), await parts.cutReport('a', 0, 'two')]).toEqual([false, false]);
  expect([await report('a', 0), await report('a', 5)]).toEqual(['first', 'second']);
  // What was written after the last checkpoint is written again, and can be shorter.
  expect(await parts.putReportPart('a', 5, bytes('2'), 'one')).toBe(true);
  expect(await report('a', 5)).toBe('2');
  expect(await parts.cutReport('a', 5, 'one')).toBe(true);
  expect([await report('a', 0), await report('a', 5)]).toEqual(['first', null]);

  await store.moveImport('a', ['importing'], 'cancelled', { endedAt: 2 });
  expect([await parts.putReportPart('a', 5, bytes('late'), 'one'), await parts.cutReport('a', 0, 'one')]).toEqual([false, false]);
  expect([await report('a', 0), await report('a', 5)]).toEqual(['first', null]);
  expect(await parts.putReportPart('none', 0, bytes('late'), 'one')).toBe(false);
  expect(await report('none', 0)).toBeNull();
});

it('removes a file in pieces, and nothing else', async () => {
  await store.insertImport(importRow('a', { state: 'importing', startedAt: 1 }));
  for (const at of [0, 1, 2]) await parts.putFilePart('a', at, bytes('x'));
  await parts.putFilePart('b', 0, bytes('x'));
  await parts.putReportPart('a', 0, bytes('errors'), 'one');
  expect(await parts.removeParts('a', 'file', 2)).toEqual({ removed: 2, isMore: true });
  expect(await parts.removeParts('a', 'file', 2)).toEqual({ removed: 1, isMore: false });
  expect([await file('a', 0), await file('a', 2), await file('b', 0), await report('a', 0)]).toEqual([null, null, 'x', 'errors']);
});

it('sweeps what a crash left behind: of files that are gone, and of uploads that never came to their end', async () => {
  for (const id of ['kept', 'gone']) await store.insertImport(importRow(id, { state: id === 'kept' ? 'importing' : 'failed', startedAt: 1 }));
  for (const id of ['kept', 'gone', 'crashed']) for (const at of [0, 1]) await parts.putFilePart(id, at, bytes('x'));
  for (const id of ['kept', 'gone']) await parts.putReportPart(id, 0, bytes('errors'), 'one');
  await age('61 minutes');
  for (const at of [0, 1]) await parts.putFilePart('coming', at, bytes('x'));
  await query(`UPDATE import_file_parts SET stored_at = stored_at - interval '61 minutes' WHERE import_id = 'coming' AND at = 0`);
  await store.forgetFile('gone');

  expect(await parts.sweepParts(3)).toEqual({ removed: 3, isMore: true });
  expect(await parts.sweepParts(3)).toEqual({ removed: 1, isMore: false });
  const left = async (id: string): Promise<unknown[]> => [await file(id, 0), await file(id, 1), await report(id, 0)];
  expect([await left('kept'), await left('gone'), await left('crashed'), await left('coming')]).toEqual([
    ['x', 'x', 'errors'],
    [null, null, 'errors'],
    [null, null, null],
    ['x', 'x', null],
  ]);
  await store.deleteImport('gone');
  expect((await parts.sweepParts(9)).removed).toBe(1);
});
