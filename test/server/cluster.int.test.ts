import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest';
import { startFakeStream, type FakeStream } from '../fakes/fakeStream.ts';
import { startPostgres, type PostgresServer } from '../postgresServer.ts';
import { ServerProcess } from '../serverProcess.ts';
import { startStallingProxy } from '../stallingProxy.ts';
import { readStream } from './consumer.ts';

const profiles = 60;
const betweenRoundsMs = 40;
/** Records of requests that may be under way when a worker loses its partitions: four requests of 500. */
const mostRepeated = 2_000;
const key = randomBytes(32).toString('base64');

let postgres: PostgresServer;
let stream: FakeStream;
let servers: ServerProcess[] = [];
let api: ServerProcess;
let destinationId: string;
let database: URL;

beforeAll(async () => {
  postgres = await startPostgres();
});
afterAll(() => postgres.stop());

async function startServer(role: 'api' | 'worker', through = database, environment: Readonly<Record<string, string>> = {}): Promise<ServerProcess> {
  const server = new ServerProcess({
    TRIBUTARY_KINESIS_ENDPOINT: stream.endpoint,
    LOG_LEVEL: 'info',
    DATABASE_URL: through.href,
    TRIBUTARY_SECRET_KEY: key,
    TRIBUTARY_ROLE: role,
    ...environment,
  });
  servers.push(server);
  await server.start();
  return server;
}

beforeEach(async () => {
  stream = await startFakeStream({ enforceShardLimits: false, seed: 5 });
  stream.latencyMs = 15;
  database = await postgres.createDatabase();
  api = await startServer('api');
}, 60_000);
afterEach(async () => {
  await Promise.all(servers.map((server) => server.destroy()));
  servers = [];
  await stream.close();
}, 60_000);

/** One request with one change of every profile, marked by its identity; true when all of it is accepted. */
async function post(round: number): Promise<boolean> {
  const lines = Array.from({ length: profiles }, (_, index) =>
    JSON.stringify({ profileId: `p${index}`, identityMap: { ecid: [{ id: `${index}-${round}` }] }, segmentMembership: { ups: { high: { status: 'realized' } } } }),
  );
  try {
    const response = await api.send('POST', '/api/profiles', lines.join('\n'), 'application/x-ndjson');
    return response.status === 200 && ((await response.json()) as { accepted: number }).accepted === profiles;
  } catch {
    return false;
  }
}

type Counts = Record<'received' | 'activated' | 'excluded' | 'failed' | 'pending', number>;
const totals = async (): Promise<Counts> => (await api.call('GET', `/api/destinations/${destinationId}/metrics`)).totals as Counts;

/** Every change in the log has its outcome: nothing pending, and the count stands still at what was accepted or more. */
async function settledAt(least: number): Promise<Counts> {
  const until = performance.now() + 60_000;
  for (let before = -1; performance.now() < until; await sleep(1_500)) {
    const now = await totals();
    if (now.activated >= least && now.pending === 0 && now.activated === before) return now;
    before = now.activated;
  }
  throw new Error(`Not settled: ${JSON.stringify(await totals())}, wanted ${least}.`);
}

const activate = async (): Promise<void> => {
  destinationId = await api.activate(stream.name, 'us-east-1', { segments: [{ id: 'high' }] }, { envelope: 'cloudevents' });
};

test('several workers share one destination: all of it is delivered once, in the order of every profile', async () => {
  await Promise.all([startServer('worker'), startServer('worker')]);
  await activate();
  const rounds = 20;
  for (let round = 0; round < rounds; round += 1) expect(await post(round)).toBe(true);
  await settledAt(rounds * profiles);
  expect(await totals()).toMatchObject({ received: rounds * profiles, activated: rounds * profiles, excluded: 0, failed: 0, pending: 0 });
  const { records, first, broken } = readStream(stream.records());
  expect([records, first.length, broken]).toEqual([rounds * profiles, rounds * profiles, []]);
}, 120_000);

/**
 * Posts round after round while something happens to the servers; what was accepted. With a rest between two, so that
 * delivery keeps up on a slow machine, too, and what is waited for is the others, not what is queued before them.
 */
async function postWhile(first: number, happens: () => Promise<void>): Promise<number[]> {
  const accepted: number[] = [];
  let isOver = false;
  const over = happens().finally(() => (isOver = true));
  for (let round = first; !isOver; round += 1) {
    if (await post(round)) accepted.push(round);
    await sleep(betweenRoundsMs);
  }
  await over;
  return accepted;
}

/** Nothing that was accepted is missing, the order of every profile holds, and repeats are the same bytes with the same id; how many there are. */
function expectWhole(accepted: readonly number[]): number {
  const { records, first, marks, broken } = readStream(stream.records());
  const lost = accepted.flatMap((round) => Array.from({ length: profiles }, (_, index) => `${index}-${round}`)).filter((mark) => !marks.has(mark));
  expect(lost).toEqual([]);
  expect(broken).toEqual([]);
  return records - first.length;
}

