import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Store } from '../../../server/store/store.ts';
import type { OpenedStore } from './rows.ts';

export function leasesSuite(open: () => Promise<OpenedStore>): void {
  describe('leases', () => {
    let opened: OpenedStore;
    let store: Store;
    beforeAll(async () => {
      opened = await open();
      store = opened.store;
    });
    afterAll(() => opened.destroy());

    it('gives every partition to one worker at most', async () => {
      const { holders, workers } = await store.beat('one');
      expect(workers).toEqual(['one']);
      const all = holders.map((_, partition) => partition);
      await store.takePartitions('one', all);
      const view = await store.beat('one');
      expect(view.holders).toEqual(all.map(() => 'one'));
      // Where others may come, nobody takes from somebody who is alive.
      if (view.leaseMs === null) return;
      expect((await store.beat('two')).workers).toEqual(['one', 'two']);
      expect(await store.takePartitions('two', all)).toEqual([]);
      await store.releasePartitions('one', [0, 1]);
      await store.releasePartitions('two', [2]);
      const taken = await Promise.all([store.takePartitions('two', [0, 1, 2]), store.takePartitions('three', [0, 1, 2])]);
      expect(taken.flat().toSorted((a, b) => a - b)).toEqual([0, 1]);
    });

    it('hands on what each worker says with its sign of life, the newest alone', async () => {
      const { leaseMs } = await store.beat('one', 'first');
      if (leaseMs === null) return;
      await store.beat('one', 'second');
      const { workers, said } = await store.beat('two');
      expect(said[workers.indexOf('one')]).toBe('second');
      expect(said[workers.indexOf('two')]).toBeNull();
    });

    it('forgets who leaves, and what they had is free', async () => {
      await store.leaveWork('one');
      const { workers, holders, leaseMs } = await store.beat('four');
      expect(workers).not.toContain('one');
      if (leaseMs !== null) expect(holders).not.toContain('one');
    });
  });
}
