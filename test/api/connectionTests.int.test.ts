import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { systemClock } from '../../server/kit/clock.ts';
import { MemoryStream } from '../fakes/memoryStream.ts';
import { startApi, type Harness } from './harness.ts';

let api: Harness;
let accountId: string;
beforeEach(async () => {
  api = await startApi();
  accountId = await api.createAccount();
  api.toy.calls.length = 0;
});
afterEach(() => api.stop());

const paths = (reply: { json: { issues: { path: string }[] } }): string[] => reply.json.issues.map(({ path }) => path).sort();
const post = (address: string, body?: unknown) => api.call('POST', address, body === undefined ? {} : { body });

describe('a test of an unsaved destination', () => {
  test('takes a form as it stands, saves nothing, and writes only what it was asked to', async () => {
    const form = { accountId, stream: 'events', name: '', description: '', options: { includeSegmentNames: true }, tags: [] };
    const reply = await post('/api/destinations/test', form);
    expect([reply.status, reply.json.ok, reply.json.stages[0].stage]).toEqual([200, true, 'write_permission']);
    await post('/api/destinations/test', { accountId, stream: 'events', testRecord: true });
    await post('/api/destinations/test', { accountId, stream: 'events', testRecord: true, readBack: true });
    expect(api.toy.calls).toEqual(['checkDestination events', 'checkDestination events testRecord', 'checkDestination events testRecord readBack']);
    expect((await api.call('GET', '/api/destinations')).json.items).toEqual([]);
  });

  test.each<[string, (id: string) => object, string[]]>([
    ['nothing', () => ({}), ['accountId', 'stream']],
    ['an account there is not', () => ({ accountId: 'none', stream: 'events' }), ['accountId']],
    ['a stream that cannot be one', (id) => ({ accountId: id, stream: 'my events' }), ['stream']],
    ['a stream that is no text', (id) => ({ accountId: id, stream: 5 }), ['stream']],
    ['switches that are none', (id) => ({ accountId: id, stream: 'events', testRecord: 'yes', readBack: 1 }), ['readBack', 'testRecord']],
    ['reading back without writing', (id) => ({ accountId: id, stream: 'events', readBack: true }), ['readBack']],
    ['an option that is none', (id) => ({ accountId: id, stream: 'events', options: { envelope: 'paper' } }), ['options.envelope']],
    ['a field there is not', (id) => ({ accountId: id, stream: 'events', force: true }), ['force']],
  ])('with %s is refused at the field, and nobody is asked', async (_what, body, expected) => {
    const reply = await post('/api/destinations/test', body(accountId));
    expect([reply.status, paths(reply), api.toy.calls]).toEqual([422, expected, []]);
  });
});

describe('a test of a saved destination', () => {
  test('needs no body, and takes the same switches', async () => {
    const id = await api.createDestination(accountId);
    api.toy.calls.length = 0;
    for (const body of [undefined, {}, { testRecord: true, readBack: true }]) expect((await post(`/api/destinations/${id}/test`, body)).json.ok).toBe(true);
    expect(api.toy.calls).toEqual(['checkDestination events', 'checkDestination events', 'checkDestination events testRecord readBack']);
    const refused = await post(`/api/destinations/${id}/test`, { stream: 'other', readBack: true });
    expect([refused.status, paths(refused)]).toEqual([422, ['readBack', 'stream']]);
    expect((await api.call('POST', `/api/destinations/${id}/test`, { raw: '{' })).status).toBe(400);
    expect((await post('/api/destinations/none/test')).status).toBe(404);
  });

  test('of an account tells its stages', async () => {
    const reply = await post(`/api/accounts/${accountId}/test`);
    expect([reply.status, reply.json]).toEqual([200, { ok: true, stages: [{ stage: 'credentials', status: 'passed', durationMs: 1 }] }]);
    expect((await post('/api/accounts/none/test')).status).toBe(404);
  });
});

describe('a test record', () => {
  test('goes to the stream of the destination, marked as a test, and the answer tells where it lies', async () => {
    const id = await api.createDestination(accountId);
    const stream = new MemoryStream(systemClock);
    api.toy.client = stream;
    const reply = await post(`/api/destinations/${id}/test-record`);
    expect([reply.status, reply.json]).toEqual([
      200,
      { shardId: expect.any(String), sequenceNumber: expect.any(String), latencyMs: expect.any(Number), partitionKey: 'tributary-test', data: expect.any(String) },
    ]);
    expect(JSON.parse(reply.json.data)).toEqual({ test: true, source: 'tributary', time: '2026-11-20T10:00:00.000Z' });
    expect(stream.committed).toEqual([{ key: 'tributary-test', text: reply.json.data }]);
    expect(stream.closed).toBe(true);
  });

  test('is not sent to a stream that only has the name of the confirmed one', async () => {
    const id = await api.createDestination(accountId);
    const row = await api.store.getDestination(id);
    await api.store.replaceTarget(id, row?.targetJson ?? '', JSON.stringify({ ...JSON.parse(row?.targetJson ?? ''), arn: 'toy:another' }));
    const reply = await post(`/api/destinations/${id}/test-record`);
    expect([reply.status, reply.json.code, paths(reply)]).toEqual([422, 'stream_replaced', ['stream']]);
  });

  test('that is refused says why', async () => {
    const id = await api.createDestination(accountId);
    api.toy.refusal = { code: 'stream_not_found', field: 'stream' };
    expect((await post(`/api/destinations/${id}/test-record`)).json).toMatchObject({ status: 422, code: 'stream_not_found' });
    expect((await post('/api/destinations/none/test-record')).status).toBe(404);
  });
});

test('all tests of a caller together are limited to ten a minute; other callers and other routes are not', async () => {
  const id = await api.createDestination(accountId);
  const routes = [`/api/accounts/${accountId}/test`, `/api/destinations/${id}/test`] as const;
  for (let call = 0; call < 9; call += 1) expect((await post(routes[call % 2] as string)).status).toBe(200);
  expect((await post('/api/destinations/test', { accountId, stream: 'events' })).status).toBe(200);
  const account = { type: 'toy', name: 'Other', region: 'eu-west-1', credentials: { key: 'KEY-12345678', secret: 's3cret' } };
  for (const [address, body] of [
    [routes[0], undefined],
    [routes[1], undefined],
    ['/api/destinations/test', { accountId, stream: 'events' }],
    ['/api/accounts/test', account],
    [`/api/destinations/${id}/test-record`, undefined],
  ] as const) {
    const limited = await post(address, body);
    expect([limited.status, limited.json.code, limited.headers.get('retry-after')]).toEqual([429, 'too_many_requests', '6']);
  }
  const marketer = await api.cookieOf('marketer');
  expect((await api.call('POST', `/api/destinations/${id}/test`, { cookie: marketer })).status).toBe(200);
  expect((await api.call('GET', '/api/destinations')).status).toBe(200);
  await api.clock.advance(6_000);
  expect((await post(routes[0])).status).toBe(200);
});
