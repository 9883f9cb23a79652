import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Store } from '../../../server/store/store.ts';
import { move, type OpenedStore } from './rows.ts';

const hour = 3_600_000;
const day = 24 * hour;

export function historySuite(open: () => Promise<OpenedStore>): void {
  describe('the history of segments', () => {
    let opened: OpenedStore;
    let store: Store;
    beforeAll(async () => {
      opened = await open();
      store = opened.store;
    });
    afterAll(() => opened.destroy());

    it('notes by the hour who really entered and left, in the transaction that moves them', async () => {
      await store.appendChanges([
        move('a', ['vip'], true, { acceptedAt: hour + 5 }),
        move('b', ['vip'], true, { acceptedAt: hour + 5 }),
        move('a', ['vip'], false, { acceptedAt: hour + 5, expectedVersion: 1 }),
      ]);
      await store.appendChanges([move('b', ['vip'], true, { acceptedAt: hour + 9, expectedVersion: 1 }), move('c', ['vip'], true, { acceptedAt: hour + 9 })]);
      await store.appendChanges([move('b', ['vip'], false, { acceptedAt: 3 * hour, expectedVersion: 2 }), move('c', ['vip'], true, { acceptedAt: 3 * hour, expectedVersion: 7 })]);
      expect(await store.readGrowth('vip', 0)).toEqual({
        size: 1,
        countedFrom: hour + 5,
        movements: [
          { at: hour, entered: 3, exited: 1 },
          { at: 3 * hour, entered: 0, exited: 1 },
        ],
      });
      expect((await store.readGrowth('vip', 2 * hour))?.movements).toEqual([{ at: 3 * hour, entered: 0, exited: 1 }]);
      expect(await store.readGrowth('nobody', 0)).toBeNull();
    });

    it('notes an erased person as one who left', async () => {
      await store.appendChanges([move('erased', ['left'], true, { acceptedAt: hour })]);
      await store.beginErasure({
        profileId: 'erased',
        expectedVersion: 1,
        memberships: [{ segmentId: 'left', member: false }],
        coverage: [],
        tombstone: null,
        author: 'a',
        at: 2 * hour,
      });
      expect(await store.readGrowth('left', 0)).toMatchObject({
        size: 0,
        movements: [
          { at: hour, entered: 1, exited: 0 },
          { at: 2 * hour, entered: 0, exited: 1 },
        ],
      });
    });

    it('makes days of old hours, a few at a time, and removes old days; sums stay', async () => {
      const times = [day, day + 2 * hour, day + 23 * hour, 2 * day + hour, 9 * day];
      for (const [index, acceptedAt] of times.entries()) await store.appendChanges([move(`old ${index}`, ['old'], true, { acceptedAt })]);
      const movements = async () => (await store.readGrowth('old', 0))?.movements.map(({ at, entered }) => [at / day, entered]);
      const limits = { hoursBefore: 3 * day, daysBefore: 0 };
      while ((await store.foldHistory(limits, 2)).isMore);
      expect(await movements()).toEqual([
        [1, 3],
        [2, 1],
        [9, 1],
      ]);
      expect(await store.foldHistory(limits, 2)).toEqual({ removed: 0, isMore: false });
      await store.foldHistory({ hoursBefore: 3 * day, daysBefore: 2 * day }, 100);
      expect(await movements()).toEqual([
        [2, 1],
        [9, 1],
      ]);
    });

    it('adds up changes of each minute by hour and what they were about, and tells them by day', async () => {
      const name = { crossed: false, identities: [], attributes: ['person.name'] };
      const mail = { crossed: true, identities: ['mail'], attributes: [] };
      await store.noteChanges(100 * day, [
        { shape: name, changes: 3 },
        { shape: null, changes: 7 },
      ]);
      const minute = 60_000;
      await store.noteChanges(100 * day + minute, [{ shape: name, changes: 2 }]);
      await store.noteChanges(100 * day + hour, []);
      await store.noteChanges(100 * day + 2 * hour + 7 * minute, [{ shape: name, changes: 8 }]);
      // Where there are other servers, they tell of the same minutes, sooner or later.
      const hasOthers = (await store.beat('one')).leaseMs !== null;
      await store.noteChanges(100 * day + (hasOthers ? 2 * hour + 7 * minute : 3 * hour), [{ shape: name, changes: 2 }]);
      if (hasOthers) await store.noteChanges(100 * day, []);
      if (hasOthers) await store.noteChanges(100 * day + 3 * hour, []);
      await store.noteChanges(101 * day, [{ shape: mail, changes: 1 }]);
      await store.appendChanges([move('p1', ['s1', 's2'], true, { acceptedAt: 100 * day }), move('p2', ['s3'], true, { acceptedAt: 101 * day })]);
      const { people, changes, ...rest } = await store.readChangeHistory(['s1', 's2', 'none'], 100 * day);
      expect(rest).toEqual({ minutes: 6, crossings: [{ day: 100 * day, count: 2 }] });
      expect(changes.toSorted((one, other) => one.changes - other.changes)).toEqual([
        { day: 101 * day, shape: mail, changes: 1 },
        { day: 100 * day, shape: null, changes: 7 },
        { day: 100 * day, shape: name, changes: 15 },
      ]);
      expect(people).toBeGreaterThanOrEqual(2);
      await store.foldHistory({ hoursBefore: 101 * day, daysBefore: 0 }, 1);
      while ((await store.foldHistory({ hoursBefore: 101 * day, daysBefore: 0 }, 1)).isMore);
      expect(await store.readChangeHistory(['s1'], 0)).toMatchObject({ minutes: 1, crossings: [], changes: [{ shape: mail }] });
    });

    it('forgets all of it with the segment', async () => {
      await store.appendChanges([move('x', ['again'], true, { acceptedAt: hour }), move('y', ['again'], true, { acceptedAt: hour })]);
      await store.foldHistory({ hoursBefore: day, daysBefore: 0 }, 100);
      await store.appendChanges([move('x', ['again'], false, { acceptedAt: 2 * day, expectedVersion: 1 })]);
      await store.deleteSegment('again');
      await store.putSegment({ id: 'again', name: 'Again', at: 5 * day, expectedVersion: null });
      expect(await store.readGrowth('again', 0)).toEqual({ size: 0, countedFrom: 5 * day, movements: [] });
    });
  });
}
