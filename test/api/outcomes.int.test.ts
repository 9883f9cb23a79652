import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { DeliveryEvent } from '../../shared/delivery.ts';
import { deadLetter, delivery, settlement, sums } from '../suites/store/rows.ts';
import { startApi, type Harness } from './harness.ts';

const minuteMs = 60_000;
let api: Harness;
let id: string;
let at: number;
let epoch: number;

beforeAll(async () => {
  api = await startApi();
  id = await api.createDestination(await api.createAccount());
  await api.call('PUT', '/api/segments/vip', { body: { name: 'VIP' } });
  await api.call('PUT', `/api/destinations/${id}/activation`, { body: { segments: [{ id: 'vip' }] } });
  at = api.clock.now();
  epoch = (await api.store.takeOver(id))?.epoch ?? -1;
  const live = sums({ received: 3, activated: 2, failed: 1, bytes: 800, latency: { '10': 2 } });
  const fill = sums({ received: 4, activated: 2, excluded: 2, bytes: 800, latency: { '40': 2 } });
  await api.store.settle(
    settlement(id, epoch, {
      runs: [
        { id: 'run_live', kind: 'streaming', startedAt: at, sums: live },
        { id: 'run_fill', kind: 'backfill', startedAt: at, sums: fill },
      ],
      minutes: [
        { runId: 'run_live', minute: at, sums: live },
        { runId: 'run_fill', minute: at + minuteMs, sums: fill },
      ],
      deliveries: [1, 2, 3, 4].map((n) => delivery(`e${n}`, id, { deliveredAt: at + n })),
      deadLetters: [deadLetter('l', id, { createdAt: at })],
    }),
  );
});
afterAll(() => api.stop());

describe('GET /api/destinations/:id/self-check', () => {
  test('shows every sum, kept and removed, and that all add up', async () => {
    await api.store.pruneOutcomes({ deliveriesBefore: at + 3, deliveriesMost: 100, deadLettersBefore: 0, minutesBefore: at + 1, runsBefore: 0 }, 100);
    api.events.push({ destinationId: id, totals: { pending: 5 } } as DeliveryEvent);
    const { status, json } = await api.call('GET', `/api/destinations/${id}/self-check`);
    expect([status, json]).toEqual([
      200,
      {
        destinationId: id,
        checkedAt: '2026-11-20T10:00:00.000Z',
        addsUp: true,
        sums: [
          { counter: 'received', runs: { kept: 7, pruned: 0 }, minutes: { kept: 4, pruned: 3 }, rows: null },
          { counter: 'activated', runs: { kept: 4, pruned: 0 }, minutes: { kept: 2, pruned: 2 }, rows: { kept: 2, pruned: 2 } },
          { counter: 'excluded', runs: { kept: 2, pruned: 0 }, minutes: { kept: 2, pruned: 0 }, rows: null },
          { counter: 'failed', runs: { kept: 1, pruned: 0 }, minutes: { kept: 0, pruned: 1 }, rows: { kept: 1, pruned: 0 } },
        ],
        pending: 5,
        differences: [],
      },
    ]);
  });

  test('says which counts differ, in the log as an error, too; an older check is answered where that will do', async () => {
    await api.store.settle(settlement(id, epoch, { deliveries: [delivery('nobody counted', id, { deliveredAt: at })] }));
    const address = `/api/destinations/${id}/self-check`;
    expect((await api.call('GET', `${address}?maxAgeSeconds=60`)).json.addsUp).toBe(true);
    const { json } = await api.call('GET', address);
    expect(json).toMatchObject({ addsUp: false, differences: ['activated: runs count 4, minutes 4, deliveries 5.'] });
    expect(api.logLines.map((line) => JSON.parse(line)).filter(({ level }) => level === 'error')).toMatchObject([{ destinationId: id, differences: json.differences }]);
    expect((await api.call('GET', `${address}?maxAgeSeconds=60`)).json.addsUp).toBe(false);
  });

  test('is of a destination that exists, and takes an age in seconds', async () => {
    expect((await api.call('GET', '/api/destinations/dst_no/self-check')).status).toBe(404);
    for (const age of ['-1', '604801', 'soon', '1.5'])
      expect((await api.call('GET', `/api/destinations/${id}/self-check?maxAgeSeconds=${age}`)).json.issues[0].path).toBe('maxAgeSeconds');
  });
});

describe('GET /api/runs/:id/metrics', () => {
  test('has the minutes of one run only, with how far the destination was behind', async () => {
    await api.call('POST', '/api/profiles', { body: { profileId: 'waits' } });
    await api.store.noteLag(at + minuteMs, at + 90_000);
    api.pending.set('run_fill', 9);
    const { status, json } = await api.call('GET', '/api/runs/run_fill/metrics');
    expect(status).toBe(200);
    expect(json.points).toMatchObject([{ at: '2026-11-20T10:01:00.000Z', received: 4, activated: 2, excluded: 2, failed: 0, bytes: 800, lagMs: 90_000 }]);
    expect(json.totals).toMatchObject({ received: 13, activated: 2, excluded: 2, failed: 0, pending: 9 });
    // The minute of the other run was removed above.
    expect((await api.call('GET', '/api/runs/run_live/metrics')).json.points).toEqual([]);
    expect((await api.call('GET', `/api/destinations/${id}/metrics?from=2026-11-20T10:00:00Z&to=2026-11-20T10:05:00Z&step=300`)).json.points).toMatchObject([
      { at: '2026-11-20T10:00:00.000Z', received: 4, lagMs: 90_000 },
    ]);
  });

  test('takes a range and a step, and is of a run that exists', async () => {
    expect((await api.call('GET', '/api/runs/run_fill/metrics?from=2026-11-20T10:02:00Z')).json.points).toEqual([]);
    expect((await api.call('GET', '/api/runs/run_fill/metrics?step=61')).json.issues[0].path).toBe('step');
    expect((await api.call('GET', '/api/runs/run_no/metrics')).status).toBe(404);
  });
});

describe('GET /api/destinations/:id/metrics', () => {
  test('says the same in steps of hours as in minutes, to the minute at both ends', async () => {
    const one = sums({ received: 1, activated: 1, latency: { '10': 1 } });
    // Later than what was removed above.
    const later = at + 120 * minuteMs;
    const minutes = [0, 59, 60, 61, 90].map((minute) => ({ runId: 'run_live', minute: later + minute * minuteMs, sums: one }));
    await api.store.settle(settlement(id, epoch, { minutes }));
    const read = async (step: number, to: number) =>
      (await api.call('GET', `/api/destinations/${id}/metrics?step=${step}&from=${new Date(later - 30 * minuteMs).toISOString()}&to=${new Date(to).toISOString()}`)).json;
    for (const [minute, expected] of [
      [0, 1],
      [59, 2],
      [60, 3],
      [90, 5],
    ] as const) {
      const [byHour, byMinute] = [await read(7_200, later + minute * minuteMs), await read(60, later + minute * minuteMs)];
      expect(byHour.totals.activated).toBe(expected);
      expect([byHour.totals, byHour.reasons]).toEqual([byMinute.totals, byMinute.reasons]);
    }
  });
});
