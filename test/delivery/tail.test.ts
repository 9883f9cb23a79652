import { describe, expect, test } from 'vitest';
import { Tail, type OutcomeTap, type WatchedBatch } from '../../server/delivery/tail.ts';
import type { TailFilter } from '../../shared/tail.ts';
import { ManualClock } from '../fakes/manualClock.ts';

type Noted = Parameters<OutcomeTap['note']>[0];

function setUp() {
  const clock = new ManualClock();
  const batches: WatchedBatch[] = [];
  const tail = new Tail(clock, (some) => batches.push(...some));
  const tap = tail.tapOf('dst_1');
  const note = (profileId: string, change: Partial<Noted> = {}): void =>
    tap.note({ at: clock.now(), outcome: 'delivered', profileId, reason: 'membership', code: null, delivered: null, data: Buffer.from(`{"of":"${profileId}"}`), ...change });
  const watch = (id: string, filter: TailFilter = {}, findsExcluded = true): void => tail.watch({ id, destinationId: 'dst_1', filter, findsExcluded });
  const take = async (): Promise<WatchedBatch[]> => {
    await clock.advance(1_000);
    return batches.splice(0);
  };
  return { clock, tail, tap, note, watch, take };
}

describe('a tail', () => {
  test('is closed while nobody watches, and again once nobody does', async () => {
    const { tail, tap, note, watch, take } = setUp();
    expect(tap.isOpen).toBe(false);
    watch('one');
    watch('two');
    expect([tap.isOpen, tail.tapOf('dst_2').isOpen]).toEqual([true, false]);
    tail.unwatch('one');
    note('ada');
    tail.unwatch('two');
    tail.unwatch('two');
    expect(tap.isOpen).toBe(false);
    expect(await take()).toEqual([]);
    watch('three');
    note('bob');
    expect(await take()).toMatchObject([{ watchId: 'three', matched: 1, records: [{ profileId: 'bob', data: '{"of":"bob"}' }] }]);
  });

  test('shows fifty records a second and counts all', async () => {
    const { note, watch, take } = setUp();
    watch('one');
    for (let n = 0; n < 18_240; n += 1) note(`p${n}`);
    const [batch] = await take();
    expect([batch?.matched, batch?.records.length, batch?.records[49]?.profileId]).toEqual([18_240, 50, 'p49']);
    expect(await take()).toEqual([]);
    note('next');
    expect(await take()).toMatchObject([{ matched: 1, records: [{ profileId: 'next' }] }]);
  });

  test('finds no excluded person for whoever may not know of it', async () => {
    const { note, watch, take } = setUp();
    watch('search', { profile: 'p' }, false);
    watch('everything', {}, false);
    note('p1', { outcome: 'excluded', code: 'consent_missing' });
    note('p2');
    expect(await take()).toMatchObject([
      { watchId: 'search', matched: 1, records: [{ profileId: 'p2' }] },
      { watchId: 'everything', matched: 2 },
    ]);
  });

  test('shows each watcher what their filter takes, however rare it is', async () => {
    const { note, watch, take } = setUp();
    watch('failed', { outcome: 'failed' });
    watch('backfill', { reason: 'backfill' });
    watch('person', { profile: '99' });
    watch('nobody', { profile: 'xyz' });
    for (let n = 0; n < 100; n += 1) note(`p${n}`);
    note('bad', { outcome: 'failed', code: 'record_rejected' });
    note('filled', { reason: 'backfill' });
    expect((await take()).map(({ watchId, records }) => [watchId, ...records.map(({ profileId }) => profileId)])).toEqual([
      ['failed', 'bad'],
      ['backfill', 'filled'],
      ['person', 'p99'],
    ]);
  });

  test('leaves long payloads out', async () => {
    const { note, watch, take } = setUp();
    watch('one');
    note('long', { data: Buffer.alloc(8 * 1024 + 1, 'x') });
    note('short', { data: Buffer.alloc(8 * 1024, 'x') });
    note('none', { data: null });
    const [batch] = await take();
    expect(batch?.records.map(({ data }) => data?.length ?? null)).toEqual([null, 8 * 1024, null]);
  });
});
