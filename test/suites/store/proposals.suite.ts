import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { ProposalRow } from '../../../server/store/proposalStore.ts';
import type { Store } from '../../../server/store/store.ts';
import { account, activation, destination, type OpenedStore } from './rows.ts';

/** Changes that wait for a second person. */
export function proposalsSuite(open: () => Promise<OpenedStore>): void {
  describe('changes that wait for a second person', () => {
    let opened: OpenedStore;
    let store: Store;
    beforeAll(async () => {
      opened = await open();
      store = opened.store;
      await store.insertAccount(account('proposals'));
      for (const name of ['one', 'two']) await store.insertDestination(destination(name, 'proposals'));
    });
    afterAll(() => opened.destroy());
    const proposal = (change: Partial<ProposalRow>): ProposalRow => ({
      id: 'p1',
      destinationId: 'one',
      kind: 'activation',
      bodyJson: '{}',
      basedOn: 0,
      author: 'ada',
      createdAt: 5,
      ...change,
    });

    it('are one per destination, replaced by the same person alone, and gone with their id', async () => {
      expect(await store.getProposal('one')).toBeNull();
      expect(await store.putProposal(proposal({ destinationId: 'nowhere' }))).toBe('not_found');
      expect(await store.putProposal(proposal({}))).toBe('stored');
      expect(await store.putProposal(proposal({ id: 'p2', author: 'bob' }))).toBe('taken');
      expect(await store.putProposal(proposal({ id: 'p3', kind: 'settings', basedOn: 4 }))).toBe('stored');
      expect(await store.getProposal('one')).toEqual(proposal({ id: 'p3', kind: 'settings', basedOn: 4 }));
      expect([(await store.getDestination('one'))?.proposedBy, (await store.getDestination('two'))?.proposedBy]).toEqual(['ada', null]);
      expect([await store.deleteProposal('one', 'p1'), await store.deleteProposal('two', 'p3'), await store.deleteProposal('one', 'p3')]).toEqual([false, false, true]);
      expect(await store.getProposal('one')).toBeNull();
    });

    it('are gone with their destination', async () => {
      await store.putProposal(proposal({ destinationId: 'two' }));
      await store.deleteDestination('two', 9);
      expect(await store.getProposal('two')).toBeNull();
    });

    it('leave who approved them in the version', async () => {
      await store.putSegment({ id: 'approved', name: 'Approved', at: 1, expectedVersion: null });
      await store.putActivation(activation('one', ['approved'], { approvedBy: 'bob' }));
      await store.putActivation(activation('one', ['approved']));
      expect((await store.listActivationVersions('one', { limit: 5, cursor: null })).items.map(({ approvedBy }) => approvedBy)).toEqual([null, 'bob']);
    });
  });
}
