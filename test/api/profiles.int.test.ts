import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { request as httpRequest, type Server } from 'node:http';
import { connect, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import express from 'express';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { Context } from '../../server/api/context.ts';
import { sendProblem } from '../../server/api/errorHandler.ts';
import { ingestRoute } from '../../server/api/routes/profiles.ts';
import { toActivationError } from '../../server/kit/errors.ts';
import { createIngest } from '../../server/profiles/ingest.ts';
import { openSqliteStore } from '../../server/store/sqlite/sqliteStore.ts';
import type { Store } from '../../server/store/store.ts';
import { ingestResultSchema, type IngestResult } from '../../shared/profile.ts';
import { problemSchema, type Problem } from '../../shared/problem.ts';
import { ndjson, sentProfile } from '../factories.ts';
import { ManualClock } from '../fakes/manualClock.ts';
import { MemoryProfileStore } from '../fakes/memoryProfileStore.ts';

interface CorpusEntry {
  id: string;
  description: string;
  contentType: string;
  contentEncoding?: string;
  /** Compress the body. */
  gzip?: boolean;
  /** One of these is the body. */
  body?: string;
  base64?: string;
  parts?: { text: string; times?: number }[];
  expect: { status: number; code?: string; path?: string };
}

const corpus = JSON.parse(await readFile(new URL('../corpus/ingest.json', import.meta.url), 'utf8')) as CorpusEntry[];

function bytesOf(entry: CorpusEntry): Buffer {
  const plain =
    entry.base64 !== undefined
      ? Buffer.from(entry.base64, 'base64')
      : Buffer.concat((entry.parts ?? [{ text: entry.body ?? '' }]).map(({ text, times = 1 }) => Buffer.alloc(Buffer.byteLength(text) * times, text)));
  return entry.gzip ? gzipSync(plain) : plain;
}

type Backend = Parameters<typeof ingestRoute>[0]['store'] & Parameters<typeof createIngest>[0]['store'];

/** The route in a real server on a free port of this machine. */
async function serve(store: Backend, clock = new ManualClock(), owner = 'role:admin'): Promise<{ url: string; clock: ManualClock; close: () => Promise<void> }> {
  const handler = ingestRoute({ ingest: createIngest({ store, clock, onAppended: () => undefined }), store, clock, onRefused: () => undefined });
  const app = express();
  app.post('/api/profiles', (request, response) => handler({ request, response, caller: { owner: request.get('x-owner') ?? owner } } as unknown as Context<'ingestProfiles'>));
  app.use(((thrown, _request, response, _next) => sendProblem(response, toActivationError(thrown), 'test')) satisfies express.ErrorRequestHandler);
  const server = await new Promise<Server>((resolve) => {
    const listening: Server = app.listen(0, '127.0.0.1', () => resolve(listening));
  });
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/api/profiles`,
    clock,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

interface Answered {
  status: number;
  type: string | null;
  body: Partial<IngestResult> & Partial<Problem>;
  text: string;
}

async function post(url: string, body: string | Uint8Array<ArrayBuffer>, headers: Record<string, string> = {}): Promise<Answered> {
  const response = await fetch(url, {
    method: 'POST',
    body: body instanceof Uint8Array ? body : Buffer.from(body),
    headers: { 'content-type': 'application/x-ndjson', ...headers },
  });
  const text = await response.text();
  return { status: response.status, type: response.headers.get('content-type'), body: JSON.parse(text) as Answered['body'], text };
}

describe('POST /api/profiles on the embedded store', () => {
  let folder: string;
  let store: Store;
  let server: Awaited<ReturnType<typeof serve>>;
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'tributary-ingest-'));
    store = await openSqliteStore({ file: join(folder, 'store.sqlite') });
    server = await serve(store);
  });
  afterAll(async () => {
    await server.close();
    await store.close();
    await rm(folder, { recursive: true });
  });

  it.each(corpus.map((entry) => [entry.id, entry.description, entry] as const))('%s: %s', async (_id, _description, entry) => {
    const { status, type, body, text } = await post(server.url, new Uint8Array(bytesOf(entry)), {
      'content-type': entry.contentType,
      ...(entry.contentEncoding !== undefined && { 'content-encoding': entry.contentEncoding }),
    });
    expect({ status, text: text.slice(0, 500) }).toMatchObject({ status: entry.expect.status });
    if (status < 300) ingestResultSchema.parse(body);
    else problemSchema.parse(body);
    expect(type).toMatch(status < 300 ? 'application/json' : 'application/problem+json');
    if (status === 422) ingestResultSchema.parse(body);
    const first = body.rejected?.[0] ?? body.issues?.[0];
    if (entry.expect.code !== undefined) expect(body.code ?? first?.code).toBe(entry.expect.code);
    if (entry.expect.path !== undefined) expect(first?.path).toBe(entry.expect.path);
    expect(text.length).toBeLessThan(10_000);
    expect('polluted' in {}).toBe(false);
  });

  it('stores what it accepts and registers segments nobody named yet', async () => {
    const answer = await post(
      server.url,
      ndjson([sentProfile(1), { profileId: '' }, sentProfile(2, { segmentMembership: { ups: { 'brand-new': { status: 'existing' } } } }), sentProfile(1)]),
    );
    expect(answer.status).toBe(207);
    expect(answer.body).toMatchObject({
      accepted: 3,
      changed: 2,
      unchanged: 1,
      rejectedCount: 1,
      rejected: [{ index: 1, code: 'profile_invalid', path: 'profileId', message: 'The profile id is needed.' }],
    });
    expect(answer.body.sequence).toBe(await store.headSequence());
    expect(await store.getSegment('brand-new')).toMatchObject({ name: 'brand-new', origin: 'discovered', size: 1, coverage: { ecid: 1, email_lc_sha256: 1 } });
    const [row] = await store.readProfiles(['crm-1']);
    expect(JSON.parse(row?.documentJson ?? '')).toEqual({
      identityMap: sentProfile(1)['identityMap'],
      attributes: sentProfile(1)['attributes'],
      segmentMembership: sentProfile(1)['segmentMembership'],
    });
  });

  it('stores a body of many batches in its order, as lines and as a list', async () => {
    for (const type of ['application/x-ndjson', 'application/json']) {
      const many = Array.from({ length: 1_700 }, (_, n) => ({ profileId: `many-${n % 3}`, attributes: { n: `${type} ${n}` } }));
      const before = await store.headSequence();
      expect((await post(server.url, type === 'application/json' ? JSON.stringify(many) : ndjson(many), { 'content-type': type })).body).toMatchObject({
        accepted: 1_700,
        changed: 1_700,
        sequence: before + 1_700,
      });
      const log = await store.readChanges(before, 2_000);
      expect(log.map((change) => (JSON.parse(change.documentJson) as { attributes: unknown }).attributes)).toEqual(many.map((profile) => profile.attributes));
    }
  });

  it('stores nothing of a document that turns out not to be JSON, and says where', async () => {
    const before = await store.headSequence();
    const answer = await post(server.url, '[\n{"profileId":"half"},\n{"profileId":"ü",}\n]', { 'content-type': 'application/json' });
    expect(answer.body.detail).toBe('The body is not JSON: "}" does not fit at line 3, column 18. Nothing was stored.');
    expect(await store.headSequence()).toBe(before);
  });

  it('counts every rejection and lists at most a thousand', async () => {
    const answer = await post(server.url, `${'{}\n'.repeat(1_500)}${ndjson([sentProfile(1)])}`);
    expect(answer.status).toBe(207);
    expect(answer.body).toMatchObject({ accepted: 1, rejectedCount: 1_500 });
    expect(answer.body.rejected).toHaveLength(1_000);
    expect(answer.body.rejected?.at(-1)?.index).toBe(999);
  });

  it.each([
    ['of known length', `Content-Length: ${33 * 1024 * 1024}`, Buffer.alloc(33 * 1024 * 1024, ' ')],
    [
      'in chunks',
      'Transfer-Encoding: chunked',
      Buffer.concat([Buffer.from(`${(33 * 1024 * 1024).toString(16)}\r\n`), Buffer.alloc(33 * 1024 * 1024, ' '), Buffer.from('\r\n0\r\n\r\n')]),
    ],
  ])('answers 413 to a body %s, and the connection can be used for the next request', async (_what, header, body) => {
    const head = (length: string): string => `POST /api/profiles HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/x-ndjson\r\n${length}\r\n\r\n`;
    const socket = connect(Number(new URL(server.url).port), '127.0.0.1');
    let received = '';
    const answered = new Promise<void>((resolve, reject) => {
      socket.on('error', reject);
      socket.on('close', () => resolve());
      socket.on('data', (chunk: Buffer) => {
        received += chunk.toString();
        if (received.includes('"accepted"')) socket.end();
      });
    });
    socket.write(head(header));
    socket.write(body);
    socket.write(`${head('Content-Length: 21')}{"profileId":"after"}`);
    await answered;
    expect(received.match(/HTTP\/1\.1 \d+/g)).toEqual(['HTTP/1.1 413', 'HTTP/1.1 200']);
  });

  it('hangs up on a sender that goes on and on after the refusal', async () => {
    const socket = connect(Number(new URL(server.url).port), '127.0.0.1');
    socket.on('error', () => undefined);
    socket.resume();
    const closed = new Promise<void>((resolve) => socket.on('close', () => resolve()));
    socket.write('POST /api/profiles HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/x-ndjson\r\nContent-Length: 100000000000\r\n\r\n');
    const megabyte = Buffer.alloc(1024 * 1024, ' ');
    const send = (): void => {
      while (!socket.destroyed && socket.write(megabyte));
    };
    socket.on('drain', send);
    send();
    await closed;
    expect(socket.bytesWritten).toBeLessThan(120 * megabyte.length);
  });

  it('goes on after a client hangs up in the middle', async () => {
    const { port } = new URL(server.url);
    await new Promise<void>((resolve) => {
      const sending = httpRequest({ port, host: '127.0.0.1', path: '/api/profiles', method: 'POST', headers: { 'content-type': 'application/x-ndjson', 'content-length': 1_000 } });
      sending.on('error', () => resolve());
      sending.write('{"profileId":"hung-up"}\n', () => sending.destroy(new Error('hang up')));
    });
    expect((await post(server.url, '{"profileId":"next"}')).status).toBe(200);
  });
});

describe('Idempotency-Key', () => {
  let store: MemoryProfileStore;
  let server: Awaited<ReturnType<typeof serve>>;
  beforeEach(async () => {
    store = new MemoryProfileStore();
    server = await serve(store);
    return () => server.close();
  });
  const key = { 'idempotency-key': 'import 7' };
  const body = ndjson([sentProfile(1), {}]);

  it('repeats the first answer, whatever happened since, for 24 hours', async () => {
    const first = await post(server.url, body, key);
    expect(first).toMatchObject({ status: 207, body: { changed: 1 } });
    await post(server.url, ndjson([sentProfile(1, { attributes: { other: 1 } })]));
    expect(await post(server.url, body, key)).toEqual(first);
    expect(store.log).toHaveLength(2);
    await server.clock.advance(24 * 3_600_000);
    expect((await post(server.url, body, key)).body).toMatchObject({ changed: 0, unchanged: 1 });
  });

  it('repeats a refusal, too', async () => {
    const first = await post(server.url, '{}', key);
    expect(first).toMatchObject({ status: 422, type: 'application/problem+json; charset=utf-8' });
    expect(await post(server.url, '{}', key)).toEqual(first);
  });

  it('refuses another body with 409 and stores nothing of it', async () => {
    await post(server.url, body, key);
    expect(await post(server.url, ndjson([sentProfile(2)]), key)).toMatchObject({ status: 409, body: { code: 'request_invalid' } });
    expect(store.log).toHaveLength(1);
  });

  it('belongs to the caller', async () => {
    await post(server.url, body, key);
    expect(await post(server.url, ndjson([sentProfile(2)]), { ...key, 'x-owner': 'someone-else' })).toMatchObject({ status: 200, body: { changed: 1 } });
  });

  it('does not remember a failure', async () => {
    store.beforeAppend = () => {
      throw new Error('disk full');
    };
    expect((await post(server.url, body, key)).status).toBe(500);
    store.beforeAppend = () => undefined;
    expect(await post(server.url, body, key)).toMatchObject({ status: 207, body: { changed: 1 } });
  });

  it.each(['', 'x'.repeat(256), 'é'])('refuses the key %j', async (value) => {
    expect(await post(server.url, body, { 'idempotency-key': value })).toMatchObject({ status: 422, body: { code: 'request_invalid', issues: [{ path: 'Idempotency-Key' }] } });
    expect(store.log).toHaveLength(0);
  });
});
