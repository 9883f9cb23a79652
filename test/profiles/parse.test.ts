import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { checkProfile, issuesPerProfile, parseProfile } from '../../server/profiles/parse.ts';
import { nestingMaxLevels, profileMaxBytes, profileUpdateSchema } from '../../shared/profile.ts';
import { sentProfile, testNow } from '../factories.ts';

const issuesOf = (value: unknown): string[] => {
  const parsed = checkProfile(value, testNow);
  return parsed.ok ? [] : parsed.issues.map(({ path }) => path);
};
const withAttribute = (value: unknown): unknown => ({ profileId: 'p', attributes: { a: value } });
const withMembership = (membership: unknown): unknown => ({ profileId: 'p', segmentMembership: { ups: { s: membership } } });
const withIdentity = (identity: unknown): unknown => ({ profileId: 'p', identityMap: { ecid: [identity] } });
/** Attributes so deep that the innermost object is on the given level; the profile itself is level 1. */
const nested = (levels: number): string => `{"profileId":"p","attributes":${'{"a":'.repeat(levels - 2)}{}${'}'.repeat(levels - 2)}}`;

describe('checkProfile', () => {
  it('hands on what it accepts, with statuses and times normalised', () => {
    const sent = sentProfile(1, {
      segmentMembership: { ups: { a: { status: 'existing', lastQualificationTime: '2026-11-20T09:00:00+0000' }, b: { status: 'exited' } } },
      identityMap: { ecid: [{ id: 'x', primary: true, authenticatedState: 'ambiguous' }], email: null },
    });
    expect(checkProfile(sent, testNow)).toEqual({
      ok: true,
      update: {
        profileId: 'crm-1',
        identityMap: sent['identityMap'],
        attributes: sent['attributes'],
        segmentMembership: {
          ups: { a: { status: 'realized', time: { epoch: Date.parse('2026-11-20T09:00:00Z'), text: '2026-11-20T09:00:00Z' } }, b: { status: 'exited', time: null } },
        },
      },
    });
  });

  it.each<[string, unknown, string[]]>([
    ['no profile id', {}, ['profileId']],
    ['an empty profile id', { profileId: '' }, ['profileId']],
    ['a number as profile id', { profileId: 5 }, ['profileId']],
    ['a profile id of 257 characters', { profileId: 'x'.repeat(257) }, ['profileId']],
    ['a line break in the profile id', { profileId: 'a\nb' }, ['profileId']],
    ['a C1 control in the profile id', { profileId: 'a\u0085b' }, ['profileId']],
    ['half a character in the profile id', { profileId: '\ud800' }, ['profileId']],
    ['an unknown field', { profileId: 'p', audiences: 'vip' }, ['audiences']],
    ['attributes that are a list', { profileId: 'p', attributes: [] }, ['attributes']],
    ['an identity map that is text', { profileId: 'p', identityMap: 'x' }, ['identityMap']],
    ['a segment membership that is null', { profileId: 'p', segmentMembership: null }, ['segmentMembership']],
    ['a namespace of segments that is null', { profileId: 'p', segmentMembership: { ups: null } }, ['segmentMembership.ups']],
    ['a membership that is null', withMembership(null), ['segmentMembership.ups.s']],
    ['a membership without a status', withMembership({}), ['segmentMembership.ups.s.status']],
    ['an unknown status', withMembership({ status: 'Realized' }), ['segmentMembership.ups.s.status']],
    ['an unknown field of a membership', withMembership({ status: 'exited', since: 1 }), ['segmentMembership.ups.s.since']],
    ['a time that is a number', withMembership({ status: 'exited', lastQualificationTime: 1795168800 }), ['segmentMembership.ups.s.lastQualificationTime']],
    ['a time that is null', withMembership({ status: 'exited', lastQualificationTime: null }), ['segmentMembership.ups.s.lastQualificationTime']],
    ['a day that does not exist', withMembership({ status: 'exited', lastQualificationTime: '2024-02-30T00:00:00Z' }), ['segmentMembership.ups.s.lastQualificationTime']],
    ['a time more than 24 hours ahead', withMembership({ status: 'exited', lastQualificationTime: '2026-11-21T10:00:01Z' }), ['segmentMembership.ups.s.lastQualificationTime']],
    ['an empty segment id', { profileId: 'p', segmentMembership: { ups: { '': { status: 'exited' } } } }, ['segmentMembership.ups.']],
    ['a segment id of 257 characters', { profileId: 'p', segmentMembership: { ups: { ['s'.repeat(257)]: { status: 'exited' } } } }, [`segmentMembership.ups.${'s'.repeat(39)}…`]],
    ['an identity without an id', withIdentity({}), ['identityMap.ecid.0.id']],
    ['an identity with an empty id', withIdentity({ id: '' }), ['identityMap.ecid.0.id']],
    ['an identity with a number as id', withIdentity({ id: 5 }), ['identityMap.ecid.0.id']],
    ['an identity of 2,049 characters', withIdentity({ id: 'x'.repeat(2_049) }), ['identityMap.ecid.0.id']],
    ['an identity that is text', withIdentity('x'), ['identityMap.ecid.0']],
    ['an unknown field of an identity', withIdentity({ id: 'x', xid: 'y' }), ['identityMap.ecid.0.xid']],
    ['a text as primary', withIdentity({ id: 'x', primary: 'yes' }), ['identityMap.ecid.0.primary']],
    ['a number as authenticated state', withIdentity({ id: 'x', authenticatedState: 1 }), ['identityMap.ecid.0.authenticatedState']],
    ['a namespace that is no list', { profileId: 'p', identityMap: { ecid: { id: 'x' } } }, ['identityMap.ecid']],
    ['101 identities', { profileId: 'p', identityMap: { ecid: Array.from({ length: 101 }, (_, n) => ({ id: String(n) })) } }, ['identityMap']],
    ['NUL in a value', withAttribute('a\u0000b'), ['attributes.a']],
    ['NUL in a name', withAttribute({ 'a\u0000b': 1 }), ['attributes.a.a\u0000b']],
    ['half a character in a value', withAttribute(['\udc00']), ['attributes.a.0']],
    ['half a character in a name', withAttribute({ '\ud800': 1 }), ['attributes.a.\ufffd']],
    ['a whole number that is not exact', withAttribute(2 ** 63), ['attributes.a']],
    ['a number beyond all bounds', withAttribute(-Infinity), ['attributes.a']],
    ['a list', [], ['']],
    ['null', null, ['']],
    ['text', 'x', ['']],
  ])('refuses %s and names the place', (_what, value, paths) => {
    expect(issuesOf(value)).toEqual(paths);
  });

  it.each([
    ['a profile id alone', { profileId: 'p' }],
    ['a profile id of 256 characters', { profileId: '😀'.repeat(128) }],
    ['parts that are removed', { profileId: 'p', attributes: null, identityMap: null }],
    [
      '100 identities',
      { profileId: 'p', identityMap: { a: Array.from({ length: 60 }, (_, n) => ({ id: String(n) })), b: Array.from({ length: 40 }, (_, n) => ({ id: String(n) })) } },
    ],
    ['a time 24 hours ahead', withMembership({ status: 'exited', lastQualificationTime: '2026-11-21T10:00:00Z' })],
    ['a time of long ago', withMembership({ status: 'exited', lastQualificationTime: '1970-01-01T00:00:00Z' })],
    ['numbers as they come', withAttribute([-0, Number.MIN_VALUE, 0.1 + 0.2, Number.MAX_SAFE_INTEGER])],
    ['line breaks in a value', withAttribute('a\r\n\tb')],
    ['names that objects have', withAttribute({ toString: 1, valueOf: {}, hasOwnProperty: null })],
    ['names with dots', withAttribute({ 'a.b': 1, '': 2 })],
  ])('accepts %s', (_what, value) => {
    expect(checkProfile(value, testNow)).toMatchObject({ ok: true });
  });

  it.each(['__proto__', 'constructor', 'prototype'])('refuses the name %s at every depth', (name) => {
    for (const text of [
      `{"profileId":"p","${name}":{"x":1}}`,
      `{"profileId":"p","attributes":{"${name}":{"x":1}}}`,
      `{"profileId":"p","attributes":{"a":[{"b":{"${name}":{"x":1}}}]}}`,
      `{"profileId":"p","identityMap":{"${name}":[]}}`,
      `{"profileId":"p","identityMap":{"e":[{"id":"x","${name}":1}]}}`,
      `{"profileId":"p","segmentMembership":{"${name}":{"s":{"status":"exited"}}}}`,
      `{"profileId":"p","segmentMembership":{"u":{"${name}":{"status":"exited"}}}}`,
      `{"profileId":"p","segmentMembership":{"u":{"s":{"status":"exited","${name}":1}}}}`,
    ]) {
      expect({ text, issues: issuesOf(JSON.parse(text)) }).toEqual({ text, issues: [expect.stringMatching(`${name}$`)] });
      expect(({} as Record<string, unknown>)['x']).toBeUndefined();
    }
  });

  it('reports every issue, up to a limit', () => {
    expect(issuesOf({ profileId: '', attributes: { a: '\ud800', b: Infinity }, identityMap: { ecid: [{}] }, segmentMembership: { ups: { s: {} } } })).toHaveLength(5);
    expect(issuesOf({ profileId: 'p', attributes: Object.fromEntries(Array.from({ length: 1_000 }, (_, n) => [`a${n}`, Infinity])) })).toHaveLength(issuesPerProfile);
  });

  it('accepts nothing that the published schema refuses', () => {
    const memberships = [{ ups: { s: { status: 'existing' } } }, { ups: { s: { status: 'exited', lastQualificationTime: '2026-11-20T10:00:00Z' } } }, { ups: {} }];
    const identities = [{ ecid: [{ id: 'x' }] }, { ecid: [{ id: 'x', primary: true, authenticatedState: 'a' }], a: null }, { a: [] }, null];
    const mostly = (valid: readonly unknown[]): fc.Arbitrary<unknown> =>
      fc.oneof(
        { arbitrary: fc.constantFrom(...valid), weight: 6 },
        { arbitrary: fc.constantFrom<unknown>(...memberships, ...identities), weight: 1 },
        { arbitrary: fc.jsonValue(), weight: 1 },
      );
    const update = fc.record(
      { profileId: mostly(['p', 'x'.repeat(256)]), identityMap: mostly(identities), attributes: mostly([{}, { a: [null] }, null]), segmentMembership: mostly(memberships) },
      { requiredKeys: ['profileId'] },
    );
    let accepted = 0;
    fc.assert(
      fc.property(update, (value) => {
        if (!checkProfile(value, testNow).ok) return;
        accepted += 1;
        expect(profileUpdateSchema.safeParse(value).error).toBeUndefined();
      }),
      { numRuns: 1_000 },
    );
    expect(accepted).toBeGreaterThan(100);
  });
});

