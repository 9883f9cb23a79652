import { labelKey } from '../../shared/labels.ts';
import type { Violation, ViolationPlace } from '../../shared/policy.ts';
import type { GovernanceRows, PolicyRow } from '../store/policyStore.ts';
import { labelledPlaces, type GovernedActivation } from './labelledPlaces.ts';
import { solutionsOf } from './violationWords.ts';

/**
 * PURE. Every enabled policy that an activation breaks, in the order of the policies. A policy with `all` looks over the
 * whole activation: its labels may come from different segments, attributes and identities.
 */
export function violationsOf(activation: GovernedActivation, governance: GovernanceRows): Violation[] {
  const places = labelledPlaces(activation, governance);
  return governance.policies.flatMap((policy): Violation[] => {
    const uses = policy.useCases.filter((useCase) => activation.options.useCases.includes(useCase));
    const where = uses.length === 0 || !policy.enabled ? [] : brokenAt(policy, places);
    if (where.length === 0) return [];
    const { id, name, description, match } = policy;
    return [{ policy: { id, name, description, match }, useCases: uses, where, solutions: solutionsOf(policy, uses, where) }];
  });
}

/** Places with labels of the policy, each with these only, as the policy spells them; none where the policy is not broken. */
function brokenAt(policy: PolicyRow, places: readonly ViolationPlace[]): ViolationPlace[] {
  const found = places.flatMap((place): ViolationPlace[] => {
    const own = new Set(place.labels.map(labelKey));
    const labels = policy.labels.filter((label) => own.has(labelKey(label)));
    return labels.length === 0 ? [] : [{ ...place, labels }];
  });
  const isBroken = policy.match === 'any' || policy.labels.every((label) => found.some(({ labels }) => labels.includes(label)));
  return isBroken ? found : [];
}
