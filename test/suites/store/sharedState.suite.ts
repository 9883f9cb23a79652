import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Store } from '../../../server/store/store.ts';
import type { OpenedStore } from './rows.ts';

export function sharedStateSuite(open: () => Promise<OpenedStore>): void {
  describe('what all servers agree on', () => {
    let opened: OpenedStore;
    let store: Store;
    beforeAll(async () => {
      opened = await open();
      store = opened.store;
    });
    afterAll(() => opened.destroy());

    const until = (expiresAt: number, value = 'value') => ({ value, expiresAt });

    it('is changed only by who knows what it was', async () => {
      expect(await store.getShared('a', 'key', 10)).toBeNull();
      expect(await store.swapShared('a', 'key', 10, 'something', until(20))).toBe(false);
      expect(await store.swapShared('a', 'key', 10, null, null)).toBe(true);
      expect(await store.swapShared('a', 'key', 10, null, until(20, 'one'))).toBe(true);
      expect([await store.swapShared('a', 'key', 10, null, until(20)), await store.swapShared('a', 'key', 10, null, null)]).toEqual([false, false]);
      expect(await store.swapShared('a', 'key', 10, 'other', until(20))).toBe(false);
      expect(await store.swapShared('a', 'key', 10, 'one', until(30, 'two'))).toBe(true);
      expect([await store.getShared('a', 'key', 29), await store.getShared('b', 'key', 29), await store.getShared('a', 'other', 29)]).toEqual(['two', null, null]);
      expect([await store.swapShared('a', 'key', 10, 'one', null), await store.swapShared('a', 'key', 10, 'two', null)]).toEqual([false, true]);
      expect(await store.getShared('a', 'key', 10)).toBeNull();
    });

    it('runs out, and is then as if it had never been', async () => {
      await store.swapShared('a', 'short', 10, null, until(20));
      expect([await store.getShared('a', 'short', 19), await store.getShared('a', 'short', 20)]).toEqual(['value', null]);
      expect([await store.swapShared('a', 'short', 20, 'value', until(30)), await store.swapShared('a', 'short', 20, 'value', null)]).toEqual([false, false]);
      expect(await store.swapShared('a', 'short', 20, null, until(30, 'anew'))).toBe(true);
      await store.swapShared('a', 'over', 10, null, until(25));
      await store.prune(25);
      expect(await store.getShared('a', 'short', 25)).toBe('anew');
    });

    it('takes one of those who change it at the same moment', async () => {
      const taken = await Promise.all(Array.from({ length: 8 }, (_, index) => store.swapShared('a', 'race', 10, null, until(20, String(index)))));
      expect(taken.filter(Boolean)).toHaveLength(1);
      expect(await store.getShared('a', 'race', 10)).toBe(String(taken.indexOf(true)));
    });
  });
}
