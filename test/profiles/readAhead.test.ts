import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { ParsedLine } from '../../server/profiles/computeBatch.ts';
import { batchMaxLines, createIngest, type Append } from '../../server/profiles/ingest.ts';
import { profileUpdate, testNow } from '../factories.ts';
import { nextTurn } from '../../server/kit/clock.ts';
import type { ProfileWrite } from '../../server/store/rows.ts';
import { ManualClock, settled } from '../fakes/manualClock.ts';
import { MemoryProfileStore } from '../fakes/memoryProfileStore.ts';

const line = (profileId: string, attributes: Record<string, unknown>, index = 0): ParsedLine => ({ index, bytes: 100, update: profileUpdate({ profileId, attributes }) });
const attributesOf = (store: MemoryProfileStore, profileId: string): Record<string, unknown> =>
  (JSON.parse(store.profiles.get(profileId)?.documentJson ?? '{"attributes":{}}') as { attributes: Record<string, unknown> }).attributes;

/** One call after the other, as in the thread of the database; each takes `turns` of the event loop. */
class ThreadStore extends MemoryProfileStore {
  reads = 0;
  turns = 0;
  /** Another process gets in between here. */
  beforeWhole: () => void = () => undefined;
  #last: Promise<unknown> = Promise.resolve();

  override readProfiles(profileIds: readonly string[]): ReturnType<MemoryProfileStore['readProfiles']> {
    this.reads += 1;
    return this.#inTurn(() => super.readProfiles(profileIds));
  }

  override appendChanges(writes: readonly ProfileWrite[]): ReturnType<MemoryProfileStore['appendChanges']> {
    return this.#inTurn(() => super.appendChanges(writes));
  }

  /** All or nothing, as an import stores them. `trouble` comes first. */
  appendWhole(writes: readonly ProfileWrite[], trouble: () => string[] = () => []): ReturnType<MemoryProfileStore['appendChanges']> {
    return this.#inTurn(() => {
      this.beforeWhole();
      const first = new Map(writes.toReversed().map((write) => [write.profileId, write.expectedVersion]));
      const stale = [...first].flatMap(([id, version]) => ((this.profiles.get(id)?.version ?? 0) === version ? [] : [id]));
      const conflicts = [...trouble(), ...stale];
      return conflicts.length > 0 ? Promise.resolve({ sequence: this.log.length, conflicts }) : super.appendChanges(writes);
    });
  }

  #inTurn<T>(act: () => Promise<T>): Promise<T> {
    const { turns } = this;
    const result = this.#last.then(async () => {
      await pass(turns);
      return act();
    });
    this.#last = result.catch(() => undefined);
    return result;
  }
}

async function pass(turns: number): Promise<void> {
  for (let turn = 0; turn < turns; turn += 1) await nextTurn();
}

