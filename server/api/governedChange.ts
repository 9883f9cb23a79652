import type { Breach } from '../../shared/policy.ts';
import { surveyDestinations, type Surveyed } from '../governance/survey.ts';
import type { ApiDependencies } from './dependencies.ts';

type Dependencies = Pick<ApiDependencies, 'store' | 'supervisor' | 'liveEvents'>;

/**
 * Makes a change that can break or mend policies, of labels or of policies themselves, and lets the destinations it concerns pause or go on at once:
 * all that break a policy before or after, not only those the change made differ, since two changes at a time can each look as if it made no difference.
 * It is never refused because of them: `breaches` tells which came to break what. Costs a look at every activation before and after.
 */
export async function governedChange<T>(
  { store, supervisor, liveEvents }: Dependencies,
  change: () => Promise<T>,
): Promise<{ result: T; breaches: Breach[]; after: readonly Surveyed[] }> {
  const before = new Map((await surveyDestinations(store)).map((destination) => [destination.id, destination]));
  const result = await change();
  const refresh = async (ids: Iterable<string>): Promise<void> => void (await Promise.all([...ids].map((id) => supervisor.refresh(id))));
  const after = await surveyDestinations(store).catch(async (thrown: unknown) => {
    // Which ones it concerns is not known: all of them look for themselves, so that none goes on sending what it may not.
    await refresh(before.keys());
    throw thrown;
  });
  const violationsBefore = (id: string): Surveyed['violations'] => before.get(id)?.violations ?? [];
  await refresh(after.flatMap(({ id, violations }) => (violations.length + violationsBefore(id).length > 0 ? [id] : [])));
  liveEvents.changed({ resource: 'policy', id: '' });
  const breaches = after.flatMap(({ id, name, violations }) => {
    const known = new Set(violationsBefore(id).map(({ policy }) => policy.id));
    return violations.flatMap(({ policy }) => (known.has(policy.id) ? [] : [{ destination: { id, name }, policy: { id: policy.id, name: policy.name } }]));
  });
  return { result, breaches, after };
}