describe('parseProfile', () => {
  const parse = (text: string): ReturnType<typeof parseProfile> => parseProfile(text, Buffer.byteLength(text), testNow);

  it(`accepts ${nestingMaxLevels} levels and refuses one more, however deep it goes`, () => {
    expect(parse(nested(nestingMaxLevels))).toMatchObject({ ok: true });
    expect(parse(`{"profileId":"p","attributes":{"a":${'['.repeat(62)}${']'.repeat(62)}}}`)).toMatchObject({ ok: true });
    expect(parse(`{"profileId":"p","attributes":{"a":${'['.repeat(63)}${']'.repeat(63)}}}`)).toMatchObject({ ok: false });
    for (const levels of [nestingMaxLevels + 1, 1_001, 40_000]) {
      expect({ levels, ...parse(nested(levels)) }).toMatchObject({
        levels,
        ok: false,
        issues: [{ code: 'profile_invalid', message: expect.stringContaining('64 levels') as string }],
      });
    }
  });

  it('accepts a profile of exactly 1 MiB and refuses one byte more', () => {
    const frame = '{"profileId":"p","attributes":{"a":""}}'.length;
    const sized = (bytes: number): string => `{"profileId":"p","attributes":{"a":"${'x'.repeat(bytes - frame)}"}}`;
    expect(parse(sized(profileMaxBytes))).toMatchObject({ ok: true });
    expect(parse(sized(profileMaxBytes + 1))).toMatchObject({ ok: false, issues: [{ code: 'profile_too_large', path: '' }] });
  });

  it('takes the last of two members with one name', () => {
    expect(parse('{"profileId":"a","profileId":"b"}')).toMatchObject({ ok: true, update: { profileId: 'b' } });
  });

  it('says where a text stops being JSON without repeating it', () => {
    const parsed = parse('{"profileId":"secret-id",}');
    expect(parsed).toMatchObject({ ok: false, syntax: { offset: 25 }, issues: [{ path: '', message: 'This is not JSON: "}" does not fit at character 26.' }] });
    expect(JSON.stringify(parsed)).not.toContain('secret-id');
  });

  it('echoes at most 40 characters of a value', () => {
    const parsed = parse(`{"profileId":"p","segmentMembership":{"u":{"s":{"status":"${'q'.repeat(5_000)}"}}}}`);
    expect(/q+/.exec(JSON.stringify(parsed))?.[0].length).toBeLessThanOrEqual(40);
  });
});
