/** What several processes have in common: every page and rule works through any of them. */
import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest';
import type { TailBatch } from '../../shared/tail.ts';
import { startFakeStream, type FakeStream } from '../fakes/fakeStream.ts';
import { startPostgres, type PostgresServer } from '../postgresServer.ts';
import { adminToken, ServerProcess } from '../serverProcess.ts';

const key = randomBytes(32).toString('base64');

let postgres: PostgresServer;
let stream: FakeStream;
let database: URL;
let servers: ServerProcess[] = [];

beforeAll(async () => {
  postgres = await startPostgres();
});
afterAll(() => postgres.stop());

beforeEach(async () => {
  stream = await startFakeStream({ enforceShardLimits: false, seed: 5 });
  database = await postgres.createDatabase();
}, 60_000);
afterEach(async () => {
  await Promise.all(servers.map((server) => server.destroy()));
  servers = [];
  await stream.close();
}, 60_000);

async function startServer(role: 'api' | 'worker', environment: Readonly<Record<string, string>> = {}): Promise<ServerProcess> {
  const common = { TRIBUTARY_KINESIS_ENDPOINT: stream.endpoint, DATABASE_URL: database.href, TRIBUTARY_SECRET_KEY: key, TRIBUTARY_ROLE: role };
  const server = new ServerProcess({ ...common, ...environment });
  servers.push(server);
  await server.start();
  return server;
}

async function queried<Row>(sql: string, ...values: string[]): Promise<Row[]> {
  const client = new pg.Client({ connectionString: database.href });
  await client.connect();
  const { rows } = await client.query(sql, values);
  await client.end();
  return rows as Row[];
}

interface Listening {
  /** What came so far, by name. */
  of(name: string): unknown[];
  /** Resolves once the server has ended it. */
  readonly ended: Promise<void>;
  stop(): void;
}

/** A page that listens. */
async function listen(server: ServerProcess, path: string, headers: Record<string, string> = { authorization: `Bearer ${adminToken}` }): Promise<Listening> {
  const leaving = new AbortController();
  const response = await fetch(server.url + path, { headers, signal: leaving.signal });
  expect(response.status).toBe(200);
  let text = '';
  const read = async (): Promise<void> => {
    const decoder = new TextDecoder();
    for await (const chunk of response.body as unknown as AsyncIterable<Uint8Array>) text += decoder.decode(chunk, { stream: true });
  };
  return {
    of: (name) => [...text.matchAll(/event: (.*)\ndata: (.*)\n\n/g)].flatMap(([, event, data = '']) => (event === name ? [JSON.parse(data) as unknown] : [])),
    ended: read().catch((thrown: unknown) => {
      if (!leaving.signal.aborted) throw thrown;
    }),
    stop: () => leaving.abort(),
  };
}

async function post(server: ServerProcess, profileIds: readonly string[], round = 0): Promise<void> {
  const lines = profileIds.map((profileId) =>
    JSON.stringify({ profileId, identityMap: { ecid: [{ id: `${profileId}-${round}` }] }, segmentMembership: { ups: { high: { status: 'realized' } } } }),
  );
  expect((await server.send('POST', '/api/profiles', lines.join('\n'), 'application/x-ndjson')).status).toBe(200);
}

test('the live tail shows through any process what every worker delivers', async () => {
  const [first, second] = await Promise.all([startServer('api'), startServer('api')]);
  const id = await first.activate(stream.name, 'us-east-1', { segments: [{ id: 'high' }] });
  const early = await listen(first, `/api/destinations/${id}/tail`);
  await expect.poll(() => early.of('state')).toEqual([{ delivers: false }]);
  await Promise.all([startServer('worker'), startServer('worker')]);
  await expect.poll(() => early.of('state'), { timeout: 20_000 }).toEqual([{ delivers: false }, { delivers: true }]);
  const narrow = await listen(second, `/api/destinations/${id}/tail?profile=p7`);
  await expect.poll(() => narrow.of('state')).toEqual([{ delivers: true }]);

  const seenBy = (listening: Listening): string[] => (listening.of('records') as TailBatch[]).flatMap(({ items }) => items.map(({ profileId }) => String(profileId)));
  const matchedBy = (listening: Listening): number => (listening.of('records') as TailBatch[]).reduce((sum, { matched }) => sum + matched, 0);
  const people = Array.from({ length: 40 }, (_, index) => `p${index}`);
  // Both workers have heard of the watches by then, and both have some of the people.
  await expect
    .poll(
      async () => {
        await post(second, people, performance.now());
        return new Set(seenBy(early)).size;
      },
      { timeout: 20_000, interval: 1_000 },
    )
    .toBe(people.length);
  expect(new Set(seenBy(narrow))).toEqual(new Set(['p7']));

  const before = matchedBy(early);
  await post(
    first,
    Array.from({ length: 1_000 }, (_, index) => `many${index}`),
  );
  await expect.poll(() => matchedBy(early), { timeout: 10_000 }).toBeGreaterThanOrEqual(before + 1_000);
  for (const { matched, items } of early.of('records') as TailBatch[]) expect(items.length).toBeLessThanOrEqual(Math.min(50, matched));
  early.stop();
  narrow.stop();
}, 120_000);

