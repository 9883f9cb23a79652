import type { HourStore } from '../hourStore.ts';
import type { MetricsMinuteRow, Settlement } from '../rows.ts';
import type { TimeRange } from '../store.ts';
import { sumColumns, sumsOf, type StoredSums } from '../storedSums.ts';
import { noOutcomes } from '../sums.ts';
import type { Minutes } from './minutes.ts';
import type { Queries } from './queries.ts';
import { added, additionsOf, emptySums, sumArrays, sumAssignments, sumParameters } from './sums.ts';

const hourMs = 3_600_000;

export interface Hours extends HourStore {
  /** Adds minutes of runs to the hours they are in; those that are not there are created. */
  addToHours(destinationId: string, minutes: Settlement['minutes']): Promise<void>;
}

/** Hours of destinations; what is no whole hour of a range is read from `minutes`. */
export function createHours(queries: Queries, minutes: Minutes): Hours {
  /** `from` and `end` are full hours. */
  async function readWhole(destinationId: string, from: number, end: number): Promise<MetricsMinuteRow[]> {
    const stored = await queries.rows<StoredSums & { hour: number }>(
      `SELECT hour, ${sumColumns} FROM metrics_hours WHERE destination_id = $1 AND hour >= $2 AND hour < $3`,
      destinationId,
      from,
      end,
    );
    const rows = new Map<number, MetricsMinuteRow>(stored.map((row) => [row.hour, { minute: row.hour, lagMs: 0, sums: sumsOf(row) }]));
    const lags = await queries.rows<{ hour: number; lagMs: number }>(
      `SELECT minute - minute % ${hourMs} AS hour, max(lag_ms) AS "lagMs" FROM lag_minutes WHERE destination_id = $1 AND minute >= $2 AND minute < $3 GROUP BY 1`,
      destinationId,
      from,
      end,
    );
    for (const { hour, lagMs } of lags) rows.set(hour, { minute: hour, lagMs, sums: rows.get(hour)?.sums ?? noOutcomes });
    return [...rows.values()].sort((left, right) => left.minute - right.minute);
  }

  return {
    async addToHours(destinationId, ofRuns) {
      if (ofRuns.length === 0) return;
      const hourOf = ({ minute }: { readonly minute: number }): number => minute - (minute % hourMs);
      const additions = additionsOf(
        ofRuns,
        (minute) => String(hourOf(minute)),
        ({ sums }) => sums,
      );
      // Stand there afterwards in any case, and are nobody else's until this transaction ends.
      const rows = await queries.rows<StoredSums & { hour: number }>(
        `INSERT INTO metrics_hours AS h (destination_id, hour, ${sumColumns}) SELECT $1, hour, ${emptySums} FROM unnest($2::bigint[]) AS n (hour)
         ON CONFLICT (destination_id, hour) DO UPDATE SET received = h.received RETURNING hour, ${sumColumns}`,
        destinationId,
        [...additions.values()].map(({ item }) => hourOf(item)),
      );
      await queries.run(
        `UPDATE metrics_hours h SET ${sumAssignments} FROM unnest($2::bigint[], ${sumParameters(3)}) AS n (hour, ${sumColumns}) WHERE h.destination_id = $1 AND h.hour = n.hour`,
        destinationId,
        rows.map(({ hour }) => hour),
        ...sumArrays(added(rows, additions, ({ hour }) => String(hour))),
      );
    },
    /** Several statements, each of a time of its own: what is settled between two of them is in what the second reads. */
    async readHours(destinationId, { from, to }: TimeRange) {
      const first = Math.ceil(from / hourMs) * hourMs;
      const end = Math.floor((to + 1) / hourMs) * hourMs;
      const read = (range: TimeRange): Promise<MetricsMinuteRow[]> => minutes.readMetrics({ destinationId }, range);
      if (first >= end) return read({ from, to });
      return [...(await read({ from, to: first - 1 })), ...(await readWhole(destinationId, first, end)), ...(await read({ from: end, to }))];
    },
  };
}
