import type { ActivationInput } from '../../shared/activation.ts';
import { destinationOptionsSchema, type DestinationOptions } from '../../shared/destination.ts';
import type { Violation } from '../../shared/policy.ts';
import { policyRefusal } from '../governance/policyRefusal.ts';
import { governedOf } from '../governance/survey.ts';
import { violationsOf } from '../governance/violations.ts';
import { describeViolation } from '../governance/violationWords.ts';
import type { DestinationRow } from '../store/rows.ts';
import type { Store } from '../store/store.ts';

/** The policies that a draft would break if this destination sent it. */
export async function violationsOfDraft(store: Pick<Store, 'readGovernance'>, destination: Pick<DestinationRow, 'optionsJson'>, input: ActivationInput): Promise<Violation[]> {
  const { segments, attributes, identities, partitionKey } = input;
  const options = destinationOptionsSchema.parse(JSON.parse(destination.optionsJson));
  return violationsOf({ segmentIds: segments.map(({ id }) => id), attributes, identities, partitionKey, options }, await store.readGovernance());
}

/** Throws `policy_violated` with an issue at each field of the activation that may not be sent. */
export async function refuseViolations(store: Pick<Store, 'readGovernance'>, destination: Pick<DestinationRow, 'optionsJson'>, input: ActivationInput): Promise<void> {
  const violations = await violationsOfDraft(store, destination, input);
  if (violations.length > 0) throw policyRefusal(violations);
}

/**
 * Throws `policy_violated` where other options of a destination break a policy that is not broken already: what makes it
 * better or leaves it as it is can always be stored.
 */
export async function refuseOptionViolations(store: Pick<Store, 'readGovernance' | 'getActivation'>, destination: DestinationRow, options: DestinationOptions): Promise<void> {
  const activation = await store.getActivation(destination.id);
  if (activation === null) return;
  const governance = await store.readGovernance();
  const before = governedOf({ ...activation, optionsJson: destination.optionsJson, segmentIds: activation.segments.map(({ id }) => id) });
  const broken = new Set(violationsOf(before, governance).map(({ policy }) => policy.id));
  const added = violationsOf({ ...before, options }, governance).filter(({ policy }) => !broken.has(policy.id));
  if (added.length === 0) return;
  const isUse = (violation: Violation): boolean => violation.useCases.some((useCase) => !before.options.useCases.includes(useCase));
  const path = (violation: Violation): string => (isUse(violation) ? 'options.useCases' : 'options.mappedSegmentsOnly');
  throw policyRefusal(
    added,
    added.map((violation) => ({ path: path(violation), code: 'policy_violated', message: describeViolation(violation) })),
  );
}
