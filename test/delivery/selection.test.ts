import { describe, expect, test } from 'vitest';
import { activationInputSchema } from '../../shared/activation.ts';
import { destinationOptionsSchema } from '../../shared/destination.ts';
import type { MembershipStatus, Profile, ProfileChange } from '../../shared/profile.ts';
import { planDelivery, type DeliveryPlan } from '../../server/delivery/plan.ts';
import { selectChange } from '../../server/delivery/selection.ts';

function plan(activation: object = {}, options: object = {}): DeliveryPlan {
  const input = activationInputSchema.parse({ segments: [{ id: 'mapped' }], attributes: [{ source: 'person.name.firstName' }], ...activation });
  const segments = [{ id: 'mapped', name: '', createdAt: 0, updatedAt: 0, mappingCreatedAt: 0, mappingUpdatedAt: 0 }];
  return planDelivery('dst_1', input, segments, destinationOptionsSchema.parse(options));
}

const person = (segmentId: string, status: MembershipStatus = 'realized'): Profile => ({
  profileId: 'p',
  identityMap: {},
  attributes: {},
  segmentMembership: { ups: { [segmentId]: { status, lastQualificationTime: '2026-11-20T10:00:00Z' } } },
});
const nothing: ProfileChange = { segments: [], identities: [], attributes: [] };
const entered = (id: string): ProfileChange => ({ ...nothing, segments: [{ namespace: 'ups', id, status: 'realized' }] });

