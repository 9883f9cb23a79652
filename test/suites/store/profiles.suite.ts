import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { laneOf } from '../../../server/kit/lane.ts';
import type { Store } from '../../../server/store/store.ts';
import { everyItem, move, profileWrite, type OpenedStore } from './rows.ts';

export function profilesSuite(open: () => Promise<OpenedStore>): void {
  describe('profiles and the change log', () => {
    let opened: OpenedStore;
    let store: Store;
    beforeAll(async () => {
      opened = await open();
      store = opened.store;
    });
    afterAll(() => opened.destroy());

    it('begins with an empty log', async () => {
      expect(await store.headSequence()).toBe(0);
      expect(await store.readChanges(0, 10)).toEqual([]);
      expect(await store.appendChanges([])).toEqual({ sequence: 0, conflicts: [] });
    });

    it('keeps a change and the profile after it, whole', async () => {
      const write = profileWrite('whole', {
        version: 1_795_000_000_000_001,
        acceptedAt: 1_795_000_000_000,
        documentJson: '{"näme":"🌊\\u0000"}',
        changeJson: '{"identities":["email"]}',
      });
      const { sequence, conflicts } = await store.appendChanges([write]);
      expect(conflicts).toEqual([]);
      expect(await store.headSequence()).toBe(sequence);
      const { documentJson, changeJson, acceptedAt, version } = write;
      expect(await store.readChanges(sequence - 1, 10)).toEqual([{ sequence, profileId: 'whole', version, acceptedAt, documentJson, changeJson }]);
      expect(await store.readProfiles(['whole', 'nobody', 'whole'])).toEqual([{ profileId: 'whole', version, sequence, documentJson, updatedAt: acceptedAt }]);
    });

    it('appends in the given order, several changes of one profile included', async () => {
      const before = await store.headSequence();
      await store.appendChanges([profileWrite('twice'), profileWrite('between'), profileWrite('twice', { expectedVersion: 1, documentJson: '{"last":true}' })]);
      const changes = await store.readChanges(before, 10);
      expect(changes.map(({ profileId, version }) => [profileId, version])).toEqual([
        ['twice', 1],
        ['between', 1],
        ['twice', 2],
      ]);
      expect(await store.readProfiles(['twice'])).toEqual([expect.objectContaining({ version: 2, documentJson: '{"last":true}', sequence: changes[2]?.sequence })]);
    });

    it('leaves a stale change out together with all later ones of that profile, and nothing else', async () => {
      await store.appendChanges([profileWrite('stale'), profileWrite('stale', { expectedVersion: 1 })]);
      const before = await store.headSequence();
      const result = await store.appendChanges([
        move('stale', ['segment of the stale'], true, { expectedVersion: 1, version: 2 }),
        profileWrite('fresh'),
        profileWrite('stale', { expectedVersion: 2, version: 3 }),
        profileWrite('twice', { expectedVersion: 0 }),
      ]);
      expect(result.conflicts.toSorted()).toEqual(['stale', 'twice']);
      const changes = await store.readChanges(before, 10);
      expect(changes.map(({ profileId }) => profileId)).toEqual(['fresh']);
      expect(result.sequence).toBe(changes[0]?.sequence);
      expect(await store.getSegment('segment of the stale')).toBeNull();
      expect(await store.readProfiles(['stale'])).toEqual([expect.objectContaining({ version: 2 })]);
    });

    it('lets exactly one of several changes of the same version through', async () => {
      const results = await Promise.all(Array.from({ length: 20 }, () => store.appendChanges([profileWrite('contested')])));
      expect(results.filter(({ conflicts }) => conflicts.length === 0)).toHaveLength(1);
    });

    it('reads the entries of some lanes within a span, in the order of the log, and nothing else', async () => {
      const after = await store.headSequence();
      const ids = Array.from({ length: 300 }, (_, index) => `lane ${index}`);
      for (const id of ids) await store.appendChanges([profileWrite(id)]);
      const all = await store.readChanges(after, 1_000);
      const upTo = after + 250;
      const wanted = all.filter(({ profileId, sequence }) => sequence <= upTo && [0, 17, 63].includes(laneOf(profileId)));
      expect(wanted.length).toBeGreaterThan(3);
      expect(await store.readLaneChanges([0, 17, 63], after, upTo, 500)).toEqual(wanted);
      expect(await store.readLaneChanges([63, 17, 0], after, upTo, 2)).toEqual(wanted.slice(0, 2));
      expect(await store.readLaneChanges([], after, upTo, 500)).toEqual([]);
    });

    it('reads the log in pages, ascending, each entry once', async () => {
      await store.appendChanges(Array.from({ length: 25 }, (_, index) => profileWrite(`log ${index}`)));
      const sequences: number[] = [];
      for (let after = 0; ; after = sequences[sequences.length - 1] as number) {
        const page = await store.readChanges(after, 7);
        expect(page.length).toBeLessThanOrEqual(7);
        sequences.push(...page.map(({ sequence }) => sequence));
        if (page.length === 0) break;
      }
      expect(sequences).toEqual([...new Set(sequences)].toSorted((a, b) => a - b));
      expect(sequences[sequences.length - 1]).toBe(await store.headSequence());
    });

    it('reads fewer entries at once where they are large, and misses none', async () => {
      const before = await store.headSequence();
      const documentJson = JSON.stringify({ identityMap: {}, attributes: { text: 'x'.repeat(900_000) }, segmentMembership: {} });
      const ids = Array.from({ length: 24 }, (_, index) => `large ${String(index).padStart(2, '0')}`);
      await store.appendChanges(ids.map((id) => ({ ...move(id, ['large ones'], true), documentJson })));
      const read: string[] = [];
      for (let after = before; ;) {
        const page = await store.readChanges(after, 500);
        expect(page.length).toBeLessThan(ids.length);
        if (page.length === 0) break;
        read.push(...page.map(({ profileId }) => profileId));
        after = page.at(-1)?.sequence ?? after;
      }
      expect(read).toEqual(ids);
      const members: string[] = [];
      for (let page = await store.readMembers(['large ones'], '', 500); page.length > 0; page = await store.readMembers(['large ones'], members.at(-1) ?? '', 500)) {
        expect(page.length).toBeLessThan(ids.length);
        members.push(...page.map(({ profileId }) => profileId));
      }
      expect(members).toEqual(ids);
    });

    it('walks the members of several segments ascending, each once, in any page size', async () => {
      // U+FFFD lies behind 🌊 when JavaScript compares, and before it in the order of code points.
      const ids = ['a', 'ab', 'b', 'Z', 'ä', '\uFFFD', '🌊', '🌊a', 'm-1', 'm-10', 'm-2'];
      await store.appendChanges(
        ids.map((id, index) =>
          move(
            `walk ${id}`,
            ['walk odd', 'walk even', 'walk all'].filter((_, place) => place === 2 || place === index % 2),
            true,
          ),
        ),
      );
      const ascending = ids.map((id) => `walk ${id}`).toSorted((a, b) => Buffer.compare(Buffer.from(a), Buffer.from(b)));
      for (const limit of [1, 2, 3, 100]) {
        const walked: string[] = [];
        for (let after = ''; ; after = walked[walked.length - 1] as string) {
          const page = await store.readMembers(['walk odd', 'walk all', 'walk even', 'walk odd', 'unknown'], after, limit);
          if (page.length === 0) break;
          walked.push(...page.map(({ profileId }) => profileId));
        }
        expect(walked).toEqual(ascending);
      }
      expect((await store.readMembers(['walk odd'], '', 100)).map(({ profileId }) => profileId)).toEqual(
        ascending.filter((id) => ids.findIndex((known) => `walk ${known}` === id) % 2 === 0),
      );
      expect(await store.readMembers([], '', 100)).toEqual([]);
      expect([
        await store.countMembers(['walk odd']),
        await store.countMembers(['walk odd', 'walk even', 'walk all']),
        await store.countMembers(['unknown']),
        await store.countMembers([]),
      ]).toEqual([6, 11, 0, 0]);
    });

    it('stores everything again after it was opened anew, and never uses a sequence twice', async () => {
      const head = await store.headSequence();
      const all = await store.readChanges(0, 1_000);
      const segments = await everyItem(500, (page) => store.listSegments(page, ''));
      store = await opened.reopen();
      expect(await store.headSequence()).toBe(head);
      expect(await store.readChanges(0, 1_000)).toEqual(all);
      expect(await everyItem(500, (page) => store.listSegments(page, ''))).toEqual(segments);
      expect((await store.appendChanges([profileWrite('after the restart')])).sequence).toBeGreaterThan(head);
    });
  });
}
