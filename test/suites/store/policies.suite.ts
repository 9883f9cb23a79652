import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { NewPolicy } from '../../../server/store/policyStore.ts';
import type { Store } from '../../../server/store/store.ts';
import { activate, account, destination, firstPage, profileWrite, type OpenedStore } from './rows.ts';

const policy = (id: string, change: Partial<NewPolicy> = {}): NewPolicy => ({
  id,
  name: `Policy ${id}`,
  description: '',
  useCases: ['advertising', 'sharing'],
  labels: ['health', 'minor'],
  match: 'any',
  enabled: true,
  updatedBy: 'ada@example.com',
  createdAt: 10,
  ...change,
});

export function policiesSuite(open: () => Promise<OpenedStore>): void {
  describe('policies and labels', () => {
    let opened: OpenedStore;
    let store: Store;
    beforeAll(async () => {
      opened = await open();
      store = opened.store;
    });
    afterAll(() => opened.destroy());

    it('keeps a policy whole and changes only what is named', async () => {
      expect(await store.insertPolicy(policy('one', { description: 'Why.' }))).toEqual({ ok: true, version: 1 });
      const whole = { ...policy('one', { description: 'Why.' }), updatedAt: 10, version: 1 };
      expect(await store.getPolicy('one')).toEqual(whole);
      const change = { enabled: false, match: 'all', labels: ['health'], name: undefined, updatedBy: 'grace@example.com' } as const;
      expect(await store.updatePolicy('one', change, 20, 1)).toEqual({ ok: true, version: 2 });
      const changed = { ...whole, enabled: false, match: 'all', labels: ['health'], updatedBy: 'grace@example.com', updatedAt: 20, version: 2 };
      expect(await store.getPolicy('one')).toEqual(changed);
      expect(await store.updatePolicy('one', { useCases: ['analytics'], updatedBy: 'x' }, 30, 1)).toEqual({ ok: false, reason: 'version_stale' });
      expect(await store.updatePolicy('nobody', { updatedBy: 'x' }, 30, null)).toEqual({ ok: false, reason: 'not_found' });
      expect(await store.getPolicy('nobody')).toBeNull();
    });

    it('takes names that differ in case only for the same, and lists by name', async () => {
      await store.insertPolicy(policy('b', { name: 'Beta' }));
      await store.insertPolicy(policy('a', { name: 'alpha' }));
      expect(await store.insertPolicy(policy('c', { name: 'ALPHA' }))).toEqual({ ok: false, reason: 'name_taken' });
      expect(await store.updatePolicy('b', { name: 'Alpha', updatedBy: 'x' }, 1, null)).toEqual({ ok: false, reason: 'name_taken' });
      expect(await store.updatePolicy('a', { name: 'ALPHA', updatedBy: 'x' }, 1, null)).toEqual({ ok: true, version: 2 });
      const first = await store.listPolicies({ limit: 2, cursor: null }, '');
      expect(first.items.map(({ name }) => name)).toEqual(['ALPHA', 'Beta']);
      expect((await store.listPolicies({ limit: 2, cursor: first.nextCursor }, '')).items.map(({ id }) => id)).toEqual(['one']);
      expect((await store.listPolicies(firstPage, 'ET')).items.map(({ id }) => id)).toEqual(['b']);
    });

    it('deletes a policy as it was read, once', async () => {
      await store.insertPolicy(policy('gone'));
      expect(await store.deletePolicy('gone', 2)).toEqual({ ok: false, reason: 'version_stale' });
      expect(await store.deletePolicy('gone', 1)).toEqual({ ok: true });
      expect(await store.deletePolicy('gone', null)).toEqual({ ok: false, reason: 'not_found' });
    });

    it('replaces the labels of a field, whose version goes on when they are taken away', async () => {
      const email = { kind: 'identity', name: 'email' } as const;
      expect(await store.putFieldLabels({ ...email, labels: ['health'], at: 1, expectedVersion: 1 })).toEqual({ ok: false, reason: 'version_stale' });
      expect(await store.putFieldLabels({ ...email, labels: ['health'], at: 1, expectedVersion: 0 })).toEqual({ ok: true, version: 1 });
      expect(await store.putFieldLabels({ ...email, labels: [], at: 2, expectedVersion: 1 })).toEqual({ ok: true, version: 2 });
      expect(await store.putFieldLabels({ ...email, labels: [], at: 2, expectedVersion: 0 })).toEqual({ ok: false, reason: 'version_stale' });
      expect(await store.putFieldLabels({ kind: 'attribute', name: 'email', labels: ['a', 'b'], at: 3, expectedVersion: null })).toEqual({ ok: true, version: 1 });
      expect(await store.listFieldLabels()).toEqual([
        { kind: 'attribute', name: 'email', labels: ['a', 'b'], updatedAt: 3, version: 1 },
        { kind: 'identity', name: 'email', labels: [], updatedAt: 2, version: 2 },
      ]);
    });

    it('reads what is in force: enabled policies, and only what has labels', async () => {
      await store.putSegment({ id: 'plain', name: 'Plain', at: 1, expectedVersion: null });
      await store.putSegment({ id: 'marked', name: 'Marked', labels: ['minor'], at: 1, expectedVersion: null });
      await store.appendChanges([profileWrite('p', { touchedSegments: ['discovered'] })]);
      const { policies, fields, segments } = await store.readGovernance();
      expect(policies.map(({ id }) => id)).toEqual(['a', 'b']);
      expect(policies[0]).toEqual(await store.getPolicy('a'));
      expect(fields).toEqual([{ kind: 'attribute', name: 'email', labels: ['a', 'b'] }]);
      expect(segments).toEqual([{ id: 'marked', name: 'Marked', labels: ['minor'] }]);
    });

    it('lists destinations that have an activation, with its segments in order, until they are deleted', async () => {
      await activate(store, 'd1');
      await store.insertAccount(account('other'));
      await store.insertDestination(destination('d2', 'other'));
      await activate(store, 'd3');
      const all = await store.listGoverned('', 10);
      const activation = await store.getActivation('d1');
      expect(all.map(({ id }) => id)).toEqual(['d1', 'd3']);
      expect(all[0]).toEqual({
        id: 'd1',
        name: (await store.getDestination('d1'))?.name,
        optionsJson: '{}',
        documentJson: activation?.documentJson,
        segmentIds: activation?.segments.map(({ id }) => id),
      });
      expect((await store.listGoverned('d1', 10)).map(({ id }) => id)).toEqual(['d3']);
      expect(await store.listGoverned('', 1)).toHaveLength(1);
      await store.deleteDestination('d1', 50);
      expect((await store.listGoverned('', 10)).map(({ id }) => id)).toEqual(['d3']);
    });
  });
}