describe('a change makes a record', () => {
  test.each([
    ['a mapped segment was entered', {}, person('mapped'), entered('mapped'), 'membership'],
    ['a mapped segment was left', {}, person('mapped', 'exited'), { ...nothing, segments: [{ namespace: 'ups', id: 'mapped', status: 'exited' as const }] }, 'membership'],
    ['another segment was entered', {}, person('mapped'), entered('other'), null],
    ['somebody who never was in a mapped segment', {}, person('other'), { ...entered('other'), identities: ['ecid'], attributes: ['person.name.firstName'] }, null],
    ['membership is switched off', { triggers: { membership: false } }, person('mapped'), entered('mapped'), null],
    ['an exported identity changed', {}, person('mapped'), { ...nothing, identities: ['ecid'] }, 'identity'],
    ['an identity that is not exported changed', { identities: { namespaces: ['email'] } }, person('mapped'), { ...nothing, identities: ['ecid'] }, null],
    ['a mapped attribute changed', {}, person('mapped'), { ...nothing, attributes: ['person.name.firstName'] }, 'attribute'],
    ['something inside a mapped attribute changed', { attributes: [{ source: 'person' }] }, person('mapped'), { ...nothing, attributes: ['person.name.firstName'] }, 'attribute'],
    ['something around a mapped attribute was removed', {}, person('mapped'), { ...nothing, attributes: ['person.name'] }, 'attribute'],
    ['an attribute whose name begins alike changed', {}, person('mapped'), { ...nothing, attributes: ['person.name.firstNameKana'] }, null],
    ['somebody who left still changes', {}, person('mapped', 'exited'), { ...nothing, attributes: ['person.name.firstName'] }, 'attribute'],
    ['attributes are switched off', { triggers: { attributes: false } }, person('mapped'), { ...nothing, attributes: ['person.name.firstName'] }, null],
  ] as const)('%s', (_, activation, profile, change, reason) => {
    expect(selectChange(plan(activation), profile, change as ProfileChange)?.reason ?? null).toBe(reason);
  });

  const asks = { requiredConsents: ['email', 'ads'] };
  const consenting = (email: 'granted' | 'denied' | 'withdrawn', ads: 'granted' | 'withdrawn' | null, segmentId = 'mapped', status: MembershipStatus = 'realized'): Profile => ({
    ...person(segmentId, status),
    consents: { email, ...(ads === null ? {} : { ads }) },
  });
  const left: ProfileChange = { ...nothing, segments: [{ namespace: 'ups', id: 'mapped', status: 'exited' }] };

  test.each([
    ['a withdrawn consent is an exit', consenting('withdrawn', 'granted'), { ...nothing, consents: ['email'] }, ['membership', 'exits', ['mapped']]],
    ['a consent withdrawn while another is missing is nothing', consenting('withdrawn', null), { ...nothing, consents: ['email'] }, null],
    ['a second withdrawn consent is nothing', consenting('withdrawn', 'withdrawn'), { ...nothing, consents: ['ads'] }, null],
    ['the last consent given is an entry', consenting('granted', 'granted'), { ...nothing, consents: ['ads'] }, ['membership', 'record', []]],
    ['a consent that is not asked for is nothing', consenting('granted', 'granted'), { ...nothing, consents: ['calls'] }, null],
    ['withdrawing and leaving at once is one exit', consenting('withdrawn', 'granted', 'mapped', 'exited'), { ...left, consents: ['email'] }, ['membership', 'exits', ['mapped']]],
    ['withdrawing after having left is nothing', consenting('withdrawn', 'granted', 'mapped', 'exited'), { ...nothing, consents: ['email'] }, null],
    ['consenting after having left is nothing', consenting('granted', 'granted', 'mapped', 'exited'), { ...nothing, consents: ['email'] }, null],
    ['withdrawing outside of all segments is nothing', consenting('withdrawn', 'granted', 'other'), { ...nothing, consents: ['email'] }, null],
  ] as const)('of consents: %s', (_, profile, change, expected) => {
    const selected = selectChange(plan({}, asks), profile, change as unknown as ProfileChange);
    expect(selected && [selected.reason, selected.form, [...selected.segments]]).toEqual(expected);
  });

  test.each([
    ['who consents', consenting('granted', 'granted'), true],
    ['who once consented', consenting('withdrawn', 'granted'), true],
    ['who never did, and was never told of', consenting('denied', 'granted'), false],
    ['who was never asked', person('mapped'), false],
    ['who was in no segment', consenting('granted', 'granted', 'other'), false],
  ])('of an erasure, where the destination wants to know: somebody %s', (_, profile, isTold) => {
    const change = { ...nothing, erased: true as const };
    expect(selectChange(plan({}, { ...asks, tombstones: true }), profile, change)?.form ?? null).toBe(isTold ? 'tombstone' : null);
    expect(selectChange(plan({}, asks), profile, change)).toBeNull();
  });

  test.each([
    ['left the removed segment only', person('removed', 'exited'), 'removed', 'exited', 'exits'],
    [
      'left the removed segment, and is in another',
      { ...person('mapped'), segmentMembership: { ups: { ...person('mapped').segmentMembership['ups'], ...person('removed', 'exited').segmentMembership['ups'] } } },
      'removed',
      'exited',
      'record',
    ],
    ['entered the removed segment', person('removed'), 'removed', 'realized', null],
  ] as const)('while exits of a removed segment are sent: somebody %s', (_, profile, id, status, form) => {
    const removed = { id: 'removed', name: '', createdAt: 0, updatedAt: 0, mappingCreatedAt: 0, mappingUpdatedAt: 0 };
    const leaving = { ...plan(), leaving: new Map([['removed', removed]]) };
    const change = { ...nothing, segments: [{ namespace: 'ups', id, status }] };
    expect(selectChange(leaving, profile as Profile, change)?.form ?? null).toBe(form);
    expect(selectChange(plan(), profile as Profile, change)).toBeNull();
  });

  test('that touches nothing mapped, only when unchanged records are wanted', () => {
    const change = { ...nothing, attributes: ['shoeSize'] };
    expect(selectChange(plan(), person('mapped'), change)).toBeNull();
    expect(selectChange(plan({}, { suppressUnchanged: false }), person('mapped'), change)?.reason).toBe('attribute');
  });
});
