import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { MetricsMinuteRow } from '../../../server/store/rows.ts';
import type { Store } from '../../../server/store/store.ts';
import { addSums, noOutcomes } from '../../../server/store/sums.ts';
import { activate, settlement, sums, type OpenedStore } from './rows.ts';

const minuteMs = 60_000;
const hourMs = 60 * minuteMs;
const outcomesOf = (rows: readonly MetricsMinuteRow[]) => rows.reduce((all, row) => addSums(all, row.sums), noOutcomes);

/** Hours of outcomes. */
export function hoursSuite(open: () => Promise<OpenedStore>): void {
  describe('outcomes by the hour', () => {
    let store: Store;
    let destroy: OpenedStore['destroy'];
    beforeAll(async () => {
      ({ store, destroy } = await open());
      await activate(store, 'd');
      await store.takeOver('d');
    });
    afterAll(() => destroy());

    const settle = (minutes: readonly (readonly [minute: number, runId: string])[]) =>
      store.settle(
        settlement('d', 1, {
          minutes: minutes.map(([minute, runId]) => ({
            runId,
            minute: minute * minuteMs,
            sums: sums({ received: 2, activated: 1, excluded: 1, latency: { [String(minute)]: 1 }, reasons: [{ code: 'consent_missing', counter: 'excluded', count: 1 }] }),
          })),
        }),
      );

    it('has whole hours in one row each, and minutes at the ends of the range', async () => {
      await settle([
        [59, 'a'],
        [60, 'a'],
      ]);
      await settle([
        [60, 'b'],
        [119, 'a'],
        [120, 'a'],
        [121, 'a'],
      ]);
      await store.noteLag(61 * minuteMs, 61 * minuteMs);
      const rows = await store.readHours('d', { from: 30 * minuteMs, to: 121 * minuteMs });
      expect(rows.map(({ minute, sums: { received } }) => [minute / minuteMs, received])).toEqual([
        [59, 2],
        [60, 6],
        [120, 2],
        [121, 2],
      ]);
      expect(rows[1]?.sums).toEqual(
        sums({ received: 6, activated: 3, excluded: 3, latency: { '60': 2, '119': 1 }, reasons: [{ code: 'consent_missing', counter: 'excluded', count: 3 }] }),
      );
      expect(await store.readHours('nothing', { from: 0, to: 10 * hourMs })).toEqual([]);
    });

    it('says the same of any range as its minutes do', async () => {
      await settle(Array.from({ length: 50 }, (_, index) => [index * 7 + 200, index % 2 === 0 ? 'a' : 'b'] as const));
      await fc.assert(
        fc.asyncProperty(fc.nat(700 * minuteMs), fc.nat(700 * minuteMs), async (one, other) => {
          const range = { from: Math.min(one, other), to: Math.max(one, other) };
          expect(outcomesOf(await store.readHours('d', range))).toEqual(outcomesOf(await store.readMetrics({ destinationId: 'd' }, range)));
        }),
        { numRuns: 60 },
      );
    });

    it('goes when all of its minutes go', async () => {
      await store.pruneOutcomes({ deliveriesBefore: 0, deliveriesMost: 9, deadLettersBefore: 0, minutesBefore: 150 * minuteMs, runsBefore: 0 }, 100);
      const [first] = await store.readHours('d', { from: 0, to: 24 * hourMs });
      expect(first?.minute).toBe(120 * minuteMs);
    });
  });
}
