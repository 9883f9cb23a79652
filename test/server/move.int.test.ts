import { readFileSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { moveStore } from '../../server/moveStore.ts';
import { startFakeStream, type FakeStream } from '../fakes/fakeStream.ts';
import { startPostgres, type PostgresServer } from '../postgresServer.ts';
import { ServerProcess } from '../serverProcess.ts';
import { readStream } from './consumer.ts';

const people = 60;
const rounds = 40;

let postgres: PostgresServer;
let stream: FakeStream;
const servers: ServerProcess[] = [];

beforeAll(async () => {
  [postgres, stream] = await Promise.all([startPostgres(), startFakeStream({ enforceShardLimits: false, seed: 7 })]);
});
afterAll(async () => {
  await Promise.all(servers.map((server) => server.destroy()));
  await Promise.all([postgres.stop(), stream.close()]);
});

async function startServer(environment: Record<string, string>): Promise<ServerProcess> {
  const server = new ServerProcess({ TRIBUTARY_KINESIS_ENDPOINT: stream.endpoint, ...environment });
  servers.push(server);
  await server.start();
  return server;
}

async function post(server: ServerProcess, round: number): Promise<void> {
  const lines = Array.from({ length: people }, (_, index) =>
    JSON.stringify({ profileId: `p${index}`, identityMap: { ecid: [{ id: `${index}-${round}` }] }, segmentMembership: { ups: { high: { status: 'realized' } } } }),
  );
  const response = await server.send('POST', '/api/profiles', lines.join('\n'), 'application/x-ndjson');
  expect(response.status).toBe(200);
}

test('a server that is moved to PostgreSQL while much waits delivers the rest there, by two workers: each change once, in order', async () => {
  stream.latencyMs = 300;
  const embedded = await startServer({});
  const id = await embedded.activate(stream.name, 'us-east-1', { segments: [{ id: 'high' }] }, { envelope: 'cloudevents' });
  for (let round = 0; round < rounds; round += 1) await post(embedded, round);
  const uploaded = await embedded.send('POST', '/api/imports?name=people.csv', 'id\nann\nbob\n', 'text/csv');
  const { id: waiting } = (await uploaded.json()) as { id: string };
  await expect.poll(() => stream.records().length).toBeGreaterThan(0);
  expect(await embedded.end('SIGTERM')).toBe(0);
  const before = readStream(stream.records()).records;
  expect(before).toBeLessThan((people * rounds) / 2);

  const shared = { DATABASE_URL: (await postgres.createDatabase()).href, TRIBUTARY_SECRET_KEY: readFileSync(path.join(embedded.dataDir, 'secret.key'), 'utf8').trim() };
  await moveStore({ environment: { ...shared, TRIBUTARY_DATA_DIR: embedded.dataDir }, output: { write: () => undefined } });

  stream.latencyMs = 15;
  const api = await startServer({ ...shared, TRIBUTARY_ROLE: 'api' });
  await Promise.all([startServer({ ...shared, TRIBUTARY_ROLE: 'worker' }), startServer({ ...shared, TRIBUTARY_ROLE: 'worker' })]);
  await post(api, rounds);
  const all = people * (rounds + 1);
  const totals = async () => (await api.call('GET', `/api/destinations/${id}/metrics`)).totals;
  for (let left = 60; left > 0 && readStream(stream.records()).records < all; left -= 1) await sleep(1_000);
  await expect.poll(totals).toMatchObject({ received: all, activated: all, excluded: 0, failed: 0, pending: 0 });
  const { records, first, broken } = readStream(stream.records());
  expect([records, first.length, broken]).toEqual([all, all, []]);
  await api.call('POST', `/api/imports/${waiting}/start`, { segment: null, mode: 'update', columns: [{ column: 'id', use: 'profile_id' }] });
  await expect.poll(() => api.call('GET', `/api/imports/${waiting}`), { timeout: 20_000 }).toMatchObject({ state: 'completed', counts: { rows: 2, rejected: 0 } });
  expect(await api.call('GET', `/api/destinations/${id}/self-check`)).toMatchObject({ addsUp: true, differences: [] });
}, 180_000);
