import { describe, expect, test } from 'vitest';
import type { LabelMatch } from '../../shared/policy.ts';
import type { UseCase } from '../../shared/useCases.ts';
import type { GovernedActivation } from '../../server/governance/labelledPlaces.ts';
import { policyRefusal } from '../../server/governance/policyRefusal.ts';
import { violationsOf } from '../../server/governance/violations.ts';
import type { GovernanceRows, PolicyRow } from '../../server/store/policyStore.ts';

const policy = (labels: readonly string[], match: LabelMatch = 'any', change: Partial<PolicyRow> = {}): PolicyRow => ({
  id: 'pol_1',
  name: 'No location in ads',
  description: '',
  useCases: ['advertising'],
  labels,
  match,
  enabled: true,
  updatedBy: 'grace@example.com',
  createdAt: 0,
  updatedAt: 0,
  version: 1,
  ...change,
});

const activation = (change: Partial<GovernedActivation> = {}, useCases: UseCase[] = ['advertising']): GovernedActivation => ({
  segmentIds: ['vip'],
  attributes: [{ source: 'person.name' }],
  identities: { namespaces: [] },
  partitionKey: { kind: 'profile_id' },
  options: { useCases, mappedSegmentsOnly: true },
  ...change,
});

const attribute = (name: string, ...labels: string[]) => ({ kind: 'attribute' as const, name, labels });
const identity = (name: string, ...labels: string[]) => ({ kind: 'identity' as const, name, labels });
const segment = (id: string, ...labels: string[]) => ({ id, name: `Segment ${id}`, labels });
const rules = (policies: readonly PolicyRow[], fields: GovernanceRows['fields'] = [], segments: GovernanceRows['segments'] = []): GovernanceRows => ({
  policies,
  fields,
  segments,
});

/** Fields of the request that a policy blames, with the labels it blames them for. */
const blamed = (sent: GovernedActivation, governance: GovernanceRows): string[] =>
  violationsOf(sent, governance).flatMap(({ where }) => where.map(({ field, labels }) => `${field}: ${labels.join(', ')}`));

const location = policy(['precise location']);
const geo = attribute('person.geo', 'precise location');

describe('one label is enough', () => {
  test.each<[string, GovernedActivation, GovernanceRows, string[]]>([
    ['a labelled attribute that is mapped', activation({ attributes: [{ source: 'person.geo' }] }), rules([location], [geo]), ['attributes.0.source: precise location']],
    ['a labelled attribute that is not mapped', activation(), rules([location], [geo]), []],
    ['an attribute whose name only begins the same', activation({ attributes: [{ source: 'person.geography' }] }), rules([location], [geo]), []],
    ['a field inside a labelled object', activation({ attributes: [{ source: 'person.geo.lat' }] }), rules([location], [geo]), ['attributes.0.source: precise location']],
    [
      'an object that holds a labelled field',
      activation({ attributes: [{ source: 'a' }, { source: 'person' }] }),
      rules([location], [geo]),
      ['attributes.1.source: precise location'],
    ],
    [
      'a hashed attribute, which is data all the same',
      activation({ attributes: [{ source: 'person.geo', target: 'g', transform: 'sha256' }] }),
      rules([location], [geo]),
      ['attributes.0.source: precise location'],
    ],
    [
      'a partition key that is an attribute',
      activation({ partitionKey: { kind: 'attribute', source: 'person.geo' } }),
      rules([location], [geo]),
      ['partitionKey.source: precise location'],
    ],
    [
      'a partition key that is an identity',
      activation({ partitionKey: { kind: 'identity', namespace: 'gps' } }),
      rules([location], [identity('gps', 'precise location')]),
      ['partitionKey.namespace: precise location'],
    ],
    ['a picked segment', activation({ segmentIds: ['a', 'vip'] }), rules([location], [], [segment('vip', 'precise location')]), ['segments.1.id: precise location']],
    ['a segment that is not picked', activation({ segmentIds: ['a'] }), rules([location], [], [segment('vip', 'precise location')]), []],
    [
      'a segment that is not picked, in records that tell of all',
      activation({ segmentIds: ['a'], options: { useCases: ['advertising'], mappedSegmentsOnly: false } }),
      rules([location], [], [segment('vip', 'precise location')]),
      ['segments: precise location'],
    ],
    [
      'all identities: every labelled one',
      activation({ identities: { namespaces: 'all' } }),
      rules([location], [identity('gps', 'precise location'), identity('ip', 'precise location'), identity('email', 'health')]),
      ['identities.namespaces: precise location', 'identities.namespaces: precise location'],
    ],
    [
      'chosen identities: the labelled ones among them',
      activation({ identities: { namespaces: ['email', 'gps'] } }),
      rules([location], [identity('gps', 'precise location'), identity('ip', 'precise location')]),
      ['identities.namespaces: precise location'],
    ],
    [
      'labels in another spelling',
      activation({ attributes: [{ source: 'x' }] }),
      rules([location], [attribute('x', ' Precise LOCATION')]),
      ['attributes.0.source: precise location'],
    ],
    ['an identity and an attribute of one name are two fields', activation({ attributes: [{ source: 'gps' }] }), rules([location], [identity('gps', 'precise location')]), []],
    ['another use', activation({ attributes: [{ source: 'person.geo' }] }, ['analytics']), rules([location], [geo]), []],
    ['no use', activation({ attributes: [{ source: 'person.geo' }] }, []), rules([location], [geo]), []],
    ['a policy that is switched off', activation({ attributes: [{ source: 'person.geo' }] }), rules([policy(['precise location'], 'any', { enabled: false })], [geo]), []],
    [
      'any of several labels, each place with its own',
      activation({ attributes: [{ source: 'person.geo' }, { source: 'body' }] }),
      rules([policy(['health', 'precise location'])], [geo, attribute('body', 'health', 'minor')]),
      ['attributes.0.source: precise location', 'attributes.1.source: health'],
    ],
  ])('%s', (_, sent, governance, expected) => expect(blamed(sent, governance)).toEqual(expected));
});

