import type { OutcomeAudit, OutcomeCounts } from '../outcomeCounts.ts';
import type { DeliveryStore } from '../store.ts';
import type { KeptAs } from '../storedRows.ts';
import type { Queries } from './queries.ts';

const nothing: OutcomeCounts = { received: 0, activated: 0, excluded: 0, failed: 0 };
const totals = 'coalesce(sum(received), 0) AS received, coalesce(sum(activated), 0) AS activated, coalesce(sum(excluded), 0) AS excluded, coalesce(sum(failed), 0) AS failed';

/** Counts everything there is of a destination. All of it is of one moment: the transaction it runs in sees no other. */
export function createOutcomeAudit(queries: Queries): Pick<DeliveryStore, 'auditOutcomes'> {
  const sumOf = async (table: 'runs' | 'metrics_minutes', destinationId: string): Promise<OutcomeCounts> =>
    (await queries.row<OutcomeCounts>(`SELECT ${totals} FROM ${table} WHERE destination_id = $1`, destinationId)) ?? nothing;
  const countOf = async (table: 'deliveries' | 'dead_letters', destinationId: string): Promise<number> =>
    (await queries.row<{ rows: number }>(`SELECT count(*) AS rows FROM ${table} WHERE destination_id = $1`, destinationId))?.rows ?? 0;

  return {
    async auditOutcomes(destinationId): Promise<OutcomeAudit> {
      const prunedRows = await queries.rows<OutcomeCounts & { keptAs: KeptAs }>(
        'SELECT kept_as AS "keptAs", received, activated, excluded, failed FROM pruned_outcomes WHERE destination_id = $1',
        destinationId,
      );
      const pruned = new Map(prunedRows.map(({ keptAs, ...counts }) => [keptAs, counts]));
      const prunedOf = (keptAs: KeptAs): OutcomeCounts => pruned.get(keptAs) ?? nothing;
      return {
        runs: { kept: await sumOf('runs', destinationId), pruned: prunedOf('runs') },
        minutes: { kept: await sumOf('metrics_minutes', destinationId), pruned: prunedOf('minutes') },
        rows: {
          kept: { activated: await countOf('deliveries', destinationId), failed: await countOf('dead_letters', destinationId) },
          pruned: { activated: prunedOf('deliveries').activated, failed: prunedOf('dead_letters').failed },
        },
      };
    },
  };
}
