/** Every place a record can show a label, against every way a policy can look at it. */
import { describe, expect, test } from 'vitest';
import type { ViolationPlace } from '../../shared/policy.ts';
import type { UseCase } from '../../shared/useCases.ts';
import type { GovernedActivation } from '../../server/governance/labelledPlaces.ts';
import { violationsOf } from '../../server/governance/violations.ts';
import type { GovernanceRows, PolicyRow } from '../../server/store/policyStore.ts';

type Field = GovernanceRows['fields'][number];
interface Place {
  /** What has the label. */
  readonly labelled: (label: string) => Pick<GovernanceRows, 'fields' | 'segments'>;
  /** An activation that sends it, beside what it sends already. */
  readonly send: (activation: GovernedActivation) => GovernedActivation;
  readonly blamed: Pick<ViolationPlace, 'kind' | 'id' | 'field'>;
}

const nothing: GovernedActivation = {
  segmentIds: ['plain'],
  attributes: [{ source: 'plain' }],
  identities: { namespaces: ['plain'] },
  partitionKey: { kind: 'profile_id' },
  options: { useCases: [], mappedSegmentsOnly: true },
};
const field = (kind: Field['kind'], name: string) => (label: string) => ({ fields: [{ kind, name, labels: [label] }], segments: [] });
const segment = (id: string) => (label: string) => ({ fields: [], segments: [{ id, name: id, labels: [label] }] });
const mapping =
  (source: string): Place['send'] =>
  (activation) => ({ ...activation, attributes: [...activation.attributes, { source }] });
const attribute = (label: string, source: string): Place => ({
  labelled: field('attribute', label),
  send: mapping(source),
  blamed: { kind: 'attribute', id: source, field: 'attributes.1.source' },
});

const places: Readonly<Record<string, Place>> = {
  'a picked segment': {
    labelled: segment('vip'),
    send: (activation) => ({ ...activation, segmentIds: [...activation.segmentIds, 'vip'] }),
    blamed: { kind: 'segment', id: 'vip', field: 'segments.1.id' },
  },
  'a segment that is not picked': {
    labelled: segment('far'),
    send: (activation) => ({ ...activation, options: { ...activation.options, mappedSegmentsOnly: false } }),
    blamed: { kind: 'segment', id: 'far', field: 'segments' },
  },
  'an attribute': attribute('score', 'score'),
  'a field inside a labelled object': attribute('person', 'person.name.first'),
  'an object that holds a labelled field': attribute('home.geo.lat', 'home'),
  'a chosen identity': {
    labelled: field('identity', 'mail'),
    send: (activation) => ({ ...activation, identities: { namespaces: ['plain', 'mail'] } }),
    blamed: { kind: 'identity', id: 'mail', field: 'identities.namespaces' },
  },
  'an identity of all': {
    labelled: field('identity', 'device'),
    send: (activation) => ({ ...activation, identities: { namespaces: 'all' } }),
    blamed: { kind: 'identity', id: 'device', field: 'identities.namespaces' },
  },
  'a partition key that is an attribute': {
    labelled: field('attribute', 'shop'),
    send: (activation) => ({ ...activation, partitionKey: { kind: 'attribute', source: 'shop' } }),
    blamed: { kind: 'attribute', id: 'shop', field: 'partitionKey.source' },
  },
  'a partition key inside a labelled object': {
    labelled: field('attribute', 'shop'),
    send: (activation) => ({ ...activation, partitionKey: { kind: 'attribute', source: 'shop.id' } }),
    blamed: { kind: 'attribute', id: 'shop.id', field: 'partitionKey.source' },
  },
  'a partition key that is an identity': {
    labelled: field('identity', 'card'),
    send: (activation) => ({ ...activation, partitionKey: { kind: 'identity', namespace: 'card' } }),
    blamed: { kind: 'identity', id: 'card', field: 'partitionKey.namespace' },
  },
};
const names = Object.keys(places);
const placeOf = (name: string): Place => places[name] as Place;

