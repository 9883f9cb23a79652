import { describe, expect, test } from 'vitest';
import { UrlChanges } from '../../client/ui/urlChanges.ts';

describe('changes of the address', () => {
  test('two within a moment are both kept, and leave the other parameters', () => {
    const changes = new UrlChanges();
    const before = new URLSearchParams('tag=eu&age=day');
    expect(changes.apply('first', before, { person: 'ada' }).toString()).toBe('tag=eu&age=day&person=ada');
    expect(changes.apply('first', before, { action: 'session.open', age: '' }).toString()).toBe('tag=eu&person=ada&action=session.open');
    expect(before.toString()).toBe('tag=eu&age=day');
  });

  test('go on from the address once it has followed', () => {
    const changes = new UrlChanges();
    changes.apply('first', new URLSearchParams(), { person: 'ada' });
    changes.arrive('second');
    expect(changes.apply('second', new URLSearchParams('person=eve'), { age: 'day' }).toString()).toBe('person=eve&age=day');
  });

  test('that were given up for another page are not there when somebody comes back', () => {
    const changes = new UrlChanges();
    changes.apply('first', new URLSearchParams(), { person: 'ada' });
    changes.arrive('other page');
    changes.arrive('first');
    expect(changes.apply('first', new URLSearchParams(), { age: 'day' }).toString()).toBe('age=day');
  });
});
