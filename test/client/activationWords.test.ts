import { expect, test } from 'vitest';
import { changeText } from '../../client/destinations/activationWords.ts';
import type { ActivationChange } from '../../shared/activationVersion.ts';

test.each<[ActivationChange, string]>([
  [{ part: 'segment', id: 'vip', name: 'VIP', isAdded: true }, 'Segment added: VIP.'],
  [{ part: 'segment', id: 'vip', name: 'VIP', isAdded: false }, 'Segment removed: VIP.'],
  [
    { part: 'attribute', target: 'city', before: null, after: { source: 'home.city', transform: 'lowercase', required: true } },
    'Attribute added: city, from home.city, Lower case, required.',
  ],
  [{ part: 'attribute', target: 'city', before: { source: 'city' }, after: null }, 'Attribute removed: city.'],
  [
    { part: 'attribute', target: 'email', before: { source: 'email' }, after: { source: 'email', transform: 'sha256_normalized' } },
    'Attribute changed: email, “SHA-256, normalized” instead of “As it is”.',
  ],
  [{ part: 'attribute', target: 'score', before: null, after: { source: 'score' } }, 'Attribute added: score.'],
  [
    { part: 'attribute', target: 'city', before: { source: 'city', required: true }, after: { source: 'home.city' } },
    'Attribute changed: city, from home.city instead of city, not required any more.',
  ],
  [{ part: 'identities', before: 'all', after: ['ecid'] }, 'Identities: ecid instead of all of a person.'],
  [
    { part: 'partition_key', before: { kind: 'profile_id' }, after: { kind: 'identity', namespace: 'ecid' } },
    'Partition key: “Identity ecid, else the profile id” instead of “Profile id: changes of one person stay in order”.',
  ],
  [{ part: 'trigger', trigger: 'identity', isOn: false }, 'No longer sends when an identity changes.'],
  [{ part: 'trigger', trigger: 'membership', isOn: true }, 'Sends when a segment is entered or left.'],
  [{ part: 'state', after: 'paused' }, 'Sending pauses.'],
  [{ part: 'state', after: 'active' }, 'Sending resumes.'],
])('%j is said as "%s"', (change, text) => {
  expect(changeText(change)).toBe(text);
});
