import { readdirSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { Import } from '../../shared/import.ts';
import { seededRandom } from '../fakes/manualClock.ts';
import { ServerProcess } from '../serverProcess.ts';

const people = 50_000;
const rows = 2 * people;
const outsiders = 2_000;
/** `CRASH_SEED` chooses other moments, as for the other crash tests (CONTRIBUTING.md). */
const random = seededRandom(Number(process.env.CRASH_SEED ?? 42));

let server: ServerProcess;
beforeEach(async () => {
  server = new ServerProcess();
  await server.start();
}, 60_000);
afterEach(() => server.destroy());

const read = async (id: string): Promise<Import> => (await server.call('GET', `/api/imports/${id}`)) as unknown as Import;
const sizeOf = async (id: string): Promise<unknown> => (await server.call('GET', `/api/segments/${id}`))['size'];

/** Head of the change log: how often anything changed, and once more. */
async function headOfLog(): Promise<number> {
  return Number((await server.call('POST', '/api/profiles', { profileId: `probe-${random()}` }))['sequence']);
}

test('killed again and again, an import that replaces a segment goes on by itself, and nobody is missing, applied twice or left behind', async () => {
  const members = Array.from({ length: outsiders }, (_, index) => ({
    profileId: `old-${index}`,
    segmentMembership: { ups: { high: { status: 'realized', lastQualificationTime: '2026-01-01T00:00:00Z' } } },
  }));
  await server.call('POST', '/api/profiles', members);
  const before = await headOfLog();
  // Everybody comes twice, and the second row is another one: were any row applied again, more would change than this.
  const lines = Array.from({ length: people }, (_, index) => [
    `new-${index},${index % 1_000 === 7 ? 'x' : index}`,
    `new-${index},${index % 1_000 === 7 ? 'x' : -index - 1}`,
  ]).flat();
  const uploaded = await server.send('POST', '/api/imports?name=people.csv', `id,points\n${lines.join('\n')}\n`, 'text/csv');
  const { id } = (await uploaded.json()) as Import;
  await server.call('POST', `/api/imports/${id}/start`, {
    segment: { id: 'high' },
    mode: 'replace',
    columns: [
      { column: 'id', use: 'profile_id' },
      { column: 'points', use: 'attribute', path: 'points', type: 'number' },
    ],
  });

  const seen = new Set<string>();
  let kills = 0;
  for (let state = 'queued'; state !== 'completed';) {
    await sleep(random() * 400);
    ({ state } = await read(id));
    seen.add(state);
    expect(state).not.toBe('failed');
    if (state === 'completed' || kills === 12) {
      await sleep(20);
      continue;
    }
    kills += 1;
    await server.end('SIGKILL');
    await server.start();
  }

  expect([...seen]).toEqual(expect.arrayContaining(['importing', 'completed']));
  expect(kills).toBeGreaterThan(2);
  const { counts, errors } = await read(id);
  const rejected = rows / 1_000;
  expect(counts).toEqual({ rows, rejected, changed: rows - rejected, unchanged: 0, exited: outsiders });
  expect(errors).toHaveLength(rejected);
  const report = await (await server.send('GET', `/api/imports/${id}/errors`, undefined, 'text/csv')).text();
  expect(report.trimEnd().split('\r\n')).toHaveLength(rejected + 1);
  expect(await sizeOf('high')).toBe((rows - rejected) / 2);
  // A change for every row and for everybody who left.
  expect((await headOfLog()) - before).toBe(rows - rejected + outsiders + 1);
  expect(readdirSync(path.join(server.dataDir, 'imports'))).toEqual([`${id}.errors.csv`]);
}, 180_000);

test('an upload that the kill interrupted is gone after the start', async () => {
  const sending = server.send('POST', '/api/imports', `id\n${'x\n'.repeat(20_000_000)}`, 'text/csv').catch(() => null);
  await expect.poll(() => readdirSync(path.join(server.dataDir, 'imports')).length, { interval: 2, timeout: 10_000 }).toBe(1);
  await server.end('SIGKILL');
  await sending;
  await server.start();
  expect(readdirSync(path.join(server.dataDir, 'imports'))).toEqual([]);
  expect(await server.call('GET', '/api/imports')).toEqual({ items: [], nextCursor: null });
}, 60_000);
