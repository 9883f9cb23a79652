import { laneCount } from '../../kit/lane.ts';
import type { MetricsMinuteRow, Settlement } from '../rows.ts';
import type { DeliveryStore } from '../store.ts';
import { sumColumns, sumsOf, type StoredSums } from '../storedSums.ts';
import { addSums, noOutcomes } from '../sums.ts';
import { partitionCount } from './leases.ts';
import type { Queries } from './queries.ts';
import { added, additionsOf, emptySums, sumArrays, sumAssignments, sumParameters } from './sums.ts';

export interface Minutes extends Pick<DeliveryStore, 'readMetrics' | 'noteLag'> {
  /** Adds to the sums of minutes of runs; those that are not there are created. */
  addToMinutes(destinationId: string, minutes: Settlement['minutes']): Promise<void>;
}

const keyOf = ({ minute, runId }: { readonly minute: number; readonly runId: string }): string => `${minute} ${runId}`;

/** Minutes of runs, and how far each destination was behind at their ends. */
export function createMinutes(queries: Queries): Minutes {
  /** Two statements: what is settled between them is in neither sum nor lag of another time. */
  async function readOfDestination(destinationId: string, from: number, to: number): Promise<MetricsMinuteRow[]> {
    const minutes = new Map<number, MetricsMinuteRow>();
    const rows = await queries.rows<StoredSums & { minute: number }>(
      `SELECT minute, ${sumColumns} FROM metrics_minutes WHERE destination_id = $1 AND minute BETWEEN $2 AND $3 ORDER BY minute`,
      destinationId,
      from,
      to,
    );
    for (const row of rows) {
      const { minute } = row;
      minutes.set(minute, { minute, lagMs: 0, sums: addSums(minutes.get(minute)?.sums ?? noOutcomes, sumsOf(row)) });
    }
    const lags = await queries.rows<{ minute: number; lagMs: number }>(
      'SELECT minute, lag_ms AS "lagMs" FROM lag_minutes WHERE destination_id = $1 AND minute BETWEEN $2 AND $3',
      destinationId,
      from,
      to,
    );
    for (const { minute, lagMs } of lags) minutes.set(minute, { minute, lagMs, sums: minutes.get(minute)?.sums ?? noOutcomes });
    return [...minutes.values()].sort((left, right) => left.minute - right.minute);
  }

  return {
    async addToMinutes(destinationId, minutes) {
      if (minutes.length === 0) return;
      const additions = additionsOf(minutes, keyOf, ({ sums }) => sums);
      const items = [...additions.values()].map(({ item }) => item);
      // Stand there afterwards in any case, and are nobody else's until this transaction ends.
      const rows = await queries.rows<StoredSums & { minute: number; runId: string }>(
        `INSERT INTO metrics_minutes AS m (destination_id, minute, run_id, ${sumColumns})
         SELECT $1, minute, run_id, ${emptySums} FROM unnest($2::bigint[], $3::text[]) AS n (minute, run_id)
         ON CONFLICT (destination_id, minute, run_id) DO UPDATE SET received = m.received RETURNING minute, run_id AS "runId", ${sumColumns}`,
        destinationId,
        items.map(({ minute }) => minute),
        items.map(({ runId }) => runId),
      );
      await queries.run(
        `UPDATE metrics_minutes m SET ${sumAssignments} FROM unnest($2::bigint[], $3::text[], ${sumParameters(4)}) AS n (minute, run_id, ${sumColumns})
         WHERE m.destination_id = $1 AND m.minute = n.minute AND m.run_id = n.run_id`,
        destinationId,
        rows.map(({ minute }) => minute),
        rows.map(({ runId }) => runId),
        ...sumArrays(added(rows, additions, keyOf)),
      );
    },
    async readMetrics(of, { from, to }) {
      if ('destinationId' in of) return readOfDestination(of.destinationId, from, to);
      const rows = await queries.rows<StoredSums & { minute: number; lagMs: number }>(
        `SELECT minute, ${sumColumns}, coalesce((SELECT lag_ms FROM lag_minutes l WHERE l.destination_id = m.destination_id AND l.minute = m.minute), 0) AS "lagMs"
         FROM metrics_minutes m WHERE run_id = $1 AND minute BETWEEN $2 AND $3 ORDER BY minute`,
        of.runId,
        from,
        to,
      );
      return rows.map((row) => ({ minute: row.minute, lagMs: row.lagMs, sums: sumsOf(row) }));
    },
    async noteLag(minute, now) {
      // The first entry of a partition after its watermark is the oldest one there without an outcome. A clock that was set back makes nothing younger than new.
      await queries.run(
        `INSERT INTO lag_minutes AS l (destination_id, minute, lag_ms)
         SELECT c.destination_id, $1, max(greatest($2 - e.accepted_at, 0)) FROM checkpoints c
         JOIN activations a ON a.destination_id = c.destination_id
         CROSS JOIN LATERAL (
           SELECT accepted_at FROM change_log WHERE sequence > c.watermark AND lane / ${laneCount / partitionCount} = c.partition ORDER BY sequence LIMIT 1
         ) e
         GROUP BY c.destination_id ORDER BY c.destination_id
         ON CONFLICT (destination_id, minute) DO UPDATE SET lag_ms = greatest(l.lag_ms, excluded.lag_ms)`,
        minute,
        now,
      );
    },
  };
}
