import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { findingsOf, type Shards } from '../../server/delivery/findings.ts';
import { planDelivery } from '../../server/delivery/plan.ts';
import { spreadFindings } from '../../server/delivery/spreadFindings.ts';
import { activationInputSchema, type ActivationInput } from '../../shared/activation.ts';
import { destinationOptionsSchema } from '../../shared/destination.ts';
import type { Profile } from '../../shared/profile.ts';
import { seededRandom } from '../fakes/manualClock.ts';

const planOf = (activation: Partial<ActivationInput>) =>
  planDelivery('d', activationInputSchema.parse({ segments: [{ id: 'vip' }], ...activation }), [], destinationOptionsSchema.parse({}));
const person = (index: number, attributes: Profile['attributes'] = {}, mail?: string): Profile => ({
  profileId: `p${index}`,
  attributes,
  identityMap: mail === undefined ? {} : { mail: [{ id: mail }] },
  segmentMembership: {},
});
const shardIds = ['s0', 's1', 's2', 's3'];
/** The last digit of a key decides. */
const shards: Shards = { shardIds, shardOf: (key) => shardIds[Number(key.at(-1)) % 4] ?? 's0' };
const find = (activation: Partial<ActivationInput>, profiles: readonly Profile[], where: Shards = shards) =>
  findingsOf(
    planOf(activation),
    profiles.map((profile) => ({ profile, isTooLarge: profile.attributes['large'] === true })),
    where,
  );
const people = (count: number, of: (index: number) => Profile): Profile[] => Array.from({ length: count }, (_, index) => of(index));
const byAttribute = { partitionKey: { kind: 'attribute', source: 'key' } } as const;
const byMail = { partitionKey: { kind: 'identity', namespace: 'mail' } } as const;

describe('what people show of a mapping', () => {
  test.each<[string, Partial<ActivationInput>, Profile[], object[]]>([
    ['nothing wrong', { attributes: [{ source: 'a' }] }, people(8, (n) => person(n, { a: n })), []],
    ['nobody looked at', { attributes: [{ source: 'a', required: true }] }, [], []],
    [
      'a required value is missing',
      { attributes: [{ source: 'b' }, { source: 'a.b', required: true }] },
      people(8, (n) => person(n, { b: 1, ...(n > 1 && { a: { b: 1 } }) })),
      [
        {
          kind: 'value_missing',
          field: 'attributes.1.source',
          people: 2,
          profileId: 'p0',
          message: '2 of 8 people looked at have no value at "a.b", which is required: they are left out.',
        },
      ],
    ],
    ['some lack what is not required', { attributes: [{ source: 'a' }] }, [person(0), person(1, { a: 1 })], []],
    [
      'nobody has what is not required',
      { attributes: [{ source: 'a' }] },
      [person(0), person(1, { A: 1 })],
      [{ kind: 'value_absent', field: 'attributes.0.source', people: 2, message: 'All 2 people looked at have no value at "a": no record carries it.' }],
    ],
    [
      'an object cannot be hashed',
      { attributes: [{ source: 'a', transform: 'sha256' }] },
      [person(0, { a: 'x' }), person(1, { a: { b: 'x' } })],
      [
        {
          kind: 'value_wrong_type',
          people: 1,
          profileId: 'p1',
          message: '1 of 2 people looked at has an object at "a", which cannot be changed as chosen: their records go without it.',
        },
      ],
    ],
    [
      'and leaves people out where it is required',
      { attributes: [{ source: 'a', transform: 'mask', required: true }] },
      [person(0, { a: [{ b: 1 }] })],
      [{ kind: 'value_wrong_type', message: 'The one person looked at has an object at "a", which cannot be changed as chosen: they are left out.' }],
    ],
    ['an object as it is is fine', { attributes: [{ source: 'a' }] }, [person(0, { a: { b: 1 } })], []],
    ['a record is too large', {}, [person(0), person(1, { large: true })], [{ kind: 'record_too_large', field: null, people: 1, profileId: 'p1' }]],
  ])('%s', (_, activation, profiles, found) => {
    expect(find(activation, profiles)).toEqual(found.map((finding) => expect.objectContaining(finding)));
  });
});

