import { describe, expect, it } from 'vitest';
import type { ParsedLine } from '../../server/profiles/computeBatch.ts';
import { batchMaxLines, createIngest, type Append, type Ingest } from '../../server/profiles/ingest.ts';
import type { ProfileWrite } from '../../server/store/rows.ts';
import { profileUpdate, testNow } from '../factories.ts';
import { ManualClock, settled } from '../fakes/manualClock.ts';
import { MemoryProfileStore } from '../fakes/memoryProfileStore.ts';

function start(store = new MemoryProfileStore(), clock = new ManualClock(testNow)): { store: MemoryProfileStore; clock: ManualClock; ingest: Ingest; appended: number[] } {
  const appended: number[] = [];
  return { store, clock, ingest: createIngest({ store, clock, onAppended: (sequence) => appended.push(sequence) }), appended };
}

const line = (profileId: string, attributes: Record<string, unknown>, index = 0, bytes = 100): ParsedLine => ({ index, bytes, update: profileUpdate({ profileId, attributes }) });
const attributesOf = (store: MemoryProfileStore, profileId: string): unknown =>
  (JSON.parse(store.profiles.get(profileId)?.documentJson ?? '{}') as { attributes?: unknown }).attributes;
const microseconds = testNow * 1_000;

/** Holds the next append until it is released. */
function holdAppend(store: MemoryProfileStore): () => void {
  const gate = Promise.withResolvers<void>();
  store.beforeAppend = () => {
    store.beforeAppend = () => undefined;
    return gate.promise;
  };
  return gate.resolve;
}

