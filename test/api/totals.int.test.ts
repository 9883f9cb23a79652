import { afterAll, beforeAll, expect, test } from 'vitest';
import { settlement, sums } from '../suites/store/rows.ts';
import { startApi, type Harness } from './harness.ts';

const hourMs = 3_600_000;
let api: Harness;
let id: string;
let now: number;

beforeAll(async () => {
  api = await startApi();
  id = await api.createDestination(await api.createAccount());
  await api.call('PUT', '/api/segments/vip', { body: { name: 'VIP' } });
  await api.call('PUT', `/api/destinations/${id}/activation`, { body: { segments: [{ id: 'vip' }] } });
  now = api.clock.now();
  const epoch = (await api.store.takeOver(id))?.epoch ?? -1;
  const minute = (ago: number, received: number) => ({
    runId: 'live',
    minute: Math.floor((now - ago) / 60_000) * 60_000,
    sums: sums({ received, activated: received - 1, failed: 1, bytes: 10 }),
  });
  await api.store.settle(settlement(id, epoch, { minutes: [minute(0, 3), minute(2 * hourMs, 4), minute(30 * hourMs, 5)] }));
});
afterAll(() => api.stop());

const iso = (at: number): string => new Date(at).toISOString();

test('the totals of the last 24 hours by the hour, of each destination and by status', async () => {
  const { status, json } = await api.call('GET', '/api/metrics');
  expect(status).toBe(200);
  expect(json.step).toBe(3_600);
  expect(json.totals).toEqual({ received: 7, activated: 5, excluded: 0, failed: 2, throttled: 0, bytes: 20 });
  expect(json.points.map(({ at, received }: { at: string; received: number }) => [at, received])).toEqual(
    [now - 2 * hourMs, now].map((at, index) => [iso(at - (at % hourMs)), index === 0 ? 4 : 3]),
  );
  expect(json.destinations).toMatchObject([{ id, isDeleted: false, received: 7, failed: 2 }]);
  expect(json.statuses).toEqual({ draft: 0, enabled: 1, disabled: 0, paused: 0 });
});

test('a range is held to exactly, in steps of its own', async () => {
  const { json } = await api.call('GET', `/api/metrics?from=${iso(now - 31 * hourMs)}&to=${iso(now - hourMs)}&step=86400`);
  expect(json.totals.received).toBe(9);
  expect((await api.call('GET', `/api/metrics?from=${iso(now - 29 * hourMs)}&to=${iso(now - hourMs)}`)).json.totals.received).toBe(4);
});

test.each([
  ['from=2026-01-01T00:00:00Z&to=2026-06-01T00:00:00Z', 'from'],
  ['from=2026-11-03T00:00:00Z&to=2026-11-02T00:00:00Z', 'from'],
  ['from=2026-09-01T00:00:00Z&to=2026-11-01T00:00:00Z&step=3600', 'step'],
  ['step=60', 'step'],
  ['step=5400', 'step'],
  ['from=yesterday', 'from'],
])('?%s is refused, and says what is wrong with %s', async (query, path) => {
  const { status, json } = await api.call('GET', `/api/metrics?${query}`);
  expect(status).toBe(422);
  expect(json.issues.map((issue: { path: string }) => issue.path)).toContain(path);
});