test('workers that are killed, come and stop lose nothing and keep the order; others take over', async () => {
  const workers = await Promise.all([startServer('worker'), startServer('worker'), startServer('worker'), startServer('worker')]);
  await activate();
  const accepted = await postWhile(0, async () => {
    for (const worker of workers.slice(0, 3)) {
      await sleep(2_000);
      const marksBefore = readStream(stream.records()).marks.size;
      expect(marksBefore).toBeGreaterThan(0);
      await worker.end('SIGKILL');
      // Every profile moves again: what the one that was killed worked on, too.
      const seen = new Set<string>();
      for (let at = stream.records().length; seen.size < profiles; await sleep(50)) {
        for (const { data } of stream.records().slice(at)) seen.add((JSON.parse(data.toString('utf8')) as { subject: string }).subject);
        at = stream.records().length;
      }
    }
    await startServer('worker');
    await sleep(2_000);
    expect(await workers[3].end('SIGTERM')).toBe(0);
    await sleep(2_000);
  });
  await settledAt(accepted.length * profiles);
  expect(expectWhole(accepted)).toBeLessThanOrEqual(3 * mostRepeated);
}, 180_000);

test('a worker that was frozen for a minute, ten times its lease, finds others in its place, stores nothing and sends nothing more', async () => {
  const [frozen] = await Promise.all([startServer('worker'), startServer('worker')]);
  await activate();
  const accepted = await postWhile(0, async () => {
    await sleep(2_000);
    frozen.signal('SIGSTOP');
    await sleep(60_000);
    frozen.signal('SIGCONT');
    await sleep(5_000);
  });
  await settledAt(accepted.length * profiles);
  expect(expectWhole(accepted)).toBeLessThanOrEqual(mostRepeated);
}, 240_000);

test('a database that restarts costs seconds and no change', async () => {
  await Promise.all([startServer('worker'), startServer('worker')]);
  await activate();
  const accepted = await postWhile(0, async () => {
    for (let restart = 0; restart < 3; restart += 1) {
      await sleep(2_000);
      await postgres.restart();
    }
    await sleep(3_000);
  });
  expect(accepted.length).toBeGreaterThan(3);
  await settledAt(accepted.length * profiles);
  expectWhole(accepted);
  for (const server of servers) expect((await server.send('GET', '/readyz', undefined, 'text/plain')).status).toBe(200);
}, 180_000);

test('a worker whose way to the database is cut without a word is replaced, and comes back when it is mended', async () => {
  const proxy = await startStallingProxy({ host: database.hostname, port: Number(database.port) });
  const through = new URL(database);
  through.port = String(proxy.port);
  await Promise.all([startServer('worker', through), startServer('worker')]);
  await activate();
  let newest = 0;
  const accepted = await postWhile(0, async () => {
    await sleep(3_000);
    proxy.stall();
    await sleep(11_000);
    newest = stream.records().length;
    await sleep(2_000);
    // Everybody's changes arrive although one of two is cut off.
    const subjects = stream
      .records()
      .slice(newest)
      .map(({ data }) => (JSON.parse(data.toString('utf8')) as { subject: string }).subject);
    expect(new Set(subjects).size).toBe(profiles);
    proxy.resume();
    await sleep(5_000);
  });
  await settledAt(accepted.length * profiles);
  expect(expectWhole(accepted)).toBeLessThanOrEqual(mostRepeated);
  await proxy.close();
}, 180_000);

test('an import goes on in another process when the one that worked on it is killed, and applies no row twice', async () => {
  const folder = mkdtempSync(path.join(tmpdir(), 'tributary-shared-'));
  const first = await startServer('api', database, { TRIBUTARY_DATA_DIR: folder });
  const second = await startServer('api', database, { TRIBUTARY_DATA_DIR: folder });
  const rows = 30_000;
  // Everybody comes twice with other points: a row that was applied again would change somebody once more.
  const lines = Array.from({ length: rows }, (_, index) => `p${index % (rows / 2)},${index}`).join('\n');
  const { id } = (await (await first.send('POST', '/api/imports?name=people.csv', `id,points\n${lines}\n`, 'text/csv')).json()) as { id: string };
  const columns = [
    { column: 'id', use: 'profile_id' },
    { column: 'points', use: 'attribute', path: 'points', type: 'number' },
  ];
  await first.call('POST', `/api/imports/${id}/start`, { segment: null, mode: 'update', columns });
  const read = async (): Promise<{ state: string; counts: { changed: number; rows: number } }> => (await second.call('GET', `/api/imports/${id}`)) as never;
  await expect.poll(async () => (await read()).counts.changed, { timeout: 30_000, interval: 20 }).toBeGreaterThan(0);
  await first.end('SIGKILL');
  expect((await read()).state).toBe('importing');
  await expect.poll(async () => (await read()).state, { timeout: 60_000 }).toBe('completed');
  expect((await read()).counts).toMatchObject({ rows, changed: rows, unchanged: 0, rejected: 0 });
  rmSync(folder, { recursive: true });
}, 150_000);
