import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { delivery, settlement, sums } from '../suites/store/rows.ts';
import { startApi, type Harness } from './harness.ts';

const minuteMs = 60_000;
let api: Harness;
let id: string;
let at: number;

beforeAll(async () => {
  api = await startApi();
  id = await api.createDestination(await api.createAccount());
  await api.call('PUT', '/api/segments/vip', { body: { name: 'VIP' } });
  await api.call('PUT', `/api/destinations/${id}/activation`, { body: { segments: [{ id: 'vip' }] } });
  at = api.clock.now();
  const epoch = (await api.store.takeOver(id))?.epoch ?? -1;
  const one = sums({ received: 1, activated: 1 });
  await api.store.settle(
    settlement(id, epoch, {
      runs: [
        { id: 'run_live', kind: 'streaming', startedAt: at, sums: one },
        { id: 'run_fill', kind: 'backfill', startedAt: at, sums: sums({ received: 1, excluded: 1 }) },
      ],
      minutes: [
        { runId: 'run_live', minute: at, sums: one },
        { runId: 'run_fill', minute: at, sums: sums({ received: 1, excluded: 1 }) },
      ],
      deliveries: [
        delivery('live', id, { runId: 'run_live', profileId: 'ada', partitionKey: 'ada@example.com', deliveredAt: at + 5 }),
        delivery('filled', id, { runId: 'run_other', profileId: 'bob', partitionKey: 'bob', reason: 'backfill', deliveredAt: at + 2 * minuteMs }),
      ],
    }),
  );
});
afterAll(() => api.stop());

describe('GET /api/destinations/:id/deliveries', () => {
  const exportIds = async (query: string) => (await api.call('GET', `/api/destinations/${id}/deliveries?${query}`)).json.items.map((item: { exportId: string }) => item.exportId);

  test('finds by person, reason, run and time, newest first', async () => {
    expect(await exportIds('')).toEqual(['filled', 'live']);
    expect(await exportIds('profileId=ada')).toEqual(['live']);
    expect(await exportIds('reason=backfill')).toEqual(['filled']);
    expect(await exportIds('runId=run_live')).toEqual(['live']);
    expect(await exportIds('runId=run_live&reason=backfill')).toEqual([]);
    expect(await exportIds(`from=${new Date(at + minuteMs).toISOString()}`)).toEqual(['filled']);
  });

  test('of a run that delivered nothing, or nothing then, there is none', async () => {
    expect(await exportIds('runId=run_fill')).toEqual([]);
    expect(await exportIds('runId=run_no')).toEqual([]);
    expect(await exportIds(`runId=run_live&from=${new Date(at + minuteMs).toISOString()}`)).toEqual([]);
  });

  test('shows a partition key that is not the profile id to nobody who may not see values of people', async () => {
    const keys = async (cookie: string) =>
      (await api.call('GET', `/api/destinations/${id}/deliveries`, { cookie })).json.items.map((item: { partitionKey: string | null }) => item.partitionKey);
    expect(await keys(await api.cookieOf('viewer'))).toEqual(['bob', null]);
    expect(await keys(await api.cookieOf('marketer'))).toEqual(['bob', 'ada@example.com']);
  });

  test('takes no reason that there is not', async () => {
    expect((await api.call('GET', `/api/destinations/${id}/deliveries?reason=because`)).json.issues[0].path).toBe('reason');
  });
});
