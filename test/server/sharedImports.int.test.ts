/** Imports where several processes share the store, each with a disk of its own: any of them does anything with any import. */
import { randomBytes } from 'node:crypto';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest';
import type { Import, ImportPreview } from '../../shared/import.ts';
import { writeParquet } from '../imports/writeParquet.ts';
import { startPostgres, type PostgresServer } from '../postgresServer.ts';
import { adminToken, ServerProcess } from '../serverProcess.ts';

const key = randomBytes(32).toString('base64');
const people = 30_000;
const rows = 2 * people;
const outsiders = 500;
const columns = [
  { column: 'id', use: 'profile_id' },
  { column: 'points', use: 'attribute', path: 'points', type: 'number' },
];

let postgres: PostgresServer;
let database: URL;
let servers: ServerProcess[] = [];
let first: ServerProcess;
let second: ServerProcess;
const folder = mkdtempSync(path.join(tmpdir(), 'tributary-shared-imports-'));

beforeAll(async () => {
  postgres = await startPostgres();
});
afterAll(async () => {
  await postgres.stop();
  rmSync(folder, { recursive: true });
});
beforeEach(async () => {
  database = await postgres.createDatabase();
  first = await startServer();
  second = await startServer();
}, 60_000);
afterEach(async () => {
  await Promise.all(servers.map((server) => server.destroy()));
  servers = [];
}, 60_000);

async function startServer(): Promise<ServerProcess> {
  const server = new ServerProcess({ DATABASE_URL: database.href, TRIBUTARY_SECRET_KEY: key, TRIBUTARY_ROLE: 'api' });
  servers.push(server);
  await server.start();
  return server;
}

async function upload(server: ServerProcess, body: string | Uint8Array<ArrayBuffer>, type = 'text/csv'): Promise<string> {
  const response = await fetch(`${server.url}/api/imports?name=people`, { method: 'POST', headers: { authorization: `Bearer ${adminToken}`, 'content-type': type }, body });
  expect(response.status).toBe(201);
  return ((await response.json()) as Import).id;
}
const read = async (server: ServerProcess, id: string): Promise<Import> => (await server.call('GET', `/api/imports/${id}`)) as unknown as Import;
const reportOf = async (server: ServerProcess, id: string): Promise<string> => (await server.send('GET', `/api/imports/${id}/errors`, undefined, 'text/csv')).text();
const filesOf = (server: ServerProcess): string[] => readdirSync(path.join(server.dataDir, 'imports'));

async function queried<Row extends pg.QueryResultRow>(sql: string, ...values: string[]): Promise<Row[]> {
  const client = new pg.Client({ connectionString: database.href });
  await client.connect();
  try {
    return (await client.query<Row>(sql, values)).rows;
  } finally {
    await client.end();
  }
}

/** What the database has of files and reports: of which import, which kind. */
async function stored(): Promise<string[]> {
  return (await queried<{ what: string }>(`SELECT DISTINCT import_id || ' ' || kind AS what FROM import_file_parts ORDER BY what`)).map(({ what }) => what);
}

async function until(server: ServerProcess, id: string, isSo: (row: Import) => boolean): Promise<Import> {
  for (let left = 1_200; left > 0; left -= 1) {
    const row = await read(server, id);
    if (isSo(row)) return row;
    await sleep(50);
  }
  throw new Error(`It never came to that: ${JSON.stringify(await read(server, id))}`);
}
const isOver = ({ state }: Import): boolean => ['completed', 'cancelled', 'failed'].includes(state);

/** Everybody comes twice, and the second row is another one: were any row applied again, more would change than rows. Every thousandth person cannot be read. */
const csvRows = (): string =>
  Array.from({ length: people }, (_, index) => (index % 1_000 === 7 ? `new-${index},x\nnew-${index},x\n` : `new-${index},${index}\nnew-${index},${-index - 1}\n`)).join('');

async function parquetRows(): Promise<Uint8Array<ArrayBuffer>> {
  const file = path.join(folder, 'people.parquet');
  const points = (value: string): string => `CASE WHEN i % 1000 = 7 THEN 'x' ELSE (${value})::VARCHAR END`;
  await writeParquet(
    file,
    `SELECT 'new-' || i AS id, points FROM (SELECT i, 0 AS n, ${points('i')} AS points FROM range(${people}) t(i) UNION ALL SELECT i, 1, ${points('-i - 1')} FROM range(${people}) t(i)) ORDER BY i, n`,
  );
  return new Uint8Array(readFileSync(file));
}

