import { describe, expect, test } from 'vitest';
import { attributeNote, fieldSuggestions, identityNote } from '../../client/wizard/fieldWords.ts';
import type { ProfileField, ProfileFields } from '../../shared/profileFields.ts';

const field = (path: string, change: Partial<ProfileField> = {}): ProfileField => ({ path, kinds: ['text'], filled: 0.5, examples: ['x'], personal: null, ...change });
const fields: ProfileFields = {
  sampled: 500,
  attributes: [
    field('email', { personal: 'email' }),
    field('home.street', { personal: 'address' }),
    field('home.floor'),
    field('score', { kinds: ['number', 'text'], examples: [] }),
  ],
  identities: [field('mail', { personal: 'email' }), field('ecid')],
};

describe('attributes people have', () => {
  test('are offered with what is known of them', () => {
    expect(fieldSuggestions(fields.attributes).map(({ value, detail }) => [value, detail])).toEqual([
      ['email', '50% of people · text · personal: e-mail address · for example x'],
      ['home.street', '50% of people · text · personal: postal address · for example x'],
      ['home.floor', '50% of people · text · for example x'],
      ['score', '50% of people · number or text'],
    ]);
  });

  test.each([
    ['email', 'none', /^E-mail address: leaves readable/],
    [' email ', 'lowercase', /leaves readable/],
    ['email', 'sha256_normalized', null],
    ['home', 'none', /^Postal address: leaves readable/],
    ['score', 'none', null],
    ['e-mail', 'none', /^None of the 500 people looked at has this/],
    ['', 'none', null],
  ] as const)('"%s" sent as %s', (typed, transform, says) => {
    const note = attributeNote(fields, typed, transform);
    if (says === null) expect(note).toBeNull();
    else expect(note).toMatch(says);
    expect(attributeNote(undefined, typed, transform)).toBeNull();
  });
});

test('identities that leave readable are named', () => {
  expect(identityNote(fields, 'all')).toMatch(/mail \(e-mail address\)/);
  expect([identityNote(fields, ['ecid']), identityNote(undefined, 'all')]).toEqual([null, null]);
});
