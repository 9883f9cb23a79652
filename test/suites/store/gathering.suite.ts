import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Settlement } from '../../../server/store/rows.ts';
import type { Store } from '../../../server/store/store.ts';
import { activate, delivery, profileWrite, settlement, type OpenedStore } from './rows.ts';

export function gatheringSuite(open: () => Promise<OpenedStore>): void {
  describe('changes that wait for a later record', () => {
    let opened: OpenedStore;
    let store: Store;
    let epoch: number;
    beforeEach(async () => {
      opened = await open();
      store = opened.store;
      await activate(store, 'd');
      epoch = (await store.takeOver('d'))?.epoch ?? 0;
    });
    afterEach(() => opened.destroy());

    const settle = (change: Partial<Settlement>) => store.settle(settlement('d', epoch, change));
    const gathered = (profileId: string, version: number, dueAt: number) => ({ profileId, version, dueAt, reason: 'attribute' as const });
    const due = async (now = 1_000) => (await store.readDue('d', now, 10)).map(({ profileId, version, dueAt, profile }) => [profileId, version, dueAt, profile?.version ?? null]);

    it('are kept once a person, with the newest, and read when they are due, the longest due first', async () => {
      await store.appendChanges([profileWrite('ada')]);
      await settle({ gathered: [gathered('ada', 1, 500), gathered('bob', 1, 400), gathered('later', 1, 1_001)] });
      await settle({ gathered: [gathered('ada', 3, 600)] });
      expect(await due()).toEqual([
        ['bob', 1, 400, null],
        ['ada', 3, 600, 1],
      ]);
      expect(await store.readDue('another', 1_000, 10)).toEqual([]);
    });

    it('are released by a record that holds them, and not by one from before', async () => {
      await settle({ gathered: [gathered('ada', 3, 500), gathered('bob', 3, 500)], released: [{ profileId: 'ada', version: 3 }] });
      await settle({ released: [{ profileId: 'bob', version: 2 }] });
      expect(await due()).toEqual([['bob', 3, 500, null]]);
    });

    it('are neither kept nor released by who was taken over', async () => {
      await settle({ gathered: [gathered('ada', 1, 500)] });
      await store.takeOver('d');
      expect(await settle({ gathered: [gathered('bob', 1, 500)], released: [{ profileId: 'ada', version: 9 }] })).toBe('fenced');
      expect(await due()).toEqual([['ada', 1, 500, null]]);
    });

    it('are gone with their person and with their destination', async () => {
      await settle({ gathered: [gathered('ada', 1, 500), gathered('bob', 1, 500)] });
      await store.beginErasure({ profileId: 'ada', expectedVersion: 0, memberships: [], coverage: [], tombstone: null, author: 'a', at: 1 });
      expect(await due()).toEqual([['bob', 1, 500, null]]);
      await store.deleteDestination('d', 1);
      expect(await due()).toEqual([]);
    });

    it('stay with somebody who came back before their erasure is complete, and go with one who did not', async () => {
      for (const profileId of ['back', 'gone']) await store.beginErasure({ profileId, expectedVersion: 0, memberships: [], coverage: [], tombstone: null, author: 'a', at: 1 });
      await store.appendChanges([profileWrite('back')]);
      // What was handed out before the erasure is settled after it.
      await settle({ gathered: [gathered('back', 1, 500), gathered('gone', 1, 500)] });
      for (let isMore = true; isMore;) ({ isMore } = await store.continueErasures(86_400_000, 500));
      expect(await due()).toEqual([['back', 1, 500, 1]]);
    });

    it('begin with the last record of a person at the same destination', async () => {
      await settle({
        deliveries: [
          delivery('1', 'd', { profileId: 'ada', deliveredAt: 100 }),
          delivery('2', 'd', { profileId: 'ada', deliveredAt: 300 }),
          delivery('3', 'd', { profileId: 'bob' }),
        ],
      });
      await activate(store, 'e');
      const other = (await store.takeOver('e'))?.epoch ?? 0;
      await store.settle(settlement('e', other, { deliveries: [delivery('4', 'e', { profileId: 'ada', deliveredAt: 900 })] }));
      expect(await store.lastDeliveries('d', ['ada', 'nobody'], 200)).toEqual([{ profileId: 'ada', deliveredAt: 300 }]);
      expect(await store.lastDeliveries('d', ['ada'], 300)).toEqual([]);
    });
  });
}
