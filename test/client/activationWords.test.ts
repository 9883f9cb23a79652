import { expect, test } from 'vitest';
import { changeText } from '../../client/destinations/activationWords.ts';
import type { ActivationChange } from '../../shared/activationVersion.ts';

test.each<[ActivationChange, string]>([
  [{ part: 'segment', id: 'vip', name: 'VIP', isAdded: true }, 'Added the segment VIP.'],
  [{ part: 'segment', id: 'vip', name: 'VIP', isAdded: false }, 'Removed the segment VIP.'],
  [
    { part: 'attribute', target: 'city', before: null, after: { source: 'home.city', transform: 'lowercase', required: true } },
    'Added the attribute city, from home.city, Lower case, needed.',
  ],
  [{ part: 'attribute', target: 'city', before: { source: 'city' }, after: null }, 'Removed the attribute city.'],
  [
    { part: 'attribute', target: 'email', before: { source: 'email' }, after: { source: 'email', transform: 'sha256_normalized' } },
    'Changed the attribute email: from email, to email, SHA-256 of the trimmed, lower-case value.',
  ],
  [{ part: 'identities', before: 'all', after: ['ecid'] }, 'Changed the identities: from all of a person, to ecid.'],
  [
    { part: 'partition_key', before: { kind: 'profile_id' }, after: { kind: 'identity', namespace: 'ecid' } },
    'Changed the partition key: from “Profile id: changes of one person stay in order” to “Identity ecid, else the profile id”.',
  ],
  [{ part: 'trigger', trigger: 'identity', isOn: false }, 'No longer sends when an identity changes.'],
  [{ part: 'trigger', trigger: 'membership', isOn: true }, 'Sends when a segment is entered or left.'],
  [{ part: 'state', after: 'paused' }, 'Paused.'],
  [{ part: 'state', after: 'active' }, 'Resumed.'],
])('%j is said as "%s"', (change, text) => {
  expect(changeText(change)).toBe(text);
});
