import { describe, expect, it } from 'vitest';
import type { ImportRow } from '../../../server/store/importStore.ts';
import type { Store } from '../../../server/store/store.ts';
import { everyItem, move, type OpenedStore } from './rows.ts';

export function importRow(id: string, change: Partial<ImportRow> = {}): ImportRow {
  return {
    id,
    fileName: 'people.csv',
    format: 'csv',
    bytes: 100,
    sha256: 'aa',
    state: 'uploaded',
    previewJson: '{}',
    hasFile: true,
    settingsJson: null,
    rows: null,
    done: 0,
    changed: 0,
    unchanged: 0,
    rejected: 0,
    reportBytes: 0,
    members: null,
    lookedAt: 0,
    lastMember: '',
    exited: 0,
    segmentAt: null,
    errorsJson: '[]',
    problemJson: null,
    author: 'ada@example.com',
    createdAt: 100,
    startedAt: null,
    endedAt: null,
    ...change,
  };
}

const progress = { done: 3, changed: 2, unchanged: 1, rejected: 0, reportBytes: 40, lookedAt: 0, lastMember: '', exited: 0, errorsJson: '[2]' };

const note = (store: Store, id: string, profileIds: readonly string[]): Promise<unknown> => store.appendImported([], { id, progress, segment: null, profileIds }, 'one');

