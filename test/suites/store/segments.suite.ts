import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Store } from '../../../server/store/store.ts';
import { activate, everyItem, firstPage, move, profileWrite, type OpenedStore } from './rows.ts';

export function segmentsSuite(open: () => Promise<OpenedStore>): void {
  describe('segments', () => {
    let opened: OpenedStore;
    let store: Store;
    beforeAll(async () => {
      opened = await open();
      store = opened.store;
    });
    afterAll(() => opened.destroy());

    it('registers an unknown segment as discovered, named by its id, until somebody names it', async () => {
      await store.appendChanges([profileWrite('finder', { touchedSegments: ['found'], acceptedAt: 70 })]);
      expect(await store.getSegment('found')).toEqual({
        id: 'found',
        name: 'found',
        description: '',
        origin: 'discovered',
        labels: [],
        size: 0,
        coverage: {},
        lastChangeAt: 70,
        createdAt: 70,
        updatedAt: 70,
        version: 1,
        destinations: [],
      });
      expect(await store.putSegment({ id: 'found', name: 'Loyal customers', at: 80, expectedVersion: 1 })).toEqual({ ok: true, version: 2 });
      await store.appendChanges([move('finder 2', ['found'], true, { acceptedAt: 90 })]);
      expect(await store.getSegment('found')).toMatchObject({ name: 'Loyal customers', origin: 'api', size: 1, lastChangeAt: 90, createdAt: 70, updatedAt: 80, version: 2 });
    });

    it('keeps description and labels that are left out, and refuses an old version', async () => {
      expect(await store.putSegment({ id: 'named', name: 'Named', description: 'People with a name.', labels: ['b', 'a'], at: 1, expectedVersion: null })).toEqual({
        ok: true,
        version: 1,
      });
      expect(await store.putSegment({ id: 'named', name: 'Renamed', at: 2, expectedVersion: null })).toEqual({ ok: true, version: 2 });
      expect(await store.putSegment({ id: 'named', name: 'Lost', at: 3, expectedVersion: 1 })).toEqual({ ok: false, reason: 'version_stale' });
      expect(await store.putSegment({ id: 'not there', name: 'Lost', at: 3, expectedVersion: 1 })).toEqual({ ok: false, reason: 'version_stale' });
      expect(await store.getSegment('named')).toMatchObject({
        name: 'Renamed',
        description: 'People with a name.',
        labels: ['b', 'a'],
        size: 0,
        lastChangeAt: null,
        createdAt: 1,
        updatedAt: 2,
        version: 2,
      });
      expect(await store.getSegment('not there')).toBeNull();
      expect(await store.unknownSegments(['named', 'not there', 'found'])).toEqual(['not there']);
    });

    it('deletes a segment nothing maps, and leaves the profiles of its members as they are', async () => {
      await store.appendChanges([move('member', ['leaving'], true, {}, ['email'])]);
      expect(await store.deleteSegment('leaving')).toEqual({ ok: true });
      expect(await store.deleteSegment('leaving')).toEqual({ ok: false, reason: 'not_found' });
      expect(await store.getSegment('leaving')).toBeNull();
      expect(await store.readMembers(['leaving'], '', 10)).toEqual([]);
      expect(await store.readProfiles(['member'])).toHaveLength(1);
      await activate(store, 'mapping', 'mapped');
      expect(await store.deleteSegment('mapped')).toEqual({ ok: false, reason: 'in_use' });
      expect(await store.getSegment('mapped')).toMatchObject({ destinations: [{ id: 'mapping', name: 'Destination mapping' }] });
    });

    it('keeps a segment that has labels until they are taken off', async () => {
      const label = (...labels: string[]) => store.putSegment({ id: 'labelled', name: 'Labelled', labels, at: 5, expectedVersion: null });
      await label('health');
      expect(await store.deleteSegment('labelled')).toEqual({ ok: false, reason: 'labelled' });
      await label();
      expect(await store.deleteSegment('labelled')).toEqual({ ok: true });
    });

    it('counts a segment that was deleted and seen again from its new members only', async () => {
      await store.appendChanges([move('old member', ['again'], true, {}, ['email'])]);
      await store.deleteSegment('again');
      await store.appendChanges([move('new member', ['again'], true, {}, ['email'])]);
      await store.appendChanges([
        { ...move('old member', ['again'], false, { expectedVersion: 1 }, ['email']) },
        profileWrite('new member', { expectedVersion: 1, touchedSegments: [], coverage: [{ segmentId: 'again', namespace: 'phone', delta: 1 }] }),
      ]);
      await store.appendChanges([profileWrite('old member', { expectedVersion: 2, coverage: [{ segmentId: 'again', namespace: 'phone', delta: 1 }] })]);
      expect(await store.getSegment('again')).toMatchObject({ size: 1, coverage: { email: 1, phone: 1 } });
    });

    it('lists by name whatever its case, then by id, and pages through all of them once', async () => {
      const names = ['beta', 'Alpha', 'ALPHA', 'Émile', 'alpha 2'];
      await Promise.all(names.map((name, index) => store.putSegment({ id: `order ${index}`, name: `order ${name}`, at: 1, expectedVersion: null })));
      for (const limit of [1, 2, 3, 500]) {
        const listed = await everyItem(limit, (page) => store.listSegments(page, 'ORDER '));
        expect(listed.map(({ name }) => name)).toEqual(['order Alpha', 'order ALPHA', 'order alpha 2', 'order beta', 'order Émile']);
      }
    });

    it('lists the last changed first, also where several changed at once, and pages through all of them once', async () => {
      const times = { a: 10, b: 30, c: 20, d: 30, e: 30 };
      for (const [id, at] of Object.entries(times)) await store.putSegment({ id: `turn ${id}`, name: `turn ${id}`, at, expectedVersion: null });
      const listed = (limit: number) => everyItem(limit, (page) => store.listSegments(page, 'TURN ', '-modified'));
      for (const limit of [1, 2, 3, 500]) expect((await listed(limit)).map(({ id }) => id)).toEqual(['turn e', 'turn d', 'turn b', 'turn c', 'turn a']);
      // People who come and go change nothing of the segment itself.
      await store.appendChanges([move('turned', ['turn a'], true)]);
      expect((await listed(2)).at(-1)?.id).toBe('turn a');
      await store.putSegment({ id: 'turn a', name: 'turn a', description: 'Described.', at: 40, expectedVersion: null });
      expect((await listed(2))[0]?.id).toBe('turn a');
    });

    it('goes on at the same place when segments change between pages', async () => {
      for (const id of ['a', 'b', 'c', 'd']) await store.putSegment({ id: `later ${id}`, name: `later ${id}`, at: 50, expectedVersion: null });
      const first = await store.listSegments({ limit: 2, cursor: null }, 'later ', '-modified');
      await store.putSegment({ id: 'later d', name: 'later d', description: 'Changed.', at: 60, expectedVersion: null });
      const second = await store.listSegments({ limit: 2, cursor: first.nextCursor }, 'later ', '-modified');
      expect([first, second].map(({ items }) => items.map(({ id }) => id))).toEqual([
        ['later d', 'later c'],
        ['later b', 'later a'],
      ]);
      // A cursor of the other order is none of this one.
      await expect(store.listSegments({ limit: 2, cursor: first.nextCursor }, 'later ')).rejects.toMatchObject({ issues: [{ path: 'cursor' }] });
    });

    it('finds by any part of the name, literally, in any case and encoding', async () => {
      for (const [id, name] of Object.entries({ s1: '100% café_latte', s2: '100 cafe latte', s3: 'back\\slash' }))
        await store.putSegment({ id, name, at: 1, expectedVersion: null });
      const found = async (search: string): Promise<string[]> => (await store.listSegments(firstPage, search)).items.map(({ id }) => id).filter((id) => /^s\d$/u.test(id));
      expect(await found('0% C')).toEqual(['s1']);
      expect(await found('CAFE\u0301')).toEqual(['s1']);
      expect(await found('_')).toEqual(['s1']);
      expect(await found('\\')).toEqual(['s3']);
      expect(await found('latte')).toEqual(['s2', 's1']);
      expect(await found("' OR 1=1 --")).toEqual([]);
    });

    it('refuses a broken or foreign cursor', async () => {
      const refusal = { code: 'request_invalid', issues: [expect.objectContaining({ path: 'cursor' })] };
      const encoded = ['[1,2]', '[null,null]', '[{},"a"]', '{"a":1}', '["a"]', '["a","b","c"]', '"ab"', '["\\u0000","a"]'].map((text) => Buffer.from(text).toString('base64url'));
      for (const cursor of ['', 'x', '💥', ...encoded]) {
        await expect(store.listSegments({ limit: 2, cursor }, '')).rejects.toMatchObject(refusal);
      }
      for (const key of ['[1.5,"a"]', '[1e300,"a"]', '[1e16,"a"]', '[null,"a"]']) {
        await expect(store.listSegments({ limit: 2, cursor: Buffer.from(key).toString('base64url') }, '', '-modified')).rejects.toMatchObject(refusal);
      }
    });

    it('stays exact where people enter a segment while it is deleted', async () => {
      for (let round = 0; round < 15; round += 1) {
        const id = `fleeting ${round}`;
        const enter = (from: number) => store.appendChanges(Array.from({ length: 20 }, (_, index) => move(`${id}: ${from + index}`, [id, `beside ${round}`], true, {}, ['email'])));
        await enter(0);
        const deleted = await Promise.all([enter(20), store.deleteSegment(id), enter(40), store.deleteSegment(id), enter(60)]);
        expect([deleted[1], deleted[3]]).toContainEqual({ ok: true });
        const members = (await store.readMembers([id], '', 100)).length;
        const segment = await store.getSegment(id);
        expect([segment?.size ?? 0, segment?.coverage['email'] ?? 0, await store.countMembers([id])]).toEqual([members, members, members]);
        expect(await store.getSegment(`beside ${round}`)).toMatchObject({ size: 80, coverage: { email: 80 } });
      }
    });

    it('takes the name a person gives a segment that people enter for the first time', async () => {
      for (let round = 0; round < 15; round += 1) {
        const id = `new ${round}`;
        const [{ conflicts }, put] = await Promise.all([
          store.appendChanges([move(`new in ${round}`, [id], true)]),
          store.putSegment({ id, name: 'Given', at: 5, expectedVersion: null }),
        ]);
        expect([conflicts, put.ok]).toEqual([[], true]);
        expect(await store.getSegment(id)).toMatchObject({ name: 'Given', origin: 'api', size: 1 });
      }
    });

    it('keeps sizes, coverage and members exact under any changes of membership', async () => {
      const people = ['p1', 'p2', 'p3', 'p4'];
      const groups = ['g1', 'g2', 'g3'];
      const step = fc.record({ person: fc.constantFrom(...people), group: fc.constantFrom(...groups), member: fc.boolean(), covered: fc.boolean() });
      let round = 0;
      await fc.assert(
        fc.asyncProperty(fc.array(fc.array(step, { minLength: 1, maxLength: 6 }), { maxLength: 8 }), async (batches) => {
          round += 1;
          const idOf = (name: string): string => `${name} of ${round}`;
          const versions = new Map<string, number>();
          const model = new Map(groups.map((group) => [idOf(group), new Map<string, boolean>()]));
          for (const batch of batches) {
            await store.appendChanges(
              batch.map(({ person, group, member, covered }) => {
                const profileId = idOf(person);
                const segmentId = idOf(group);
                const members = model.get(segmentId) as Map<string, boolean>;
                // Coverage is what an ingest computes: for whoever enters by what they have, for whoever leaves by what they had.
                const counted = member ? (members.get(profileId) ?? covered) : (members.get(profileId) ?? false);
                if (member) members.set(profileId, counted);
                else members.delete(profileId);
                const expectedVersion = versions.get(profileId) ?? 0;
                versions.set(profileId, expectedVersion + 1);
                return move(profileId, [segmentId], member, { expectedVersion }, counted ? ['email'] : []);
              }),
            );
          }
          for (const [segmentId, members] of model) {
            const segment = await store.getSegment(segmentId);
            const covered = [...members.values()].filter(Boolean).length;
            expect(segment?.size ?? 0).toBe(members.size);
            expect(segment?.coverage ?? {}).toEqual(covered === 0 ? {} : { email: covered });
            expect((await store.readMembers([segmentId], '', 100)).map(({ profileId }) => profileId)).toEqual([...members.keys()].toSorted());
          }
          expect(await store.countMembers([...model.keys()])).toBe(new Set([...model.values()].flatMap((members) => [...members.keys()])).size);
        }),
        { numRuns: 40 },
      );
    });
  });
}
