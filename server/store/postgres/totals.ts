import type { Settlement } from '../rows.ts';
import type { OutcomeTotals, TotalsStore } from '../totalsStore.ts';
import { timeParts, type TimePart } from '../timeParts.ts';
import type { Parameter, Queries } from './queries.ts';

const minuteMs = 60_000;
const hourMs = 60 * minuteMs;
const dayMs = 24 * hourMs;

export interface Totals extends TotalsStore {
  /** Adds what is added to minutes to their hours and their days. */
  addToTotals(destinationId: string, minutes: Settlement['minutes']): Promise<void>;
  /** Removes hours and days of which every minute is older, epoch milliseconds. */
  pruneTotals(before: number): Promise<void>;
}

const names = ['received', 'activated', 'excluded', 'failed', 'throttled', 'bytes'] as const;
const columns = names.join(', ');
const sums = names.map((name) => `sum(${name}) AS ${name}`).join(', ');
/** Outcomes of parts of a time, each part in units of its own: two arrays per unit, where its parts begin and end. Minutes are stored by destination, hours and days by time. */
const outcomes = `(
  SELECT day AS at, destination_id, ${columns} FROM unnest($1::bigint[], $2::bigint[]) AS p (first, last) JOIN totals_days ON day >= p.first AND day < p.last
  UNION ALL
  SELECT hour, destination_id, ${columns} FROM unnest($3::bigint[], $4::bigint[]) AS p (first, last) JOIN totals_hours ON hour >= p.first AND hour < p.last
  UNION ALL
  SELECT minute, m.destination_id, ${columns} FROM unnest($5::bigint[], $6::bigint[]) AS p (first, last) CROSS JOIN destinations d
    JOIN metrics_minutes m ON m.destination_id = d.id AND minute >= p.first AND minute < p.last
) AS o`;
const units = [dayMs, hourMs, minuteMs] as const;
const tables = [
  { unit: hourMs, time: 'hour', table: 'totals_hours' },
  { unit: dayMs, time: 'day', table: 'totals_days' },
] as const;

/** Outcomes by the hour and the day, kept beside the minutes. */
export function createTotals(queries: Queries): Totals {
  return {
    /** Two statements: what is settled between them is in the second only. */
    async readTotals({ from, to }, step) {
      return {
        steps: await queries.rows<OutcomeTotals & { at: number }>(
          `SELECT at - at % $7 AS at, ${sums} FROM ${outcomes} GROUP BY 1 ORDER BY 1`,
          ...partsOf(from, to + 1, step),
          step,
        ),
        destinations: await queries.rows<OutcomeTotals & { id: string; name: string; isDeleted: boolean }>(
          `SELECT d.id, d.name, d.deleted_at IS NOT NULL AS "isDeleted", ${columns}
           FROM (SELECT destination_id, ${sums} FROM ${outcomes} GROUP BY destination_id) s JOIN destinations d ON d.id = s.destination_id`,
          ...partsOf(from, to + 1, dayMs),
        ),
      };
    },
    async addToTotals(destinationId, minutes) {
      if (minutes.length === 0) return;
      for (const { unit, time, table } of tables) {
        const added = [...Map.groupBy(minutes, ({ minute }) => minute - (minute % unit))].toSorted(([a], [b]) => a - b);
        await queries.run(
          `INSERT INTO ${table} AS t (${time}, destination_id, ${columns})
           SELECT n.at, $1, ${columns} FROM unnest($2::bigint[], $3::bigint[], $4::bigint[], $5::bigint[], $6::bigint[], $7::bigint[], $8::bigint[]) AS n (at, ${columns})
           ON CONFLICT (${time}, destination_id) DO UPDATE SET ${names.map((name) => `${name} = t.${name} + excluded.${name}`).join(', ')}`,
          destinationId,
          added.map(([at]) => at),
          ...names.map((name) => added.map(([, rows]) => rows.reduce((sum, row) => sum + row.sums[name], 0))),
        );
      }
    },
    async pruneTotals(before) {
      for (const { unit, time, table } of tables) await queries.run(`DELETE FROM ${table} WHERE ${time} < $1`, before - (before % unit));
    },
  };
}

/** The six arrays of `outcomes` for a time, in units that a step of `longest` is a multiple of. */
function partsOf(from: number, end: number, longest: number): Parameter[] {
  const fitting = units.filter((unit) => longest % unit === 0);
  const parts = Map.groupBy(timeParts(from, end, fitting), ({ unit }) => unit);
  const bounds = (unit: number, of: keyof TimePart): number[] => (parts.get(unit) ?? []).map((part) => part[of]);
  return units.flatMap((unit) => [bounds(unit, 'from'), bounds(unit, 'end')]);
}
