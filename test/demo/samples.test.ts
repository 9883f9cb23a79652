import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { segmentIdSchema, segmentInputSchema } from '../../shared/segment.ts';

interface SampleProfile {
  profileId: string;
  identityMap: Record<string, { id: string }[]>;
  attributes: { person: { name: { firstName: string } }; personalEmail: { address: string } };
  segmentMembership?: { ups: Record<string, { status: string; lastQualificationTime: string }> };
}

const segments = JSON.parse(readFileSync('samples/segments.json', 'utf8')) as { id: string; name: string }[];
const profiles = readFileSync('samples/profiles.ndjson', 'utf8')
  .trimEnd()
  .split('\n')
  .map((line) => JSON.parse(line) as SampleProfile);

test('every sample segment is a valid body of PUT /api/segments/:id', () => {
  for (const { id, ...body } of segments) {
    expect(segmentIdSchema.parse(id)).toBe(id);
    expect(segmentInputSchema.parse(body)).toEqual(body);
  }
  expect(segments).toContainEqual(expect.objectContaining({ id: '7841ba61-23c1-4bb3-a495-00d695fe1e93', name: 'High propensity to convert' }));
});

test('there are at least two thousand people, each once, in known segments only, with times that have passed', () => {
  expect(new Set(profiles.map(({ profileId }) => profileId)).size).toBe(profiles.length);
  expect(profiles.length).toBeGreaterThanOrEqual(2_000);
  const known = new Set(segments.map(({ id }) => id));
  for (const { segmentMembership } of profiles) {
    for (const [id, membership] of Object.entries(segmentMembership?.ups ?? {})) {
      expect(known.has(id)).toBe(true);
      expect(membership.lastQualificationTime).toMatch(/^2026-(08|09|10|11)-\d\dT\d\d:\d\d:\d\dZ$/);
      expect(membership.lastQualificationTime < '2026-11-20').toBe(true);
    }
  }
});

test('each segment has members, and some who left', () => {
  for (const { id } of segments) {
    const statuses = profiles.map(({ segmentMembership }) => segmentMembership?.ups[id]?.status);
    expect(statuses.filter((status) => status === 'realized').length).toBeGreaterThan(20);
    expect(statuses).toContain('exited');
  }
});

test('addresses belong to nobody, and identities hold their hash only', () => {
  for (const { attributes, identityMap } of profiles) {
    expect(attributes.personalEmail.address).toMatch(/^[a-z.]+\d+@example\.(com|org|net)$/);
    expect(identityMap['email_lc_sha256']?.[0]?.id).toMatch(/^[0-9a-f]{64}$/);
    expect(JSON.stringify(identityMap)).not.toContain('@');
  }
});
