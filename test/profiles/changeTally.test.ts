import { describe, expect, test } from 'vitest';
import { createChangeTally } from '../../server/profiles/changeTally.ts';
import type { ProfileChange } from '../../shared/profile.ts';

const hour = 3_600_000;
const change = (attributes: string[], identities: string[] = [], crossed = false): ProfileChange => ({
  attributes,
  identities,
  segments: crossed ? [{ namespace: 'ups', id: 'vip', status: 'realized' }] : [],
});

describe('the tally of changes', () => {
  test('counts by what changed, whoever it was and in whatever segment, and starts anew once taken', () => {
    const tally = createChangeTally();
    tally.note([change(['a', 'b']), change(['a', 'b']), change(['a']), change(['a'], [], true)]);
    tally.note([change([], ['mail']), change(['a', 'b'])]);
    expect(tally.take(0)).toEqual([
      { shape: { crossed: false, identities: [], attributes: ['a', 'b'] }, changes: 3 },
      { shape: { crossed: false, identities: [], attributes: ['a'] }, changes: 1 },
      { shape: { crossed: true, identities: [], attributes: ['a'] }, changes: 1 },
      { shape: { crossed: false, identities: ['mail'], attributes: [] }, changes: 1 },
    ]);
    expect(tally.take(0)).toEqual([]);
    tally.note([change(['z', 'b'])]);
    expect(tally.take(0)).toEqual([{ shape: { crossed: false, identities: [], attributes: ['b', 'z'] }, changes: 1 }]);
  });

  test('tells an attribute from an identity of the same name', () => {
    const tally = createChangeTally();
    tally.note([change(['mail']), change([], ['mail'])]);
    expect(tally.take(0).map(({ shape }) => shape)).toEqual([
      { crossed: false, identities: [], attributes: ['mail'] },
      { crossed: false, identities: ['mail'], attributes: [] },
    ]);
  });

  test('holds 300 kinds of changes an hour, however many there are: the rest is one, and those counted go on by themselves', () => {
    const tally = createChangeTally();
    tally.take(hour);
    for (let n = 0; n < 1_000; n += 1) tally.note([change([`attribute ${n}`])]);
    const first = tally.take(hour);
    expect(first).toHaveLength(301);
    expect(first.at(-1)).toEqual({ shape: null, changes: 700 });
    tally.note([change(['attribute 5']), change(['attribute 999'])]);
    expect(tally.take(hour + 60_000).map(({ shape }) => shape?.attributes ?? null)).toEqual([['attribute 5'], null]);
    tally.take(2 * hour);
    tally.note([change(['attribute 999'])]);
    expect(tally.take(2 * hour).map(({ shape }) => shape?.attributes)).toEqual([['attribute 999']]);
  });

  test('keeps of a change of very many fields the objects they lie in, and where these are too many nothing', () => {
    const tally = createChangeTally();
    const names = Array.from({ length: 200 }, (_, n) => `a rather long name ${n}`);
    tally.note([change(names.map((name) => `person.${name}`)), change([...names.map((name) => `person.${name}.more`), 'company.name'], ['mail']), change(names)]);
    expect(tally.take(0)).toEqual([
      { shape: { crossed: false, identities: [], attributes: ['person'] }, changes: 1 },
      { shape: { crossed: false, identities: ['mail'], attributes: ['company', 'person'] }, changes: 1 },
      { shape: null, changes: 1 },
    ]);
  });
});
