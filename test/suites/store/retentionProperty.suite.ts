import fc from 'fast-check';
import { expect, it } from 'vitest';
import { compareOutcomes } from '../../../server/delivery/selfCheck.ts';
import type { OutcomeSums } from '../../../server/store/rows.ts';
import { activate, deadLetter, delivery, settlement, sums, type OpenedStore } from './rows.ts';
import { pruneAll, unlimited } from './retention.suite.ts';

const minuteMs = 180_000;
const outcome = fc.constantFrom('activated', 'excluded', 'failed');

/** What may happen to a store, in any order. Times are minutes: outcomes come in at 0 to 9. */
const step = fc.oneof(
  { weight: 6, arbitrary: fc.record({ kind: fc.constant('settle' as const), to: fc.nat(1), at: fc.nat(9), run: fc.nat(2), outcomes: fc.array(outcome, { maxLength: 6 }) }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('fenced' as const), to: fc.nat(1) }) },
  {
    weight: 3,
    arbitrary: fc.record({
      kind: fc.constant('prune' as const),
      limit: fc.integer({ min: 1, max: 4 }),
      /** False: one call only, as when the server stops in between. */
      isWhole: fc.boolean(),
      before: fc.record({ deliveriesBefore: fc.nat(9), deadLettersBefore: fc.nat(9), minutesBefore: fc.nat(9), runsBefore: fc.nat(9) }),
      deliveriesMost: fc.nat(12),
    }),
  },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('restart' as const) }) },
);

export function retentionPropertySuite(open: () => Promise<OpenedStore>): void {
  it('whatever is settled, removed, refused and restarted in between: every sum is what was settled', async () => {
    const property = fc.asyncProperty(fc.array(step, { minLength: 5, maxLength: 25 }), async (steps) => {
      const opened = await open();
      let { store } = opened;
      const ids = ['a', 'b'] as const;
      for (const id of ids) await activate(store, id);
      const truth = ids.map(() => ({ received: 0, activated: 0, excluded: 0, failed: 0 }));
      let number = 0;

      const settle = async (to: number, at: number, run: number, outcomes: readonly ('activated' | 'excluded' | 'failed')[]): Promise<void> => {
        const id = ids[to] as (typeof ids)[number];
        const counts: OutcomeSums = sums({ received: outcomes.length });
        const counted = { ...counts };
        for (const name of outcomes) counted[name] += 1;
        const rows = (name: string) => outcomes.filter((candidate) => candidate === name).map(() => `${(number += 1)}`);
        const epoch = (await store.takeOver(id))?.epoch ?? -1;
        await store.settle(
          settlement(id, epoch, {
            runs: [{ id: `${id} ${run}`, kind: 'streaming', startedAt: run * minuteMs, sums: counted }],
            minutes: [{ runId: `${id} ${run}`, minute: at * minuteMs, sums: counted }],
            deliveries: rows('activated').map((n) => delivery(n, id, { deliveredAt: at * minuteMs })),
            deadLetters: rows('failed').map((n) => deadLetter(n, id, { createdAt: at * minuteMs })),
          }),
        );
        const total = truth[to] as (typeof truth)[number];
        for (const name of ['received', 'activated', 'excluded', 'failed'] as const) total[name] += counted[name];
      };

      for (const action of steps) {
        if (action.kind === 'settle') await settle(action.to, action.at, action.run, action.outcomes);
        else if (action.kind === 'fenced') {
          const id = ids[action.to] ?? '';
          expect(await store.settle(settlement(id, -1, { deliveries: [delivery('late', id)], deadLetters: [deadLetter('late', id)] }))).toBe('fenced');
        } else if (action.kind === 'prune') {
          const before = Object.fromEntries(Object.entries(action.before).map(([name, minute]) => [name, minute * minuteMs]));
          const limits = { ...before, deliveriesMost: action.deliveriesMost };
          if (action.isWhole) await pruneAll(store, limits, action.limit);
          else await store.pruneOutcomes({ ...unlimited, ...limits }, action.limit);
        } else store = await opened.reopen();
        for (const [to, id] of ids.entries()) {
          const { addsUp, differences, sums: found } = compareOutcomes(await store.auditOutcomes(id));
          expect({ addsUp, differences }).toEqual({ addsUp: true, differences: [] });
          expect(Object.fromEntries(found.map(({ counter, runs }) => [counter, runs.kept + runs.pruned]))).toEqual(truth[to]);
        }
      }
      await opened.destroy();
    });
    await fc.assert(property, { numRuns: 12 });
  }, 180_000);
}