describe('batches with an append of their own', () => {
  function start() {
    const store = new ThreadStore();
    const ingest = createIngest({ store, clock: new ManualClock(testNow), onAppended: () => undefined });
    return { store, ingest };
  }

  it('are read when they come in, and merged on top of what is stored before them', async () => {
    const { store, ingest } = start();
    const gate = Promise.withResolvers<void>();
    const order: string[] = [];
    const first: Append = async (writes) => {
      order.push('first');
      await gate.promise;
      return store.appendChanges(writes);
    };
    const second: Append = (writes) => {
      order.push('second');
      return store.appendChanges(writes);
    };
    const both = [ingest.accept([line('a', { n: 1 })], { append: first }), ingest.accept([line('a', { m: 2 }), line('b', { n: 1 }, 1)], { append: second })];
    await settled();
    expect([order, store.reads]).toEqual([['first'], 2]);
    gate.resolve();
    expect(await Promise.all(both)).toMatchObject([{ changed: 1 }, { changed: 2 }]);
    expect([order, store.reads, attributesOf(store, 'a')]).toEqual([['first', 'second'], 2, { n: 1, m: 2 }]);
  });

  it('learn what is stored already when they come in', async () => {
    const { store, ingest } = start();
    await ingest.accept([line('a', { n: 1 })]);
    const gate = Promise.withResolvers<void>();
    const slow: Append = async (writes) => {
      await gate.promise;
      return store.appendWhole(writes);
    };
    const first = ingest.accept([line('a', { n: 2 })], { append: slow });
    await settled();
    const second = ingest.accept([line('a', { n: 1 })], { append: (writes) => store.appendWhole(writes) });
    await settled();
    gate.resolve();
    expect(await Promise.all([first, second])).toMatchObject([{ changed: 1 }, { changed: 1 }]);
    expect(attributesOf(store, 'a')).toEqual({ n: 1 });
  });

  it('are read again when the one before failed, or somebody else came in between', async () => {
    const { store, ingest } = start();
    const failing: Append = () => Promise.reject(new Error('disk'));
    const [failed, stored] = await Promise.allSettled([
      ingest.accept([line('a', { n: 1 })], { append: failing }),
      ingest.accept([line('a', { n: 1 })], { append: (writes) => store.appendWhole(writes) }),
    ]);
    expect([failed.status, stored]).toEqual(['rejected', { status: 'fulfilled', value: { changed: 1, unchanged: 0, rejected: [], sequence: 1 } }]);

    store.beforeWhole = () => {
      store.beforeWhole = () => undefined;
      const known = store.profiles.get('a');
      if (known !== undefined)
        store.profiles.set('a', { ...known, version: known.version + 5, documentJson: JSON.stringify({ attributes: { n: 7, m: 1 }, identityMap: {}, segmentMembership: {} }) });
    };
    // The first changes nothing any more, so that it announces nothing; the second would change nothing of what was read ahead.
    const both = [{ m: 1 }, { n: 1 }].map((attributes) => ingest.accept([line('a', attributes)], { append: (writes) => store.appendWhole(writes) }));
    expect(await Promise.all(both)).toMatchObject([{ unchanged: 1 }, { changed: 1 }]);
    expect(attributesOf(store, 'a')).toEqual({ n: 1, m: 1 });
  });

  it('lose no change and apply them in their order, whatever comes between, conflicts and fails', async () => {
    const call = fc.record({
      own: fc.boolean(),
      people: fc.array(fc.constantFrom('a', 'b', 'c'), { minLength: 1, maxLength: 4 }),
      flag: fc.integer({ min: 0, max: 1 }),
      // Without, what is merged on top of something else can be taken for no change.
      isNew: fc.boolean(),
      flush: fc.integer({ min: 0, max: 2 }),
      turns: fc.integer({ min: 0, max: 3 }),
      trouble: fc.constantFrom('none', 'none', 'none', 'fails', 'conflicts'),
      pause: fc.integer({ min: 0, max: 2 }),
    });
    await fc.assert(
      fc.asyncProperty(fc.array(call, { minLength: 2, maxLength: 8 }), async (calls) => {
        const { store, ingest } = start();
        const expected = new Map<string, Record<string, unknown>>();
        const answers: Promise<void>[] = [];
        for (const [at, { own, people, flag, isNew, flush, turns, trouble, pause }] of calls.entries()) {
          const attributes = { flag, ...(isNew ? { [`key${at}`]: true } : {}) };
          const lines = people.map((profileId, index) => line(profileId, attributes, index));
          let conflicts = trouble === 'conflicts' ? 1 : 0;
          const append: Append = async (writes) => {
            await pass(flush);
            return store.appendWhole(writes, () => {
              if (trouble === 'fails') throw new Error('disk');
              return conflicts-- > 0 ? people : [];
            });
          };
          store.turns = turns;
          const noteExpected = (): void => {
            for (const profileId of people) expected.set(profileId, { ...expected.get(profileId), ...attributes });
          };
          answers.push(ingest.accept(lines, own ? { append } : {}).then(noteExpected, () => undefined));
          await pass(pause);
        }
        await Promise.all(answers);
        for (const [profileId, attributes] of expected) expect(attributesOf(store, profileId)).toEqual(attributes);
      }),
      { numRuns: 400 },
    );
  });
});