/** Of a policy for advertising and sharing: what the destination is used for, and which of that the policy forbids. */
const uses: readonly (readonly [of: UseCase[], forbidden: UseCase[]])[] = [
  [['advertising'], ['advertising']],
  [
    ['analytics', 'sharing', 'advertising'],
    ['advertising', 'sharing'],
  ],
  [['analytics'], []],
  [[], []],
];
const policy = (match: PolicyRow['match'], labels: readonly string[], enabled: boolean): PolicyRow => ({
  id: 'pol_1',
  name: 'Policy',
  description: '',
  useCases: ['advertising', 'sharing'],
  labels,
  match,
  enabled,
  updatedBy: 'grace@example.com',
  createdAt: 0,
  updatedAt: 0,
  version: 1,
});

function violated(sent: readonly Place[], labels: readonly (readonly [Place, string])[], rule: PolicyRow, useCases: readonly UseCase[]) {
  const activation = sent.reduce((before, { send }) => send(before), { ...nothing, options: { ...nothing.options, useCases: [...useCases] } });
  const rows = labels.map(([place, label]) => place.labelled(label));
  const governance = { policies: [rule], fields: rows.flatMap(({ fields }) => fields), segments: rows.flatMap(({ segments }) => segments) };
  const summary = violationsOf(activation, governance).map(({ useCases: forbidden, where }) => ({
    forbidden,
    where: where.map(({ kind, id, field: at, labels: own }) => ({ kind, id, field: at, labels: own })),
  }));
  return summary.length === 0 ? null : summary;
}

const cases = names.flatMap((name) =>
  uses.flatMap(([of, forbidden]) => [true, false].map((enabled) => [name, of.join(', ') || 'nothing', enabled ? 'in force' : 'switched off', { of, forbidden, enabled }] as const)),
);

describe.each(['any', 'all'] as const)('a policy with one label, that matches %s', (match) => {
  test.each(cases)('%s, used for %s, %s', (name, _uses, _enabled, { of, forbidden, enabled }) => {
    const place = placeOf(name);
    const rule = policy(match, ['health'], enabled);
    const isBroken = enabled && forbidden.length > 0;
    expect(violated([place], [[place, 'health']], rule, of)).toEqual(isBroken ? [{ forbidden, where: [{ ...place.blamed, labels: ['health'] }] }] : null);
    expect(violated([], [[place, 'health']], rule, of)).toBeNull();
    expect(violated([place], [[place, 'minor']], rule, of)).toBeNull();
  });
});

/** The partition key is one thing only, and who sends all identities or segments sends each of them. */
const isOnlyOne = (one: string, other: string): boolean =>
  [one, other].every((name) => name.startsWith('a partition key')) ||
  (['an identity of all', 'a segment that is not picked'].some((all) => [one, other].includes(all)) && placeOf(one).blamed.kind === placeOf(other).blamed.kind);
const pairs = names.flatMap((one, index) => names.slice(index + 1).flatMap((other) => (isOnlyOne(one, other) ? [] : [[one, other] as const])));

describe('a policy with two labels', () => {
  test.each(pairs)('%s with the one, %s with the other', (first, second) => {
    const [one, other] = [placeOf(first), placeOf(second)];
    const labels = [
      [one, 'health'],
      [other, 'minor'],
    ] as const;
    const [any, all] = [policy('any', ['minor', 'health'], true), policy('all', ['minor', 'health'], true)];
    const fieldsOf = (found: ReturnType<typeof violated>): string[] =>
      (found ?? []).flatMap(({ where }) => where.flatMap(({ id, labels: own }) => own.map((label) => `${id} ${label}`))).sort();
    const both = [`${one.blamed.id} health`, `${other.blamed.id} minor`].sort();
    expect(fieldsOf(violated([one, other], labels, all, ['advertising']))).toEqual(both);
    expect(fieldsOf(violated([one, other], labels, any, ['advertising']))).toEqual(both);
    expect(violated([one, other], labels, policy('all', ['minor', 'health'], false), ['advertising'])).toBeNull();
    expect(violated([one, other], labels, all, ['analytics'])).toBeNull();
    expect(violated([one, other], labels, policy('all', ['minor', 'health', 'financial'], true), ['advertising'])).toBeNull();
    for (const [alone, label] of labels) {
      expect(violated([alone], labels, all, ['advertising'])).toBeNull();
      expect(fieldsOf(violated([alone], labels, any, ['advertising']))).toEqual([`${alone.blamed.id} ${label}`]);
    }
  });
});