export function importsSuite(open: () => Promise<OpenedStore>): void {
  describe('imports', () => {
    it('are kept as they are, newest first, page by page, and outlive a restart', async () => {
      const { store, reopen, destroy } = await open();
      const rows = ['a', 'b', 'c'].map((id, index) => importRow(id, { createdAt: index, rows: index === 1 ? 7 : null, hasFile: index !== 2 }));
      for (const row of rows) await store.insertImport(row);
      const again = await reopen();
      expect(await everyItem(2, (page) => again.listImports(page))).toEqual(rows.toReversed());
      expect(await again.getImport('b')).toEqual(rows[1]);
      expect(await again.getImport('none')).toBeNull();
      await destroy();
    });

    it('move only from a state that was named, with everything that goes with it', async () => {
      const { store, destroy } = await open();
      await store.insertImport(importRow('a'));
      expect(await store.moveImport('a', ['queued'], 'checking', { rows: 5 })).toBe(false);
      expect(await store.moveImport('none', ['uploaded'], 'queued', {})).toBe(false);
      expect(await store.getImport('a')).toEqual(importRow('a'));
      const change = {
        settingsJson: '{"a":1}',
        rows: 5,
        rejected: 1,
        reportBytes: 9,
        members: 4,
        segmentAt: 50,
        errorsJson: '[1]',
        problemJson: '{}',
        startedAt: 200,
        endedAt: 300,
      };
      expect(await store.moveImport('a', ['cancelled', 'uploaded'], 'failed', change)).toBe(true);
      expect(await store.getImport('a')).toEqual(importRow('a', { ...change, state: 'failed' }));
      expect(await store.moveImport('a', ['failed'], 'failed', { hasFile: false })).toBe(true);
      expect(await store.getImport('a')).toEqual(importRow('a', { ...change, state: 'failed', hasFile: false, previewJson: null }));
      await destroy();
    });

    it('are queued anew only as long as their file is there', async () => {
      const { store, destroy } = await open();
      await store.insertImport(importRow('a', { state: 'failed', startedAt: 200, endedAt: 300, problemJson: '{}', rows: 5 }));
      await store.insertImport(importRow('gone', { state: 'failed', hasFile: false }));
      const anew = { endedAt: null, problemJson: null, rows: null };
      expect(await store.moveImport('a', ['failed'], 'queued', anew)).toBe(true);
      expect(await store.getImport('a')).toMatchObject({ state: 'queued', ...anew, startedAt: 200 });
      expect(await store.moveImport('gone', ['failed'], 'queued', anew)).toBe(false);
      expect(await store.getImport('gone')).toMatchObject({ state: 'failed' });
      await destroy();
    });

    it('come up for work: what was interrupted first, then what was started first', async () => {
      const { store, destroy } = await open();
      expect(await store.nextImport('one')).toBeNull();
      for (const state of ['uploaded', 'completed', 'cancelled', 'failed'] as const) await store.insertImport(importRow(state, { state }));
      expect(await store.nextImport('one')).toBeNull();
      await store.insertImport(importRow('later', { state: 'queued', startedAt: 20 }));
      await store.insertImport(importRow('sooner', { state: 'queued', startedAt: 10 }));
      expect((await store.nextImport('one'))?.id).toBe('sooner');
      await store.insertImport(importRow('interrupted', { state: 'exiting', startedAt: 30 }));
      expect((await store.nextImport('one'))?.id).toBe('interrupted');
      await destroy();
    });

    it('are worked on by one process at a time, until it is done with them', async () => {
      const { store, destroy } = await open();
      await store.insertImport(importRow('a', { state: 'queued', startedAt: 10 }));
      expect([await store.claimImport('a', 'one'), await store.claimImport('a', 'one'), await store.claimImport('no such import', 'one')]).toEqual([true, true, false]);
      // Where there are others.
      if ((await store.beat('one')).leaseMs !== null) {
        expect(await store.claimImport('a', 'two')).toBe(false);
        expect((await store.nextImport('one'))?.id).toBe('a');
        expect(await store.nextImport('two')).toBeNull();
        const checkpoint = { id: 'a', progress, segment: null, profileIds: ['new'] };
        expect(await store.appendImported([move('new', ['vip'], true)], checkpoint, 'two')).toBe('claim_lost');
        expect(await store.readProfiles(['new'])).toEqual([]);
      }
      await store.moveImport('a', ['queued'], 'cancelled', { endedAt: 20 });
      expect(await store.claimImport('a', 'one')).toBe(false);
      if ((await store.beat('one')).leaseMs !== null) {
        const checkpoint = { progress, segment: null, profileIds: ['late'] };
        for (const id of ['a', 'no such import']) expect(await store.appendImported([move('late', ['vip'], true)], { ...checkpoint, id }, 'one')).toBe('claim_lost');
        expect(await store.readProfiles(['late'])).toEqual([]);
      }
      await destroy();
    });

    it('note how far they are, and whom they named, each once', async () => {
      const { store, destroy } = await open();
      await store.insertImport(importRow('a', { state: 'exiting' }));
      await store.insertImport(importRow('other', { state: 'importing' }));
      await store.appendChanges(['p1', 'p2', 'p3', 'p4', 'p5'].map((id) => move(id, ['vip'], true)));
      await note(store, 'a', ['p2', 'p4', 'p2']);
      await note(store, 'a', ['p4', 'unknown']);
      await note(store, 'other', ['p1', 'p3']);
      const missing = async (after: string, limit: number, segmentId = 'vip') => {
        const page = await store.readMissingMembers('a', segmentId, after, limit);
        return { ...page, missing: page.missing.map(({ profileId }) => profileId) };
      };
      expect(await store.getImport('a')).toEqual(importRow('a', { state: 'exiting', ...progress }));
      expect(await missing('', 3)).toEqual({ missing: ['p1', 'p3'], lookedAt: 3, last: 'p3' });
      expect(await missing('p3', 3)).toEqual({ missing: ['p5'], lookedAt: 2, last: 'p5' });
      expect(await missing('p5', 3)).toEqual({ missing: [], lookedAt: 0, last: 'p5' });
      expect(await missing('', 3, 'nowhere')).toEqual({ missing: [], lookedAt: 0, last: '' });
      await destroy();
    });

    it('note how far they are together with the changes, or neither', async () => {
      const { store, destroy } = await open();
      await store.insertImport(importRow('a', { state: 'importing' }));
      await store.appendChanges([move('known', ['vip'], true)]);
      const stale = [move('new', ['vip'], true), move('known', ['vip'], false, { expectedVersion: 7 }), move('last', ['vip'], true)];
      expect(await store.appendImported(stale, { id: 'a', progress, segment: null, profileIds: ['new'] }, 'one')).toEqual({ sequence: 1, conflicts: ['known'] });
      expect(await store.getImport('a')).toEqual(importRow('a', { state: 'importing' }));
      expect((await store.readProfiles(['new', 'last'])).length).toBe(0);
      expect((await store.readMissingMembers('a', 'vip', '', 9)).missing).toMatchObject([{ profileId: 'known' }]);

      const madeAt = (await store.getSegment('vip'))?.createdAt ?? 0;
      const other = { id: 'a', progress, segment: { id: 'vip', madeAt: madeAt + 1 }, profileIds: ['new'] };
      expect(await store.appendImported([move('new', ['vip'], true)], other, 'one')).toBe('segment_gone');
      expect(await store.appendImported([move('new', ['vip'], true)], { ...other, segment: { id: 'unknown', madeAt } }, 'one')).toBe('segment_gone');
      expect((await store.readProfiles(['new'])).length).toBe(0);
      expect(await store.getImport('a')).toEqual(importRow('a', { state: 'importing' }));

      const fresh = [move('new', ['vip'], true), move('known', ['vip'], false, { expectedVersion: 1 })];
      const appended = await store.appendImported(fresh, { id: 'a', progress, segment: { id: 'vip', madeAt }, profileIds: ['new'] }, 'one');
      const changes = await store.readChanges(1, 9);
      expect(changes.map(({ profileId }) => profileId)).toEqual(['new', 'known']);
      expect(appended).toEqual({ sequence: changes[1]?.sequence, conflicts: [] });
      expect(await store.getImport('a')).toEqual(importRow('a', { state: 'importing', ...progress }));
      expect(await store.readMissingMembers('a', 'vip', '', 9)).toEqual({ missing: [], lookedAt: 1, last: 'new' });
      await destroy();
    });

    it('hand out missing members by their size, so that large profiles come few at a time', async () => {
      const { store, destroy } = await open();
      await store.insertImport(importRow('a'));
      const documentJson = JSON.stringify({ identityMap: {}, attributes: { text: 'x'.repeat(1_000_000) }, segmentMembership: {} });
      const ids = Array.from({ length: 20 }, (_, at) => `big-${at + 10}`);
      for (const id of ids) await store.appendChanges([move(id, ['vip'], true, { documentJson })]);
      await note(store, 'a', ['big-10']);
      const page = await store.readMissingMembers('a', 'vip', '', 100);
      expect(page.missing.length).toBeLessThan(12);
      expect(page).toMatchObject({ lookedAt: page.missing.length + 1, last: page.missing.at(-1)?.profileId });
      const rest = await store.readMissingMembers('a', 'vip', page.last, 100);
      expect(rest.missing[0]?.profileId).toBe(ids[page.lookedAt]);
      await destroy();
    });

    it('tell when the same content was last imported to its end', async () => {
      const { store, destroy } = await open();
      expect(await store.lastImportOf('aa')).toBeNull();
      await store.insertImport(importRow('failed', { state: 'failed', endedAt: 900 }));
      expect(await store.lastImportOf('aa')).toBeNull();
      for (const endedAt of [500, 700, 600]) await store.insertImport(importRow(`at ${endedAt}`, { state: 'completed', endedAt }));
      expect(await store.lastImportOf('aa')).toBe(700);
      expect(await store.lastImportOf('bb')).toBeNull();
      await destroy();
    });

    it('give up their files in time, are old in time, and leave nothing behind', async () => {
      const { store, destroy } = await open();
      await store.insertImport(importRow('fresh', { createdAt: 100 }));
      await store.insertImport(importRow('stale', { createdAt: 99 }));
      await store.insertImport(importRow('done', { state: 'completed', endedAt: 200 }));
      await store.insertImport(importRow('failed', { state: 'failed', endedAt: 99 }));
      await store.insertImport(importRow('cancelled', { state: 'cancelled', endedAt: 150 }));
      await store.insertImport(importRow('running', { state: 'importing', createdAt: 1, startedAt: 2 }));
      expect((await store.unneededFiles(100)).toSorted()).toEqual(['failed', 'stale']);
      for (const id of ['done', 'running']) await note(store, id, ['p1', 'p2', 'p3']);
      expect(await store.trimImportedIds(2)).toEqual({ removed: 0, isMore: false });

      expect([await store.forgetFile('done'), await store.forgetFile('running'), await store.forgetFile('none')]).toEqual([true, false, false]);
      expect(await store.getImport('running')).toMatchObject({ hasFile: true });
      expect(await store.getImport('done')).toMatchObject({ hasFile: false, previewJson: null });
      expect([await store.trimImportedIds(2), await store.trimImportedIds(2), await store.trimImportedIds(2)]).toEqual([
        { removed: 2, isMore: true },
        { removed: 1, isMore: true },
        { removed: 0, isMore: false },
      ]);
      await store.appendChanges([move('p1', ['vip'], true)]);
      expect((await store.readMissingMembers('done', 'vip', '', 9)).missing).toMatchObject([{ profileId: 'p1' }]);
      expect((await store.readMissingMembers('running', 'vip', '', 9)).missing).toEqual([]);

      expect(await store.oldImports(200)).toEqual([]);
      expect(await store.oldImports(201)).toEqual(['done']);
      expect([await store.deleteImport('done'), await store.deleteImport('done'), await store.getImport('done')]).toEqual([true, false, null]);
      await destroy();
    });
  });
}
