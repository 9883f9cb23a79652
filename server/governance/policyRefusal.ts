import type { Issue } from '../../shared/problem.ts';
import type { Violation } from '../../shared/policy.ts';
import { ActivationError } from '../kit/errors.ts';
import { describePlace, describeViolation } from './violationWords.ts';

/** PURE. `policy_violated`, for an activation that breaks at least one policy. `issues`: one for each place where none are given. */
export function policyRefusal(violations: readonly Violation[], issues: readonly Issue[] = issuesOf(violations)): ActivationError {
  const [first, ...others] = violations;
  if (first === undefined) throw new Error('Nothing is violated.');
  const more = others.length === 0 ? '' : ` ${others.length === 1 ? 'One more policy does' : `${others.length} more policies do`} not allow it, either.`;
  return new ActivationError('policy_violated', `${describeViolation(first)}${more}`, { issues });
}

function issuesOf(violations: readonly Violation[]): Issue[] {
  return violations.flatMap((violation) => violation.where.map((place) => ({ path: place.field, code: 'policy_violated' as const, message: describePlace(violation, place) })));
}
