import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { nameKey } from '../../../shared/text.ts';
import type { Store } from '../../../server/store/store.ts';
import { account, activate, activation, delivery, destination, everyItem, firstPage, profileWrite, run, settlement, sums, type OpenedStore } from './rows.ts';

type Filter = Parameters<Store['listDestinations']>[1];
const everyDestination: Filter = { search: '', status: null, tag: null };

export function configurationSuite(open: () => Promise<OpenedStore>): void {
  describe('accounts, destinations and activations', () => {
    let opened: OpenedStore;
    let store: Store;
    beforeAll(async () => {
      opened = await open();
      store = opened.store;
    });
    afterAll(() => opened.destroy());

    it('keeps an account whole and changes only what is named', async () => {
      expect(await store.insertAccount(account('acc', { name: 'Production' }))).toEqual({ ok: true, version: 1 });
      const whole = { ...account('acc', { name: 'Production' }), updatedAt: 10, version: 1, lastCheckJson: null, destinations: [] };
      expect(await store.getAccount('acc')).toEqual(whole);
      expect(await store.updateAccount('acc', { sealed: 'v1.other', rotatedAt: 50 }, 50, 1)).toEqual({ ok: true, version: 2 });
      expect(await store.getAccount('acc')).toEqual({ ...whole, sealed: 'v1.other', rotatedAt: 50, updatedAt: 50, version: 2 });
      expect(await store.updateAccount('acc', { region: 'us-east-1' }, 51, 1)).toEqual({ ok: false, reason: 'version_stale' });
      expect(await store.updateAccount('nobody', { region: 'us-east-1' }, 51, null)).toEqual({ ok: false, reason: 'not_found' });
      expect(await store.getAccount('nobody')).toBeNull();
    });

    it('keeps what a try of credentials came to, unless others are stored by now', async () => {
      await store.insertAccount(account('tried', { name: 'Tried', sealed: 'v1.first' }));
      await store.noteAccountCheck('tried', 'v1.first', '{"ok":true}');
      expect(await store.getAccount('tried')).toMatchObject({ lastCheckJson: '{"ok":true}', version: 1, updatedAt: 10 });
      await store.updateAccount('tried', { sealed: 'v1.second' }, 20, null);
      await store.noteAccountCheck('tried', 'v1.first', '{"ok":false}');
      expect(await store.getAccount('tried')).toMatchObject({ lastCheckJson: '{"ok":true}', version: 2 });
    });

    it.each([
      ['VIP', 'vip'],
      ['caf\u00e9', 'cafe\u0301'],
      ['Ｆull width', 'full WIDTH'],
    ])('takes %s and %s for the same name, accounts and destinations apart', async (one, other) => {
      const key = nameKey(one);
      await store.insertAccount(account(`a1 ${key}`, { name: one }));
      await store.insertAccount(account(`a2 ${key}`));
      expect(await store.insertAccount(account(`a3 ${key}`, { name: other }))).toEqual({ ok: false, reason: 'name_taken' });
      expect(await store.updateAccount(`a2 ${key}`, { name: other }, 1, null)).toEqual({ ok: false, reason: 'name_taken' });
      expect(await store.updateAccount(`a1 ${key}`, { name: other }, 1, null)).toEqual({ ok: true, version: 2 });
      expect(await store.insertDestination(destination(`d1 ${key}`, 'acc', { name: one }))).toEqual({ ok: true, version: 1 });
      expect(await store.insertDestination(destination(`d2 ${key}`, 'acc', { name: other }))).toEqual({ ok: false, reason: 'name_taken' });
      await store.insertDestination(destination(`d3 ${key}`, 'acc'));
      expect(await store.updateDestination(`d3 ${key}`, { name: other }, 1, null)).toEqual({ ok: false, reason: 'name_taken' });
    });

    it('deletes an account only when no destination uses it', async () => {
      await store.insertAccount(account('busy'));
      await store.insertDestination(destination('user', 'busy'));
      expect(await store.getAccount('busy')).toMatchObject({ destinations: [{ id: 'user', name: 'Destination user' }] });
      expect(await store.deleteAccount('busy')).toEqual({ ok: false, reason: 'in_use' });
      expect(await store.deleteDestination('user', 60)).toBe(true);
      expect(await store.deleteAccount('busy')).toEqual({ ok: true });
      expect(await store.deleteAccount('busy')).toEqual({ ok: false, reason: 'not_found' });
    });

    it('keeps a destination whole and changes only what is named', async () => {
      expect(await store.insertDestination(destination('lost', 'no such account'))).toEqual({ ok: false, reason: 'account_missing' });
      const input = destination('dst', 'acc', { name: 'Web personalisation', tags: ['b', 'a'], description: 'For the site.' });
      await store.insertDestination(input);
      const whole = {
        ...input,
        accountName: 'Production',
        enabled: true,
        pauseJson: null,
        activationState: null,
        proposedBy: null,
        segments: [],
        lastDeliveredAt: null,
        lastRun: null,
        updatedAt: 20,
        version: 1,
      };
      expect(await store.getDestination('dst')).toEqual(whole);
      expect(await store.updateDestination('dst', { enabled: false, tags: ['c'], description: '' }, 70, 1)).toEqual({ ok: true, version: 2 });
      expect(await store.getDestination('dst')).toEqual({ ...whole, enabled: false, tags: ['c'], description: '', updatedAt: 70, version: 2 });
      expect(await store.updateDestination('dst', { enabled: true }, 71, 1)).toEqual({ ok: false, reason: 'version_stale' });
      expect(await store.updateDestination('nobody', { enabled: true }, 71, null)).toEqual({ ok: false, reason: 'not_found' });
    });

    it('notes a pause without making an edit of the destination stale', async () => {
      await store.setPause('dst', '{"code":"access_denied"}');
      expect(await store.getDestination('dst')).toMatchObject({ pauseJson: '{"code":"access_denied"}', version: 2, updatedAt: 70 });
      expect(await store.updateDestination('dst', { pauseJson: null, enabled: true }, 72, 2)).toEqual({ ok: true, version: 3 });
      expect(await store.getDestination('dst')).toMatchObject({ pauseJson: null, enabled: true });
    });

    it('moves a destination to another stream and account as one, and to none that is not there', async () => {
      await store.insertAccount(account('elsewhere', { name: 'Elsewhere' }));
      await store.insertDestination(destination('mover', 'acc'));
      const place = { accountId: 'elsewhere', stream: 'Other', region: 'us-east-1', targetJson: '{"name":"Other"}' };
      expect(await store.updateDestination('mover', place, 75, 1)).toEqual({ ok: true, version: 2 });
      expect(await store.getDestination('mover')).toMatchObject({ ...place, accountName: 'Elsewhere', name: 'Destination mover' });
      expect((await store.listDestinations(firstPage, { ...everyDestination, search: 'other' })).items.map(({ id }) => id)).toEqual(['mover']);
      expect(await store.updateDestination('mover', { accountId: 'nobody', stream: 'x' }, 76, null)).toEqual({ ok: false, reason: 'account_missing' });
      expect(await store.getDestination('mover')).toMatchObject({ ...place, version: 2 });
      await store.deleteDestination('mover', 77);
      expect(await store.deleteAccount('elsewhere')).toEqual({ ok: true });
    });

    it('keeps what was seen of a stream only while the destination still sends to it, without making an edit stale', async () => {
      await store.insertDestination(destination('seen', 'acc', { targetJson: '{"a":1}' }));
      expect(await store.replaceTarget('seen', '{"a":1}', '{"a":2}')).toBe(true);
      expect(await store.replaceTarget('seen', '{"a":1}', '{"a":3}')).toBe(false);
      expect(await store.replaceTarget('nobody', '{"a":2}', '{"a":3}')).toBe(false);
      expect(await store.getDestination('seen')).toMatchObject({ targetJson: '{"a":2}', version: 1, updatedAt: 20 });
      await store.deleteDestination('seen', 21);
    });

    it('takes a deleted destination out of every list, frees its name and keeps its history', async () => {
      await activate(store, 'gone');
      await store.insertRun(run('run of gone', 'gone'));
      const checkpoint = await store.takeOver('gone');
      expect(await store.deleteDestination('gone', 80)).toBe(true);
      expect(await store.deleteDestination('gone', 81)).toBe(false);
      expect([await store.getDestination('gone'), await store.getActivation('gone'), await store.takeOver('gone')]).toEqual([null, null, null]);
      expect((await store.listDestinations(firstPage, everyDestination)).items.map(({ id }) => id)).not.toContain('gone');
      expect(await store.getSegment('segment of gone')).toMatchObject({ destinations: [] });
      expect(await store.deleteSegment('segment of gone')).toEqual({ ok: true });
      expect(await store.getRun('run of gone')).toMatchObject({ state: 'cancelled', endedAt: 80 });
      expect(await store.settle(settlement('gone', checkpoint?.epoch ?? -1, { watermark: 5 }))).toBe('settled');
      expect(await store.updateDestination('gone', { name: 'Back' }, 82, null)).toEqual({ ok: false, reason: 'not_found' });
      expect(await store.putActivation(activation('gone', ['found']))).toEqual({ ok: false, reason: 'not_found' });
      expect(await store.insertDestination(destination('heir', 'acc', { name: 'Destination gone' }))).toEqual({ ok: true, version: 1 });
    });

    it('lists and filters by name, stream, status and tag', async () => {
      await store.insertAccount(account('list', { name: 'List' }));
      const rows = { draft: 'Zeta', running: 'alpha', stopped: 'Beta', broken: 'gamma', resting: 'delta' };
      await store.putSegment({ id: 'listed', name: 'Listed', at: 1, expectedVersion: null });
      for (const [id, name] of Object.entries(rows)) {
        await store.insertDestination(destination(`f ${id}`, 'list', { name: `f ${name}`, stream: `Stream_${id}`, tags: ['f', id] }));
        if (id !== 'draft') await store.putActivation(activation(`f ${id}`, ['listed'], { state: id === 'resting' ? 'paused' : 'active' }));
      }
      await store.updateDestination('f stopped', { enabled: false }, 1, null);
      await store.setPause('f broken', '{}');
      const ids = async (filter: Partial<Filter>): Promise<string[]> =>
        (await everyItem(2, (page) => store.listDestinations(page, { ...everyDestination, tag: 'f', ...filter }))).map(({ id }) => id);
      expect(await ids({})).toEqual(['f running', 'f stopped', 'f resting', 'f broken', 'f draft']);
      expect(await ids({ status: 'draft' })).toEqual(['f draft']);
      expect(await ids({ status: 'enabled' })).toEqual(['f running']);
      expect(await ids({ status: 'disabled' })).toEqual(['f stopped', 'f resting']);
      expect(await ids({ status: 'paused' })).toEqual(['f broken']);
      expect(await ids({ tag: 'broken' })).toEqual(['f broken']);
      expect(await ids({ tag: 'brok' })).toEqual([]);
      expect(await ids({ search: 'F BETA' })).toEqual(['f stopped']);
      expect(await ids({ search: 'stream_dr' })).toEqual(['f draft']);
      expect(await ids({ search: '%' })).toEqual([]);
      expect(await ids({ accountId: 'list' })).toHaveLength(5);
      expect(await ids({ accountId: 'acc' })).toEqual([]);
    });

    it('lists by name, status, last delivery, creation and change, either way round, page by page', async () => {
      const rows = { a: 30, b: 10, c: 20, d: 10, e: 40 };
      await store.putSegment({ id: 'sorted', name: 'Sorted', at: 1, expectedVersion: null });
      for (const [id, createdAt] of Object.entries(rows)) await store.insertDestination(destination(`s ${id}`, 'acc', { name: `s ${id}`, tags: ['s'], createdAt }));
      await store.putActivation(activation('s b', ['sorted']));
      await store.putActivation(activation('s d', ['sorted'], { state: 'paused' }));
      await store.updateDestination('s c', { description: 'changed' }, 1_000, null);
      await store.settle(settlement('s b', (await store.takeOver('s b'))?.epoch ?? -1, { deliveries: [{ ...delivery('of b', 's b'), deliveredAt: 700 }] }));
      const order = async (sort: Filter['sort'], limit: number): Promise<string> =>
        (await everyItem(limit, (page) => store.listDestinations(page, { ...everyDestination, tag: 's', ...(sort && { sort }) }))).map(({ id }) => id.slice(2)).join('');
      for (const limit of [1, 2, 5]) {
        expect(await order(undefined, limit)).toBe('abcde');
        expect(await order('-name', limit)).toBe('edcba');
        expect(await order('created', limit)).toBe('bdcae');
        expect(await order('-created', limit)).toBe('eacdb');
        expect(await order('-modified', limit)).toBe('ceadb');
        expect(await order('status', limit)).toBe('daceb');
        expect(await order('-status', limit)).toBe('becad');
        expect(await order('-lastDelivery', limit)).toBe('bedca');
      }
      // Of another order.
      const { nextCursor } = await store.listDestinations({ limit: 1, cursor: null }, { ...everyDestination, tag: 's', sort: 'created' });
      await expect(store.listDestinations({ limit: 1, cursor: nextCursor }, { ...everyDestination, tag: 's', sort: 'name' })).rejects.toMatchObject({
        issues: [{ path: 'cursor' }],
      });
    });

    it('counts destinations by status, and names the run that began last', async () => {
      const before = await store.countDestinations();
      await store.insertDestination(destination('counted', 'acc'));
      expect(await store.countDestinations()).toEqual({ ...before, draft: before.draft + 1 });
      expect(await store.getDestination('counted')).toMatchObject({ lastRun: null });
      await store.insertRun(run('older', 'counted', { startedAt: 1_000 }));
      await store.insertRun(run('newer', 'counted', { startedAt: 2_000, kind: 'replay', sums: sums({ received: 3, failed: 3 }) }));
      expect(await store.getDestination('counted')).toMatchObject({ lastRun: { id: 'newer', kind: 'replay', startedAt: 2_000, failed: 3 } });
      await store.deleteDestination('counted', 90);
      expect(await store.countDestinations()).toEqual(before);
    });

    it('lists accounts by name with the destinations that use them', async () => {
      for (const name of ['y beta', 'y Alpha', 'y ALPHA 2']) await store.insertAccount(account(name, { name }));
      expect((await everyItem(1, (page) => store.listAccounts(page, 'Y '))).map(({ name }) => name)).toEqual(['y Alpha', 'y ALPHA 2', 'y beta']);
    });

    it('keeps an activation with its segments in the given order, and when each was mapped', async () => {
      await store.insertDestination(destination('act', 'acc'));
      expect(await store.getActivation('act')).toBeNull();
      expect(await store.getActivation('nobody')).toBeNull();
      for (const id of ['m1', 'm2', 'm3']) await store.putSegment({ id, name: `Name of ${id}`, at: 5, expectedVersion: null });
      expect(await store.putActivation(activation('act', ['m2', 'm1'], { at: 100, expectedVersion: 0 }))).toEqual({ ok: true, version: 1 });
      await store.putActivation(
        activation('act', ['m3', 'm2'], {
          at: 200,
          expectedVersion: 1,
          state: 'paused',
          documentJson: '{"v":2}',
          segments: [
            { id: 'm3', backfill: true },
            { id: 'm2', backfill: false },
          ],
        }),
      );
      const segment = (id: string, backfill: boolean, mappedAt: number) => ({
        id,
        backfill,
        mappedAt,
        mappingUpdatedAt: 200,
        name: `Name of ${id}`,
        segmentCreatedAt: 5,
        segmentUpdatedAt: 5,
      });
      expect(await store.getActivation('act')).toEqual({
        destinationId: 'act',
        version: 2,
        state: 'paused',
        documentJson: '{"v":2}',
        updatedAt: 200,
        segments: [segment('m3', true, 200), segment('m2', false, 100)],
      });
      expect(await store.getDestination('act')).toMatchObject({
        activationState: 'paused',
        version: 1,
        segments: [
          { id: 'm3', name: 'Name of m3' },
          { id: 'm2', name: 'Name of m2' },
        ],
      });
      await store.putActivation(activation('act', ['m1'], { at: 300 }));
      expect((await store.getActivation('act'))?.segments).toEqual([expect.objectContaining({ id: 'm1', mappedAt: 300 })]);
    });

    it('keeps every version of an activation, with the names its segments have now', async () => {
      await store.putSegment({ id: 'm3', name: 'Renamed', at: 400, expectedVersion: null });
      const versions = await everyItem(2, (page) => store.listActivationVersions('act', page));
      expect(versions.map(({ version, author, createdAt, state, segments }) => ({ version, author, createdAt, state, segments }))).toEqual([
        { version: 3, author: 'ada@example.com', createdAt: 300, state: 'active', segments: [{ id: 'm1', name: 'Name of m1', backfill: false }] },
        {
          version: 2,
          author: 'ada@example.com',
          createdAt: 200,
          state: 'paused',
          segments: [
            { id: 'm3', name: 'Renamed', backfill: true },
            { id: 'm2', name: 'Name of m2', backfill: false },
          ],
        },
        expect.objectContaining({ version: 1, createdAt: 100 }),
      ]);
      await store.deleteSegment('m3');
      expect(await store.getActivationVersion('act', 2)).toMatchObject({ version: 2, documentJson: '{"v":2}', segments: [{ id: 'm3', name: 'm3' }, { id: 'm2' }] });
      expect([await store.getActivationVersion('act', 4), await store.getActivationVersion('nobody', 1)]).toEqual([null, null]);
    });

    it('refuses an activation that is stale, of no destination or of an unknown segment, and stores nothing of it', async () => {
      const before = await store.getActivation('act');
      expect(await store.putActivation(activation('act', ['m1'], { expectedVersion: 1 }))).toEqual({ ok: false, reason: 'version_stale' });
      expect(await store.putActivation(activation('nobody', ['m1']))).toEqual({ ok: false, reason: 'not_found' });
      expect(await store.putActivation(activation('act', ['m1', 'unknown'], { runs: [run('never', 'act')] }))).toEqual({ ok: false, reason: 'segment_unknown' });
      expect(await store.getActivation('act')).toEqual(before);
      expect(await store.getRun('never')).toBeNull();
    });

    it('starts a first activation at the head of the log and later ones where they are', async () => {
      const { sequence } = await store.appendChanges([profileWrite('before')]);
      await store.insertDestination(destination('head', 'acc'));
      expect(await store.getCheckpoint('head')).toBeNull();
      await store.putActivation(activation('head', ['m1'], { runs: [run('first backfill', 'head')] }));
      expect(await store.getCheckpoint('head')).toEqual({ destinationId: 'head', epoch: 0, watermark: sequence, position: sequence, lanes: [] });
      expect(await store.openRuns('head')).toMatchObject([run('first backfill', 'head')]);
      await store.appendChanges([profileWrite('after')]);
      await store.putActivation(activation('head', ['m2']));
      expect(await store.getCheckpoint('head')).toMatchObject({ watermark: sequence });
    });
  });
}
