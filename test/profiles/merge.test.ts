import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { mergeProfile } from '../../server/profiles/merge.ts';
import type { ProfileUpdate } from '../../server/profiles/parse.ts';
import { segmentEffects } from '../../server/profiles/segmentEffects.ts';
import type { Membership, Profile } from '../../shared/profile.ts';
import { profileUpdate, storedProfile, testNow } from '../factories.ts';

const at = (time: string, status = 'realized'): unknown => ({ status, lastQualificationTime: time });
const memberships = (segments: Record<string, unknown>): ProfileUpdate => profileUpdate({ profileId: 'crm-1', segmentMembership: { ups: segments } });
const vip = (membership: Membership): Profile => storedProfile({ segmentMembership: { ups: { vip: membership } } });
const realized: Membership = { status: 'realized', lastQualificationTime: '2026-11-20T09:00:00Z' };

describe('mergeProfile', () => {
  it('makes a new profile a change even when it holds nothing', () => {
    expect(mergeProfile(null, profileUpdate({ profileId: 'crm-1' }), testNow)).toEqual({ profile: storedProfile(), change: { segments: [], identities: [], attributes: [] } });
  });

  it('counts a first realized as entered and a first exited as left', () => {
    const merged = mergeProfile(null, memberships({ a: at('2026-11-20T09:00:00Z'), b: at('2026-11-20T09:00:00Z', 'exited') }), testNow);
    expect(merged?.change.segments).toEqual([
      { namespace: 'ups', id: 'a', status: 'realized' },
      { namespace: 'ups', id: 'b', status: 'exited' },
    ]);
  });

  it.each<[string, Membership, unknown, Membership | 'unchanged', boolean]>([
    ['the same again', realized, realized, 'unchanged', false],
    ['the same moment in another notation', realized, at('2026-11-20T10:00:00+0100'), 'unchanged', false],
    ['the same status without a time', realized, { status: 'realized' }, 'unchanged', false],
    ['the same status later', realized, at('2026-11-20T09:30:00Z'), { status: 'realized', lastQualificationTime: '2026-11-20T09:30:00Z' }, false],
    ['the same status earlier', realized, at('2026-11-20T08:00:00Z'), 'unchanged', false],
    ['another status later', realized, at('2026-11-20T09:00:00.001Z', 'exited'), { status: 'exited', lastQualificationTime: '2026-11-20T09:00:00.001Z' }, true],
    ['another status earlier', realized, at('2026-11-20T08:59:59Z', 'exited'), 'unchanged', false],
    ['another status at the same time', realized, at('2026-11-20T09:00:00Z', 'exited'), { status: 'exited', lastQualificationTime: '2026-11-20T09:00:00Z' }, true],
    ['another status without a time', realized, { status: 'exited' }, { status: 'exited', lastQualificationTime: '2026-11-20T10:00:00.000Z' }, true],
    [
      'another status without a time, arriving before the known time',
      { status: 'realized', lastQualificationTime: '2026-11-20T11:00:00Z' },
      { status: 'exited' },
      'unchanged',
      false,
    ],
  ])('lets the later time win and a tie go to the later arrival: %s', (_what, known, sent, expected, crosses) => {
    const merged = mergeProfile(vip(known), memberships({ vip: sent }), testNow);
    if (expected === 'unchanged') return expect(merged).toBeNull();
    expect(merged?.profile.segmentMembership['ups']?.['vip']).toEqual(expected);
    expect(merged?.change).toEqual({ segments: crosses ? [{ namespace: 'ups', id: 'vip', status: expected.status }] : [], identities: [], attributes: [] });
  });

  it.each([
    ['granted by somebody never asked', undefined, 'granted', { email: 'granted' }, ['email']],
    ['denied by somebody never asked', undefined, 'denied', { email: 'denied' }, undefined],
    ['denied after it was granted', { email: 'granted' }, 'denied', { email: 'withdrawn' }, ['email']],
    ['taken back after it was granted', { email: 'granted' }, null, { email: 'withdrawn' }, ['email']],
    ['taken back after it was denied', { email: 'denied' }, null, {}, undefined],
    ['granted again', { email: 'withdrawn' }, 'granted', { email: 'granted' }, ['email']],
    ['granted twice', { email: 'granted' }, 'granted', 'unchanged', undefined],
    ['denied after it was withdrawn', { email: 'withdrawn' }, 'denied', 'unchanged', undefined],
    ['taken back by somebody never asked', undefined, null, 'unchanged', undefined],
  ] as const)('keeps consents, and remembers who once gave one: %s', (_what, known, answer, expected, flipped) => {
    const before = storedProfile(known === undefined ? {} : { consents: { ...known } });
    const merged = mergeProfile(before, profileUpdate({ profileId: 'crm-1', consents: { email: answer } }), testNow);
    if (expected === 'unchanged') return expect(merged).toBeNull();
    expect(merged?.profile.consents).toEqual(expected);
    expect(merged?.change).toEqual({ segments: [], identities: [], attributes: [], ...(flipped === undefined ? {} : { consents: flipped }) });
  });

  it('replaces, removes and empties identities by namespace', () => {
    const before = storedProfile({ identityMap: { a: [{ id: '1' }], b: [{ id: '2' }], c: [{ id: '3' }] } });
    const merged = mergeProfile(before, profileUpdate({ profileId: 'crm-1', identityMap: { a: [{ id: '1' }, { id: '9' }], b: null, c: [{ id: '3' }], d: null } }), testNow);
    expect(merged?.profile.identityMap).toEqual({ a: [{ id: '1' }, { id: '9' }], c: [{ id: '3' }] });
    expect(merged?.change.identities).toEqual(['a', 'b']);
    expect(mergeProfile(before, profileUpdate({ profileId: 'crm-1', identityMap: null }), testNow)).toMatchObject({
      profile: { identityMap: {} },
      change: { identities: ['a', 'b', 'c'] },
    });
  });

  it('names the leaves of an attribute object that was replaced or removed', () => {
    const before = storedProfile({ attributes: { person: { name: { first: 'Ada', last: 'L' }, age: 36 }, tags: [1] } });
    expect(mergeProfile(before, profileUpdate({ profileId: 'crm-1', attributes: { person: { name: null }, tags: { a: 1 } } }), testNow)?.change.attributes).toEqual([
      'person.name.first',
      'person.name.last',
      'tags.a',
      'tags',
    ]);
    expect(mergeProfile(before, profileUpdate({ profileId: 'crm-1', attributes: null }), testNow)).toMatchObject({
      profile: { attributes: {} },
      change: { attributes: ['person.name.first', 'person.name.last', 'person.age', 'tags'] },
    });
  });

  it('keeps the list of changed paths within bounds by naming the objects they lie in', () => {
    const wide = Object.fromEntries(Array.from({ length: 5_000 }, (_, n) => [`k${n}`, n]));
    const before = storedProfile({ attributes: { same: 1, gone: 1 } });
    const merged = mergeProfile(before, profileUpdate({ profileId: 'crm-1', attributes: { ['x'.repeat(5_000)]: wide, same: 1, gone: null } }), testNow);
    expect(merged?.change.attributes).toEqual(['gone', 'x'.repeat(5_000)]);
  });

  const ids = fc.constantFrom('a', 'b', 'toString');
  const membership = fc.record({
    status: fc.constantFrom('realized' as const, 'exited' as const),
    time: fc.option(fc.integer({ min: 0, max: 3 }).map((hour) => ({ epoch: Date.parse(`2026-11-20T0${hour}:00:00Z`), text: `2026-11-20T0${hour}:00:00Z` }))),
  });
  const update = fc.record<ProfileUpdate>(
    {
      profileId: fc.constant('crm-1'),
      identityMap: fc.dictionary(ids, fc.option(fc.array(fc.record({ id: fc.constantFrom('1', '2') }), { maxLength: 2 })), { maxKeys: 2, noNullPrototype: true }),
      attributes: fc.dictionary(ids, fc.constantFrom(null, 1, 2, { x: 1 }), { maxKeys: 2, noNullPrototype: true }),
      segmentMembership: fc.dictionary(fc.constantFrom('ups', 'other'), fc.dictionary(ids, membership, { maxKeys: 3, noNullPrototype: true }), {
        maxKeys: 2,
        noNullPrototype: true,
      }),
    },
    { requiredKeys: ['profileId'] },
  );
  const history = fc.array(update, { maxLength: 6 });
  const arrivalOf = (step: number): number => Date.parse('2026-11-20T02:30:00Z') + step * 3_600_000;

  it('leaves every membership as a plain reading of the rules does, for every history', () => {
    fc.assert(
      fc.property(history, (updates) => {
        let profile: Profile | null = null;
        const model = new Map<string, { status: string; epoch: number }>();
        updates.forEach((step, index) => {
          const merged = mergeProfile(profile, step, arrivalOf(index));
          for (const [namespace, segments] of Object.entries(step.segmentMembership ?? {})) {
            for (const [id, sent] of Object.entries(segments)) {
              const known = model.get(`${namespace}/${id}`);
              const epoch = sent.time?.epoch ?? arrivalOf(index);
              const wins = known === undefined || (epoch >= known.epoch && !(sent.time === null && sent.status === known.status));
              const crossed = wins && known?.status !== sent.status;
              expect(merged?.change.segments.some((change) => change.namespace === namespace && change.id === id) ?? false).toBe(crossed);
              if (wins) model.set(`${namespace}/${id}`, { status: sent.status, epoch });
            }
          }
          profile = merged?.profile ?? profile;
        });
        const kept = Object.entries((profile as Profile | null)?.segmentMembership ?? {}).flatMap(([namespace, segments]) =>
          Object.entries(segments).map(([id, { status, lastQualificationTime }]) => [`${namespace}/${id}`, { status, epoch: Date.parse(lastQualificationTime) }] as const),
        );
        expect(new Map(kept)).toEqual(model);
      }),
      { numRuns: 400 },
    );
  });

  it('changes nothing when the same update comes again', () => {
    fc.assert(
      fc.property(history, update, (updates, last) => {
        const profile = updates.reduce<Profile | null>((current, step, index) => mergeProfile(current, step, arrivalOf(index))?.profile ?? current, null);
        const once = mergeProfile(profile, last, arrivalOf(6))?.profile ?? (profile as Profile);
        expect(mergeProfile(once, last, arrivalOf(6))).toBeNull();
      }),
      { numRuns: 400 },
    );
  });

  it('says no change exactly when the profile is equal to what it was', () => {
    fc.assert(
      fc.property(history, update, (updates, last) => {
        const profile = updates.reduce<Profile | null>((current, step, index) => mergeProfile(current, step, arrivalOf(index))?.profile ?? current, null);
        const before = JSON.stringify(profile);
        const merged = mergeProfile(profile, last, arrivalOf(6));
        expect(JSON.stringify(profile)).toBe(before);
        if (merged !== null) expect(merged.profile).not.toEqual(profile);
      }),
      { numRuns: 400 },
    );
  });

  it('moves members and coverage so that their sums are what the profiles say, for every history', () => {
    const members = (profile: Profile | null): string[] =>
      [...new Set(Object.values(profile?.segmentMembership ?? {}).flatMap((segments) => Object.keys(segments).filter((id) => segments[id]?.status === 'realized')))].sort();
    const covered = (profile: Profile | null): string[] =>
      members(profile)
        .flatMap((id) =>
          Object.entries(profile?.identityMap ?? {})
            .filter(([, list]) => list.length > 0)
            .map(([namespace]) => `${id}/${namespace}`),
        )
        .sort();
    fc.assert(
      fc.property(history, (updates) => {
        let profile: Profile | null = null;
        const isMember = new Map<string, boolean>();
        const coverage = new Map<string, number>();
        updates.forEach((step, index) => {
          const merged = mergeProfile(profile, step, arrivalOf(index));
          if (merged === null) return;
          const effects = segmentEffects(profile, merged.profile);
          for (const { segmentId, member } of effects.memberships) {
            expect(isMember.get(segmentId) ?? false).toBe(!member);
            isMember.set(segmentId, member);
            expect(effects.touchedSegments).toContain(segmentId);
          }
          for (const { segmentId, namespace, delta } of effects.coverage) coverage.set(`${segmentId}/${namespace}`, (coverage.get(`${segmentId}/${namespace}`) ?? 0) + delta);
          for (const { id } of merged.change.segments) expect(effects.touchedSegments).toContain(id);
          profile = merged.profile;
          expect(
            [...isMember]
              .filter(([, member]) => member)
              .map(([id]) => id)
              .sort(),
          ).toEqual(members(profile));
          expect([...coverage.values()].every((count) => count === 0 || count === 1)).toBe(true);
          expect(
            [...coverage]
              .filter(([, count]) => count === 1)
              .map(([pair]) => pair)
              .sort(),
          ).toEqual(covered(profile));
        });
      }),
      { numRuns: 400 },
    );
  });
});
