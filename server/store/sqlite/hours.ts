import type { DatabaseSync } from 'node:sqlite';
import type { HourStore } from '../hourStore.ts';
import type { MetricsMinuteRow, OutcomeSums, Settlement } from '../rows.ts';
import type { TimeRange } from '../store.ts';
import { sumColumns, sumsOf, sumValues, type StoredSums } from '../storedSums.ts';
import { addSums, noOutcomes } from '../sums.ts';
import type { Minutes } from './minutes.ts';
import type { Synchronous } from './protocol.ts';
import { prepare } from './statement.ts';
import { sumAssignments } from './sums.ts';

const hourMs = 3_600_000;

export interface Hours extends Synchronous<HourStore> {
  /** Adds minutes of runs to the hours they are in. */
  add(destinationId: string, minutes: Settlement['minutes']): void;
}

/** Hours of destinations; what is no whole hour of a range is read from `minutes`. */
export function createHours(database: DatabaseSync, minutes: Minutes): Hours {
  const selectHour = prepare<StoredSums>(database, `SELECT ${sumColumns} FROM metrics_hours WHERE destination_id = ? AND hour = ?`);
  const putHour = prepare(
    database,
    `INSERT INTO metrics_hours (destination_id, hour, ${sumColumns}) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT DO UPDATE SET ${sumAssignments}`,
  );
  const selectHours = prepare<StoredSums & { hour: number }>(database, `SELECT hour, ${sumColumns} FROM metrics_hours WHERE destination_id = ? AND hour >= ? AND hour < ?`);
  const selectLag = prepare<{ hour: number; lagMs: number }>(
    database,
    `SELECT minute - minute % ${hourMs} AS hour, max(lag_ms) AS lagMs FROM lag_minutes WHERE destination_id = ? AND minute >= ? AND minute < ? GROUP BY hour`,
  );

  /** `from` and `end` are full hours. */
  function readWhole(destinationId: string, from: number, end: number): MetricsMinuteRow[] {
    const rows = new Map<number, MetricsMinuteRow>();
    for (const row of selectHours.all(destinationId, from, end)) rows.set(row.hour, { minute: row.hour, lagMs: 0, sums: sumsOf(row) });
    for (const { hour, lagMs } of selectLag.all(destinationId, from, end)) rows.set(hour, { minute: hour, lagMs, sums: rows.get(hour)?.sums ?? noOutcomes });
    return [...rows.values()].sort((left, right) => left.minute - right.minute);
  }

  return {
    add(destinationId, ofRuns) {
      const sums = new Map<number, OutcomeSums>();
      for (const { minute, sums: ofMinute } of ofRuns) {
        const hour = minute - (minute % hourMs);
        sums.set(hour, addSums(sums.get(hour) ?? noOutcomes, ofMinute));
      }
      for (const [hour, added] of sums) {
        const stored = selectHour.get(destinationId, hour);
        putHour.run(destinationId, hour, ...sumValues(stored === undefined ? added : addSums(sumsOf(stored), added)));
      }
    },
    readHours(destinationId, { from, to }: TimeRange) {
      const first = Math.ceil(from / hourMs) * hourMs;
      const end = Math.floor((to + 1) / hourMs) * hourMs;
      const read = (range: TimeRange): MetricsMinuteRow[] => minutes.readMetrics({ destinationId }, range);
      if (first >= end) return read({ from, to });
      return [...read({ from, to: first - 1 }), ...readWhole(destinationId, first, end), ...read({ from: end, to })];
    },
  };
}
