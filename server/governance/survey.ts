import type { ActivationInput } from '../../shared/activation.ts';
import { destinationOptionsSchema } from '../../shared/destination.ts';
import type { Violation } from '../../shared/policy.ts';
import type { GovernanceRows, GovernedRow, PolicyStore } from '../store/policyStore.ts';
import type { GovernedActivation } from './labelledPlaces.ts';
import { violationsOf } from './violations.ts';

/** Destinations read in one call. */
const pageSize = 200;

/** One destination that has an activation, and what it breaks. */
export interface Surveyed {
  readonly id: string;
  readonly name: string;
  readonly hasUse: boolean;
  readonly violations: readonly Violation[];
}

/** A destination and its activation as they are stored, as policies look at them. */
export function governedOf({ optionsJson, documentJson, segmentIds }: Pick<GovernedRow, 'optionsJson' | 'documentJson' | 'segmentIds'>): GovernedActivation {
  const { attributes, identities, partitionKey } = JSON.parse(documentJson) as Pick<ActivationInput, 'attributes' | 'identities' | 'partitionKey'>;
  return { segmentIds, attributes, identities, partitionKey, options: destinationOptionsSchema.parse(JSON.parse(optionsJson)) };
}

/** Every destination that has an activation, whether or not it sends; `governance` is what is in force where it is left out. */
export async function surveyDestinations(store: Pick<PolicyStore, 'readGovernance' | 'listGoverned'>, governance?: GovernanceRows): Promise<Surveyed[]> {
  const rules = governance ?? (await store.readGovernance());
  const surveyed: Surveyed[] = [];
  for (let after = ''; ;) {
    const rows = await store.listGoverned(after, pageSize);
    for (const row of rows) {
      const activation = governedOf(row);
      surveyed.push({ id: row.id, name: row.name, hasUse: activation.options.useCases.length > 0, violations: violationsOf(activation, rules) });
    }
    const last = rows.at(-1);
    if (last === undefined || rows.length < pageSize) return surveyed;
    after = last.id;
  }
}
