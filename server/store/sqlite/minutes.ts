import type { DatabaseSync } from 'node:sqlite';
import type { MetricsMinuteRow, Settlement } from '../rows.ts';
import type { DeliveryStore } from '../store.ts';
import { sumColumns, sumsOf, sumValues, type StoredSums } from '../storedSums.ts';
import { addSums, noOutcomes } from '../sums.ts';
import type { Synchronous } from './protocol.ts';
import { prepare } from './statement.ts';
import type { Totals } from './totals.ts';
import { sumAssignments } from './sums.ts';

export interface Minutes extends Synchronous<Pick<DeliveryStore, 'readMetrics' | 'noteLag'>> {
  /** Adds to the sums of a run's minute, which is created if it is not there. */
  addToMinute(destinationId: string, minute: Settlement['minutes'][number]): void;
}

/** Minutes of runs, whose outcomes go into the sums of longer times as well, and how far each destination was behind at their ends. */
export function createMinutes(database: DatabaseSync, addToTotals: Totals['addToTotals']): Minutes {
  const selectMinute = prepare<StoredSums>(database, `SELECT ${sumColumns} FROM metrics_minutes WHERE destination_id = ? AND minute = ? AND run_id = ?`);
  const putMinute = prepare(
    database,
    `INSERT INTO metrics_minutes (destination_id, minute, run_id, ${sumColumns}) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT DO UPDATE SET ${sumAssignments}`,
  );
  const selectOfRun = prepare<StoredSums & { minute: number; lagMs: number }>(
    database,
    `SELECT minute, ${sumColumns}, coalesce((SELECT lag_ms FROM lag_minutes l WHERE l.destination_id = m.destination_id AND l.minute = m.minute), 0) AS lagMs
     FROM metrics_minutes m WHERE run_id = ? AND minute BETWEEN ? AND ? ORDER BY minute`,
  );
  const selectOfDestination = prepare<StoredSums & { minute: number }>(
    database,
    `SELECT minute, ${sumColumns} FROM metrics_minutes WHERE destination_id = ? AND minute BETWEEN ? AND ? ORDER BY minute`,
  );
  const selectLag = prepare<{ minute: number; lagMs: number }>(
    database,
    'SELECT minute, lag_ms AS lagMs FROM lag_minutes WHERE destination_id = ? AND minute BETWEEN ? AND ? ORDER BY minute',
  );
  // The first entry after a watermark is the oldest one without an outcome. A clock that was set back makes nothing younger than new.
  const insertLag = prepare(
    database,
    `INSERT INTO lag_minutes (destination_id, minute, lag_ms)
     SELECT c.destination_id, ?1, max(?2 - l.accepted_at, 0) FROM checkpoints c
     JOIN activations a ON a.destination_id = c.destination_id
     JOIN change_log l ON l.sequence = (SELECT min(sequence) FROM change_log WHERE sequence > c.watermark)
     WHERE true ON CONFLICT DO UPDATE SET lag_ms = max(lag_ms, excluded.lag_ms)`,
  );

  function readOfDestination(destinationId: string, from: number, to: number): MetricsMinuteRow[] {
    const minutes = new Map<number, MetricsMinuteRow>();
    for (const row of selectOfDestination.all(destinationId, from, to)) {
      const { minute } = row;
      minutes.set(minute, { minute, lagMs: 0, sums: addSums(minutes.get(minute)?.sums ?? noOutcomes, sumsOf(row)) });
    }
    for (const { minute, lagMs } of selectLag.all(destinationId, from, to)) minutes.set(minute, { minute, lagMs, sums: minutes.get(minute)?.sums ?? noOutcomes });
    return [...minutes.values()].sort((left, right) => left.minute - right.minute);
  }

  return {
    addToMinute(destinationId, added) {
      const { runId, minute, sums } = added;
      addToTotals(destinationId, added);
      const stored = selectMinute.get(destinationId, minute, runId);
      putMinute.run(destinationId, minute, runId, ...sumValues(stored === undefined ? sums : addSums(sumsOf(stored), sums)));
    },
    readMetrics(of, { from, to }) {
      if ('destinationId' in of) return readOfDestination(of.destinationId, from, to);
      return selectOfRun.all(of.runId, from, to).map((row) => ({ minute: row.minute, lagMs: row.lagMs, sums: sumsOf(row) }));
    },
    noteLag(minute, now) {
      insertLag.run(minute, now);
    },
  };
}
