import { Ajv2020 as Ajv } from 'ajv/dist/2020.js';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { activationInputSchema, transforms } from '../../shared/activation.ts';
import { destinationOptionsSchema } from '../../shared/destination.ts';
import type { JsonObject, Membership, Profile, ProfileChange } from '../../shared/profile.ts';
import { planDelivery } from '../../server/delivery/plan.ts';
import { makeRecord } from '../../server/delivery/record.ts';
import { recordSchema } from '../../server/delivery/recordSchema.ts';
import { segmentsOf, selectChange } from '../../server/delivery/selection.ts';

const segmentIds = ['s1', 's2', 's3', 's4'];
const namespaces = ['ecid', 'email', 'phone'];
const paths = ['a', 'b.c', 'b.d', 'e.f.g'];
const now = Date.parse('2026-11-20T10:00:00Z');

const memberships = fc.dictionary(
  fc.constantFrom(...segmentIds),
  fc.record({
    status: fc.constantFrom('realized' as const, 'exited' as const),
    lastQualificationTime: fc.integer({ min: 0, max: 60 }).map((days) => new Date(now - days * 86_400_000).toISOString()),
  }),
  { noNullPrototype: true },
);
const profiles: fc.Arbitrary<Profile> = fc.record({
  profileId: fc.string({ minLength: 1, maxLength: 256 }),
  identityMap: fc.dictionary(fc.constantFrom(...namespaces), fc.array(fc.record({ id: fc.string({ unit: 'grapheme', minLength: 1, maxLength: 300 }) }), { maxLength: 3 }), {
    noNullPrototype: true,
  }),
  attributes: fc.record(
    { a: fc.jsonValue(), b: fc.record({ c: fc.jsonValue(), d: fc.string() }, { requiredKeys: [] }), e: fc.jsonValue() },
    { requiredKeys: [] },
  ) as fc.Arbitrary<JsonObject>,
  segmentMembership: fc.record({ ups: memberships }, { requiredKeys: [] }) as fc.Arbitrary<Record<string, Record<string, Membership>>>,
});
const plans = fc
  .record({
    segments: fc.subarray(segmentIds, { minLength: 1 }),
    attributes: fc.subarray(paths),
    exported: fc.option(fc.subarray(namespaces)),
    mappedSegmentsOnly: fc.boolean(),
    envelope: fc.constantFrom('none' as const, 'cloudevents' as const),
    partitionKey: fc.constantFrom<object>({ kind: 'profile_id' }, { kind: 'identity', namespace: 'ecid' }, { kind: 'attribute', source: 'a' }, { kind: 'random' }),
    triggers: fc.record({ membership: fc.boolean(), identity: fc.boolean(), attributes: fc.boolean() }),
  })
  .map(({ segments, attributes, exported, partitionKey, triggers, ...options }) =>
    planDelivery(
      'dst_1',
      activationInputSchema.parse({
        segments: segments.map((id) => ({ id })),
        attributes: attributes.map((source) => ({ source })),
        identities: { namespaces: exported ?? 'all' },
        partitionKey,
        triggers,
      }),
      segments.map((id) => ({ id, name: id, createdAt: 0, updatedAt: 0, mappingCreatedAt: 0, mappingUpdatedAt: 0 })),
      destinationOptionsSchema.parse(options),
    ),
  );
const facts = { exportId: 'export', reason: 'membership' as const, profileVersion: 1, sequence: 1, at: now, changedSegments: new Set<string>() };

interface Body {
  segmentMembership: { ups?: Record<string, { status: string }> };
  identityMap: Record<string, unknown>;
  data?: Body;
}

