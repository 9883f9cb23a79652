import { describe, expect, test } from 'vitest';
import { suggestUses, type ColumnSample } from '../../server/imports/suggestUse.ts';

const sample = (columns: Record<string, readonly unknown[]>): ColumnSample[] =>
  Object.entries(columns).map(([name, values]) => ({ name, values: values.filter((value) => value !== '' && value !== null) }));
const suggested = (columns: Record<string, readonly unknown[]>) => suggestUses(sample(columns), Object.values(columns)[0]?.length ?? 0);

describe('suggestUses', () => {
  test('the profile id by its name, whatever its case and punctuation, the likeliest name first', () => {
    expect(suggested({ id: ['1', '2'], 'Customer ID': ['a', 'b'] }).map(({ use }) => use)).toEqual(['attribute', 'profile_id']);
  });

  test('else the first column in which everybody has a value of their own, and never an e-mail address', () => {
    expect(suggested({ mail: ['a@x.de', 'b@x.de'], tier: ['gold', 'gold'], key: ['k1', 'k2'] }).map(({ use }) => use)).toEqual(['identity', 'attribute', 'profile_id']);
    expect(suggested({ tier: ['gold', 'gold'] })).toEqual([{ use: 'attribute', path: 'tier', type: 'text' }]);
  });

  test.each([
    ['contact', ['Ada@Example.com', 'bob@x.de'], { use: 'identity', namespace: 'email_lc_sha256', hash: 'sha256_normalized' }],
    ['email_sha256', ['A'.repeat(64), 'b'.repeat(64)], { use: 'identity', namespace: 'email_lc_sha256', hash: 'none' }],
    ['ECID', ['1', '2'], { use: 'identity', namespace: 'ecid', hash: 'none' }],
    ['Status', ['realized', 'Exited'], { use: 'status' }],
    ['status', ['gold', 'silver'], { use: 'attribute', path: 'status', type: 'text' }],
    ['points', ['1', '-2.5'], { use: 'attribute', path: 'points', type: 'number' }],
    ['zip', ['01234', '99999'], { use: 'attribute', path: 'zip', type: 'text' }],
    ['long', ['1234567890123456', '1'], { use: 'attribute', path: 'long', type: 'text' }],
    ['price', ['1,5', '2,5'], { use: 'attribute', path: 'price', type: 'text' }],
    ['optIn', ['true', 'FALSE'], { use: 'attribute', path: 'optIn', type: 'boolean' }],
    ['address', [{ city: 'x' }, null], { use: 'attribute', path: 'address', type: 'json' }],
    ['person.name.firstName', ['Ada', 'Bob'], { use: 'attribute', path: 'person.name.firstName', type: 'text' }],
    ['a..b.', ['x', 'y'], { use: 'attribute', path: 'a_b', type: 'text' }],
    ['empty', ['', ''], { use: 'ignore' }],
  ])('%s with %j', (name, values, use) => {
    expect(suggested({ profile_id: ['p1', 'p2'], [name]: values })[1]).toEqual(use);
  });

  test('no two columns fill the same attribute', () => {
    expect(suggested({ id: ['1', '2'], a: ['x', 'y'], 'a.b': ['x', 'y'], ' a': ['x', 'y'] }).map(({ use }) => use)).toEqual(['profile_id', 'attribute', 'ignore', 'ignore']);
  });
});