const person = { email: 'ada@example.com', password: 'correct horse battery' };

/** The one-time token that a server printed. */
const printedToken = (server: ServerProcess): string => /#token=(\S+)/.exec(server.lines.find((line) => line.includes('/set-up#token=')) ?? '')?.[1] ?? '';

const answerOf = (server: ServerProcess, path: string, body: unknown): Promise<Response> =>
  fetch(server.url + path, { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) });
const statusOf = async (server: ServerProcess, path: string, body: unknown): Promise<number> => (await answerOf(server, path, body)).status;

test('the set-up link of one process works through another, and makes one owner', async () => {
  const [first, second] = await Promise.all([startServer('api'), startServer('api')]);
  await expect.poll(() => [printedToken(first), printedToken(second)].every((token) => token.length === 43)).toBe(true);
  const token = printedToken(first);
  expect(printedToken(second)).toBe(token);
  expect(await statusOf(second, '/api/setup', { ...person, token: `${token}x` })).toBe(401);
  const statuses = await Promise.all([first, second, first, second].map((server, index) => statusOf(server, '/api/setup', { ...person, email: `p${index}@example.com`, token })));
  expect(statuses.toSorted((a, b) => a - b)).toEqual([201, 410, 410, 410]);
  expect(await statusOf(first, '/api/setup', { ...person, token })).toBe(410);
}, 60_000);

test('wrong passwords, failed sign-ins of an address and calls of a person are counted over all processes', async () => {
  const [first, second] = await Promise.all([startServer('api'), startServer('api')]);
  const inTurn = async (count: number, ask: (server: ServerProcess) => Promise<number>): Promise<number[]> => {
    const statuses: number[] = [];
    for (let call = 0; call < count; call += 1) statuses.push(await ask(call % 2 === 0 ? first : second));
    return statuses;
  };
  await expect.poll(() => printedToken(first).length).toBe(43);
  expect(await statusOf(first, '/api/setup', { ...person, token: printedToken(first) })).toBe(201);
  expect(await inTurn(5, (server) => statusOf(server, '/api/session', { ...person, password: 'wrong' }))).toEqual([401, 401, 401, 401, 401]);
  for (const server of [first, second]) {
    const slowed = await answerOf(server, '/api/session', person);
    expect([slowed.status, Number(slowed.headers.get('retry-after')) > 0]).toEqual([429, true]);
  }

  // Thirty a minute, of which seven were made above.
  const signIns = await inTurn(30, (server) => statusOf(server, '/api/session', { token: 'not the token' }));
  expect(signIns.slice(0, 23)).toEqual(Array.from({ length: 23 }, () => 401));
  expect(signIns.at(-1)).toBe(429);

  const exported = await Promise.all(
    Array.from({ length: 40 }, async (_, call) => {
      const server = call % 2 === 0 ? first : second;
      return (await server.send('POST', '/api/exports', JSON.stringify({ list: 'destinations', format: 'csv' }), 'application/json')).status;
    }),
  );
  const allowed = exported.filter((status) => status === 204).length;
  expect(allowed).toBeGreaterThanOrEqual(30);
  expect(allowed).toBeLessThan(40);
}, 60_000);

test('two requests with one Idempotency-Key at two processes have one effect and one answer', async () => {
  const [first, second] = await Promise.all([startServer('api'), startServer('api')]);
  const headers = { authorization: `Bearer ${adminToken}`, 'content-type': 'application/x-ndjson', 'idempotency-key': 'nightly' };
  const line = (profileId: string): string => `${JSON.stringify({ profileId, attributes: { points: 1 } })}\n`;
  const open = Promise.withResolvers<void>();
  const body = (async function* () {
    yield Buffer.from(line('ada'));
    await open.promise;
    yield Buffer.from(line('bob'));
  })();
  const slow = fetch(`${first.url}/api/profiles`, { method: 'POST', headers, body: body as unknown as BodyInit, duplex: 'half' } as RequestInit);
  const claims = async (): Promise<number> => (await queried('SELECT FROM shared_state WHERE scope = $1', 'idempotency')).length;
  await expect.poll(claims, { timeout: 10_000 }).toBe(1);
  const waiting = fetch(`${second.url}/api/profiles`, { method: 'POST', headers, body: line('ada') + line('bob') });
  const other = await fetch(`${second.url}/api/profiles`, { method: 'POST', headers: { ...headers, 'idempotency-key': 'another' }, body: line('cyd') });
  expect(other.status).toBe(200);
  open.resolve();
  const [one, two] = await Promise.all([slow, waiting].map(async (answer) => (await answer).json()));
  expect(one).toMatchObject({ accepted: 2 });
  expect(two).toEqual(one);
  const changed = await fetch(`${second.url}/api/profiles`, { method: 'POST', headers, body: line('ada') });
  expect([changed.status, await claims()]).toEqual([409, 0]);
}, 60_000);

