import { describe, expect, test } from 'vitest';
import { activationInputSchema } from '../../shared/activation.ts';
import { destinationOptionsSchema } from '../../shared/destination.ts';
import type { MembershipStatus, Profile, ProfileChange } from '../../shared/profile.ts';
import { planDelivery, type DeliveryPlan } from '../../server/delivery/plan.ts';
import { selectChange } from '../../server/delivery/selection.ts';

function plan(activation: object = {}, suppressUnchanged = true): DeliveryPlan {
  const input = activationInputSchema.parse({ segments: [{ id: 'mapped' }], attributes: [{ source: 'person.name.firstName' }], ...activation });
  const segments = [{ id: 'mapped', name: '', createdAt: 0, updatedAt: 0, mappingCreatedAt: 0, mappingUpdatedAt: 0 }];
  return planDelivery('dst_1', input, segments, destinationOptionsSchema.parse({ suppressUnchanged }));
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
    expect(selectChange(plan(activation), profile, change as ProfileChange)).toBe(reason);
  });

  test('that touches nothing mapped, only when unchanged records are wanted', () => {
    const change = { ...nothing, attributes: ['shoeSize'] };
    expect(selectChange(plan(), person('mapped'), change)).toBeNull();
    expect(selectChange(plan({}, false), person('mapped'), change)).toBe('attribute');
  });
});
