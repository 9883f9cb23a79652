/** What several processes have in common: every page and rule works through any of them. */
import { randomBytes } from 'node:crypto';
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

async function startServer(role: 'api' | 'worker'): Promise<ServerProcess> {
  const server = new ServerProcess({ TRIBUTARY_KINESIS_ENDPOINT: stream.endpoint, DATABASE_URL: database.href, TRIBUTARY_SECRET_KEY: key, TRIBUTARY_ROLE: role });
  servers.push(server);
  await server.start();
  return server;
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
