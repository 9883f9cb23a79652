import { pathsOverlap } from '../../shared/attributePath.ts';
import type { DeliveryReason } from '../../shared/delivery.ts';
import type { Membership, Profile, ProfileChange } from '../../shared/profile.ts';
import { consentedBefore, consentState } from './consent.ts';
import type { RecordForm } from './payload.ts';
import type { DeliveryPlan } from './plan.ts';

/** What a change makes of a destination's activation. `segments`: those whose entry or exit the record tells of. */
export interface Selected {
  readonly reason: DeliveryReason;
  readonly form: RecordForm;
  readonly segments: ReadonlySet<string>;
}

/**
 * PURE. Does this change concern this activation, and how? Null: no record. A profile concerns an activation while it
 * is, or ever was, in a mapped segment; what then triggers a record are the kinds of change the activation asks for.
 * Three things trigger one whatever is asked for: an erasure, where the destination wants to know; a withdrawn consent;
 * and leaving a segment that was taken out of the activation while its exits are still being sent.
 */
export function selectChange(plan: DeliveryPlan, profile: Profile, change: ProfileChange): Selected | null {
  const isMapped = touchesMappedSegment(plan, profile);
  const isLeaving = plan.leaving.size > 0 && change.segments.some(({ id, status }) => status === 'exited' && plan.leaving.has(id));
  if (!isMapped && !isLeaving) return null;
  const consent = consentState(plan.options.requiredConsents, profile);
  if (change.erased === true) return plan.options.tombstones && isMapped && consent !== 'missing' ? told('tombstone', mappedSegmentsOf(plan, profile)) : null;
  const changed = change.segments.map(({ id }) => id);
  if (change.consents !== undefined && (consent === 'given') !== consentedBefore(plan.options.requiredConsents, profile, change)) {
    const inside = segmentsOf(profile, 'realized');
    const concerned = (consent === 'given' ? inside : [...inside, ...changed]).filter((id) => plan.segments.has(id) || plan.leaving.has(id));
    if (consent !== 'given' && concerned.length > 0) return told('exits', concerned);
    if (consent === 'given' && plan.triggers.membership && concerned.length > 0) return told('record', changed);
  }
  // Without consent it is a record, too: one that is not made.
  if (isLeaving) return told(isMapped || consent !== 'given' ? 'record' : 'exits', changed);
  const reason = triggerOf(plan, change);
  return reason === null ? null : { reason, form: 'record', segments: new Set(changed) };
}

const told = (form: RecordForm, segments: readonly string[]): Selected => ({ reason: 'membership', form, segments: new Set(segments) });

/** PURE. What of a change makes the activation send a record of somebody who is, or ever was, in a mapped segment. */
export function triggerOf({ triggers, segments, namespaces, attributes, options }: DeliveryPlan, change: ProfileChange): 'membership' | 'identity' | 'attribute' | null {
  if (triggers.membership && change.segments.some((segment) => segments.has(segment.id))) return 'membership';
  if (triggers.identity && change.identities.some((namespace) => namespaces?.has(namespace) ?? true)) return 'identity';
  if (triggers.attributes && change.attributes.some((path) => attributes.some((attribute) => pathsOverlap(path, attribute.source)))) return 'attribute';
  if (options.suppressUnchanged) return null;
  if (triggers.attributes && change.attributes.length > 0) return 'attribute';
  return triggers.membership ? 'membership' : null;
}

/** PURE. Whether the profile is, or ever was, in a mapped segment. */
export function touchesMappedSegment(plan: DeliveryPlan, profile: Profile): boolean {
  for (const namespace in profile.segmentMembership) {
    for (const segmentId in profile.segmentMembership[namespace]) {
      if (plan.segments.has(segmentId)) return true;
    }
  }
  return false;
}

/** PURE. The mapped segments that the profile is, or ever was, in. */
export function mappedSegmentsOf(plan: DeliveryPlan, profile: Profile): string[] {
  return segmentsOf(profile).filter((id) => plan.segments.has(id));
}

/** PURE. All segments that the profile is, or ever was, in; with `realized` only those it is in. */
export function segmentsOf(profile: Profile, status?: 'realized'): string[] {
  return Object.values<Record<string, Membership>>(profile.segmentMembership).flatMap((memberships) =>
    Object.keys(memberships).filter((id) => status === undefined || memberships[id]?.status === status),
  );
}
