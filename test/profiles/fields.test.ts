import { describe, expect, test } from 'vitest';
import { describeFields } from '../../server/profiles/fields.ts';
import type { JsonObject, Profile } from '../../shared/profile.ts';

const person = (attributes: JsonObject, identityMap: Profile['identityMap'] = {}, profileId = 'p'): Profile => ({ profileId, attributes, identityMap, segmentMembership: {} });
const personalOf = (attributes: JsonObject) => Object.fromEntries(describeFields([person(attributes)]).attributes.map(({ path, personal }) => [path, personal]));

describe('what profiles hold', () => {
  test('is told by path, with how many have it and what it looks like, most filled first', () => {
    const people = [
      person({ person: { name: { firstName: 'Ada' } }, score: 1, tags: ['a', 'b'] }, { ecid: [{ id: '1' }] }),
      person({ person: { name: { firstName: 'Bob' } }, score: 'high', gone: null }, { ecid: [{ id: '2' }], crm: [] }),
      person({ score: 2 }),
      person({ score: 3, member: true, note: 'x'.repeat(100) }),
    ];
    expect(describeFields(people)).toEqual({
      sampled: 4,
      attributes: [
        { path: 'score', kinds: ['number', 'text'], filled: 1, examples: ['1', 'high', '2'], personal: null },
        { path: 'person.name.firstName', kinds: ['text'], filled: 0.5, examples: ['Ada', 'Bob'], personal: 'name' },
        { path: 'member', kinds: ['boolean'], filled: 0.25, examples: ['true'], personal: null },
        { path: 'note', kinds: ['text'], filled: 0.25, examples: [`${'x'.repeat(60)}…`], personal: null },
        { path: 'tags', kinds: ['list'], filled: 0.25, examples: ['["a","b"]'], personal: null },
      ],
      identities: [{ path: 'ecid', kinds: ['text'], filled: 0.5, examples: ['1', '2'], personal: null }],
    });
    expect(describeFields([])).toEqual({ sampled: 0, attributes: [], identities: [] });
  });

  test('names only what a mapping can name, and is bounded', () => {
    const deep = Array.from({ length: 40 }).reduce<JsonObject>((inner) => ({ in: inner }), { value: 1 });
    expect(describeFields([person({ 'a.b': 1, '': 2, 'new\nline': 3, deep, fine: 4 })]).attributes.map(({ path }) => path)).toEqual(['fine']);
    const many = Object.fromEntries(Array.from({ length: 5_000 }, (_, index) => [`field ${index}`, index]));
    expect(describeFields([person(many)]).attributes).toHaveLength(1_000);
    expect(describeFields([person(JSON.parse('{"__proto__":{"x":1}}') as JsonObject)]).attributes).toEqual([]);
  });

  test('is guessed to be personal by its values and its names', () => {
    expect(
      personalOf({
        contact: 'ada@example.com',
        email: 'not filled in',
        mobileNumber: '0151 23',
        reachMe: '+49 (151) 2345678',
        birthDate: '1815-12-10',
        lastName: 'Lovelace',
        home: { street: 'St James’s Square', postalCode: 'SW1Y' },
        seenFrom: '192.168.0.1',
        emailOptIn: true,
        emailHash: 'c9a113580a216ed5b18c6a941ff6735df99a072d83c0ec780487e7bbad894d5f',
        productName: 'Engine',
        version: '1.2.3.4000',
      }),
    ).toEqual({
      contact: 'email',
      email: 'email',
      mobileNumber: 'phone',
      reachMe: 'phone',
      birthDate: 'birth_date',
      lastName: 'name',
      'home.street': 'address',
      'home.postalCode': 'address',
      seenFrom: 'ip_address',
      emailOptIn: null,
      emailHash: null,
      productName: null,
      version: null,
    });
  });

  test('is not personal for a stray value, and so for identities', () => {
    const people = ['fine', 'good', 'write to me@example.com', 'me@example.com'].map((comment) =>
      person({ comment }, { mail: [{ id: `${comment}@example.com`.replaceAll(' ', '') }] }),
    );
    const { attributes, identities } = describeFields(people);
    expect([attributes[0]?.personal, identities[0]?.personal]).toEqual([null, 'email']);
  });
});
