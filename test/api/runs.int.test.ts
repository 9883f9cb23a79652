import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { DeliveryEvent } from '../../shared/delivery.ts';
import { run, settlement, sums } from '../suites/store/rows.ts';
import { startApi, type Harness } from './harness.ts';

const hourMs = 3_600_000;
let api: Harness;
let id: string;

const idsOf = async (query: string): Promise<string[]> => {
  const { status, json } = await api.call('GET', `/api/destinations/${id}/runs${query}`);
  expect(status).toBe(200);
  return json.items.map((item: { id: string }) => item.id);
};

/** What the destination does now. */
function live(change: Partial<DeliveryEvent>): void {
  api.events.splice(0, 1, { destinationId: id, status: 'sending', capacityWait: null, ...change } as DeliveryEvent);
}

beforeAll(async () => {
  api = await startApi();
  id = await api.createDestination(await api.createAccount());
  await api.call('PUT', '/api/segments/vip', { body: { name: 'VIP' } });
  await api.call('PUT', `/api/destinations/${id}/activation`, { body: { segments: [{ id: 'vip' }] } });
  const epoch = (await api.store.takeOver(id))?.epoch ?? -1;
  const now = api.clock.now();
  await api.store.settle(
    settlement(id, epoch, {
      runs: [
        { id: 'run_over', kind: 'streaming', startedAt: now - 3 * hourMs, sums: sums({}) },
        { id: 'run_late', kind: 'streaming', startedAt: now - 2 * hourMs, sums: sums({}) },
        { id: 'run_now', kind: 'streaming', startedAt: now, sums: sums({}) },
      ],
    }),
  );
  await api.store.insertRun(run('run_fill', id, { kind: 'backfill', state: 'running', startedAt: now + 1, endedAt: null }));
  await api.store.insertRun(run('run_held', id, { kind: 'replay', state: 'paused', startedAt: now + 2, endedAt: null }));
  await api.store.insertRun(run('run_given_up', id, { kind: 'backfill', state: 'cancelled', startedAt: now + 3, endedAt: now + 4 }));
  api.pending.set('run_late', 5);
});
afterAll(() => api.stop());

describe('GET /api/destinations/:id/runs', () => {
  test('by state is by the state that is answered, which the clock and the destination have a part in', async () => {
    live({});
    expect(await idsOf('?state=completed')).toEqual(['run_over']);
    expect(await idsOf('?state=running')).toEqual(['run_fill', 'run_now', 'run_late']);
    expect(await idsOf('?state=paused')).toEqual(['run_held']);
    expect(await idsOf('?state=cancelled')).toEqual(['run_given_up']);
    live({ capacityWait: { records: 5, shards: 1, ofShards: 2, milliseconds: 2_000 } });
    expect(await idsOf('?state=waiting_for_capacity')).toEqual(['run_late']);
    expect(await idsOf('?state=running')).toEqual(['run_fill', 'run_now']);
    live({ status: 'paused' });
    expect(await idsOf('?state=paused')).toEqual(['run_held', 'run_fill', 'run_now', 'run_late']);
    expect(await idsOf('?state=running')).toEqual([]);
  });

  test('by kind, and by both, page by page without a gap', async () => {
    live({});
    expect(await idsOf('?kind=backfill')).toEqual(['run_given_up', 'run_fill']);
    expect(await idsOf('?kind=backfill&state=running')).toEqual(['run_fill']);
    const seen: string[] = [];
    for (let cursor: string | null = ''; cursor !== null;) {
      const page: { items: { id: string }[]; nextCursor: string | null } = (
        await api.call('GET', `/api/destinations/${id}/runs?state=running&limit=1${cursor === '' ? '' : `&cursor=${cursor}`}`)
      ).json;
      seen.push(...page.items.map((item) => item.id));
      cursor = page.nextCursor;
    }
    expect(seen).toEqual(['run_fill', 'run_now', 'run_late']);
  });

  test('names a kind or state it does not know', async () => {
    const { status, json } = await api.call('GET', `/api/destinations/${id}/runs?kind=all&state=done`);
    expect([status, json.issues.map(({ path }: { path: string }) => path)]).toEqual([422, ['kind', 'state']]);
  });
});
