import { describe, expect, test } from 'vitest';
import { destinationsOf, pausedSentence } from '../../client/policies/breachWords.ts';
import { policySentence } from '../../client/policies/policyWords.ts';
import { fieldRows, objectsOf, versionOf } from '../../client/settings/fieldRows.ts';
import type { FieldLabels } from '../../shared/labels.ts';
import type { ProfileFields } from '../../shared/profileFields.ts';

const field = (path: string, filled: number) => ({ path, kinds: ['text' as const], filled, examples: [], personal: null });
const held: ProfileFields = { sampled: 10, attributes: [field('person.geo.lat', 0.5), field('person.name', 1)], identities: [field('email', 0.2)] };
const at = { updatedAt: '2026-11-20T10:00:00Z' };
const labelled: FieldLabels[] = [
  { kind: 'attribute', path: 'person.geo', labels: ['precise location'], version: 3, ...at },
  { kind: 'attribute', path: 'email', labels: ['health'], version: 1, ...at },
  { kind: 'attribute', path: 'gone', labels: [], version: 2, ...at },
  { kind: 'identity', namespace: 'email', labels: ['direct identifier'], version: 1, ...at },
];

describe('the table of labels', () => {
  test('has what people hold and what has labels, each with its own and those of the objects it lies in', () => {
    expect(fieldRows(labelled, held).map(({ kind, name, labels, inherited, filled, version }) => [kind, name, labels, inherited, filled, version])).toEqual([
      ['attribute', 'email', ['health'], [], null, 1],
      ['attribute', 'person.geo', ['precise location'], [], null, 3],
      ['attribute', 'person.geo.lat', [], [{ label: 'precise location', from: 'person.geo' }], 0.5, 0],
      ['attribute', 'person.name', [], [], 1, 0],
      ['identity', 'email', ['direct identifier'], [], 0.2, 1],
    ]);
    expect(fieldRows([], undefined)).toEqual([]);
  });

  test('suggests the objects that hold attributes', () => expect(objectsOf(held)).toEqual(['person', 'person.geo']));

  test('knows the version of a field that lost its labels', () => {
    expect([versionOf(labelled, 'attribute', 'gone'), versionOf(labelled, 'identity', 'gone')]).toEqual([2, 0]);
  });
});

describe('a policy in words', () => {
  test.each([
    [['health'], 'any', ['advertising'], 'Data labelled health may not be used for advertising.'],
    [['health'], 'all', ['advertising'], 'Data labelled health may not be used for advertising.'],
    [['health', 'minor', 'financial'], 'any', ['advertising', 'sharing'], 'Data labelled health, minor or financial may not be used for advertising or sharing with partners.'],
    [['health', 'direct identifier'], 'all', ['analytics'], 'Data labelled health and direct identifier may not come together for analytics.'],
  ] as const)('%j %s %j', (labels, match, useCases, sentence) => {
    expect(policySentence({ labels: [...labels], match, useCases: [...useCases] })).toBe(sentence);
  });

  test('says which destinations paused, each once', () => {
    const breach = (id: string, policy: string) => ({ destination: { id, name: `Destination ${id}` }, policy: { id: policy, name: policy } });
    const two = destinationsOf([breach('a', 'x'), breach('a', 'y'), breach('b', 'x')]);
    expect(two.map(({ id }) => id)).toEqual(['a', 'b']);
    expect([pausedSentence([]), pausedSentence(two.slice(0, 1)), pausedSentence(two)]).toEqual([
      null,
      'Destination a breaks a policy now, so it sends nothing.',
      '2 destinations break a policy now, so they send nothing.',
    ]);
  });
});
