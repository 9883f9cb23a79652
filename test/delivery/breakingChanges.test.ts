import { expect, test } from 'vitest';
import { breakingChanges } from '../../server/delivery/breakingChanges.ts';
import type { ActivationChange } from '../../shared/activationVersion.ts';

test.each<[what: string, change: ActivationChange, says: string[]]>([
  ['an attribute that goes', { part: 'attribute', target: 'city', before: { source: 'city' }, after: null }, ['Records lose “city”.']],
  ['an attribute that comes', { part: 'attribute', target: 'city', before: null, after: { source: 'city', required: true } }, []],
  [
    'another form',
    { part: 'attribute', target: 'email', before: { source: 'email', transform: 'none' }, after: { source: 'email', transform: 'sha256' } },
    ['“email” is sent as “SHA-256” instead of “As it is”.'],
  ],
  ['the same form', { part: 'attribute', target: 'email', before: { source: 'email' }, after: { source: 'email', transform: 'none', required: true } }, []],
  ['a value that may be missing', { part: 'attribute', target: 'city', before: { source: 'city', required: true }, after: { source: 'city' } }, ['“city” may be missing.']],
  [
    'another source',
    { part: 'attribute', target: 'city', before: { source: 'home.city' }, after: { source: 'work.city' } },
    ['“city” holds something else: work.city instead of home.city.'],
  ],
  ['fewer identities', { part: 'identities', before: ['ecid', 'crm'], after: ['crm', 'phone'] }, ['Records lose the identities ecid.']],
  ['some instead of all', { part: 'identities', before: 'all', after: ['crm'] }, ['Records lose every identity that is not named any more.']],
  ['all instead of some', { part: 'identities', before: ['crm'], after: 'all' }, []],
  ['more identities', { part: 'identities', before: ['crm'], after: ['ecid', 'crm'] }, []],
  ['a segment that goes', { part: 'segment', id: 'vip', name: 'VIP', isAdded: false }, []],
])('%s', (_what, change, says) => {
  expect(breakingChanges([change])).toEqual(says);
});