test('what one process took in is looked at, imported, cancelled, gone on with, told of and removed by another', async () => {
  const text = `id;points\n${csvRows().replaceAll(',', ';')}`;
  const id = await upload(first, text);
  expect([filesOf(first), filesOf(second), await stored()]).toEqual([[], [], [`${id} file`]]);
  const preview = async (delimiter: string) => (await second.call('GET', `/api/imports/${id}/preview?delimiter=${encodeURIComponent(delimiter)}`)) as unknown as ImportPreview;
  expect((await preview(',')).columns.map(({ name }) => name)).toEqual(['id;points']);
  expect(await preview(';')).toMatchObject({ columns: [{ name: 'id' }, { name: 'points' }], sampled: 500 });

  const refused = await second.send('POST', `/api/imports/${id}/start`, JSON.stringify({ segment: null, mode: 'update', columns, delimiter: ',' }), 'application/json');
  expect([refused.status, await refused.text()]).toEqual([422, expect.stringContaining('The file has no such column.')]);
  await second.call('POST', `/api/imports/${id}/start`, { segment: null, mode: 'update', columns, delimiter: ';' });
  await until(first, id, ({ counts }) => counts.changed > 0);
  // How long it still takes is known to the one that works on it, and told by both.
  for (const server of [first, second]) {
    const { progress } = await until(server, id, (row) => row.state === 'importing' && (row.progress?.remainingSeconds ?? null) !== null);
    expect(progress).toMatchObject({ total: rows, unit: 'rows', waiting: null });
  }
  expect(await first.call('POST', `/api/imports/${id}/cancel`)).toMatchObject({ state: 'cancelled', hasFile: true });
  await first.call('POST', `/api/imports/${id}/resume`);
  const rejected = rows / 1_000;
  for (const server of [first, second])
    expect(await until(server, id, isOver)).toMatchObject({ state: 'completed', hasFile: false, counts: { rows, rejected, changed: rows - rejected } });
  const reports = await Promise.all([reportOf(first, id), reportOf(second, id)]);
  expect(reports[0]?.trimEnd().split('\r\n')).toHaveLength(rejected + 1);
  expect(reports[1]).toBe(reports[0]);
  expect([filesOf(first), filesOf(second), await stored()]).toEqual([[], [], [`${id} report`]]);
  await first.call('DELETE', `/api/imports/${id}`);
  expect([(await second.send('GET', `/api/imports/${id}`, undefined, 'text/csv')).status, await stored()]).toEqual([404, []]);
}, 120_000);

test('a file that is not started leaves nothing behind when another process removes it', async () => {
  const id = await upload(first, await parquetRows(), 'application/vnd.apache.parquet');
  expect([filesOf(first), await stored()]).toEqual([[], [`${id} file`]]);
  await second.call('DELETE', `/api/imports/${id}`);
  expect(await stored()).toEqual([]);
}, 60_000);

test.each([
  ['CSV', 'text/csv', () => `id,points\n${csvRows()}`],
  ['Parquet', 'application/vnd.apache.parquet', parquetRows],
])(
  'when the process is killed that imports %s, another one ends it: nobody is missing, applied twice or told of twice',
  async (_, type, file) => {
    const members = Array.from({ length: outsiders }, (__, index) => ({
      profileId: `old-${index}`,
      segmentMembership: { ups: { high: { status: 'realized', lastQualificationTime: '2026-01-01T00:00:00Z' } } },
    }));
    await second.call('POST', '/api/profiles', members);
    const id = await upload(second, await file(), type);
    await first.call('POST', `/api/imports/${id}/start`, { segment: { id: 'high' }, mode: 'replace', columns });
    await until(second, id, ({ state, counts }) => state === 'importing' && counts.changed > rows / 10);
    expect(filesOf(first)).toHaveLength(type === 'text/csv' ? 0 : 1);
    await first.end('SIGKILL');
    expect((await read(second, id)).counts.changed).toBeLessThan(rows / 2);

    const rejected = rows / 1_000;
    const done = await until(second, id, isOver);
    expect(done).toMatchObject({ state: 'completed', problem: null, counts: { rows, rejected, changed: rows - rejected, unchanged: 0, exited: outsiders } });
    const report = (await reportOf(second, id)).trimEnd().split('\r\n').slice(1);
    const told = report.map((line) => Number(line.split(',', 1)[0]));
    expect(told).toEqual(Array.from({ length: rejected / 2 }, (__, thousand) => [2 * (thousand * 1_000 + 7) + 1, 2 * (thousand * 1_000 + 7) + 2]).flat());
    expect((await second.call('GET', '/api/segments/high'))['size']).toBe((rows - rejected) / 2);
    // In the log a change for every row, and two of everybody who came and left. Its numbers have gaps where a transaction came to nothing.
    expect(await queried('SELECT split_part(profile_id, $1, 1) AS who, count(*)::int AS changes FROM change_log GROUP BY who ORDER BY who', '-')).toEqual([
      { who: 'new', changes: rows - rejected },
      { who: 'old', changes: 2 * outsiders },
    ]);
    await first.start();
    expect([filesOf(first), filesOf(second), await stored()]).toEqual([[], [], [`${id} report`]]);
  },
  120_000,
);
