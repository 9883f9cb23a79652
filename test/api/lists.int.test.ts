import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { routes, type RouteName } from '../../shared/api.ts';
import type { Route } from '../../shared/route.ts';
import { startApi, type Harness } from './harness.ts';

let api: Harness;
beforeAll(async () => {
  api = await startApi();
  await api.call('PUT', '/api/segments/vip', { body: { name: 'VIP' } });
});
afterAll(() => api.stop());

const table = Object.entries(routes) as [RouteName, Route][];

/** Bodies that pass the schema of their route, of whatever is read or counted with one. */
const bodies: Partial<Record<RouteName, unknown>> = {
  countDeadLetters: {},
  replayDeadLetters: {},
  discardDeadLetters: {},
  startBackfill: { segmentIds: ['vip'] },
  previewActivation: { activation: { segments: [{ id: 'vip' }] } },
  forecastActivation: { segmentIds: ['vip'] },
  compareActivation: {},
  checkActivationPolicies: { segments: [{ id: 'vip' }] },
  readBackDelivery: { profileId: 'ada', deliveredAt: '2026-11-20T10:00:00Z' },
};

/** What hangs below a thing that is named in the path. */
const below = (of: string): [RouteName, Route][] => table.filter(([, { path }]) => path.startsWith(`${of}/:id/`));

describe('below something that is not there', () => {
  test.each(
    [...below('/api/destinations'), ...below('/api/segments'), ...below('/api/runs'), ...below('/api/imports'), ...below('/api/accounts')].filter(
      ([name, { method }]) => method === 'GET' || name in bodies,
    ),
  )('%s answers 404, not an empty list', async (name, { method, path }) => {
    const address = path.replace(':id', 'nope').replace(/:[A-Za-z]+/g, '1');
    const reply = await api.call(method, name === 'previewImport' ? `${address}?delimiter=,` : address, name in bodies ? { body: bodies[name] } : {});
    expect([reply.status, reply.json.code]).toEqual([404, 'not_found']);
  });
});

describe('a list goes on only where a page of it ended', () => {
  let destinationId: string;
  beforeAll(async () => {
    destinationId = await api.createDestination(await api.createAccount());
  });

  const lists = table.filter(([, { query }]) => query !== undefined && 'cursor' in query.shape);
  const encoded = (key: unknown): string => Buffer.from(JSON.stringify(key)).toString('base64url');

  test('all lists are looked at', () => expect(lists.length).toBeGreaterThan(10));

  test.each(lists)('%s refuses any other cursor', async (_name, { path }) => {
    const address = path.replace(':id', path.startsWith('/api/segments') ? 'vip' : destinationId);
    expect((await api.call('GET', address)).status).toBe(200);
    for (const cursor of ['x', 'a broken one', encoded(['of', 'another', 'list']), encoded([1.5]), encoded(null)]) {
      const { status, json } = await api.call('GET', `${address}?cursor=${encodeURIComponent(cursor)}`);
      expect([status, json.issues]).toEqual([422, [expect.objectContaining({ path: 'cursor', code: 'request_invalid' })]]);
    }
  });
});