describe('full batches of requests', () => {
  it('are read and merged while the one before is stored, on top of what that makes of them', async () => {
    const store = new ThreadStore();
    const ingest = createIngest({ store, clock: new ManualClock(testNow), onAppended: () => undefined });
    const release = Promise.withResolvers<void>();
    store.beforeAppend = () => (store.appends === 2 ? release.promise : undefined);
    const fill = (key: string): ParsedLine[] => Array.from({ length: batchMaxLines }, (_, at) => line(at === 0 ? 'a' : `${key}${at}`, { [key]: 1 }, at));
    // The first line goes at once, then there is a full batch behind a full one.
    const calls = [[line('a', { n: 1 })], fill('x'), fill('y')].map((lines) => ingest.accept(lines));
    await settled();
    expect([store.reads, store.log.length]).toEqual([3, 1]);
    release.resolve();
    expect(await Promise.all(calls)).toMatchObject([{ changed: 1 }, { changed: batchMaxLines }, { changed: batchMaxLines }]);
    expect([store.reads, attributesOf(store, 'a')]).toEqual([3, { n: 1, x: 1, y: 1 }]);
  });

  it('are read again when somebody else came in between, even where that leaves nothing to store', async () => {
    const store = new ThreadStore();
    const ingest = createIngest({ store, clock: new ManualClock(testNow), onAppended: () => undefined });
    await ingest.accept([line('a', { m: 1 })]);
    await settled();
    store.beforeAppend = () => {
      if (store.appends !== 3) return;
      const documentJson = JSON.stringify({ attributes: { n: 1, m: 7 }, identityMap: {}, segmentMembership: {} });
      store.put({ ...(store.log[0] as ProfileWrite), version: (store.profiles.get('a')?.version ?? 0) + 1, documentJson });
    };
    const fill = (key: string, attributes: Record<string, unknown>): ParsedLine[] =>
      Array.from({ length: batchMaxLines }, (_, at) => line(at === 0 ? 'a' : `${key}${at}`, at === 0 ? attributes : { n: 1 }, at));
    // What the last would change is there already, until the other process writes; then the one before has nothing to change.
    const calls = [[line('first', { n: 1 })], fill('x', { n: 1 }), fill('y', { m: 1 })].map((lines) => ingest.accept(lines));
    expect(await Promise.all(calls)).toMatchObject([{ changed: 1 }, { changed: batchMaxLines - 1, unchanged: 1 }, { changed: batchMaxLines }]);
    expect(attributesOf(store, 'a')).toEqual({ n: 1, m: 1 });
  });

  it('are not stored where those before them in their request failed', async () => {
    const store = new ThreadStore();
    const ingest = createIngest({ store, clock: new ManualClock(testNow), onAppended: () => undefined });
    store.beforeAppend = () => {
      if (store.appends === 2) throw new Error('disk');
    };
    const first = ingest.accept([line('first', { n: 1 })]);
    const failing = ingest.accept(Array.from({ length: 2 * batchMaxLines }, (_, at) => line(`x${at}`, { n: 1 }, at)));
    await expect(failing).rejects.toThrow('disk');
    await first;
    await ingest.accept([line('last', { n: 1 })]);
    expect(store.log.map(({ profileId }) => profileId)).toEqual(['first', 'last']);
  });

  it('lose no change and apply them in their order, whatever conflicts and fails', async () => {
    const call = fc.record({
      people: fc.array(fc.constantFrom('a', 'b', 'c'), { minLength: 1, maxLength: 3 }),
      size: fc.constantFrom(1, 1, batchMaxLines / 2, batchMaxLines, batchMaxLines + 20),
      trouble: fc.constantFrom('none', 'none', 'fails', 'conflicts'),
      turns: fc.integer({ min: 0, max: 3 }),
      pause: fc.integer({ min: 0, max: 2 }),
    });
    await fc.assert(
      fc.asyncProperty(fc.array(call, { minLength: 2, maxLength: 7 }), async (calls) => {
        const store = new ThreadStore();
        const ingest = createIngest({ store, clock: new ManualClock(testNow), onAppended: () => undefined });
        let failing = 0;
        const intruding: string[] = [];
        store.beforeAppend = () => {
          if (failing > 0) {
            failing -= 1;
            throw new Error('disk');
          }
          const person = intruding.pop() ?? '';
          const known = store.profiles.get(person);
          if (known === undefined) return;
          // Another process adds something to the person.
          const attributes = { ...attributesOf(store, person), [`theirs${store.log.length}`]: true };
          const [written] = store.log.filter(({ profileId }) => profileId === person);
          store.put({ ...(written as ProfileWrite), version: known.version + 1, documentJson: JSON.stringify({ attributes, identityMap: {}, segmentMembership: {} }) });
        };
        const stored: { readonly key: string; readonly people: readonly string[] }[] = [];
        const answers: Promise<void>[] = [];
        for (const [at, { people, size, trouble, turns, pause }] of calls.entries()) {
          const key = `key${at}`;
          // All of one call on one person: whatever is not the first changes nothing.
          const lines = Array.from({ length: size }, (_, index) => line(people[index % people.length] as string, { [key]: true, last: at }, index));
          store.turns = turns;
          if (trouble === 'fails') failing += 1;
          if (trouble === 'conflicts') intruding.push(...people);
          answers.push(
            ingest.accept(lines).then(
              () => void stored.push({ key, people: people.slice(0, size) }),
              () => undefined,
            ),
          );
          await pass(pause);
        }
        await Promise.all(answers);
        for (const { key, people } of stored) for (const person of people) expect(attributesOf(store, person)).toHaveProperty(key, true);
        for (const person of ['a', 'b', 'c']) {
          const states = store.log
            .filter(({ profileId }) => profileId === person)
            .map(({ documentJson }) => (JSON.parse(documentJson) as { attributes: { last: number } }).attributes);
          expect(states.map(({ last }) => last)).toEqual(states.map(({ last }) => last).toSorted((a, b) => a - b));
          for (const [at, state] of states.entries())
            expect(state).toMatchObject(
              Object.fromEntries(
                Object.keys(states[at - 1] ?? {})
                  .filter((name) => name !== 'last')
                  .map((name) => [name, true]),
              ),
            );
        }
      }),
      { numRuns: 150 },
    );
  });
});
