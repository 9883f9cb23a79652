import type { DeliveryReason } from '../../shared/delivery.ts';
import type { Membership, Profile, ProfileChange } from '../../shared/profile.ts';
import type { DeliveryPlan } from './plan.ts';

/**
 * PURE. Does this change concern this activation, and why? Null: no record. A profile concerns an activation while it
 * is, or ever was, in a mapped segment; what then triggers a record are the kinds of change the activation asks for.
 */
export function selectChange(plan: DeliveryPlan, profile: Profile, change: ProfileChange): DeliveryReason | null {
  if (!touchesMappedSegment(plan, profile)) return null;
  const { triggers } = plan;
  if (triggers.membership && change.segments.some((segment) => plan.segments.has(segment.id))) return 'membership';
  if (triggers.identity && change.identities.some((namespace) => plan.namespaces?.has(namespace) ?? true)) return 'identity';
  if (triggers.attributes && change.attributes.some((path) => plan.attributes.some((attribute) => overlaps(path, attribute.source)))) return 'attribute';
  if (plan.options.suppressUnchanged) return null;
  if (triggers.attributes && change.attributes.length > 0) return 'attribute';
  return triggers.membership ? 'membership' : null;
}

function touchesMappedSegment(plan: DeliveryPlan, profile: Profile): boolean {
  for (const namespace in profile.segmentMembership) {
    for (const segmentId in profile.segmentMembership[namespace]) {
      if (plan.segments.has(segmentId)) return true;
    }
  }
  return false;
}

/** PURE. The mapped segments that the profile is, or ever was, in. */
export function mappedSegmentsOf(plan: DeliveryPlan, profile: Profile): string[] {
  return Object.values<Record<string, Membership>>(profile.segmentMembership).flatMap((memberships) => Object.keys(memberships).filter((id) => plan.segments.has(id)));
}

/** A changed path concerns a mapped one when they are equal or one lies inside the other. */
function overlaps(changed: string, mapped: string): boolean {
  return changed === mapped || changed.startsWith(`${mapped}.`) || mapped.startsWith(`${changed}.`);
}