describe('whatever the profile and the activation', () => {
  test('a record is one JSON object that holds only what may leave, the same bytes each time, with a partition key of 1 to 256 characters', () => {
    fc.assert(
      fc.property(plans, profiles, (plan, profile) => {
        const made = makeRecord(plan, profile, facts, () => 0.4);
        expect(makeRecord(plan, structuredClone(profile), facts, () => 0.4)).toEqual(made);
        if (made.kind !== 'record') {
          expect(made).toMatchObject({ kind: 'failed', code: 'partition_key_invalid' });
          return;
        }
        const { length } = [...made.record.partitionKey];
        expect(length >= 1 && length <= 256).toBe(true);
        const whole = JSON.parse(Buffer.from(made.record.data).toString('utf8')) as Body;
        const body = whole.data ?? whole;
        const sentSegments = Object.keys(body.segmentMembership.ups ?? {});
        if (plan.options.mappedSegmentsOnly) expect(sentSegments.filter((id) => !plan.segments.has(id))).toEqual([]);
        const wanted = Object.entries(profile.segmentMembership['ups'] ?? {}).filter(
          ([id, { status }]) => status === 'realized' && (plan.segments.has(id) || !plan.options.mappedSegmentsOnly),
        );
        expect(sentSegments).toEqual(expect.arrayContaining(wanted.map(([id]) => id)));
        if (plan.namespaces !== null) expect(Object.keys(body.identityMap).filter((namespace) => plan.namespaces?.has(namespace) !== true)).toEqual([]);
        const allowed = new Set(['segmentMembership', 'identityMap', ...plan.attributes.map(({ targetPath }) => targetPath[0])]);
        expect(Object.keys(body).filter((name) => !allowed.has(name))).toEqual([]);
      }),
      { numRuns: 300 },
    );
  });

  test('a record satisfies the published schema of its version, which refuses a member that is not mapped', () => {
    const forms = fc.array(fc.record({ transform: fc.constantFrom(...transforms), required: fc.boolean() }), { minLength: paths.length, maxLength: paths.length });
    const details = fc.record({ includeSegmentNames: fc.boolean(), includeSegmentTimestamps: fc.boolean() });
    fc.assert(
      fc.property(plans, forms, details, profiles, fc.constantFrom('record', 'exits', 'tombstone'), (plain, chosen, more, profile, form) => {
        const plan = {
          ...plain,
          options: { ...plain.options, ...more, tombstones: form === 'tombstone' },
          attributes: plain.attributes.map((attribute, index) => ({ ...attribute, ...chosen[index] })),
        };
        const about = form === 'record' ? facts : { ...facts, changedSegments: new Set(segmentsOf(profile)) };
        const made = makeRecord(plan, profile, about, () => 0.4, form);
        if (made.kind !== 'record') return;
        const ajv = new Ajv({ strict: true, strictTypes: false, allErrors: true, formats: { 'date-time': true } });
        const check = ajv.compile(recordSchema(plan, 3));
        const record = JSON.parse(Buffer.from(made.record.data).toString('utf8')) as Body;
        check(record);
        expect(check.errors ?? []).toEqual([]);
        expect(check({ ...record, unmapped: 1 })).toBe(false);
        const without = { segmentMembership: (record.data ?? record).segmentMembership };
        expect(check(record.data === undefined ? without : { ...record, data: without })).toBe(false);
      }),
      { numRuns: 150 },
    );
  });

  test('nobody outside every mapped segment makes a record, and a switched-off trigger never is the reason', () => {
    const changes: fc.Arbitrary<ProfileChange> = fc.record({
      segments: fc.array(fc.record({ namespace: fc.constant('ups'), id: fc.constantFrom(...segmentIds), status: fc.constantFrom('realized' as const, 'exited' as const) }), {
        maxLength: 2,
      }),
      identities: fc.subarray(namespaces),
      attributes: fc.subarray(paths),
    });
    fc.assert(
      fc.property(plans, profiles, changes, (plan, profile, change) => {
        const selected = selectChange(plan, profile, change);
        if (selected === null) return;
        const { reason } = selected;
        expect(Object.keys(profile.segmentMembership['ups'] ?? {}).some((id) => plan.segments.has(id))).toBe(true);
        expect({ membership: plan.triggers.membership, identity: plan.triggers.identity, attribute: plan.triggers.attributes }[reason as 'membership']).toBe(true);
      }),
      { numRuns: 300 },
    );
  });
});
