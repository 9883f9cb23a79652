import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { CheckpointRow } from '../../../server/store/rows.ts';
import { everyRun, type RunFilter } from '../../../server/store/runFilter.ts';
import type { Store } from '../../../server/store/store.ts';
import { activate, allTimes, deadLetter, delivery, everyItem, firstPage, profileWrite, run, settlement, sums, type OpenedStore } from './rows.ts';

export function deliverySuite(open: () => Promise<OpenedStore>): void {
  describe('delivery', () => {
    let opened: OpenedStore;
    let store: Store;
    beforeAll(async () => {
      opened = await open();
      store = opened.store;
    });
    afterAll(() => opened.destroy());

    /** A destination that was just taken over, and the epoch of that. */
    const takenOver = async (id: string): Promise<number> => {
      await activate(store, id);
      return (await store.takeOver(id))?.epoch ?? -1;
    };

    it('raises the epoch with every worker that takes a destination over', async () => {
      expect(await store.takeOver('nothing')).toBeNull();
      await activate(store, 'epoch');
      expect([await store.takeOver('epoch'), await store.takeOver('epoch')]).toEqual([
        { destinationId: 'epoch', epoch: 1, watermark: 0, position: 0, lanes: [] },
        { destinationId: 'epoch', epoch: 2, watermark: 0, position: 0, lanes: [] },
      ]);
      expect(await store.getCheckpoint('epoch')).toMatchObject({ epoch: 2 });
    });

    it('stores nothing of a settlement whose worker was superseded', async () => {
      const epoch = await takenOver('fenced');
      await store.takeOver('fenced');
      const late = settlement('fenced', epoch, {
        watermark: 9,
        runs: [{ id: 'late run', kind: 'streaming', startedAt: 1, sums: sums({ received: 1 }) }],
        minutes: [{ runId: 'late run', minute: 60_000, sums: sums({ received: 1 }) }],
        deliveries: [delivery('late', 'fenced')],
        deadLetters: [deadLetter('late letter', 'fenced')],
      });
      expect(await store.settle(late)).toBe('fenced');
      expect(await store.settle({ ...late, destinationId: 'nothing' })).toBe('fenced');
      expect(await store.getCheckpoint('fenced')).toEqual({ destinationId: 'fenced', epoch: epoch + 1, watermark: 0, position: 0, lanes: [] });
      expect(await store.getRun('late run')).toBeNull();
      expect(await store.readMetrics({ destinationId: 'fenced' }, allTimes)).toEqual([]);
      expect((await store.listDeliveries({ destinationId: 'fenced', profileId: null, ...allTimes }, firstPage)).items).toEqual([]);
      expect((await store.listDeadLetters({ destinationId: 'fenced', code: null, profileId: null, runId: null, state: null, ...allTimes }, firstPage)).items).toEqual([]);
      expect(await store.getDestination('fenced')).toMatchObject({ lastDeliveredAt: null });
    });

    it('stores nothing of a settlement that fails midway', async () => {
      const epoch = await takenOver('midway');
      const broken = settlement('midway', epoch, {
        watermark: 4,
        deliveries: [delivery('whole', 'midway'), { ...delivery('half', 'midway'), shardId: null as unknown as string }],
      });
      await expect(store.settle(broken)).rejects.toMatchObject({ code: 'defect' });
      expect(await store.getCheckpoint('midway')).toMatchObject({ watermark: 0 });
      expect((await store.listDeliveries({ destinationId: 'midway', profileId: null, ...allTimes }, firstPage)).items).toEqual([]);
    });

    it('adds the sums of settlements to runs and minutes', async () => {
      const epoch = await takenOver('sums');
      const part = sums({
        received: 10,
        activated: 7,
        excluded: 2,
        failed: 1,
        retried: 4,
        throttled: 3,
        bytes: 1_000,
        latency: { '100': 5, '120': 2 },
        reasons: [
          { code: 'mapping_value_missing', counter: 'excluded', count: 2 },
          { code: 'record_too_large', counter: 'failed', count: 1 },
        ],
      });
      const other = sums({ received: 1, failed: 1, latency: { '120': 1 }, reasons: [{ code: 'record_too_large', counter: 'failed', count: 1 }] });
      const both = sums({
        received: 11,
        activated: 7,
        excluded: 2,
        failed: 2,
        retried: 4,
        throttled: 3,
        bytes: 1_000,
        latency: { '100': 5, '120': 3 },
        reasons: [
          { code: 'mapping_value_missing', counter: 'excluded', count: 2 },
          { code: 'record_too_large', counter: 'failed', count: 2 },
        ],
      });
      await store.settle(
        settlement('sums', epoch, {
          watermark: 5,
          position: 12,
          lanes: [[3, 5, [[7, 9]]]],
          runs: [{ id: 'hour', kind: 'streaming', startedAt: 3_600, sums: part }],
          minutes: [
            { runId: 'hour', minute: 60_000, sums: part },
            { runId: 'hour', minute: 120_000, sums: other },
          ],
        }),
      );
      await store.settle(
        settlement('sums', epoch, {
          watermark: 12,
          position: 12,
          runs: [{ id: 'hour', kind: 'streaming', startedAt: 3_600, sums: other }],
          minutes: [{ runId: 'hour', minute: 60_000, sums: other }],
        }),
      );
      expect(await store.getRun('hour')).toEqual(run('hour', 'sums', { kind: 'streaming', startedAt: 3_600, total: 0, segmentIds: [], sums: both }));
      expect(await store.readMetrics({ destinationId: 'sums' }, allTimes)).toEqual([
        { minute: 60_000, lagMs: 0, sums: both },
        { minute: 120_000, lagMs: 0, sums: other },
      ]);
      expect(await store.readMetrics({ destinationId: 'sums' }, { from: 60_001, to: 120_000 })).toEqual([{ minute: 120_000, lagMs: 0, sums: other }]);
      expect(await store.getCheckpoint('sums')).toEqual({ destinationId: 'sums', epoch, watermark: 12, position: 12, lanes: [] });
    });

    it('keeps minutes run by run, and adds them up for the destination', async () => {
      const epoch = await takenOver('by run');
      await store.settle(
        settlement('by run', epoch, {
          minutes: [
            { runId: 'live', minute: 60_000, sums: sums({ received: 2, activated: 2, latency: { '10': 2 } }) },
            { runId: 'fill', minute: 60_000, sums: sums({ received: 1, excluded: 1 }) },
            { runId: 'fill', minute: 120_000, sums: sums({ received: 5, failed: 5 }) },
          ],
        }),
      );
      await store.settle(settlement('by run', epoch, { minutes: [{ runId: 'fill', minute: 60_000, sums: sums({ received: 3, activated: 3, latency: { '10': 3 } }) }] }));
      const ofRun = async (runId: string, range = allTimes) =>
        (await store.readMetrics({ runId }, range)).map(({ minute, sums: { received, activated } }) => [minute, received, activated]);
      expect(await ofRun('live')).toEqual([[60_000, 2, 2]]);
      expect(await ofRun('fill')).toEqual([
        [60_000, 4, 3],
        [120_000, 5, 0],
      ]);
      expect(await ofRun('fill', { from: 60_001, to: 120_000 })).toEqual([[120_000, 5, 0]]);
      expect(await ofRun('nothing')).toEqual([]);
      expect(await store.readMetrics({ destinationId: 'by run' }, allTimes)).toEqual([
        { minute: 60_000, lagMs: 0, sums: sums({ received: 6, activated: 5, excluded: 1, latency: { '10': 5 } }) },
        { minute: 120_000, lagMs: 0, sums: sums({ received: 5, failed: 5 }) },
      ]);
    });

    it('notes how old the oldest change without an outcome is, for whoever has one', async () => {
      const { store: own, destroy } = await open();
      await activate(own, 'behind');
      await activate(own, 'up to date');
      await own.appendChanges([profileWrite('a', { acceptedAt: 1_000 }), profileWrite('b', { acceptedAt: 5_000 })]);
      const epochs = { behind: (await own.takeOver('behind'))?.epoch ?? -1, upToDate: (await own.takeOver('up to date'))?.epoch ?? -1 };
      await own.settle(settlement('up to date', epochs.upToDate, { watermark: 2, position: 2, minutes: [{ runId: 'r', minute: 0, sums: sums({ received: 1, excluded: 1 }) }] }));
      await own.noteLag(0, 61_000);
      await own.settle(settlement('behind', epochs.behind, { watermark: 1, position: 1, minutes: [{ runId: 'r', minute: 60_000, sums: sums({ received: 1, excluded: 1 }) }] }));
      await own.noteLag(60_000, 120_000);
      const lag = async (of: Parameters<Store['readMetrics']>[0]) =>
        (await own.readMetrics(of, allTimes)).map(({ minute, lagMs, sums: { received } }) => [minute, lagMs, received]);
      expect(await lag({ destinationId: 'behind' })).toEqual([
        [0, 60_000, 0],
        [60_000, 115_000, 1],
      ]);
      expect(await lag({ destinationId: 'up to date' })).toEqual([[0, 0, 1]]);
      // Of a run only the minutes it had outcomes in; a clock that was set back makes no age negative.
      expect(await lag({ runId: 'r' })).toEqual(expect.arrayContaining([[60_000, 115_000, 1]]));
      await own.noteLag(120_000, 4_000);
      expect((await lag({ destinationId: 'behind' }))[2]).toEqual([120_000, 0, 0]);
      await destroy();
    });

    it('keeps where a checkpoint is, with the lanes that are further back and what is settled ahead in them', async () => {
      const epoch = await takenOver('ahead');
      const moved: Pick<CheckpointRow, 'watermark' | 'position' | 'lanes'> = {
        watermark: 5,
        position: 30,
        lanes: [
          [
            0,
            5,
            [
              [7, 9],
              [12, 12],
            ],
          ],
          [63, 29, []],
        ],
      };
      await store.settle(settlement('ahead', epoch, moved));
      expect(await store.takeOver('ahead')).toEqual({ destinationId: 'ahead', epoch: epoch + 1, ...moved });
    });

    it('moves a backfill on, and keeps the state of one that was cancelled', async () => {
      const epoch = await takenOver('fill');
      await store.insertRun(run('fill 2', 'fill', { startedAt: 200 }));
      await store.insertRun(run('fill 1', 'fill', { startedAt: 100 }));
      expect((await store.openRuns('fill')).map(({ id }) => id)).toEqual(['fill 1', 'fill 2']);
      const progress = (runId: string, change = {}) => ({ runId, partition: 0, cursor: 'm', ahead: ['o', 'q'], done: 2, completedAt: null, ...change });
      await store.settle(settlement('fill', epoch, { progress: [progress('fill 1')] }));
      expect(await store.getRun('fill 1')).toEqual(run('fill 1', 'fill', { done: 2 }));
      const parts = (await store.openRuns('fill'))[0]?.parts ?? [];
      const partitions = parts.map(({ partition }) => partition);
      expect(parts[0]).toEqual({ partition: 0, cursor: 'm', ahead: ['o', 'q'], done: 2 });
      expect(await store.endRun('fill 1', 'cancelled', 500)).toBe(true);
      expect(await store.endRun('fill 1', 'completed', 501)).toBe(false);
      expect(await store.endRun('no such run', 'completed', 501)).toBe(false);
      await store.settle(
        settlement('fill', epoch, {
          progress: ['fill 1', 'fill 2'].flatMap((id) => partitions.map((partition) => progress(id, { partition, done: partition === 0 ? 3 : 0, completedAt: 600 }))),
        }),
      );
      expect(await store.getRun('fill 1')).toMatchObject({ done: 3, state: 'cancelled', endedAt: 500 });
      expect(await store.getRun('fill 2')).toMatchObject({ done: 3, state: 'completed', endedAt: 600 });
      expect(await store.openRuns('fill')).toEqual([]);
      expect(await store.getRun('no such run')).toBeNull();
    });

    it('counts what others ended as done, once a replay has gone through all its letters', async () => {
      const epoch = await takenOver('replayed');
      const letters = { ids: null, code: null, profileId: null, runId: null, ...allTimes, last: 9 };
      await store.insertRun(run('again', 'replayed', { kind: 'replay', letters, segmentIds: [], total: 5 }));
      const parts = (await store.openRuns('replayed'))[0]?.parts ?? [];
      await store.settle(
        settlement('replayed', epoch, {
          progress: parts.map(({ partition }) => ({ runId: 'again', partition, cursor: '', ahead: [], done: partition === 0 ? 3 : 0, completedAt: 700 })),
        }),
      );
      expect(await store.getRun('again')).toMatchObject({ state: 'completed', done: 5 });
    });

    it('stores a settlement once that is tried again, where an answer can get lost', async () => {
      const epoch = await takenOver('twice');
      if ((await store.beat('somebody')).leaseMs === null) return;
      const first = settlement('twice', epoch, { number: 1, deliveries: [delivery('once', 'twice', { deliveredAt: 1 })] });
      expect([await store.settle(first), await store.settle(first)]).toEqual(['settled', 'settled']);
      expect((await store.listDeliveries({ destinationId: 'twice', profileId: null, ...allTimes }, firstPage)).items).toHaveLength(1);
      expect(await store.settle({ ...first, number: 3 })).toBe('fenced');
      await store.takeOver('twice');
      expect(await store.settle(first)).toBe('fenced');
    });

    it('lets workers of other partitions store beside each other, and refuses one that lost any of its own', async () => {
      await activate(store, 'shared');
      const { holders } = await store.beat('somebody');
      const partitions = holders.map((_, partition) => partition);
      if (partitions.length === 1) return;
      const [upper, lower] = [partitions.slice(8), partitions.slice(0, 8)];
      const one = (await store.takeOver('shared', lower))?.epoch ?? -1;
      const two = (await store.takeOver('shared', upper))?.epoch ?? -1;
      const move = (some: number[], epoch: number, position: number, name: string) =>
        store.settle(
          settlement('shared', epoch, { partitions: some, watermark: position, position, deliveries: [delivery(name, 'shared', { deliveredAt: epoch })], pending: { [name]: 7 } }),
        );
      expect(await Promise.all([move(lower, one, 20, 'of one'), move(upper, two, 30, 'of two')])).toEqual(['settled', 'settled']);
      expect(await store.getCheckpoint('shared')).toMatchObject({ watermark: 20, position: 30 });
      expect((await store.readPending()).filter(({ destinationId }) => destinationId === 'shared').toSorted((a, b) => a.runId.localeCompare(b.runId))).toEqual([
        { destinationId: 'shared', runId: 'of one', count: 7 },
        { destinationId: 'shared', runId: 'of two', count: 7 },
      ]);
      const taken = await store.takeOver('shared', [7, 8]);
      expect(taken).toMatchObject({ watermark: 20, position: 30 });
      expect(taken?.lanes.map(([lane, watermark]) => [lane, watermark])).toEqual([28, 29, 30, 31].map((lane) => [lane, 20]));
      expect(await Promise.all([move(lower, one, 40, 'late'), move(upper, two, 40, 'late')])).toEqual(['fenced', 'fenced']);
      expect((await store.listDeliveries({ destinationId: 'shared', profileId: null, ...allTimes }, firstPage)).items).toHaveLength(2);
    });

    it('holds a paused run until it goes on, from then on by a pace of its own, over a restart', async () => {
      const epoch = await takenOver('paused');
      await store.insertRun(run('pausable', 'paused', { startedAt: 100, author: 'ada@example.com' }));
      await store.settle(settlement('paused', epoch, { progress: [{ runId: 'pausable', partition: 0, cursor: 'c', ahead: [], done: 2, completedAt: null }] }));
      expect([await store.pauseRun('pausable', true, 200), await store.pauseRun('pausable', true, 300)]).toEqual([true, true]);
      expect(await store.openRuns('paused')).toEqual([]);
      // What was under way when it was paused is still stored.
      await store.settle(settlement('paused', epoch, { progress: [{ runId: 'pausable', partition: 0, cursor: 'c', ahead: ['e'], done: 3, completedAt: null }] }));
      store = await opened.reopen();
      expect(await store.getRun('pausable')).toMatchObject({ state: 'paused', done: 3, resumedAt: 100, resumedDone: 0, author: 'ada@example.com' });
      expect([await store.pauseRun('pausable', false, 400), await store.pauseRun('pausable', false, 500)]).toEqual([true, true]);
      expect(await store.openRuns('paused')).toMatchObject([{ id: 'pausable', state: 'running', resumedAt: 400, resumedDone: 3 }]);
      const parts = (await store.openRuns('paused'))[0]?.parts ?? [];
      expect(parts[0]).toMatchObject({ cursor: 'c', ahead: ['e'] });
      await store.pauseRun('pausable', true, 600);
      await store.settle(
        settlement('paused', epoch, {
          progress: parts.map(({ partition }) => ({ runId: 'pausable', partition, cursor: 'z', ahead: [], done: partition === 0 ? 4 : 0, completedAt: 650 })),
        }),
      );
      expect(await store.getRun('pausable')).toMatchObject({ state: 'completed', endedAt: 650 });
      expect([await store.pauseRun('pausable', true, 700), await store.pauseRun('pausable', false, 700), await store.pauseRun('no such run', true, 700)]).toEqual([
        false,
        false,
        false,
      ]);
    });

    it('lists runs newest first', async () => {
      for (const [id, startedAt] of [
        ['b', 1],
        ['a', 2],
        ['c', 2],
        ['d', 3],
      ] as const)
        await store.insertRun(run(`list ${id}`, 'listed', { startedAt }));
      for (const limit of [1, 3, 10])
        expect((await everyItem(limit, (page) => store.listRuns(everyRun('listed'), page))).map(({ id }) => id)).toEqual(['list d', 'list c', 'list a', 'list b']);
      expect(await store.listRuns(everyRun('nothing'), firstPage)).toEqual({ items: [], nextCursor: null });
    });

    it('lists runs of one kind, and by how they ended; those of live changes end by the clock, once nothing of them is under way', async () => {
      for (const [id, kind, state, startedAt, endedAt] of [
        ['old', 'streaming', 'running', 1, null],
        ['busy', 'streaming', 'running', 2, null],
        ['new', 'streaming', 'running', 100, null],
        ['of a deleted destination', 'streaming', 'completed', 101, 102],
        ['filled', 'backfill', 'completed', 103, 104],
        ['filling', 'backfill', 'running', 105, null],
        ['held', 'replay', 'paused', 106, null],
        ['given up', 'replay', 'cancelled', 107, 108],
      ] as const)
        await store.insertRun(run(id, 'filtered', { kind, state, startedAt, endedAt }));
      const idsOf = async (change: Partial<RunFilter>): Promise<string[]> => {
        const filter = { ...everyRun('filtered'), overFrom: 50, busy: ['busy'], ...change };
        const pages = await Promise.all([1, 2, 10].map(async (limit) => (await everyItem(limit, (page) => store.listRuns(filter, page))).map(({ id }) => id)));
        expect([pages[0], pages[1]]).toEqual([pages[2], pages[2]]);
        return pages[2] as string[];
      };
      expect(await idsOf({ kind: 'replay' })).toEqual(['given up', 'held']);
      expect(await idsOf({ end: 'open' })).toEqual(['held', 'filling', 'new', 'busy']);
      expect(await idsOf({ end: 'completed' })).toEqual(['filled', 'of a deleted destination', 'old']);
      expect(await idsOf({ end: 'completed', kind: 'streaming', busy: [] })).toEqual(['of a deleted destination', 'busy', 'old']);
      expect(await idsOf({ end: 'cancelled' })).toEqual(['given up']);
      expect(await idsOf({ end: 'failed' })).toEqual([]);
    });

    it('lists deliveries newest first, by destination, profile and time', async () => {
      const epochs = { x: await takenOver('proof x'), y: await takenOver('proof y') };
      const x = Array.from({ length: 7 }, (_, index) =>
        delivery(`x${index}`, 'proof x', { deliveredAt: 1_000 + Math.floor(index / 3), profileId: index % 2 === 0 ? 'even' : 'odd' }),
      );
      const y = [delivery('y0', 'proof y', { deliveredAt: 1_001, profileId: 'even' })];
      await store.settle(settlement('proof x', epochs.x, { deliveries: x }));
      await store.settle(settlement('proof y', epochs.y, { deliveries: y }));
      const every = { destinationId: 'proof x', profileId: null, ...allTimes };
      for (const limit of [1, 2, 3, 100]) expect(await everyItem(limit, (page) => store.listDeliveries(every, page))).toEqual(x.toReversed());
      const ids = async (filter: Partial<{ destinationId: string | null; profileId: string | null; from: number; to: number }>) =>
        (await everyItem(2, (page) => store.listDeliveries({ ...every, ...filter }, page))).map(({ exportId }) => exportId);
      expect(await ids({ profileId: 'even' })).toEqual(['x6', 'x4', 'x2', 'x0']);
      expect(await ids({ profileId: 'even', destinationId: null })).toEqual(['x6', 'y0', 'x4', 'x2', 'x0']);
      expect(await ids({ from: 1_001, to: 1_001 })).toEqual(['x5', 'x4', 'x3']);
      expect(await ids({ destinationId: null, from: 1_002 })).toEqual(['x6', ...(await ids({ destinationId: null, from: 1_003 }))]);
      expect(await store.getDestination('proof x')).toMatchObject({ lastDeliveredAt: 1_002, version: 1 });
    });

    it('finds deliveries by reason and run among many that do not fit, a part of them at a time', async () => {
      const epoch = await takenOver('proof many');
      const at = (n: number) => ({ deliveredAt: n, profileId: 'somebody' });
      const rare = [3, 4, 20_003].map((n) => delivery(`rare${n}`, 'proof many', { ...at(n), reason: 'replay', runId: n === 4 ? 'again' : 'first' }));
      const others = Array.from({ length: 20_000 }, (_, n) => delivery(`other${n}`, 'proof many', at(n + 1)));
      await store.settle(settlement('proof many', epoch, { deliveries: [...others, ...rare] }));
      const every = { destinationId: 'proof many', profileId: null, ...allTimes };
      const ids = async (filter: Partial<Parameters<Store['listDeliveries']>[0]>) =>
        (await everyItem(2, (page) => store.listDeliveries({ ...every, ...filter }, page))).map(({ exportId }) => exportId);
      expect(await ids({ reason: 'replay' })).toEqual(['rare20003', 'rare4', 'rare3']);
      expect(await ids({ reason: 'replay', runId: 'first', profileId: 'somebody' })).toEqual(['rare20003', 'rare3']);
      expect(await ids({ runId: 'again' })).toEqual(['rare4']);
      expect(await ids({ reason: 'identity' })).toEqual([]);
      // No call looks through all of them.
      const first = await store.listDeliveries({ ...every, reason: 'identity' }, firstPage);
      expect([first.items, first.nextCursor === null]).toEqual([[], false]);
    });

    it('finds one delivery by record, person and time', async () => {
      const epoch = await takenOver('proof one');
      const one = delivery('same', 'proof one', { profileId: 'p', deliveredAt: 5 });
      const again = { ...one, sequenceNumber: '2', deliveredAt: 6 };
      await store.settle(settlement('proof one', epoch, { deliveries: [one, again] }));
      const by = { destinationId: 'proof one', exportId: 'same', profileId: 'p', deliveredAt: 5 };
      expect([await store.findDelivery(by), await store.findDelivery({ ...by, deliveredAt: 6 })]).toEqual([one, again]);
      for (const other of [{ destinationId: 'proof x' }, { exportId: 'x' }, { profileId: 'x' }, { deliveredAt: 7 }])
        expect(await store.findDelivery({ ...by, ...other })).toBeNull();
    });

    it('finds people by their identities, exactly, and by nothing else they hold', async () => {
      const person = (profileId: string, document: object) => profileWrite(profileId, { documentJson: JSON.stringify(document) });
      await store.appendChanges([
        person('find ada', { identityMap: { email: [{ id: 'ada@example.com' }], crm: [{ id: '50%_"!\\é' }] } }),
        person('find twin', { identityMap: { login: [{ id: 'other' }, { id: 'ada@example.com' }] } }),
        person('find case', { identityMap: { email: [{ id: 'ADA@example.com' }] } }),
        person('find attribute', { attributes: { list: [{ id: 'ada@example.com' }], mail: 'ada@example.com' } }),
      ]);
      const found = async (values: string[], limit = 10) =>
        (await store.findPeople(values, limit))
          .toSorted((a, b) => (a.profileId < b.profileId ? -1 : 1))
          .map(({ profileId, identities }) => [profileId, ...identities.map(({ namespace }) => namespace)]);
      expect(await found(['ada@example.com'])).toEqual([
        ['find ada', 'email'],
        ['find twin', 'login'],
      ]);
      expect(await found(['ada@example.com'], 1)).toHaveLength(1);
      expect(await found(['50%_"!\\é'])).toEqual([['find ada', 'crm']]);
      expect(await found(['other', 'ADA@example.com'])).toEqual([
        ['find case', 'email'],
        ['find twin', 'login'],
      ]);
      expect(await found(['%'])).toEqual([]);
    });
  });
}
