import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { AuditIntent, AuditNote, ToldWrite } from '../../../server/store/auditStore.ts';
import type { Store } from '../../../server/store/store.ts';
import { account, activation, destination, type OpenedStore } from './rows.ts';

const origin = { at: 1_000, actor: 'ada@example.com', role: 'admin', address: '127.0.0.1', requestId: 'r1' } as const;
const intent = (change: Partial<AuditIntent> = {}): AuditIntent => ({ ...origin, action: 'destination.update', subject: null, isEnd: false, ...change });
const note = (change: Partial<AuditNote> = {}): AuditNote => ({
  ...origin,
  action: 'session.open',
  kind: 'session',
  resourceId: '',
  name: '',
  destinationId: null,
  result: 'refused',
  code: 'unauthenticated',
  beforeJson: null,
  afterJson: null,
  ...change,
});
const everything = { actor: null, action: null, result: null, resource: null, destinationId: null, from: 0, to: Number.MAX_SAFE_INTEGER };

/** The audit trail. */
export function auditSuite(open: () => Promise<OpenedStore>): void {
  describe('the audit trail', () => {
    let opened: OpenedStore;
    let store: Store;
    beforeAll(async () => {
      opened = await open();
      store = opened.store;
    });
    afterAll(() => opened.destroy());
    const audited = async (method: ToldWrite, args: readonly unknown[], change: Partial<AuditIntent> = {}) => (await store.audited(intent(change), { method, args })).entry;
    const shown = async (filter: Partial<typeof everything> | object = {}) => (await store.listAudit({ ...everything, ...filter }, { limit: 100, cursor: null })).items;

    it('tells of a write what was before and after, and of nothing that stayed', async () => {
      const made = await audited('insertAccount', [account('acc', { name: 'Production' })], { action: 'account.create' });
      expect(made).toMatchObject({
        sequence: 1,
        actor: 'ada@example.com',
        kind: 'account',
        resourceId: 'acc',
        name: 'Production',
        destinationId: null,
        result: 'done',
        beforeJson: null,
      });
      expect(JSON.parse(made?.afterJson ?? '')).toMatchObject({ name: 'Production', region: 'eu-west-1' });
      await audited('insertDestination', [destination('dst', 'acc')], { action: 'destination.create' });
      const renamed = await audited('updateDestination', ['dst', { name: 'Audience', enabled: false }, 5, null]);
      expect(renamed).toMatchObject({
        sequence: 3,
        destinationId: 'dst',
        name: 'Audience',
        beforeJson: '{"name":"Destination dst","enabled":true}',
        afterJson: '{"name":"Audience","enabled":false}',
      });
    });

    it('says of credentials that they changed, and holds nothing of them', async () => {
      const rotated = await audited('updateAccount', ['acc', { sealed: 'v1.canary', rotatedAt: 9 }, 9, null], { action: 'account.update' });
      expect(rotated).toMatchObject({ beforeJson: '{}', afterJson: '{"secret":"changed"}' });
      expect(JSON.stringify(await shown())).not.toContain('sealed');
    });

    it('leaves no entry where the write refuses, nor where it fails, and then nothing is written either', async () => {
      const before = await shown();
      expect(await audited('updateDestination', ['dst', { name: 'Other' }, 5, 77])).toBeNull();
      expect(await audited('endRun', ['no-such-run', 'cancelled', 5])).toBeNull();
      expect(await audited('deleteProposal', ['dst', 'none'])).toBeNull();
      // The name of an actor that is no text: the entry cannot be stored, so the change is not.
      await expect(audited('updateDestination', ['dst', { name: 'Unheard' }, 5, null], { actor: null as unknown as string })).rejects.toMatchObject({ code: 'defect' });
      expect((await store.getDestination('dst'))?.name).toBe('Audience');
      expect(await shown()).toEqual(before);
    });

    it('tells of what ends as it was, and of what a destination sends segment by segment', async () => {
      for (const id of ['vip', 'new']) await store.putSegment({ id, name: id.toUpperCase(), at: 1, expectedVersion: null });
      await audited('putActivation', [activation('dst', ['vip'])], { action: 'activation.update' });
      const added = await audited('putActivation', [activation('dst', ['vip', 'new'])], { action: 'activation.update' });
      expect(JSON.parse(added?.beforeJson ?? '')).toEqual({ version: 1 });
      expect(JSON.parse(added?.afterJson ?? '')).toEqual({ version: 2, segments: { new: { name: 'NEW', backfill: expect.any(Boolean) } } });
      const ended = await audited('updateDestination', ['dst', { enabled: true }, 5, null], { action: 'destination.delete', isEnd: true });
      expect(ended?.afterJson).toBeNull();
      expect(JSON.parse(ended?.beforeJson ?? '')).toMatchObject({ name: 'Audience', enabled: false });
    });

    it('takes the person from the session that is opened, and the subject from the request where it names one', async () => {
      const session = { idHash: 'hash-canary', userId: 'u', email: 'bob@example.com', role: 'viewer', createdAt: 1, lastSeenAt: 1, expiresAt: 1 };
      const opened_ = await audited('insertSession', [session], { action: 'session.open', actor: '', role: null });
      expect(opened_).toMatchObject({ actor: 'bob@example.com', role: 'viewer', kind: 'session', name: 'bob@example.com' });
      const subject = { kind: 'profile', resourceId: 'sign', name: '', destinationId: null } as const;
      const erasure = { profileId: 'canary', expectedVersion: 0, memberships: [], coverage: [], tombstone: null, author: 'ada', at: 1 };
      expect(await audited('beginErasure', [erasure], { action: 'profile.erase', subject })).toMatchObject(subject);
      expect(JSON.stringify(await shown())).not.toContain('canary');
    });

    it('is listed newest first, by page, and filtered', async () => {
      await store.noteAudit(note({ at: 5_000, actor: '', address: '192.0.2.1' }));
      const first = await store.listAudit(everything, { limit: 2, cursor: null });
      const second = await store.listAudit(everything, { limit: 2, cursor: first.nextCursor });
      const sequences = [...first.items, ...second.items].map(({ sequence }) => sequence);
      expect(sequences).toEqual(sequences.toSorted((a, b) => b - a));
      expect(new Set(sequences).size).toBe(4);
      expect((await shown({ actor: 'BOB@' })).map(({ action }) => action)).toEqual(['session.open']);
      expect((await shown({ action: 'account.create' })).map(({ name }) => name)).toEqual(['Production']);
      expect((await shown({ result: 'refused' })).map(({ at }) => at)).toEqual([5_000]);
      expect((await shown({ result: 'done' })).every(({ result }) => result === 'done')).toBe(true);
      expect((await shown({ from: 2_000, to: 6_000 })).map(({ at }) => at)).toEqual([5_000]);
      expect((await shown({ resource: { ids: ['sign'], name: 'no such name' } })).map(({ action }) => action)).toEqual(['profile.erase']);
      expect((await shown({ resource: { ids: [], name: 'PRODUCT' } })).map(({ action }) => action)).toEqual(['account.update', 'account.create']);
      expect((await shown({ destinationId: 'dst' })).every(({ destinationId }) => destinationId === 'dst')).toBe(true);
    });

    it('tells of one destination what was done to it and its account, and no refusals', async () => {
      await store.noteAudit(note({ kind: 'destination', resourceId: 'dst', destinationId: 'dst', action: 'destination.test_record' }));
      const { items, nextCursor } = await store.listChangesOf('dst', 'acc', { limit: 3, cursor: null });
      expect(items.map(({ action }) => action)).toEqual(['destination.delete', 'activation.update', 'activation.update']);
      const rest = await store.listChangesOf('dst', 'acc', { limit: 9, cursor: nextCursor });
      expect(rest.items.map(({ action }) => action)).toEqual(['account.update', 'destination.update', 'destination.create', 'account.create']);
      expect((await store.listChangesOf('other', null, { limit: 9, cursor: null })).items).toEqual([]);
    });

    it('is a chain that holds, stretch by stretch, and still does once its oldest entries are gone', async () => {
      const all = (await shown()).length;
      let [after, entries] = [0, 0];
      for (let isMore = true; isMore;) {
        const stretch = await store.verifyAudit(after, 3);
        expect(stretch.fault).toBeNull();
        [after, entries, isMore] = [stretch.upTo, entries + stretch.entries, stretch.isMore];
      }
      expect(entries).toBe(all);
      await store.noteAudit(note({ at: 9_000 }));
      expect(await store.trimAudit(5_000, 2)).toEqual({ removed: 2, isMore: true });
      expect(await store.trimAudit(5_000, 100)).toMatchObject({ isMore: false });
      // An entry of before, by a clock that was put back, lies behind one that stays.
      expect((await shown()).map(({ at }) => at)).toEqual([9_000, 1_000, 5_000]);
      expect(await store.trimAudit(5_000, 100)).toEqual({ removed: 0, isMore: false });
      expect(await store.verifyAudit(0, 100)).toMatchObject({ entries: 3, since: 5_000, fault: null, isMore: false });
      expect(await store.trimAudit(10_000, 100)).toEqual({ removed: 3, isMore: false });
      expect(await store.verifyAudit(0, 100)).toEqual({ entries: 0, upTo: all + 1, since: null, fault: null, isMore: false });
      expect((await store.noteAudit(note())).sequence).toBe(all + 2);
      expect(await store.verifyAudit(0, 100)).toMatchObject({ entries: 1, fault: null });
    });
  });
}
