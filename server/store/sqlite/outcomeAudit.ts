import type { DatabaseSync } from 'node:sqlite';
import type { OutcomeAudit, OutcomeCounts } from '../outcomeCounts.ts';
import type { KeptAs } from '../storedRows.ts';

const nothing: OutcomeCounts = { received: 0, activated: 0, excluded: 0, failed: 0 };
const totals = 'coalesce(sum(received), 0) AS received, coalesce(sum(activated), 0) AS activated, coalesce(sum(excluded), 0) AS excluded, coalesce(sum(failed), 0) AS failed';

/** Counts everything there is of a destination, in one transaction: all of it is of one moment, whatever others write meanwhile. */
export function auditOutcomes(database: DatabaseSync, destinationId: string): OutcomeAudit {
  database.exec('BEGIN');
  try {
    return countOutcomes(database, destinationId);
  } finally {
    database.exec('ROLLBACK');
  }
}

function countOutcomes(database: DatabaseSync, destinationId: string): OutcomeAudit {
  const read = <Row>(sql: string): Row => database.prepare(sql).get(destinationId) as Row;
  const sumOf = (table: 'runs' | 'metrics_minutes'): OutcomeCounts => ({ ...read<OutcomeCounts>(`SELECT ${totals} FROM ${table} WHERE destination_id = ?`) });
  const countOf = (source: string): number => read<{ rows: number }>(`SELECT count(*) AS rows FROM ${source} WHERE destination_id = ?`).rows;
  const prunedRows = database.prepare('SELECT kept_as AS keptAs, received, activated, excluded, failed FROM pruned_outcomes WHERE destination_id = ?').all(destinationId);
  const pruned = new Map((prunedRows as unknown as (OutcomeCounts & { keptAs: KeptAs })[]).map(({ keptAs, ...counts }) => [keptAs, counts]));
  const prunedOf = (keptAs: KeptAs): OutcomeCounts => pruned.get(keptAs) ?? nothing;
  return {
    runs: { kept: sumOf('runs'), pruned: prunedOf('runs') },
    minutes: { kept: sumOf('metrics_minutes'), pruned: prunedOf('minutes') },
    rows: {
      kept: {
        activated: countOf('deliveries INDEXED BY deliveries_by_destination'),
        failed: countOf('dead_letters INDEXED BY dead_letters_by_destination'),
      },
      pruned: { activated: prunedOf('deliveries').activated, failed: prunedOf('dead_letters').failed },
    },
  };
}
