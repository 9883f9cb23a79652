import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Store } from '../../../server/store/store.ts';
import { activate, allTimes, deadLetter, delivery, firstPage, move, profileWrite, run, settlement, type OpenedStore } from './rows.ts';

const hourMs = 3_600_000;
const requestedAt = 10_000;

export function erasuresSuite(open: () => Promise<OpenedStore>): void {
  describe('people who are erased', () => {
    let opened: OpenedStore;
    let store: Store;
    beforeEach(async () => {
      opened = await open();
      store = opened.store;
    });
    afterEach(() => opened.destroy());

    const effects = { memberships: [{ segmentId: 'vip', member: false }], coverage: [{ segmentId: 'vip', namespace: 'email', delta: -1 as const }] };
    const begin = (profileId: string, expectedVersion: number, more: object = {}) =>
      store.beginErasure({ profileId, expectedVersion, memberships: [], coverage: [], tombstone: null, author: 'ada@example.com', at: requestedAt, ...more });
    const all = { profileId: null, ...allTimes };
    const letters = async (destinationId: string) => (await store.listDeadLetters({ ...all, destinationId, code: null, state: null, runId: null }, firstPage)).items;
    const deliveries = async (profileId: string | null = null) => (await store.listDeliveries({ ...all, destinationId: null, profileId }, firstPage)).items;
    /** Goes on until nothing is left to do now; how many calls changed how much. */
    async function goOn(now: number, limit = 500): Promise<number[]> {
      const removed: number[] = [];
      for (;;) {
        const step = await store.continueErasures(now, limit);
        if (!step.isMore) return removed;
        removed.push(step.removed);
      }
    }

    it('leave no profile, no membership, and sizes and coverage without them', async () => {
      await store.appendChanges([move('ada', ['vip'], true, {}, ['email']), move('bob', ['vip'], true, {}, ['email'])]);
      expect(await begin('ada', 2, effects)).toEqual({ ok: false, reason: 'version_stale' });
      expect(await begin('ada', 1, effects)).toEqual({ ok: true, deliveries: 0, deadLetters: 0 });
      expect(await store.readProfiles(['ada', 'bob'])).toEqual([expect.objectContaining({ profileId: 'bob' })]);
      expect((await store.readMembers(['vip'], '', 10)).map(({ profileId }) => profileId)).toEqual(['bob']);
      expect(await store.getSegment('vip')).toMatchObject({ size: 1, coverage: { email: 1 } });
      expect(await begin('nobody', 0)).toEqual({ ok: true, deliveries: 0, deadLetters: 0 });
      expect(await begin('ada', 1)).toEqual({ ok: false, reason: 'version_stale' });
    });

    it('leave the log in pieces, which keeps its numbers and everybody else', async () => {
      await activate(store, 'slow');
      const writes = Array.from({ length: 60 }, (_, n) => profileWrite(n % 20 === 0 ? 'ada' : `p${n}`, { expectedVersion: n % 20 === 0 ? n / 20 : 0 }));
      await store.appendChanges(writes);
      const before = await store.readChanges(0, 100);
      await begin('ada', 3);
      // What is accepted of them later is theirs.
      await store.appendChanges([profileWrite('ada')]);
      expect(await goOn(requestedAt, 2)).toEqual([1, 1, 1]);
      const after = await store.readChanges(0, 100);
      const blank = { profileId: 'erased', documentJson: expect.not.stringContaining('ada'), changeJson: '{"segments":[],"identities":[],"attributes":[]}' };
      expect(after.slice(0, 60)).toEqual(before.map((change) => (change.profileId === 'ada' ? { ...change, ...blank } : change)));
      expect(after[60]).toMatchObject({ profileId: 'ada', documentJson: '{"of":"ada"}' });
      expect(await goOn(requestedAt)).toEqual([]);
    });

    it('leave a last entry until all destinations had it', async () => {
      await activate(store, 'd');
      await store.appendChanges([profileWrite('ada')]);
      await begin('ada', 1, { tombstone: { version: 2, documentJson: '{"of":"ada"}', changeJson: '{"erased":true}' } });
      expect(await goOn(requestedAt)).toEqual([1]);
      const [first, last] = await store.readChanges(0, 10);
      expect(first).toMatchObject({ profileId: 'erased' });
      expect(last).toMatchObject({ profileId: 'ada', version: 2, acceptedAt: requestedAt, documentJson: '{"of":"ada"}', changeJson: '{"erased":true}' });
      const epoch = (await store.takeOver('d'))?.epoch ?? 0;
      await store.settle(settlement('d', epoch, { watermark: (last?.sequence ?? 0) - 1, position: (last?.sequence ?? 0) - 1 }));
      expect(await goOn(requestedAt + 2 * hourMs)).toEqual([]);
      await store.settle(settlement('d', epoch, { watermark: last?.sequence ?? 0, position: last?.sequence ?? 0 }));
      expect(await goOn(requestedAt + 2 * hourMs)).toEqual([0]);
      expect((await store.readChanges(0, 10)).map(({ profileId }) => profileId)).toEqual(['erased', 'erased']);
    });

    it('leave outcomes that belong to nobody, in the same number', async () => {
      await activate(store, 'd');
      const epoch = (await store.takeOver('d'))?.epoch ?? 0;
      const settle = (acceptedAt: number, name: string) =>
        store.settle(
          settlement('d', epoch, {
            deliveries: [delivery(`${name} 1`, 'd', { profileId: 'ada', partitionKey: 'ada', acceptedAt }), delivery(`${name} 2`, 'd', { profileId: 'bob', partitionKey: 'bob' })],
            deadLetters: [deadLetter(`${name} 3`, 'd', { profileId: 'ada', data: '{"ada":1}', createdAt: acceptedAt }), deadLetter(`${name} 4`, 'd', { profileId: 'bob' })],
          }),
        );
      await settle(1_000, 'before');
      const filter = { code: null, profileId: 'ada', runId: null, ids: null, ...allTimes, last: 9 };
      await store.insertRun(run('replay of hers', 'd', { kind: 'replay', letters: filter, segmentIds: [] }));
      const counted = await store.auditOutcomes('d');
      expect(await begin('ada', 0)).toEqual({ ok: true, deliveries: 1, deadLetters: 1 });
      expect(await deliveries('ada')).toEqual([]);
      expect((await deliveries('erased')).map(({ partitionKey, exportId }) => [partitionKey, exportId])).toEqual([['erased', 'before 1']]);
      const ended = {
        profileId: 'erased',
        data: null,
        message: '',
        attemptsJson: '[]',
        state: 'discarded',
        endedAt: requestedAt,
        endedBy: 'ada@example.com',
        endedAs: 'discarded',
      };
      expect((await letters('d')).find(({ id }) => id === 'before 3')).toMatchObject(ended);
      expect(await letters('d')).toContainEqual(expect.objectContaining({ id: 'before 4', profileId: 'bob', state: 'open' }));
      expect(await store.auditOutcomes('d')).toEqual(counted);
      expect((await store.getRun('replay of hers'))?.letters).toEqual({ ...filter, profileId: 'erased' });

      // What was under way when the erasure began ends later.
      await settle(requestedAt - 1, 'under way');
      await goOn(requestedAt + hourMs - 1);
      expect(await deliveries('ada')).toHaveLength(1);
      await goOn(requestedAt + hourMs);
      expect([await deliveries('ada'), (await letters('d')).filter(({ profileId }) => profileId === 'ada')]).toEqual([[], []]);
      expect(await goOn(requestedAt + 24 * hourMs)).toEqual([]);
    });

    it('are looked for once more when every activation has settled the log, or after 23 hours', async () => {
      await activate(store, 'behind');
      await store.appendChanges([profileWrite('ada')]);
      await begin('ada', 1);
      expect(await goOn(requestedAt + 2 * hourMs)).toEqual([1]);
      expect(await goOn(requestedAt + 23 * hourMs - 1)).toEqual([]);
      expect(await goOn(requestedAt + 23 * hourMs)).toEqual([0]);
      expect(await goOn(requestedAt + 23 * hourMs)).toEqual([]);
    });

    it('and come back keep what is theirs since', async () => {
      await activate(store, 'd');
      await begin('ada', 0);
      await store.appendChanges([profileWrite('ada')]);
      const epoch = (await store.takeOver('d'))?.epoch ?? 0;
      await store.settle(
        settlement('d', epoch, {
          deliveries: [delivery('new', 'd', { profileId: 'ada', acceptedAt: requestedAt + 1 })],
          deadLetters: [deadLetter('letter', 'd', { profileId: 'ada', createdAt: requestedAt + 2 })],
        }),
      );
      await goOn(requestedAt + 24 * hourMs);
      expect((await deliveries('ada')).map(({ exportId }) => exportId)).toEqual(['new']);
      expect((await letters('d')).map(({ profileId, state }) => [profileId, state])).toEqual([['ada', 'open']]);
    });
  });
}
