import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { LetterFilter, LetterSelection } from '../../../server/store/rows.ts';
import type { Store } from '../../../server/store/store.ts';
import { activate, allTimes, deadLetter, everyItem, firstPage, profileWrite, run, settlement, type OpenedStore } from './rows.ts';

const everyLetter: LetterFilter = { ids: null, code: null, profileId: null, runId: null, ...allTimes };

export function deadLettersSuite(open: () => Promise<OpenedStore>): void {
  describe('dead letters', () => {
    let opened: OpenedStore;
    let store: Store;
    beforeAll(async () => {
      opened = await open();
      store = opened.store;
    });
    afterAll(() => opened.destroy());

    const takenOver = async (id: string): Promise<number> => {
      await activate(store, id);
      return (await store.takeOver(id))?.epoch ?? -1;
    };
    /** A destination with these letters. */
    const withLetters = async (id: string, ...letters: ReturnType<typeof deadLetter>[]): Promise<number> => {
      const epoch = await takenOver(id);
      await store.settle(settlement(id, epoch, { deadLetters: letters }));
      return epoch;
    };
    const selectionOf = async (destinationId: string, filter: Partial<LetterFilter> = {}): Promise<LetterSelection> => {
      const { last } = await store.countOpenLetters(destinationId, { ...everyLetter, ...filter });
      return { ...everyLetter, ...filter, last };
    };
    const statesOf = async (destinationId: string) => {
      const letters = await everyItem(100, (page) => store.listDeadLetters({ ...everyLetter, destinationId, state: null }, page));
      return Object.fromEntries(
        letters.map(({ id, state, endedAs, endedBy, endedAt, endedRunId }) => [id, state === 'open' ? 'open' : [state, endedAs, endedBy, endedAt, endedRunId]]),
      );
    };

    it('lists dead letters newest first, by code, profile, run, state and time', async () => {
      const epoch = await takenOver('dead');
      const letters = [
        deadLetter('l1', 'dead', { createdAt: 10, profileId: 'ada' }),
        deadLetter('l2', 'dead', { createdAt: 20, code: 'retries_exhausted', data: null }),
        deadLetter('l3', 'dead', {
          createdAt: 20,
          profileId: 'ada',
          runId: 'other',
          state: 'replayed',
          endedAt: 25,
          endedBy: 'ada@example.com',
          endedRunId: 'r',
          endedAs: 'failed',
        }),
        deadLetter('l4', 'dead', { createdAt: 30, profileId: 'ada' }),
      ];
      await store.settle(settlement('dead', epoch, { deadLetters: letters }));
      const every = { destinationId: 'dead', code: null, profileId: null, runId: null, state: null, ...allTimes };
      for (const limit of [1, 3, 100]) expect(await everyItem(limit, (page) => store.listDeadLetters(every, page))).toEqual(letters.toReversed());
      const ids = async (filter: Partial<{ code: string; profileId: string; runId: string; state: string; from: number; to: number }>) =>
        (await everyItem(1, (page) => store.listDeadLetters({ ...every, ...filter }, page))).map(({ id }) => id);
      expect(await ids({ code: 'retries_exhausted' })).toEqual(['l2']);
      expect(await ids({ profileId: 'ada' })).toEqual(['l4', 'l3', 'l1']);
      expect(await ids({ profileId: 'ada', state: 'open' })).toEqual(['l4', 'l1']);
      expect(await ids({ runId: 'other' })).toEqual(['l3']);
      expect(await ids({ from: 11, to: 29 })).toEqual(['l3', 'l2']);
      expect(await store.listDeadLetters({ ...every, destinationId: 'nothing', profileId: 'ada' }, firstPage)).toEqual({ items: [], nextCursor: null });
    });

    it('counts and reads open letters by every field of a filter, each with its profile, up to the last there was', async () => {
      const destinationId = 'select';
      await store.appendChanges([profileWrite('here')]);
      const epoch = await withLetters(
        destinationId,
        deadLetter('s3', destinationId, { createdAt: 10, profileId: 'here' }),
        deadLetter('s1', destinationId, { createdAt: 30, profileId: 'here', code: 'retries_exhausted', runId: 'other' }),
        deadLetter('s2', destinationId, { createdAt: 20, profileId: 'gone' }),
        deadLetter('s4', destinationId, { createdAt: 20, state: 'discarded', endedAt: 30 }),
      );
      await withLetters('select other', deadLetter('elsewhere', 'select other', { profileId: 'here' }));
      const all = await selectionOf(destinationId);
      await store.settle(settlement(destinationId, epoch, { deadLetters: [deadLetter('late', destinationId, { profileId: 'here' })] }));
      const read = async (filter: Partial<LetterFilter>, limit = 1) => {
        const ids: string[] = [];
        for (let after = 0; ;) {
          const page = await store.readOpenLetters(destinationId, { ...all, ...filter }, after, limit);
          const last = page.at(-1);
          if (last === undefined) return ids;
          ids.push(...page.map(({ id }) => id));
          after = last.key;
        }
      };
      const filters: [Partial<LetterFilter>, string[]][] = [
        [{}, ['s3', 's1', 's2']],
        [{ code: 'retries_exhausted' }, ['s1']],
        [{ profileId: 'here' }, ['s3', 's1']],
        [{ profileId: 'here', code: 'record_too_large' }, ['s3']],
        [{ runId: 'other' }, ['s1']],
        [{ from: 11, to: 29 }, ['s2']],
        [{ ids: ['s2', 's3', 's4', 'elsewhere', 'nothing'] }, ['s3', 's2']],
        [{ ids: [] }, []],
      ];
      for (const [filter, ids] of filters) {
        expect(await read(filter)).toEqual(ids);
        expect(await read(filter, 50)).toEqual(ids);
        // Counted now, the late one is among those its filter takes.
        const late =
          filter.ids === undefined &&
          [undefined, 'here'].includes(filter.profileId ?? undefined) &&
          filter.runId === undefined &&
          filter.from === undefined &&
          filter.code !== 'retries_exhausted';
        expect((await store.countOpenLetters(destinationId, { ...everyLetter, ...filter })).matched).toBe(ids.length + Number(late));
      }
      const [first, , third] = await store.readOpenLetters(destinationId, all, 0, 50);
      expect(first).toMatchObject({ id: 's3', profileId: 'here', profile: { profileId: 'here', version: 1, documentJson: '{"of":"here"}', updatedAt: 1_000 } });
      expect(third).toMatchObject({ id: 's2', profileId: 'gone', profile: null });
    });

    it('gives every letter one end: the first one, stored with the settlement or not at all', async () => {
      const destinationId = 'ends';
      const epoch = await withLetters(destinationId, deadLetter('e1', destinationId), deadLetter('e2', destinationId), deadLetter('e3', destinationId));
      const ended = (id: string, endedAs: 'delivered' | 'excluded' | 'failed', endedAt = 5_000) => ({ id, endedAt, endedBy: 'ada@example.com', endedRunId: 'replay', endedAs });
      await store.settle(settlement(destinationId, epoch, { endedLetters: [ended('e1', 'delivered'), ended('e2', 'failed')] }));
      await store.settle(settlement(destinationId, epoch, { endedLetters: [ended('e1', 'failed', 6_000)] }));
      await store.takeOver(destinationId);
      expect(await store.settle(settlement(destinationId, epoch, { endedLetters: [ended('e3', 'excluded')] }))).toBe('fenced');
      expect(await statesOf(destinationId)).toEqual({
        e1: ['replayed', 'delivered', 'ada@example.com', 5_000, 'replay'],
        e2: ['replayed', 'failed', 'ada@example.com', 5_000, 'replay'],
        e3: 'open',
      });
    });

    it('discards in parts, with who and when, and goes on after a restart', async () => {
      const destinationId = 'discard';
      await withLetters(
        destinationId,
        ...['d1', 'd2', 'd3', 'd4', 'd5'].map((id) => deadLetter(id, destinationId, { code: id === 'd4' ? 'record_rejected' : 'record_too_large' })),
      );
      const letters = await selectionOf(destinationId, { code: 'record_too_large' });
      await store.insertRun(run('discard run', destinationId, { kind: 'discard', total: 4, letters, author: 'ada@example.com', segmentIds: [] }));
      expect(await store.discardLetters('discard run', 2, 1_000)).toBe(true);
      expect(await store.getRun('discard run')).toMatchObject({ state: 'running', done: 2, total: 4, letters });
      store = await opened.reopen();
      expect((await store.openRuns(destinationId)).map(({ id }) => id)).toEqual(['discard run']);
      expect(await store.discardLetters('discard run', 3, 2_000)).toBe(false);
      expect(await store.discardLetters('discard run', 3, 3_000)).toBe(false);
      expect(await store.getRun('discard run')).toMatchObject({ state: 'completed', done: 4, endedAt: 2_000 });
      const by = (at: number) => ['discarded', 'discarded', 'ada@example.com', at, 'discard run'];
      expect(await statesOf(destinationId)).toEqual({ d1: by(1_000), d2: by(1_000), d3: by(2_000), d4: 'open', d5: by(2_000) });
    });

    it('discards nothing of a run that is paused, ended or none', async () => {
      const destinationId = 'held';
      await withLetters(destinationId, deadLetter('h1', destinationId), deadLetter('h2', destinationId));
      const letters = await selectionOf(destinationId);
      await store.insertRun(run('held run', destinationId, { kind: 'discard', total: 2, letters }));
      expect(await store.pauseRun('held run', true, 1)).toBe(true);
      expect(await store.discardLetters('held run', 1, 2)).toBe(false);
      expect(await store.pauseRun('held run', false, 3)).toBe(true);
      expect(await store.discardLetters('held run', 1, 4)).toBe(true);
      expect(await store.endRun('held run', 'cancelled', 5)).toBe(true);
      expect(await store.discardLetters('held run', 1, 6)).toBe(false);
      expect(await store.discardLetters('no such run', 1, 6)).toBe(false);
      expect(await store.getRun('held run')).toMatchObject({ state: 'cancelled', done: 1, endedAt: 5 });
      expect(Object.values(await statesOf(destinationId)).filter((state) => state === 'open')).toHaveLength(1);
    });

    it('keeps records, even large ones, with their letters, and none where there is none', async () => {
      const destinationId = 'records';
      const data = 'x'.repeat(1_000_000);
      await withLetters(destinationId, deadLetter('r1', destinationId, { data }), deadLetter('r2', destinationId, { data: null }));
      const { items } = await store.listDeadLetters({ ...everyLetter, destinationId, state: 'open' }, firstPage);
      expect(Object.fromEntries(items.map((letter) => [letter.id, letter.data]))).toEqual({ r1: data, r2: null });
    });
  });
}
