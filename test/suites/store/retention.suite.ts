import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { everyRun } from '../../../server/store/runFilter.ts';
import type { OutcomeLimits, Store } from '../../../server/store/store.ts';
import { activate, activation, allTimes, deadLetter, delivery, firstPage, profileWrite, run, settlement, sums, type OpenedStore } from './rows.ts';

/** Nothing is too old or too much. */
export const unlimited: OutcomeLimits = { deliveriesBefore: 0, deliveriesMost: 1_000_000, deadLettersBefore: 0, minutesBefore: 0, runsBefore: 0 };

/** Everything is removed that may be, `limit` at a time; how many rows went with each call. */
export async function pruneAll(store: Store, limits: Partial<OutcomeLimits>, limit = 100): Promise<number[]> {
  const removed: number[] = [];
  for (;;) {
    const step = await store.pruneOutcomes({ ...unlimited, ...limits }, limit);
    removed.push(step.removed);
    if (!step.isMore) return removed;
  }
}

export function retentionSuite(open: () => Promise<OpenedStore>): void {
  describe('what is needed no longer', () => {
    let opened: OpenedStore;
    let store: Store;
    beforeEach(async () => {
      opened = await open();
      store = opened.store;
    });
    afterEach(() => opened.destroy());

    const sequences = async (): Promise<number[]> => (await store.readChanges(0, 1_000)).map(({ sequence }) => sequence);
    const settleUpTo = async (destinationId: string, watermark: number): Promise<void> => {
      const epoch = (await store.takeOver(destinationId))?.epoch ?? -1;
      expect(await store.settle(settlement(destinationId, epoch, { watermark, position: watermark }))).toBe('settled');
    };
    const append = (count: number, size = 10) =>
      store.appendChanges(Array.from({ length: count }, (_, n) => profileWrite(`p${n} of ${Math.random()}`, { documentJson: JSON.stringify('x'.repeat(size)) })));

    it('removes entries of the log that every activation has settled, oldest first and a few at a time', async () => {
      await activate(store, 'fast');
      await activate(store, 'slow');
      await append(10);
      expect(await store.trimChanges(100)).toEqual({ removed: 0, isMore: false });
      await settleUpTo('fast', 10);
      expect(await store.trimChanges(100)).toEqual({ removed: 0, isMore: false });
      await settleUpTo('slow', 7);
      expect(await store.trimChanges(3)).toEqual({ removed: 3, isMore: true });
      expect(await sequences()).toEqual([4, 5, 6, 7, 8, 9, 10]);
      expect(await store.trimChanges(5)).toEqual({ removed: 4, isMore: false });
      expect(await sequences()).toEqual([8, 9, 10]);
      await append(1);
      expect(await sequences()).toEqual([8, 9, 10, 11]);
    });

    it('keeps what a destination has not settled that is paused, disabled or behind in one lane, however old', async () => {
      await activate(store, 'paused');
      await activate(store, 'lane');
      await append(5);
      await store.putActivation({ ...activation('paused', ['segment of paused'], { state: 'paused' }) });
      await store.updateDestination('paused', { enabled: false, pauseJson: '{}' }, 1, null);
      const epoch = (await store.takeOver('lane'))?.epoch ?? -1;
      await store.settle(settlement('lane', epoch, { watermark: 2, position: 5, lanes: [[9, 2, [[4, 5]]]] }));
      expect(await store.trimChanges(100)).toMatchObject({ removed: 0 });
      await settleUpTo('paused', 5);
      expect(await store.trimChanges(100)).toMatchObject({ removed: 2 });
      expect(await sequences()).toEqual([3, 4, 5]);
    });

    it('waits for nobody where nothing is activated, and the next activation begins at the head all the same', async () => {
      await activate(store, 'gone');
      await append(3);
      await store.deleteDestination('gone', 100);
      expect(await store.trimChanges(100)).toEqual({ removed: 3, isMore: false });
      expect(await store.headSequence()).toBe(3);
      const again = await opened.reopen();
      expect(await again.headSequence()).toBe(3);
      await activate(again, 'next');
      expect(await again.getCheckpoint('next')).toMatchObject({ watermark: 3, position: 3 });
      expect((await again.appendChanges([profileWrite('after')])).sequence).toBe(4);
    });

    it('removes few entries at once where documents are large, at least one, and says that there are more', async () => {
      await append(6, 900_000);
      expect(await store.trimChanges(1_000)).toEqual({ removed: 3, isMore: true });
      expect(await store.trimChanges(1_000)).toEqual({ removed: 3, isMore: true });
      expect(await store.trimChanges(1_000)).toEqual({ removed: 0, isMore: false });
    });

    it('removes old outcomes of every kind, also of deleted destinations, and nothing younger', async () => {
      for (const id of ['one', 'two']) {
        await activate(store, id);
        const epoch = (await store.takeOver(id))?.epoch ?? -1;
        const at = (n: number): number => n * 60_000;
        await store.settle(
          settlement(id, epoch, {
            deliveries: [1, 2, 3].map((n) => delivery(`${id} ${n}`, id, { deliveredAt: at(n) })),
            deadLetters: [1, 2, 3].map((n) => deadLetter(`${id} ${n}`, id, { createdAt: at(n), ...(n === 1 && { state: 'discarded' as const, endedAt: at(n) }) })),
            minutes: [1, 2, 3].map((n) => ({ runId: `${id} ${n}`, minute: at(n), sums: sums({ received: 2, activated: 1, failed: 1 }) })),
            runs: [1, 2, 3].map((n) => ({ id: `${id} ${n}`, kind: 'streaming' as const, startedAt: at(n), sums: sums({ received: 2, activated: 1, failed: 1 }) })),
          }),
        );
        await store.insertRun(run(`${id} open`, id, { startedAt: 1 }));
        await store.insertRun(run(`${id} ended`, id, { startedAt: 1, state: 'completed', endedAt: 2 }));
      }
      await store.deleteDestination('two', 1);
      const left = async (id: string) => ({
        deliveries: (await store.listDeliveries({ destinationId: id, profileId: null, ...allTimes }, firstPage)).items.length,
        deadLetters: (await store.listDeadLetters({ destinationId: id, code: null, profileId: null, runId: null, state: null, ...allTimes }, firstPage)).items.length,
        minutes: (await store.readMetrics({ destinationId: id }, allTimes)).length,
        runs: (await store.listRuns(everyRun(id), firstPage)).items.map((row) => row.id.replace(`${id} `, '')).toSorted(),
      });
      const before = { deliveries: 3, deadLetters: 3, minutes: 3 };
      expect(await left('one')).toMatchObject(before);
      await pruneAll(store, { deliveriesBefore: 120_000 });
      expect(await left('one')).toMatchObject({ ...before, deliveries: 2 });
      await pruneAll(store, { deadLettersBefore: 180_001 });
      expect(await left('one')).toMatchObject({ ...before, deliveries: 2, deadLetters: 0 });
      await pruneAll(store, { minutesBefore: 180_000 });
      expect(await left('one')).toMatchObject({ deliveries: 2, deadLetters: 0, minutes: 1, runs: ['1', '2', '3', 'ended', 'open'] });
      // A backfill that has not ended stays, whenever it began; a deleted destination's has.
      await pruneAll(store, { runsBefore: 120_001 });
      expect(await left('one')).toEqual({ deliveries: 2, deadLetters: 0, minutes: 1, runs: ['3', 'open'] });
      expect(await left('two')).toEqual({ deliveries: 2, deadLetters: 0, minutes: 1, runs: ['3'] });
      for (const id of ['one', 'two']) {
        const pruned = { received: 4, activated: 2, excluded: 0, failed: 2 };
        expect(await store.auditOutcomes(id)).toEqual({
          runs: { kept: { received: 2, activated: 1, excluded: 0, failed: 1 }, pruned },
          minutes: { kept: { received: 2, activated: 1, excluded: 0, failed: 1 }, pruned },
          rows: { kept: { activated: 2, failed: 0 }, pruned: { activated: 1, failed: 3 } },
        });
      }
    });

    it('keeps the newest deliveries of all destinations together, so many and no more', async () => {
      for (const id of ['busy', 'quiet']) await activate(store, id);
      const epochs = { busy: (await store.takeOver('busy'))?.epoch ?? -1, quiet: (await store.takeOver('quiet'))?.epoch ?? -1 };
      await store.settle(settlement('quiet', epochs.quiet, { deliveries: [delivery('q1', 'quiet')] }));
      await store.settle(settlement('busy', epochs.busy, { deliveries: Array.from({ length: 10 }, (_, n) => delivery(`b${n}`, 'busy')) }));
      await store.settle(settlement('quiet', epochs.quiet, { deliveries: [delivery('q2', 'quiet')] }));
      expect(await pruneAll(store, { deliveriesMost: 4 }, 3)).toEqual([3, 3, 2]);
      expect((await store.listDeliveries({ destinationId: null, profileId: null, ...allTimes }, firstPage)).items.map(({ exportId }) => exportId)).toEqual([
        'q2',
        'b9',
        'b8',
        'b7',
      ]);
      expect((await store.auditOutcomes('busy')).rows).toEqual({ kept: { activated: 3, failed: 0 }, pruned: { activated: 7, failed: 0 } });
      expect((await store.auditOutcomes('quiet')).rows).toEqual({ kept: { activated: 1, failed: 0 }, pruned: { activated: 1, failed: 0 } });
      expect(await pruneAll(store, { deliveriesMost: 0 })).toEqual([4]);
    });

    it('shares what one call may remove between all kinds and destinations', async () => {
      for (const id of ['x', 'y']) {
        await activate(store, id);
        const epoch = (await store.takeOver(id))?.epoch ?? -1;
        await store.settle(settlement(id, epoch, { deliveries: [delivery(`1 ${id}`, id), delivery(`2 ${id}`, id)], deadLetters: [deadLetter(`1 ${id}`, id)] }));
      }
      expect(await pruneAll(store, { deliveriesBefore: 2_000, deadLettersBefore: 2_000 }, 4)).toEqual([4, 2]);
    });

    it('counts in one snapshot while outcomes are stored, and one count after the other', async () => {
      await activate(store, 'counted');
      const epoch = (await store.takeOver('counted'))?.epoch ?? -1;
      let isOver = false;
      let number = 0;
      const writing = (async () => {
        while (!isOver) {
          number += 1;
          const one = sums({ received: 1, activated: 1 });
          const stored = { runs: [{ id: 'r', kind: 'streaming' as const, startedAt: 1, sums: one }], minutes: [{ runId: 'r', minute: 0, sums: one }] };
          await store.settle(settlement('counted', epoch, { ...stored, deliveries: [delivery(`d${number}`, 'counted', { deliveredAt: number })] }));
          if (number % 5 === 0) await pruneAll(store, { deliveriesBefore: number - 20 });
        }
      })();
      const counts = await Promise.all([store.auditOutcomes('counted'), store.auditOutcomes('counted'), store.auditOutcomes('counted')]);
      isOver = true;
      await writing;
      for (const { runs, minutes, rows } of [...counts, await store.auditOutcomes('counted')]) {
        expect(minutes).toEqual(runs);
        expect(rows.kept.activated + rows.pruned.activated).toBe(runs.kept.activated);
      }
    });

    it('refuses a count that runs when the store is closed', async () => {
      const counts = Promise.allSettled([store.auditOutcomes('any'), store.auditOutcomes('any')]);
      await store.close();
      expect(await counts).toMatchObject([
        { status: 'rejected', reason: { name: 'ActivationError' } },
        { status: 'rejected', reason: { name: 'ActivationError' } },
      ]);
      await expect(store.auditOutcomes('any')).rejects.toMatchObject({ code: 'defect' });
    });
  });
}
