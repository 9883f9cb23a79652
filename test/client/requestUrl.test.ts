import { describe, expect, test } from 'vitest';
import { pathOf, queryTextOf } from '../../client/requestUrl.ts';
import { nextAddress, signInAddress } from '../../client/signIn/nextAddress.ts';
import { tokenInFragment } from '../../client/signIn/fragmentToken.ts';

describe('addresses of calls', () => {
  test('parameters are encoded, so that an id can never reach another path', () => {
    expect(pathOf('/api/segments/:id', { id: '../accounts?x=1' })).toBe('/api/segments/..%2Faccounts%3Fx%3D1');
  });

  test('a missing parameter is a defect and throws', () => {
    expect(() => pathOf('/api/accounts/:id', {})).toThrow('id');
    expect(() => pathOf('/api/accounts/:id', { id: '' })).toThrow('id');
  });

  test('empty and undefined query values are left out', () => {
    expect(queryTextOf({ search: 'a b&c', cursor: undefined, status: '', limit: 5 })).toBe('?search=a+b%26c&limit=5');
    expect(queryTextOf({})).toBe('');
    expect(queryTextOf(undefined)).toBe('');
  });
});

describe('the way back after signing in', () => {
  test('leads back to where somebody was', () => {
    const address = signInAddress({ pathname: '/destinations/new/setup', search: '?draft=drf_1' });
    expect(nextAddress(new URL(address, 'http://here').searchParams.get('next'))).toBe('/destinations/new/setup?draft=drf_1');
  });

  test.each(['//evil.example', '/\\evil.example', 'https://evil.example', 'javascript:alert(1)', '', '/sign-in?next=/sign-in', '/a\nb', '/a\\b'])(
    'never leaves the application: %j',
    (next) => {
      expect(nextAddress(next)).toBe('/');
    },
  );

  test('a token is read from the fragment only when it is there', () => {
    expect(tokenInFragment('#token=abc%2B1')).toBe('abc+1');
    expect(tokenInFragment('#token=')).toBeNull();
    expect(tokenInFragment('')).toBeNull();
  });
});
