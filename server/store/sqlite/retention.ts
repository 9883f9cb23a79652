import type { DatabaseSync, SQLInputValue } from 'node:sqlite';
import type { OutcomeCounts } from '../outcomeCounts.ts';
import { RemovalBudget, smallRow } from '../removalBudget.ts';
import type { RetentionStore } from '../store.ts';
import type { KeptAs } from '../storedRows.ts';
import type { Synchronous } from './protocol.ts';
import type { PrunedOutcomes } from './prunedOutcomes.ts';
import { prepare } from './statement.ts';
import type { Totals } from './totals.ts';

/** A row that may go: its key, its size and the outcomes it stands for. */
type Candidate = OutcomeCounts & { readonly destinationId: string; readonly key: SQLInputValue; readonly bytes: number };

const delivered = '0 AS received, 1 AS activated, 0 AS excluded, 0 AS failed';
const failed = '0 AS received, 0 AS activated, 0 AS excluded, 1 AS failed';
const sums = 'received, activated, excluded, failed';

/** PURE. */
function countsOf(rows: readonly OutcomeCounts[]): OutcomeCounts {
  const counts = { received: 0, activated: 0, excluded: 0, failed: 0 };
  for (const row of rows) for (const name of ['received', 'activated', 'excluded', 'failed'] as const) counts[name] += row[name];
  return counts;
}

export function createRetention(database: DatabaseSync, pruned: PrunedOutcomes, pruneTotals: Totals['pruneTotals']): Synchronous<RetentionStore> {
  const selectDestinations = prepare<{ id: string }>(database, 'SELECT id FROM destinations');
  /** The oldest rows of a kind, of one destination, and how to remove one by its key. */
  const oldest = (keptAs: KeptAs, select: string, ...deletions: string[]) => ({
    keptAs,
    select: prepare<Candidate>(database, `SELECT destination_id AS destinationId, ${select} LIMIT ?`),
    deletions: deletions.map((deletion) => prepare(database, deletion)),
  });
  const deliveries = oldest(
    'deliveries',
    `key, ${smallRow} AS bytes, ${delivered} FROM deliveries INDEXED BY deliveries_by_destination WHERE destination_id = ? AND delivered_at < ? ORDER BY delivered_at`,
    'DELETE FROM deliveries WHERE key = ?',
  );
  const deadLetters = oldest(
    'dead_letters',
    `key, octet_length(attempts) + coalesce((SELECT octet_length(data) FROM dead_letter_records r WHERE r.key = dead_letters.key), 0) + ${smallRow} AS bytes, ${failed}
     FROM dead_letters INDEXED BY dead_letters_by_destination WHERE destination_id = ? AND created_at < ? ORDER BY created_at`,
    'DELETE FROM dead_letter_records WHERE key = ?',
    'DELETE FROM dead_letters WHERE key = ?',
  );
  const minutes = oldest(
    'minutes',
    `json_array(destination_id, minute, run_id) AS key, ${smallRow} AS bytes, ${sums} FROM metrics_minutes WHERE destination_id = ? AND minute < ? ORDER BY minute`,
    'DELETE FROM metrics_minutes WHERE destination_id = ?1 ->> 0 AND minute = ?1 ->> 1 AND run_id = ?1 ->> 2',
  );
  const runs = oldest(
    'runs',
    `id AS key, ${smallRow} AS bytes, ${sums} FROM runs INDEXED BY runs_by_destination
     WHERE destination_id = ? AND started_at < ? AND (kind = 'streaming' OR ended_at IS NOT NULL) ORDER BY started_at`,
    'DELETE FROM runs WHERE id = ?',
  );
  const deleteHours = prepare(database, 'DELETE FROM metrics_hours WHERE destination_id = ? AND hour <= ? - 3600000');
  const deleteLag = prepare(database, 'DELETE FROM lag_minutes WHERE destination_id = ? AND minute < ?');
  // Keys rise with every row and the oldest rows go first, so there are at most as many rows as keys from the first to the last.
  const selectSurplus = prepare<Candidate>(
    database,
    `SELECT destination_id AS destinationId, key, ${smallRow} AS bytes, ${delivered} FROM deliveries
     WHERE key <= (SELECT max(key) FROM deliveries) - ? ORDER BY key LIMIT ?`,
  );

  // Without any activation nobody waits for anything: the next one begins at the head.
  const selectSettled = prepare<{ sequence: number; bytes: number }>(
    database,
    `SELECT sequence, octet_length(document) + octet_length(change) AS bytes FROM change_log
     WHERE sequence <= coalesce((SELECT min(c.watermark) FROM checkpoints c JOIN activations a ON a.destination_id = c.destination_id), ${Number.MAX_SAFE_INTEGER})
     ORDER BY sequence LIMIT ?`,
  );
  const deleteChanges = prepare(database, 'DELETE FROM change_log WHERE sequence <= ?');
  const selectFree = prepare<{ bytes: number }>(database, 'SELECT freelist_count * page_size AS bytes FROM pragma_freelist_count, pragma_page_size');

  function remove({ keptAs, deletions }: Pick<ReturnType<typeof oldest>, 'keptAs' | 'deletions'>, rows: readonly Candidate[]): number {
    for (const { key } of rows) for (const deletion of deletions) deletion.run(key);
    for (const [destinationId, ofDestination] of Map.groupBy(rows, (row) => row.destinationId)) pruned.add(destinationId, keptAs, countsOf(ofDestination));
    return rows.length;
  }

  return {
    trimChanges(limit) {
      const budget = new RemovalBudget(limit);
      const last = budget.take(selectSettled.iterate(limit)).at(-1);
      return { removed: last === undefined ? 0 : deleteChanges.run(last.sequence), isMore: budget.isSpent };
    },
    pruneOutcomes({ deliveriesBefore, deliveriesMost, deadLettersBefore, minutesBefore, runsBefore }, limit) {
      const byAge = [
        [deliveries, deliveriesBefore],
        [deadLetters, deadLettersBefore],
        [minutes, minutesBefore],
        [runs, runsBefore],
      ] as const;
      const budget = new RemovalBudget(limit);
      let removed = 0;
      pruneTotals(minutesBefore);
      for (const { id } of selectDestinations.all()) {
        deleteHours.run(id, minutesBefore);
        deleteLag.run(id, minutesBefore);
        for (const [kind, before] of byAge) removed += remove(kind, budget.take(kind.select.iterate(id, before, budget.rows)));
      }
      removed += remove(deliveries, budget.take(selectSurplus.iterate(deliveriesMost, budget.rows)));
      return { removed, isMore: budget.isSpent };
    },
    reusableBytes: () => selectFree.get()?.bytes ?? 0,
  };
}
