import { RemovalBudget, smallRow } from '../removalBudget.ts';
import type { RetentionStore } from '../store.ts';
import type { KeptAs } from '../storedRows.ts';
import { isDecided } from './profiles.ts';
import type { PrunedOutcomes } from './prunedOutcomes.ts';
import type { Queries } from './queries.ts';
import type { Totals } from './totals.ts';

/** A row that may go. */
interface Candidate {
  readonly key: string | number;
  readonly bytes: number;
}

/** A kind of rows: the oldest of every destination, older than $1 and at most $2 of them, and how they are removed by the keys of $1. */
interface Kind {
  readonly keptAs: KeptAs;
  readonly oldest: string;
  readonly deletion: string;
}

const delivered = '0 AS received, 1 AS activated, 0 AS excluded, 0 AS failed';
const failed = '0 AS received, 0 AS activated, 0 AS excluded, 1 AS failed';
const sums = 'received, activated, excluded, failed';

const oldestOf = (select: string): string => `SELECT c.key, c.bytes FROM destinations d CROSS JOIN LATERAL (SELECT ${select} LIMIT $2) c LIMIT $2`;
const deliveries: Kind = {
  keptAs: 'deliveries',
  oldest: oldestOf(`key, ${smallRow} AS bytes FROM deliveries WHERE destination_id = d.id AND delivered_at < $1 ORDER BY delivered_at`),
  deletion: `DELETE FROM deliveries WHERE key = ANY ($1::bigint[]) RETURNING destination_id, ${delivered}`,
};
const deadLetters: Kind = {
  keptAs: 'dead_letters',
  oldest: oldestOf(
    `l.key, octet_length(l.attempts) + coalesce((SELECT octet_length(r.data) FROM dead_letter_records r WHERE r.key = l.key), 0) + ${smallRow} AS bytes
     FROM dead_letters l WHERE l.destination_id = d.id AND l.created_at < $1 ORDER BY l.created_at`,
  ),
  deletion: `DELETE FROM dead_letters WHERE key = ANY ($1::bigint[]) RETURNING destination_id, ${failed}`,
};
const runs: Kind = {
  keptAs: 'runs',
  oldest: oldestOf(
    `id AS key, ${smallRow} AS bytes FROM runs WHERE destination_id = d.id AND started_at < $1 AND (kind = 'streaming' OR ended_at IS NOT NULL) ORDER BY started_at`,
  ),
  deletion: `DELETE FROM runs WHERE id = ANY ($1::text[]) RETURNING destination_id, ${sums}`,
};
const minutes: Kind = {
  keptAs: 'minutes',
  oldest: oldestOf(
    `json_build_array(destination_id, minute, run_id)::text AS key, ${smallRow} AS bytes FROM metrics_minutes WHERE destination_id = d.id AND minute < $1 ORDER BY minute`,
  ),
  deletion: `DELETE FROM metrics_minutes m USING (SELECT key::json AS key FROM unnest($1::text[]) AS n (key)) k
    WHERE m.destination_id = k.key ->> 0 AND m.minute = (k.key ->> 1)::bigint AND m.run_id = k.key ->> 2 RETURNING destination_id, ${sums}`,
};
// Keys rise with every row and the oldest rows go first, so there are at most as many rows as keys from the first to the last.
const surplus = `SELECT key, ${smallRow} AS bytes FROM deliveries WHERE key <= (SELECT max(key) FROM deliveries) - $1 ORDER BY key LIMIT $2`;

export function createRetention(queries: Queries, pruned: PrunedOutcomes, pruneTotals: Totals['pruneTotals']): RetentionStore {
  /** Removes the oldest, as `select` finds them by a limit, as far as the budget goes. */
  async function prune({ keptAs, deletion }: Kind, select: string, limit: number, budget: RemovalBudget): Promise<number> {
    if (budget.isSpent) return 0;
    const keys = budget.take(await queries.rows<Candidate>(select, limit, budget.rows)).map(({ key }) => key);
    if (keptAs === 'dead_letters') await queries.run('DELETE FROM dead_letter_records WHERE key = ANY ($1)', keys);
    return pruned.remove(keptAs, deletion, keys);
  }

  return {
    /**
     * Nobody activates anything meanwhile: without any activation nobody waits for an entry, and the next one begins at
     * the head. What lies before the beginning of the log is not looked at again: it is there until a vacuum.
     */
    async trimChanges(limit) {
      const budget = new RemovalBudget(limit);
      const settled = await queries.rows<{ sequence: number; bytes: number }>(
        `SELECT sequence, octet_length(document) + octet_length(change) AS bytes FROM change_log
         WHERE sequence > (SELECT trimmed FROM log_start) AND ${isDecided}
           AND sequence <= coalesce((SELECT min(c.watermark) FROM checkpoints c JOIN activations a ON a.destination_id = c.destination_id), ${Number.MAX_SAFE_INTEGER})
         ORDER BY sequence LIMIT $1`,
        limit,
      );
      const last = budget.take(settled).at(-1);
      if (last === undefined) return { removed: 0, isMore: budget.isSpent };
      const removed = await queries.run('DELETE FROM change_log WHERE sequence > (SELECT trimmed FROM log_start) AND sequence <= $1', last.sequence);
      await queries.run('UPDATE log_start SET trimmed = $1', last.sequence);
      return { removed, isMore: budget.isSpent };
    },
    /** Kinds in the order in which settlements write them, so that nobody waits in a circle. What another server removes at the same time is counted by it. */
    async pruneOutcomes({ deliveriesBefore, deliveriesMost, deadLettersBefore, minutesBefore, runsBefore }, limit) {
      const budget = new RemovalBudget(limit);
      const removed = [
        await prune(deliveries, deliveries.oldest, deliveriesBefore, budget),
        await prune(deliveries, surplus, deliveriesMost, budget),
        await prune(deadLetters, deadLetters.oldest, deadLettersBefore, budget),
        await prune(runs, runs.oldest, runsBefore, budget),
        await prune(minutes, minutes.oldest, minutesBefore, budget),
      ];
      await queries.run('DELETE FROM metrics_hours h USING destinations d WHERE h.destination_id = d.id AND h.hour <= $1::bigint - 3600000', minutesBefore);
      await queries.run('DELETE FROM lag_minutes l USING destinations d WHERE l.destination_id = d.id AND l.minute < $1', minutesBefore);
      await pruneTotals(minutesBefore);
      return { removed: removed.reduce((sum, rows) => sum + rows), isMore: budget.isSpent };
    },
    // How much room its files have, and whether its disk has any, is the business of whoever runs PostgreSQL; it refuses writes for want of room by itself.
    reusableBytes: async () => 0,
  };
}