test('a session that ends at one process ends at once at all of them, with what it listens to', async () => {
  const [first, second] = await Promise.all([startServer('api'), startServer('api')]);
  const id = await first.activate(stream.name, 'us-east-1', { segments: [{ id: 'high' }] });
  const signedIn = await answerOf(first, '/api/session', { token: adminToken });
  const cookie = signedIn.headers.getSetCookie()[0]?.split(';')[0] ?? '';
  const session = (server: ServerProcess, method = 'GET') => fetch(`${server.url}/api/session`, { method, headers: { cookie, origin: server.url } });
  expect((await session(second)).status).toBe(200);
  const events = await listen(second, '/api/events', { cookie });
  const tail = await listen(second, `/api/destinations/${id}/tail`, { cookie });
  await expect.poll(() => tail.of('state')).toHaveLength(1);
  expect((await session(first, 'DELETE')).status).toBe(204);
  const endedAt = performance.now();
  expect((await session(second)).status).toBe(401);
  await Promise.all([events.ended, tail.ended]);
  // Less than the heartbeat, which would find it, too.
  expect(performance.now() - endedAt).toBeLessThan(5_000);
}, 60_000);

test('a process that stops is not ready first, answers what comes meanwhile and what is under way, and ends what pages listen to', async () => {
  const [first, second] = await Promise.all([startServer('api'), startServer('api')]);
  const events = await listen(first, '/api/events');
  const open = Promise.withResolvers<void>();
  const body = (async function* () {
    yield Buffer.from('{"profileId":"ada"}\n');
    await open.promise;
    yield Buffer.from('{"profileId":"bob"}\n');
  })();
  const headers = { authorization: `Bearer ${adminToken}`, 'content-type': 'application/x-ndjson' };
  const slow = fetch(`${first.url}/api/profiles`, { method: 'POST', headers, body: body as unknown as BodyInit, duplex: 'half' } as RequestInit);
  const get = (path: string): Promise<Response> => first.send('GET', path, undefined, 'text/plain');
  expect((await get('/readyz')).status).toBe(200);
  const ended = first.end('SIGTERM');
  await expect.poll(async () => (await get('/readyz')).status, { interval: 50 }).toBe(503);
  const answered = await get('/api/destinations');
  expect([answered.status, answered.headers.get('connection')]).toEqual([200, 'close']);
  await events.ended;
  open.resolve();
  expect(await (await slow).json()).toMatchObject({ accepted: 2 });
  expect(await ended).toBe(0);
  expect((await second.send('GET', '/api/profiles/bob', undefined, 'text/plain')).status).toBe(200);
}, 60_000);

test('an import that is cancelled at one process applies no row any more at the one that works on it, and goes on when it is resumed', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'tributary-shared-'));
  const first = await startServer('api', { TRIBUTARY_DATA_DIR: folder });
  const second = await startServer('api', { TRIBUTARY_DATA_DIR: folder });
  const rows = 30_000;
  const lines = Array.from({ length: rows }, (_, index) => `p${index},${index}`).join('\n');
  const { id } = (await (await first.send('POST', '/api/imports?name=people.csv', `id,points\n${lines}\n`, 'text/csv')).json()) as { id: string };
  const columns = [
    { column: 'id', use: 'profile_id' },
    { column: 'points', use: 'attribute', path: 'points', type: 'number' },
  ];
  await first.call('POST', `/api/imports/${id}/start`, { segment: null, mode: 'update', columns });
  const read = async () => (await second.call('GET', `/api/imports/${id}`)) as unknown as { state: string; counts: { changed: number } };
  await expect.poll(async () => (await read()).counts.changed, { timeout: 30_000, interval: 20 }).toBeGreaterThan(0);
  await second.call('POST', `/api/imports/${id}/cancel`);
  const applied = async (): Promise<number> => (await queried<{ applied: number }>('SELECT count(*)::integer AS applied FROM profiles'))[0]?.applied ?? 0;
  const before = await applied();
  expect(before).toBeLessThan(rows);
  await sleep(2_000);
  expect(await applied()).toBe(before);
  expect(await read()).toMatchObject({ state: 'cancelled', counts: { changed: before } });
  await second.call('POST', `/api/imports/${id}/resume`);
  await expect.poll(async () => (await read()).state, { timeout: 60_000 }).toBe('completed');
  expect((await read()).counts.changed).toBe(rows);
  rmSync(folder, { recursive: true });
}, 120_000);
