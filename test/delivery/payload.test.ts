import { describe, expect, test } from 'vitest';
import { activationInputSchema } from '../../shared/activation.ts';
import { destinationOptionsSchema, type DestinationOptions } from '../../shared/destination.ts';
import type { Profile } from '../../shared/profile.ts';
import { buildPayload, type RecordFacts } from '../../server/delivery/payload.ts';
import { planDelivery, type DeliveryPlan, type MappedSegment } from '../../server/delivery/plan.ts';
import { exportIdOf, makeRecord } from '../../server/delivery/record.ts';

const entered = '3f0c2a7e-5b1d-4c8e-9a64-0d2b7e6f1a35';
const left = '7841ba61-23c1-4bb3-a495-00d695fe1e93';
const unmapped = 'aaaaaaaa-0000-4000-8000-000000000000';

const segment = (id: string): MappedSegment => ({ id, name: `Name of ${id}`, createdAt: 1_000, updatedAt: 2_000, mappingCreatedAt: 3_000, mappingUpdatedAt: 4_000 });

const profile: Profile = {
  profileId: 'crm-1001',
  identityMap: { ecid: [{ id: '145' }], email_lc_sha256: [{ id: 'c9a1', primary: true }], empty: [] },
  attributes: { person: { name: { firstName: 'Ada', lastName: 'Lovelace' } }, personalEmail: { address: ' Ada@Example.com ' }, tags: ['A', 'B'], score: 7, vip: false },
  segmentMembership: {
    ups: {
      [left]: { status: 'exited', lastQualificationTime: '2026-09-14T08:15:30Z' },
      [entered]: { status: 'realized', lastQualificationTime: '2026-09-14T08:15:30Z' },
      [unmapped]: { status: 'realized', lastQualificationTime: '2026-09-01T00:00:00Z' },
    },
  },
};

const facts: RecordFacts = {
  exportId: 'export-1',
  reason: 'membership',
  profileVersion: 1_789_000_000_000_123,
  sequence: 42,
  at: Date.parse('2026-09-14T08:15:31Z'),
  changedSegments: new Set([left]),
};

function plan(activation: object = {}, options: Partial<DestinationOptions> = {}, segmentIds = [entered, left]): DeliveryPlan {
  const input = activationInputSchema.parse({ segments: segmentIds.map((id) => ({ id })), ...activation });
  return planDelivery('dst_1', input, segmentIds.map(segment), destinationOptionsSchema.parse(options));
}

function built(thePlan: DeliveryPlan, theProfile = profile, theFacts = facts): unknown {
  const result = buildPayload(thePlan, theProfile, theFacts);
  if (!result.ok) throw new Error(result.message);
  return JSON.parse(result.text);
}

