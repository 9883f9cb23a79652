import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Store } from '../../../server/store/store.ts';
import { activate, settlement, sums, type OpenedStore } from './rows.ts';

const minute = 60_000;
const hour = 60 * minute;
const day = 24 * hour;
const start = Date.UTC(2026, 10, 1);

export function totalsSuite(open: () => Promise<OpenedStore>): void {
  describe('totals', () => {
    let opened: OpenedStore;
    let store: Store;
    const names = ['one', 'two', 'gone'] as const;
    /** What was settled, minute by minute. */
    const settled: { id: string; at: number; received: number; failed: number }[] = [];

    beforeAll(async () => {
      opened = await open();
      store = opened.store;
      for (const [which, id] of names.entries()) {
        await activate(store, id);
        const epoch = (await store.takeOver(id))?.epoch ?? -1;
        // Minutes at the ends of hours and days and between, some of them of two runs.
        for (const at of [0, minute, hour - minute, hour, 5 * hour + 7 * minute, day - minute, day, 2 * day + 3 * hour, 4 * day - minute].map((offset) => start + offset)) {
          for (const runId of which === 0 ? ['live', 'fill'] : ['live']) {
            const part = { received: 10 + which, failed: 1 + which };
            await store.settle(settlement(id, epoch, { minutes: [{ runId, minute: at, sums: sums({ ...part, activated: 9, throttled: 2, bytes: 100 }) }] }));
            settled.push({ id, at, ...part });
          }
        }
      }
      await store.deleteDestination('gone', start + 5 * day);
    });
    afterAll(() => opened.destroy());

    it('are the sums of the minutes, whatever the range and the step, deleted destinations included', async () => {
      const time = fc.integer({ min: -60, max: 5 * 24 * 60 }).map((minutes) => start + minutes * minute);
      await fc.assert(
        fc.asyncProperty(time, time, fc.constantFrom(hour, 6 * hour, day, 2 * day), async (a, b, step) => {
          const range = { from: Math.min(a, b), to: Math.max(a, b) };
          const inside = settled.filter(({ at }) => at >= range.from && at <= range.to);
          const { steps, destinations } = await store.readTotals(range, step);
          const groups = Map.groupBy(inside, ({ at }) => at - (at % step));
          const expected = [...groups].toSorted(([x], [y]) => x - y).map(([at, rows]) => [at, rows.reduce((sum, { received }) => sum + received, 0)]);
          expect(steps.map(({ at, received }) => [at, received])).toEqual(expected);
          const failed = Object.fromEntries(destinations.map((row) => [row.id, row.failed]));
          const byId = Map.groupBy(inside, ({ id }) => id);
          expect(failed).toEqual(Object.fromEntries([...byId].map(([id, rows]) => [id, rows.reduce((sum, row) => sum + row.failed, 0)])));
        }),
        { numRuns: 60 },
      );
    });

    it('have every outcome, and the name of each destination', async () => {
      const { steps, destinations } = await store.readTotals({ from: start, to: start + minute }, hour);
      expect(steps).toEqual([{ at: start, received: 86, activated: 72, excluded: 0, failed: 14, throttled: 16, bytes: 800 }]);
      expect(destinations.toSorted((a, b) => a.name.localeCompare(b.name)).map(({ id, isDeleted, received }) => [id, isDeleted, received])).toEqual([
        ['gone', true, 24],
        ['one', false, 40],
        ['two', false, 22],
      ]);
      expect(await store.readTotals({ from: start + 6 * day, to: start + 7 * day }, day)).toEqual({ steps: [], destinations: [] });
    });

    it('go when their minutes go, hours and days whole', async () => {
      const limits = { deliveriesBefore: 0, deliveriesMost: 1_000_000, deadLettersBefore: 0, runsBefore: 0, minutesBefore: start + 2 * day + hour };
      await store.pruneOutcomes(limits, 1_000);
      const { steps } = await store.readTotals({ from: start, to: start + 5 * day }, day);
      expect(steps.map(({ at }) => at)).toEqual([start + 2 * day, start + 3 * day]);
    });
  });
}
