import type { DatabaseSync } from 'node:sqlite';
import type { OutcomeCounts } from '../outcomeCounts.ts';
import type { KeptAs } from '../storedRows.ts';
import { prepare } from './statement.ts';

/** Remembers, per destination, what rows stood for that are no longer there. */
export interface PrunedOutcomes {
  add(destinationId: string, keptAs: KeptAs, counts: Partial<OutcomeCounts>): void;
}

export function createPrunedOutcomes(database: DatabaseSync): PrunedOutcomes {
  const add = prepare(
    database,
    `INSERT INTO pruned_outcomes (destination_id, kept_as, received, activated, excluded, failed) VALUES (?, ?, ?, ?, ?, ?)
     ON CONFLICT DO UPDATE SET received = received + excluded.received, activated = activated + excluded.activated,
       excluded = pruned_outcomes.excluded + excluded.excluded, failed = failed + excluded.failed`,
  );
  return {
    add(destinationId, keptAs, { received = 0, activated = 0, excluded = 0, failed = 0 }) {
      add.run(destinationId, keptAs, received, activated, excluded, failed);
    },
  };
}
