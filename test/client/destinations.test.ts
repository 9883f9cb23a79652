import { describe, expect, test } from 'vitest';
import { concernedBy, runBulk, withTag } from '../../client/destinations/bulk.ts';
import { sortAfterPress, sortDirection } from '../../client/ui/columnSort.ts';
import type { Destination, DestinationStatus } from '../../shared/destination.ts';

const destination = (id: string, status: DestinationStatus, tags: readonly string[] = []) => ({ id, status, tags }) as unknown as Destination;
const ids = (destinations: readonly Destination[]): string[] => destinations.map(({ id }) => id);

describe('what is done with several destinations', () => {
  const picked = [destination('draft', 'draft'), destination('on', 'enabled', ['web']), destination('off', 'disabled'), destination('held', 'paused')];

  test('concerns only those for which it changes something', () => {
    expect(ids(concernedBy({ kind: 'enable' }, picked))).toEqual(['off']);
    expect(ids(concernedBy({ kind: 'disable' }, picked))).toEqual(['on', 'held']);
    expect(ids(concernedBy({ kind: 'tag', tag: 'web' }, picked))).toEqual(['draft', 'off', 'held']);
    const full = destination(
      'full',
      'enabled',
      Array.from({ length: 20 }, (_, index) => `t${index}`),
    );
    expect(concernedBy({ kind: 'tag', tag: 'web' }, [full])).toEqual([]);
  });

  test('adds a tag behind the others', () => {
    expect(withTag({ tags: ['b', 'a'] }, 'web')).toEqual({ tags: ['b', 'a', 'web'] });
  });

  test('goes on where one fails, and says which', async () => {
    const told: number[] = [];
    const broken = new Error('stale');
    const act = ({ id }: Destination) => (id === 'on' ? Promise.reject(broken) : Promise.resolve());
    const results = await runBulk(picked, act, (count) => void told.push(count));
    expect(results.map(({ destination: { id }, error }) => [id, error])).toEqual([
      ['draft', null],
      ['on', broken],
      ['off', null],
      ['held', null],
    ]);
    expect(told).toEqual([1, 2, 3, 4]);
  });
});

test('the heading of a column sorts by it, and turns the order round when pressed again', () => {
  const [name, created] = [{ key: 'name' }, { key: 'created', isDescendingFirst: true }];
  expect([sortAfterPress(name, '-created'), sortAfterPress(name, 'name'), sortAfterPress(name, '-name')]).toEqual(['name', '-name', 'name']);
  expect([sortAfterPress(created, 'name'), sortAfterPress(created, '-created'), sortAfterPress(created, 'created')]).toEqual(['-created', 'created', '-created']);
  expect(['name', '-name', 'created'].map((sort) => sortDirection(name, sort))).toEqual(['ascending', 'descending', 'none']);
});