describe('the record', () => {
  test('is exactly the documented body, byte for byte', () => {
    const result = buildPayload(plan({ attributes: [{ source: 'person.name.firstName' }], identities: { namespaces: ['email_lc_sha256'] } }), profile, facts);
    expect(result).toEqual({
      ok: true,
      text:
        '{"person":{"name":{"firstName":"Ada"}},"segmentMembership":{"ups":{' +
        `"${entered}":{"lastQualificationTime":"2026-09-14T08:15:30Z","status":"realized"},` +
        `"${left}":{"lastQualificationTime":"2026-09-14T08:15:30Z","status":"exited"}}},` +
        '"identityMap":{"email_lc_sha256":[{"id":"c9a1"}]}}',
    });
  });

  test('does not depend on the order in which the profile was stored', () => {
    const shuffled: Profile = {
      ...profile,
      identityMap: Object.fromEntries(Object.entries(profile.identityMap).reverse()),
      segmentMembership: { ups: Object.fromEntries(Object.entries(profile.segmentMembership.ups ?? {}).reverse()) },
    };
    expect(buildPayload(plan(), shuffled, facts)).toEqual(buildPayload(plan(), profile, facts));
  });

  test('leaves out attributes that are not set, and keeps false, zero, lists and objects', () => {
    const attributes = [{ source: 'vip' }, { source: 'tags' }, { source: 'score', target: 'scores.lead' }, { source: 'nowhere.at.all' }, { source: 'person.name', target: 'who' }];
    expect(built(plan({ attributes }))).toMatchObject({ vip: false, tags: ['A', 'B'], scores: { lead: 7 }, who: { firstName: 'Ada', lastName: 'Lovelace' } });
    expect(built(plan({ attributes }))).not.toHaveProperty('nowhere');
  });

  test.each([
    ['lowercase', 'personalEmail.address', ' ada@example.com '],
    ['trim', 'personalEmail.address', 'Ada@Example.com'],
    ['sha256', 'score', '7902699be42c8a8e46fbbb4501726517e86b22c56a189f7625a6da49081b2451'],
    ['sha256_normalized', 'personalEmail.address', 'b5fc85e55755f9e0d030a10ab4429b6b2944855f9a0d60077fe832becbc41d72'],
    ['mask', 'person.name.lastName', '****lace'],
    ['lowercase', 'tags', ['a', 'b']],
  ])('%s of %s', (transform, source, expected) => {
    expect(built(plan({ attributes: [{ source, target: 'out', transform }] }))).toMatchObject({ out: expected });
  });

  test('never sends an object in clear that was to be hashed', () => {
    expect(built(plan({ attributes: [{ source: 'person.name', target: 'out', transform: 'sha256' }] }))).not.toHaveProperty('out');
  });

  test('holds unmapped segments only when asked to, without names or times', () => {
    expect(built(plan())).not.toHaveProperty(`segmentMembership.ups.${unmapped}`);
    const all = built(plan({}, { mappedSegmentsOnly: false, includeSegmentNames: true, includeSegmentTimestamps: true })) as {
      segmentMembership: { ups: Record<string, unknown> };
    };
    expect(all.segmentMembership.ups[unmapped]).toEqual({ lastQualificationTime: '2026-09-01T00:00:00Z', status: 'realized' });
    expect(all.segmentMembership.ups[entered]).toEqual({
      lastQualificationTime: '2026-09-14T08:15:30Z',
      status: 'realized',
      name: `Name of ${entered}`,
      createdAt: 1_000,
      updatedAt: 2_000,
      mappingCreatedAt: 3_000,
      mappingUpdatedAt: 4_000,
    });
  });

  test('shows the exit it is about however old, and other exits for 30 days', () => {
    const day = 86_400_000;
    const qualified = Date.parse('2026-09-14T08:15:30Z');
    const at = (days: number, changedSegments: ReadonlySet<string>): unknown => built(plan(), profile, { ...facts, at: qualified + days * day, changedSegments });
    const path = `segmentMembership.ups.${left}`;
    expect(at(400, new Set([left]))).toHaveProperty(path);
    expect(at(30, new Set())).toHaveProperty(path);
    expect(at(30.01, new Set())).not.toHaveProperty(path);
    expect(at(30.01, new Set())).toHaveProperty(`segmentMembership.ups.${entered}`);
  });

  test('identities: all, chosen, none', () => {
    expect(built(plan())).toMatchObject({ identityMap: { ecid: [{ id: '145' }], email_lc_sha256: [{ id: 'c9a1' }] } });
    expect((built(plan({ identities: { namespaces: ['ecid'] } })) as { identityMap: unknown }).identityMap).toEqual({ ecid: [{ id: '145' }] });
    expect((built(plan({ identities: { namespaces: [] } })) as { identityMap: unknown }).identityMap).toEqual({});
  });

  test('as a CloudEvent carries id, source, type, subject, time, reason and rising numbers', () => {
    expect(built(plan({}, { envelope: 'cloudevents' }))).toMatchObject({
      specversion: '1.0',
      id: 'export-1',
      source: '/destinations/dst_1',
      type: 'tributary.profile.changed.v1',
      subject: 'crm-1001',
      time: '2026-09-14T08:15:31.000Z',
      reason: 'membership',
      profileversion: '1789000000000123',
      sequence: '0000000000000042',
      data: { segmentMembership: {}, identityMap: {} },
    });
  });

  test('a missing required value excludes the profile and says which', () => {
    expect(buildPayload(plan({ attributes: [{ source: 'a.b', required: true }] }), profile, facts)).toMatchObject({
      ok: false,
      code: 'mapping_value_missing',
      message: expect.stringContaining('a.b'),
    });
  });
});

describe('the partition key', () => {
  const keyOf = (partitionKey: object, theProfile = profile) => makeRecord(plan({ partitionKey }), theProfile, facts, () => 0.123);
  test('is the profile id, an identity, an attribute or random', () => {
    expect(keyOf({ kind: 'profile_id' })).toMatchObject({ record: { partitionKey: 'crm-1001' } });
    expect(keyOf({ kind: 'identity', namespace: 'ecid' })).toMatchObject({ record: { partitionKey: '145' }, fellBack: false });
    expect(keyOf({ kind: 'attribute', source: 'score' })).toMatchObject({ record: { partitionKey: '7' } });
    expect(keyOf({ kind: 'random' })).toMatchObject({ record: { partitionKey: expect.stringMatching(/^[0-9a-z]+$/) } });
  });

  test('falls back to the profile id where the identity is missing, and tells', () => {
    expect(keyOf({ kind: 'identity', namespace: 'phone' })).toMatchObject({ record: { partitionKey: 'crm-1001' }, fellBack: true });
  });

  test.each([
    ['no value', { kind: 'attribute', source: 'nowhere' }, profile],
    ['a list', { kind: 'attribute', source: 'tags' }, profile],
    ['an object', { kind: 'attribute', source: 'person' }, profile],
    ['257 characters', { kind: 'identity', namespace: 'long' }, { ...profile, identityMap: { long: [{ id: 'x'.repeat(257) }] } }],
  ])('sets the record aside for %s', (_, rule, theProfile) => {
    expect(keyOf(rule, theProfile)).toMatchObject({ kind: 'failed', code: 'partition_key_invalid' });
  });

  test('counts characters, not code units: 256 emoji fit', () => {
    expect(keyOf({ kind: 'identity', namespace: 'long' }, { ...profile, identityMap: { long: [{ id: '😀'.repeat(256) }] } })).toMatchObject({ kind: 'record' });
  });
});

test('the export id is the same for the same change, and another for another destination, profile, version or run', () => {
  const id = exportIdOf('dst_1', 'p', 7, null);
  expect(exportIdOf('dst_1', 'p', 7, null)).toBe(id);
  const others = [exportIdOf('dst_2', 'p', 7, null), exportIdOf('dst_1', 'q', 7, null), exportIdOf('dst_1', 'p', 8, null), exportIdOf('dst_1', 'p', 7, 'run_1')];
  expect(new Set([id, ...others]).size).toBe(5);
});