describe('what people show of a partition key', () => {
  const even = people(40, (n) => person(n, { key: `k${n}` }, `m${n}`));
  test.each<[string, Partial<ActivationInput>, Profile[], object[], (Shards | undefined)?]>([
    ['the profile id', {}, even, []],
    ['an even attribute', byAttribute, even, []],
    ['an even identity', byMail, even, []],
    ['random keys are never looked at', { partitionKey: { kind: 'random' } }, even, []],
    ['a constant', byAttribute, people(5, (n) => person(n, { key: 'DE' })), [{ kind: 'key_constant', field: 'partitionKey.source', people: 5, profileId: null }]],
    [
      'a constant in one shard, which may be more one day',
      byAttribute,
      people(5, (n) => person(n, { key: 'DE' })),
      [{ kind: 'key_constant' }],
      { shardIds: ['only'], shardOf: () => 'only' },
    ],
    ['a single person proves nothing', byAttribute, [person(0, { key: 'DE' })], []],
    [
      'many with one key',
      byAttribute,
      people(40, (n) => person(n, { key: n < 30 ? 'DE' : `k${n}` })),
      [{ kind: 'key_hot', people: 30, message: expect.stringMatching(/^75% .* "DE"/) }],
    ],
    ['many with one key, where shards are not known', byAttribute, people(40, (n) => person(n, { key: n < 30 ? 'DE' : `k${n}` })), [{ kind: 'key_hot' }], null],
    ['many with one key in one shard', byAttribute, people(40, (n) => person(n, { key: n < 30 ? 'DE' : `k${n}` })), [], { shardIds: ['only'], shardOf: () => 'only' }],
    [
      'different keys of one shard',
      byAttribute,
      people(40, (n) => person(n, { key: `${n}0` })),
      [{ kind: 'shard_hot', message: expect.stringContaining('One of 4 shards, s0, gets 100%') }],
    ],
    ['a few people by chance in one shard', byAttribute, people(4, (n) => person(n, { key: `${n}0` })), []],
    [
      'no value',
      byAttribute,
      [...even, person(90), person(91, { key: { a: 1 } })],
      [{ kind: 'key_missing', people: 2, profileId: 'p90', message: expect.stringContaining('dead letters') }],
    ],
    ['256 characters are a key', byAttribute, [person(0, { key: 'x'.repeat(256) }), person(1, { key: '😀'.repeat(256) })], []],
    [
      '257 are none, nor is none',
      byAttribute,
      [...even, person(90, { key: 'x'.repeat(257) }), person(91, { key: '' })],
      [{ kind: 'key_too_long', field: 'partitionKey.source', people: 2, profileId: 'p90' }],
    ],
    ['a long identity', byMail, [...even, person(90, {}, 'x'.repeat(300))], [{ kind: 'key_too_long', field: 'partitionKey.namespace', people: 1 }]],
    [
      'no identity falls back',
      byMail,
      [...even, person(94)],
      [{ kind: 'key_fell_back', people: 1, profileId: 'p94', message: '1 of 41 people looked at has no identity "mail": their profile id is the key.' }],
    ],
  ])('%s', (_, activation, profiles, found, where) => {
    expect(find(activation, profiles, where === undefined ? shards : where)).toEqual(found.map((finding) => expect.objectContaining(finding)));
  });

  test('even keys are not called uneven by chance, however many people and shards there are', () => {
    fc.assert(
      fc.property(fc.integer(), fc.integer({ min: 2, max: 500 }), fc.integer({ min: 2, max: 200 }), (seed, count, of) => {
        const random = seededRandom(seed);
        const ids = Array.from({ length: of }, (_, index) => `shard-${index}`);
        const keys = Array.from({ length: count }, (_, index) => ({ key: `key ${index}`, shardId: ids[Math.floor(random() * of)] ?? null }));
        expect(spreadFindings(keys, ids, 'partitionKey.kind')).toEqual([]);
      }),
      { seed: 7, numRuns: 300 },
    );
  });
});