describe('createIngest', () => {
  it('tells what changed, of what was stored and nothing else', async () => {
    const store = new MemoryProfileStore();
    const told: unknown[] = [];
    const ingest = createIngest({ store, clock: new ManualClock(testNow), onAppended: (_, changes) => void told.push(changes.map(({ attributes }) => attributes)) });
    await ingest.accept([line('a', { n: 1 }), line('b', { n: 1, m: { deep: 2 } }), line('a', { n: 1 })]);
    store.beforeAppend = () => {
      store.beforeAppend = () => undefined;
      const [stored] = [...store.profiles.values()].filter(({ profileId }) => profileId === 'a');
      if (stored !== undefined) store.profiles.set('a', { ...stored, version: stored.version + 5 });
    };
    await ingest.accept([line('a', { other: 1 }), line('b', { n: 2 })]);
    expect(told).toEqual([[['n'], ['n', 'm.deep']], [['n']], [['other']]]);
  });

  it('writes the changes in the order of acceptance, each on top of the one before', async () => {
    const { store, ingest } = start();
    const answers = await Promise.all([
      ingest.accept([line('a', { n: 1 }), line('b', { n: 1 }), line('a', { n: 2 })]),
      ingest.accept([line('a', { n: 3 })]),
      ingest.accept([line('a', { n: 3 })]),
    ]);
    expect(store.log.map((write) => [write.profileId, write.expectedVersion, write.version, JSON.parse(write.documentJson)])).toEqual([
      ['a', 0, microseconds, { identityMap: {}, attributes: { n: 1 }, segmentMembership: {} }],
      ['b', 0, microseconds, { identityMap: {}, attributes: { n: 1 }, segmentMembership: {} }],
      ['a', microseconds, microseconds + 1, { identityMap: {}, attributes: { n: 2 }, segmentMembership: {} }],
      ['a', microseconds + 1, microseconds + 2, { identityMap: {}, attributes: { n: 3 }, segmentMembership: {} }],
    ]);
    expect(answers).toEqual([
      { changed: 3, unchanged: 0, rejected: [], sequence: 3 },
      { changed: 1, unchanged: 0, rejected: [], sequence: 4 },
      { changed: 0, unchanged: 1, rejected: [], sequence: 4 },
    ]);
  });

  it('tells the store of each line what that one did, whether it was alike to the one before or not', async () => {
    const { store, ingest } = start();
    const member = (profileId: string, segment: string, attributes = {}): ParsedLine => ({
      index: 0,
      bytes: 100,
      update: profileUpdate({ profileId, attributes, identityMap: { crm: [{ id: profileId }] }, segmentMembership: { ups: { [segment]: { status: 'realized' } } } }),
    });
    await ingest.accept([member('a', 'vip'), member('b', 'vip'), line('c', { n: 1 }), member('d', 'vip'), member('e', 'new'), member('f', 'new', { n: 1 }), line('a', { n: 1 })]);
    const entered = (id: string) => ({ touchedSegments: [id], memberships: [{ segmentId: id, member: true }], coverage: [{ segmentId: id, namespace: 'crm', delta: 1 }] });
    const nothing = { touchedSegments: [], memberships: [], coverage: [] };
    const effects = store.log.map(({ touchedSegments, memberships, coverage }) => ({ touchedSegments, memberships, coverage }));
    expect(effects).toEqual([entered('vip'), entered('vip'), nothing, entered('vip'), entered('new'), entered('new'), nothing]);
    const crossed = (id: string, attributes: string[] = []) => ({ segments: [{ namespace: 'ups', id, status: 'realized' }], identities: ['crm'], attributes });
    const changed = { segments: [], identities: [], attributes: ['n'] };
    expect(store.log.map(({ changeJson }) => JSON.parse(changeJson) as unknown)).toEqual([
      crossed('vip'),
      crossed('vip'),
      changed,
      crossed('vip'),
      crossed('new'),
      crossed('new', ['n']),
      changed,
    ]);
    expect(store.log[1]?.coverage).toBe(store.log[0]?.coverage);
  });

  it('answers only after the append, and tells that there is something new', async () => {
    const { store, ingest, appended } = start();
    const release = holdAppend(store);
    let answered = false;
    const accepted = ingest.accept([line('a', { n: 1 })]).then(() => (answered = true));
    await settled();
    expect([answered, appended]).toEqual([false, []]);
    release();
    await accepted;
    expect(appended).toEqual([1]);
  });

  it('appends nothing when nothing changes, and answers with the head of the log', async () => {
    const { store, ingest, appended } = start();
    await ingest.accept([line('a', { n: 1 })]);
    expect(await ingest.accept([line('a', { n: 1 }, 4)])).toEqual({ changed: 0, unchanged: 1, rejected: [], sequence: 1 });
    expect(await ingest.accept([])).toEqual({ changed: 0, unchanged: 0, rejected: [], sequence: 1 });
    expect([store.appends, appended]).toEqual([1, [1]]);
  });

  it('joins the waiting lines of all requests in batches', async () => {
    const { store, ingest } = start();
    const release = holdAppend(store);
    const calls = Array.from({ length: 2 * batchMaxLines + 1 }, (_, n) => ingest.accept([line(`p${n}`, { n })]));
    release();
    await Promise.all(calls);
    // The first line goes at once, the other thousand in two batches.
    expect(store.appends).toBe(3);
    expect(store.log.map((write) => write.profileId)).toEqual(calls.map((_, n) => `p${n}`));
  });

  it('merges anew what another process changed in the meantime, with everything after it', async () => {
    const { store, ingest, appended } = start();
    await ingest.accept([line('a', { n: 1 }), line('b', { n: 1 })]);
    store.beforeAppend = () => {
      store.beforeAppend = () => undefined;
      store.put({ ...(store.log[0] as ProfileWrite), version: microseconds + 5, documentJson: '{"identityMap":{},"attributes":{"n":2,"other":true},"segmentMembership":{}}' });
    };
    // Without the other process: a changed, b changed, a changed, a unchanged. With it the first change of a is none.
    const answer = await ingest.accept([line('a', { n: 2 }, 0), line('b', { n: 2 }, 1), line('a', { n: 3 }, 2), line('a', { n: 3 }, 3)]);
    expect(answer).toMatchObject({ changed: 2, unchanged: 2, sequence: 5 });
    expect(attributesOf(store, 'a')).toEqual({ n: 3, other: true });
    expect(store.profiles.get('a')?.version).toBe(microseconds + 6);
    expect(appended).toEqual([2, 4, 5]);
  });

  it('loses no update when two processes write the same profiles', async () => {
    const store = new MemoryProfileStore();
    store.beforeAppend = settled;
    const [left, right] = [start(store).ingest, start(store).ingest];
    const sent = Array.from({ length: 40 }, (_, n) => (n % 2 === 0 ? left : right).accept([line(`p${n % 3}`, { [`k${n}`]: n })]));
    const answers = await Promise.all(sent);
    expect(answers.every((answer) => answer.changed === 1)).toBe(true);
    for (const id of [0, 1, 2])
      expect(attributesOf(store, `p${id}`)).toEqual(
        Object.fromEntries(
          Array.from({ length: 40 }, (_, n) => n)
            .filter((n) => n % 3 === id)
            .map((n) => [`k${n}`, n]),
        ),
      );
  });

  it('refuses a request whose database fails, stores none of its later lines, and goes on with others', async () => {
    const { store, ingest } = start();
    store.beforeAppend = () => {
      store.beforeAppend = () => undefined;
      throw new Error('disk full');
    };
    const failing = ingest.accept(Array.from({ length: batchMaxLines + 10 }, (_, n) => line(`p${n}`, { n }, n)));
    const other = ingest.accept([line('other', { n: 1 })]);
    await expect(failing).rejects.toThrow('disk full');
    expect(await other).toMatchObject({ changed: 1 });
    expect(store.log.map((write) => write.profileId)).toEqual(['other']);
  });

  it('refuses new requests beyond the room there is, and never one that has begun', async () => {
    const { store, ingest } = start();
    const release = holdAppend(store);
    const megabyte = 1024 * 1024;
    const first = ingest.accept([line('a', { n: 1 }, 0, megabyte)]);
    const waiting = Array.from({ length: 63 }, (_, n) => ingest.accept([line('a', { n }, 0, megabyte)]));
    await expect(ingest.accept([line('a', { n: 1 }, 0, megabyte)])).rejects.toMatchObject({ code: 'too_many_requests', retryAfterSeconds: 1 });
    const begun = ingest.accept([line('a', { n: 'last' }, 0, megabyte)], { continuing: true });
    release();
    await Promise.all([first, ...waiting, begun]);
    expect(attributesOf(store, 'a')).toEqual({ n: 'last' });
    expect(await ingest.accept([line('a', { n: 1 }, 0, 1)])).toMatchObject({ changed: 1 });
  });

  it('keeps versions rising and memberships in order when the clock is set back', async () => {
    const store = new MemoryProfileStore();
    const membership = (status: string): ParsedLine => ({ index: 0, bytes: 100, update: profileUpdate({ profileId: 'a', segmentMembership: { ups: { vip: { status } } } }) });
    await start(store).ingest.accept([membership('realized')]);
    await start(store, new ManualClock(testNow - 3_600_000)).ingest.accept([membership('exited')]);
    expect(store.log.map((write) => write.version)).toEqual([microseconds, microseconds + 1]);
    expect(store.log[1]?.acceptedAt).toBe(testNow - 3_600_000);
    expect(JSON.parse(store.log[1]?.documentJson ?? '')).toMatchObject({ segmentMembership: { ups: { vip: { status: 'exited' } } } });
  });

  it('refuses the line that makes a profile larger than 1 MiB, and no other', async () => {
    const { store, ingest } = start();
    const half = 'x'.repeat(600_000);
    const answer = await ingest.accept([line('a', { one: half }, 3), line('a', { two: half }, 4), line('a', { three: 'ü' }, 5)]);
    expect(answer).toMatchObject({ changed: 2, rejected: [{ index: 4, code: 'profile_too_large', path: '' }] });
    expect(attributesOf(store, 'a')).toEqual({ one: half, three: 'ü' });
  });

  it('stores lines that come with an append of their own by that, as one batch between the others, all or none', async () => {
    const { store, ingest, appended } = start();
    const own: { ids: string[]; outcome: unknown }[] = [];
    const append: Append = async (writes, outcome) => {
      own.push({ ids: writes.map(({ profileId }) => profileId), outcome });
      if (own.length === 1) return { sequence: 0, conflicts: ['x1'] };
      return store.appendChanges(writes);
    };
    const lines = Array.from({ length: batchMaxLines + 2 }, (_, at) => line(at === 0 ? 'a' : `x${at}`, { n: 1 }, at));
    const answers = await Promise.all([ingest.accept([line('a', { n: 1 })]), ingest.accept(lines, { append }), ingest.accept([line('b', { n: 1 })])]);
    const outcome = { changed: batchMaxLines + 1, unchanged: 1, rejected: [] };
    const ids = lines.slice(1).map(({ update }) => update.profileId);
    expect(own).toEqual([
      { ids, outcome },
      { ids, outcome },
    ]);
    expect(answers[1]).toEqual({ ...outcome, sequence: batchMaxLines + 2 });
    expect(store.log.map(({ profileId }) => profileId)).toEqual(['a', ...ids, 'b']);
    expect(appended).toEqual([1, batchMaxLines + 2, batchMaxLines + 3]);
  });

  it('asks an append of their own of lines that change nothing, and of none, and refuses them when it fails', async () => {
    const { store, ingest } = start();
    await ingest.accept([line('a', { n: 1 })]);
    let asked = 0;
    const append: Append = (writes) => {
      asked += 1;
      return asked === 3 ? Promise.reject(new Error('disk')) : store.appendChanges(writes);
    };
    expect(await ingest.accept([line('a', { n: 1 })], { append })).toEqual({ changed: 0, unchanged: 1, rejected: [], sequence: 1 });
    expect(await ingest.accept([], { append })).toEqual({ changed: 0, unchanged: 0, rejected: [], sequence: 1 });
    await expect(ingest.accept([line('a', { n: 2 })], { append })).rejects.toThrow('disk');
    expect([asked, store.log.length]).toEqual([3, 1]);
  });

  it('gives up on a store that always reports conflicts instead of trying for ever', async () => {
    const { store, ingest } = start();
    store.appendChanges = (writes) => Promise.resolve({ sequence: 0, conflicts: writes.map((write) => write.profileId) });
    await expect(ingest.accept([line('a', { n: 1 })])).rejects.toMatchObject({ code: 'defect' });
  });
});
