import type { DeliveryReason } from '../../shared/delivery.ts';
import type { Json, JsonObject, Membership, Profile } from '../../shared/profile.ts';
import { isoTime } from '../kit/clock.ts';
import type { DeliveryPlan, MappedSegment } from './plan.ts';
import { applyTransform } from './transform.ts';

/** An exited entry stays in later records of the profile this long after its `lastQualificationTime`, milliseconds: 30 days, part of the published record format. */
const exitedKeptMs = 30 * 24 * 60 * 60 * 1000;

/** What a record is about, besides the profile. */
export interface RecordFacts {
  readonly exportId: string;
  readonly reason: DeliveryReason;
  readonly profileVersion: number;
  readonly sequence: number;
  /** Epoch milliseconds the record speaks for: acceptance of the change, start of the backfill. */
  readonly at: number;
  /** Segments whose entry or exit is the reason of the record: their exit is shown however old it is. Other forms than `record` tell of nothing else. */
  readonly changedSegments: ReadonlySet<string>;
}

/**
 * `record`: everything that is mapped. `exits`: that the person left the segments the record is about, and who it is,
 * nothing else. `tombstone`: the same of somebody who is erased, with `"erased": true`.
 */
export type RecordForm = 'record' | 'exits' | 'tombstone';

/** The record as text, or why there is none: the profile is excluded. */
export type PayloadResult = { readonly ok: true; readonly text: string } | { readonly ok: false; readonly code: 'mapping_value_missing'; readonly message: string };

/** PURE. Profile and mapping → the exact text of the record. Same input, same bytes: keys are in a fixed order. */
export function buildPayload(plan: DeliveryPlan, profile: Profile, facts: RecordFacts): PayloadResult {
  const body: JsonObject = {};
  for (const attribute of plan.attributes) {
    const source = valueAt(profile.attributes, attribute.sourcePath);
    const value = source === undefined ? undefined : applyTransform(attribute.transform, source);
    if (value !== undefined) setAt(body, attribute.targetPath, value);
    else if (attribute.required) return { ok: false, code: 'mapping_value_missing', message: `"${attribute.source}" is required and this profile has no value for it.` };
  }
  body.segmentMembership = exportedMemberships(plan, profile, facts);
  body.identityMap = exportedIdentities(plan, profile);
  return { ok: true, text: textOf(plan, profile, facts, body) };
}

/** PURE. The exact text of a record that says no more than that somebody left, and who. */
export function buildExits(plan: DeliveryPlan, profile: Profile, facts: RecordFacts, form: Exclude<RecordForm, 'record'>): string {
  const body: JsonObject = form === 'tombstone' ? { erased: true } : {};
  body.segmentMembership = exportedMemberships(plan, profile, facts, true);
  body.identityMap = exportedIdentities(plan, profile);
  return textOf(plan, profile, facts, body);
}

function textOf(plan: DeliveryPlan, profile: Profile, facts: RecordFacts, body: JsonObject): string {
  return JSON.stringify(plan.options.envelope === 'cloudevents' ? cloudEvent(plan, profile, facts, body) : body);
}

/** With `asExits` only the segments the record is about, left by now at the latest. */
function exportedMemberships(plan: DeliveryPlan, profile: Profile, facts: RecordFacts, asExits = false): JsonObject {
  const { mappedSegmentsOnly, includeSegmentNames, includeSegmentTimestamps } = plan.options;
  const exported: JsonObject = {};
  for (const namespace of Object.keys(profile.segmentMembership).sort()) {
    const memberships = profile.segmentMembership[namespace] as Record<string, Membership>;
    const entries: JsonObject = {};
    let any = false;
    for (const segmentId of Object.keys(memberships).sort()) {
      const isTold = facts.changedSegments.has(segmentId);
      const membership = memberships[segmentId] as Membership;
      const { status, lastQualificationTime } = asExits && membership.status === 'realized' ? { status: 'exited', lastQualificationTime: isoTime(facts.at) } : membership;
      const mapped = plan.segments.get(segmentId) ?? (isTold && status === 'exited' ? plan.leaving.get(segmentId) : undefined);
      if (asExits ? !isTold || mapped === undefined : mapped === undefined && mappedSegmentsOnly) continue;
      if (status === 'exited' && !isTold && facts.at - Date.parse(lastQualificationTime) > exitedKeptMs) continue;
      const entry: JsonObject = { lastQualificationTime, status };
      if (mapped !== undefined && includeSegmentNames) entry.name = mapped.name;
      if (mapped !== undefined && includeSegmentTimestamps) addTimestamps(entry, mapped);
      entries[segmentId] = entry;
      any = true;
    }
    if (any) exported[namespace] = entries;
  }
  return exported;
}

function addTimestamps(entry: JsonObject, segment: MappedSegment): void {
  entry.createdAt = segment.createdAt;
  entry.updatedAt = segment.updatedAt;
  entry.mappingCreatedAt = segment.mappingCreatedAt;
  entry.mappingUpdatedAt = segment.mappingUpdatedAt;
}

function exportedIdentities(plan: DeliveryPlan, profile: Profile): JsonObject {
  const exported: JsonObject = {};
  for (const namespace of Object.keys(profile.identityMap).sort()) {
    const identities = profile.identityMap[namespace] ?? [];
    if (identities.length > 0 && (plan.namespaces?.has(namespace) ?? true)) exported[namespace] = identities.map(({ id }) => ({ id }));
  }
  return exported;
}

/** CloudEvents 1.0, JSON format. Numbers that outgrow its 32-bit integers are digits of fixed length, so that they compare as text as well. */
function cloudEvent(plan: DeliveryPlan, profile: Profile, facts: RecordFacts, data: JsonObject): JsonObject {
  return {
    specversion: '1.0',
    id: facts.exportId,
    source: `/destinations/${plan.destinationId}`,
    type: 'tributary.profile.changed.v1',
    subject: profile.profileId,
    time: new Date(facts.at).toISOString(),
    datacontenttype: 'application/json',
    reason: facts.reason,
    profileversion: String(facts.profileVersion).padStart(16, '0'),
    sequence: String(facts.sequence).padStart(16, '0'),
    data,
  };
}

/** The value at a path of names; undefined where there is none. */
export function valueAt(object: JsonObject, path: readonly string[]): Json | undefined {
  let value: Json = object;
  for (const name of path) {
    if (value === null || typeof value !== 'object' || Array.isArray(value) || !Object.hasOwn(value, name)) return undefined;
    value = value[name] as Json;
  }
  return value ?? undefined;
}

function setAt(object: JsonObject, path: readonly string[], value: Json): void {
  let parent = object;
  for (const name of path.slice(0, -1)) {
    if (!Object.hasOwn(parent, name)) parent[name] = {};
    parent = parent[name] as JsonObject;
  }
  parent[path.at(-1) as string] = value;
}
