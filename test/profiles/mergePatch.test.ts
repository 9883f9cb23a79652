import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { mergePatch, sameJson } from '../../server/profiles/mergePatch.ts';
import type { Json, JsonObject } from '../../shared/profile.ts';

/** The pseudocode of RFC 7396, section 2. */
function rfc7396(target: Json | undefined, patch: Json): Json {
  if (typeof patch !== 'object' || patch === null || Array.isArray(patch)) return patch;
  const result: JsonObject = typeof target === 'object' && target !== null && !Array.isArray(target) ? { ...target } : {};
  for (const [name, value] of Object.entries(patch)) {
    if (value === null) delete result[name];
    else result[name] = rfc7396(Object.hasOwn(result, name) ? result[name] : undefined, value);
  }
  return result;
}

/** Leaves by path, in a notation no key can imitate. */
function leaves(value: Json, path: string[] = []): Map<string, Json> {
  const isObject = typeof value === 'object' && value !== null && !Array.isArray(value);
  if (!isObject || Object.keys(value).length === 0) return new Map([[path.join('.'), value]]);
  return new Map(Object.entries(value).flatMap(([key, child]) => [...leaves(child, [...path, key])]));
}

const isEmptyObject = (value: Json | undefined): boolean => typeof value === 'object' && value !== null && !Array.isArray(value) && Object.keys(value).length === 0;

/** Leaves that differ; an object that merely lost or gained its first member is no leaf that changed. */
function changedLeaves(before: JsonObject, after: JsonObject): string[] {
  const [old, now] = [leaves(before), leaves(after)];
  return [...new Set([...old.keys(), ...now.keys()])].filter((path) => {
    if (old.has(path) && now.has(path)) return JSON.stringify(old.get(path)) !== JSON.stringify(now.get(path));
    const [side, other] = old.has(path) ? [old, now] : [now, old];
    return !(isEmptyObject(side.get(path)) && [...other.keys()].some((longer) => path === '' || longer.startsWith(`${path}.`)));
  });
}

const key = fc.constantFrom('a', 'b', 'c', 'toString', 'valueOf');
const { value: json } = fc.letrec<{ value: Json; object: JsonObject }>((tie) => ({
  value: fc.oneof(
    { depthSize: 'medium', withCrossShrink: true },
    fc.constantFrom<Json>(null, 0, 1, 'x', true),
    fc.array(fc.constantFrom<Json>(1, null, { a: null }), { maxLength: 2 }),
    tie('object'),
  ),
  object: fc.dictionary(key, tie('value'), { maxKeys: 4, noNullPrototype: true }) as fc.Arbitrary<JsonObject>,
}));
const object = fc.dictionary(key, json, { maxKeys: 4, noNullPrototype: true }) as fc.Arbitrary<JsonObject>;

describe('mergePatch', () => {
  // RFC 7396, appendix A.
  it.each<[Json, Json, Json]>([
    [{ a: 'b' }, { a: 'c' }, { a: 'c' }],
    [{ a: 'b' }, { b: 'c' }, { a: 'b', b: 'c' }],
    [{ a: 'b' }, { a: null }, {}],
    [{ a: 'b', b: 'c' }, { a: null }, { b: 'c' }],
    [{ a: ['b'] }, { a: 'c' }, { a: 'c' }],
    [{ a: 'c' }, { a: ['b'] }, { a: ['b'] }],
    [{ a: { b: 'c' } }, { a: { b: 'd', c: null } }, { a: { b: 'd' } }],
    [{ a: [{ b: 'c' }] }, { a: [1] }, { a: [1] }],
    [
      ['a', 'b'],
      ['c', 'd'],
      ['c', 'd'],
    ],
    [{ a: 'b' }, ['c'], ['c']],
    [{ a: 'foo' }, null, null],
    [{ a: 'foo' }, 'bar', 'bar'],
    [{ e: null }, { a: 1 }, { e: null, a: 1 }],
    [[1, 2], { a: 'b', c: null }, { a: 'b' }],
    [{}, { a: { bb: { ccc: null } } }, { a: { bb: {} } }],
  ])('makes of %j with %j what RFC 7396 says: %j', (target, patch, result) => {
    expect(mergePatch(target, patch, '', [])).toEqual(result);
  });

  it('is RFC 7396 for every target and patch', () => {
    fc.assert(
      fc.property(json, json, (target, patch) => {
        expect(mergePatch(target, patch, '', [])).toEqual(rfc7396(target, patch));
      }),
      { numRuns: 2_000 },
    );
  });

  it('names exactly the leaves that changed, and none exactly when nothing did', () => {
    fc.assert(
      fc.property(object, object, (sent, patch) => {
        const before = rfc7396({}, sent) as JsonObject;
        const changed: string[] = [];
        const after = mergePatch(before, patch, '', changed) as JsonObject;
        expect([...new Set(changed)].sort()).toEqual(changedLeaves(before, after).sort());
        expect(after === before).toBe(changed.length === 0);
      }),
      { numRuns: 3_000 },
    );
  });

  it('mutates neither target nor patch', () => {
    fc.assert(
      fc.property(object, object, (target, patch) => {
        const copies = JSON.stringify([target, patch]);
        mergePatch(target, patch, '', []);
        expect(JSON.stringify([target, patch])).toBe(copies);
      }),
    );
  });
});

describe('sameJson', () => {
  it('does not mind the order of keys and does mind the order of lists', () => {
    expect(sameJson({ a: 1, b: [1, 2] }, { b: [1, 2], a: 1 })).toBe(true);
    expect(sameJson([1, 2], [2, 1])).toBe(false);
    expect(sameJson({ a: 1 }, { b: 1 })).toBe(false);
    expect(sameJson([], {})).toBe(false);
    expect(sameJson(null, {})).toBe(false);
    expect(sameJson({ a: 1 }, { a: 1, b: 1 })).toBe(false);
  });
});