describe('labels that may not come together', () => {
  const together = policy(['precise location', 'direct identifier'], 'all');
  const fields = [geo, identity('email', 'direct identifier')];
  test.each<[string, GovernedActivation, GovernanceRows, string[]]>([
    ['one of them', activation({ attributes: [{ source: 'person.geo' }] }), rules([together], fields), []],
    ['the other one', activation({ identities: { namespaces: 'all' } }), rules([together], fields), []],
    [
      'both, in an attribute and an identity',
      activation({ attributes: [{ source: 'person.geo' }], identities: { namespaces: ['email'] } }),
      rules([together], fields),
      ['attributes.0.source: precise location', 'identities.namespaces: direct identifier'],
    ],
    [
      'both, in a segment and the partition key',
      activation({ partitionKey: { kind: 'identity', namespace: 'email' } }),
      rules([together], fields, [segment('vip', 'precise location')]),
      ['segments.0.id: precise location', 'partitionKey.namespace: direct identifier'],
    ],
    [
      'both at one field',
      activation({ attributes: [{ source: 'x' }] }),
      rules([together], [attribute('x', 'direct identifier', 'precise location')]),
      ['attributes.0.source: precise location, direct identifier'],
    ],
  ])('%s', (_, sent, governance, expected) => expect(blamed(sent, governance)).toEqual(expected));

  test('leaving out either is a solution by itself', () => {
    const [violation] = violationsOf(activation({ attributes: [{ source: 'person' }], identities: { namespaces: ['email'] } }), rules([together], fields));
    expect(violation?.solutions.slice(0, 2)).toEqual(['Leave out the attribute person (with person.geo in it).', 'Leave out the identity email.']);
  });
});

describe('what is said', () => {
  const everything = activation({
    attributes: [{ source: 'person' }],
    partitionKey: { kind: 'attribute', source: 'person.geo' },
    options: { useCases: ['advertising', 'sharing', 'analytics'], mappedSegmentsOnly: false },
  });
  const violations = violationsOf(
    everything,
    rules(
      [policy(['precise location'], 'any', { useCases: ['sharing', 'advertising'] }), policy(['precise location'], 'any', { id: 'pol_2', useCases: ['analytics'] })],
      [geo],
      [segment('vip', 'precise location'), segment('far', 'precise location')],
    ),
  );

  test('a violation names the policy, the uses it forbids of those there are, and what would solve it', () => {
    expect(violations.map(({ policy: { id }, useCases }) => [id, useCases])).toEqual([
      ['pol_1', ['sharing', 'advertising']],
      ['pol_2', ['analytics']],
    ]);
    expect(violations[0]?.solutions).toEqual([
      'Leave out the segment "Segment vip" and the attribute person (with person.geo in it). Switch on "Mapped segments only" for the destination, so that records leave out segments that are not picked. Choose another partition key.',
      'If the records are not used for sharing with partners or advertising, take that use off the destination.',
      'Ask whoever keeps the policy to change it; grace@example.com changed it last.',
    ]);
  });

  test('a refusal names every place at its field, and counts the policies', () => {
    const refusal = policyRefusal(violations);
    expect([refusal.code, refusal.entry.scope, refusal.entry.retry]).toEqual(['policy_violated', 'destination', 'after_fix']);
    expect(refusal.message).toBe(
      'The policy "No location in ads" does not allow this for sharing with partners or advertising: the segment "Segment vip", the segment "Segment far", the attribute person (with person.geo in it) and the partition key person.geo (labelled precise location). One more policy does not allow it, either.',
    );
    expect(refusal.issues.map(({ path }) => path)).toEqual([...Array(2)].flatMap(() => ['segments.0.id', 'segments', 'attributes.0.source', 'partitionKey.source']));
    expect(refusal.issues[2]?.message).toBe(
      'The policy "No location in ads" does not allow the attribute person (with person.geo in it) for sharing with partners or advertising: it is labelled precise location.',
    );
  });
});
