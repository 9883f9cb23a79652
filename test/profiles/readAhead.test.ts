import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { ParsedLine } from '../../server/profiles/computeBatch.ts';
import { createIngest, type Append } from '../../server/profiles/ingest.ts';
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
