import { expect, test } from 'vitest';
import { largestParts } from '../../server/delivery/largestParts.ts';

const body = {
  person: { name: { firstName: 'Ada' }, bio: 'x'.repeat(3_998) },
  history: Array.from({ length: 50 }, () => 1_000),
  segmentMembership: { ups: { a: { status: 'realized' }, b: { status: 'realized' } } },
  identityMap: { ecid: [{ id: 'ü'.repeat(40) }] },
};

test('a record that is too large names its three largest parts, in bytes as they are sent', () => {
  expect(largestParts(JSON.stringify(body))).toBe('Largest: person.bio (3.9 KiB), history (251 bytes), identityMap.ecid (91 bytes).');
});

test('of an envelope only what is in it', () => {
  expect(largestParts(JSON.stringify({ specversion: '1.0', subject: 's'.repeat(900), data: body }))).toContain('Largest: person.bio (3.9 KiB), history');
  expect(largestParts(JSON.stringify({ data: { text: 'x' }, n: 1 }))).toBe('Largest: data.text (3 bytes), n (1 byte).');
});
