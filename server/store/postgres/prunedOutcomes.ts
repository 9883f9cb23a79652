import type { KeptAs } from '../storedRows.ts';
import type { Queries } from './queries.ts';

/** Removes outcomes, and remembers per destination what they stood for. */
export interface PrunedOutcomes {
  /** `deletion` removes the rows with the keys of $1 and returns the destination and the counts of each that was there; how many. */
  remove(keptAs: KeptAs, deletion: string, keys: readonly (string | number)[]): Promise<number>;
}

export function createPrunedOutcomes(queries: Queries): PrunedOutcomes {
  return {
    async remove(keptAs, deletion, keys) {
      if (keys.length === 0) return 0;
      const gone = await queries.row<{ rows: number }>(
        `WITH gone AS (${deletion}), noted AS (
           INSERT INTO pruned_outcomes AS p (destination_id, kept_as, received, activated, excluded, failed)
           SELECT destination_id, '${keptAs}', sum(received), sum(activated), sum(excluded), sum(failed) FROM gone GROUP BY destination_id ORDER BY destination_id
           ON CONFLICT (destination_id, kept_as) DO UPDATE SET received = p.received + excluded.received, activated = p.activated + excluded.activated,
             excluded = p.excluded + excluded.excluded, failed = p.failed + excluded.failed
         ) SELECT count(*) AS rows FROM gone`,
        keys,
      );
      return gone?.rows ?? 0;
    },
  };
}
