import { describe, expect, test } from 'vitest';
import type { Draft, DraftContent } from '../../shared/draft.ts';
import { DraftSaver, type SaveState } from '../../client/wizard/draftSaver.ts';

const content = (name: string): DraftContent => ({ type: 'toy', name });

/** A storage whose requests end when the test says so, with timers the test fires. */
function storage() {
  const calls: { kind: 'create' | 'put'; content: DraftContent; finish: () => void; fail: () => void }[] = [];
  const timers: (() => void)[] = [];
  const request = (kind: 'create' | 'put', body: DraftContent): Promise<Draft> =>
    new Promise((resolve, reject) => {
      calls.push({ kind, content: body, finish: () => resolve({ id: 'drf_1', content: body, createdAt: '', updatedAt: '' }), fail: () => reject(new Error('refused')) });
    });
  return {
    calls,
    fire: () => timers.splice(0).forEach((work) => work()),
    create: (body: DraftContent) => request('create', body),
    put: (_id: string, body: DraftContent) => request('put', body),
    after: (_milliseconds: number, work: () => void) => {
      timers.push(work);
      return () => void timers.splice(timers.indexOf(work), 1);
    },
  };
}

const settle = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

describe('saving a draft', () => {
  test('nothing is created before something changes', async () => {
    const store = storage();
    expect(await new DraftSaver(null, store, () => {}).flush()).toBeNull();
    expect(store.calls).toEqual([]);
  });

  test('many changes in a row are one request with the newest content', async () => {
    const store = storage();
    const saver = new DraftSaver(null, store, () => {});
    saver.change(content('a'));
    saver.change(content('ab'));
    saver.change(content('abc'));
    store.fire();
    expect(store.calls.map((call) => [call.kind, call.content.name])).toEqual([['create', 'abc']]);
  });

  test('never two requests at once: what changes meanwhile follows as an update of the same draft', async () => {
    const store = storage();
    const saver = new DraftSaver(null, store, () => {});
    saver.change(content('first'));
    store.fire();
    saver.change(content('second'));
    store.fire();
    const flushed = saver.flush();
    await settle();
    expect(store.calls).toHaveLength(1);
    store.calls[0]?.finish();
    await settle();
    expect(store.calls.map((call) => [call.kind, call.content.name])).toEqual([
      ['create', 'first'],
      ['put', 'second'],
    ]);
    store.calls[1]?.finish();
    expect(await flushed).toBe('drf_1');
  });

  test('a refused save is told, and its content is kept for the next try', async () => {
    const store = storage();
    const states: SaveState[] = [];
    const saver = new DraftSaver('drf_1', store, (state) => states.push(state));
    saver.change(content('kept'));
    const refused = saver.flush();
    store.calls[0]?.fail();
    await expect(refused).rejects.toThrow('refused');
    const again = saver.flush();
    await settle();
    store.calls[1]?.finish();
    expect(await again).toBe('drf_1');
    expect(store.calls[1]?.content.name).toBe('kept');
    expect(states).toEqual(['saving', 'failed', 'saving', 'saved']);
  });
});
