import type { DatabaseSync } from 'node:sqlite';
import type { CheckpointRow, MetricsMinuteRow } from '../rows.ts';
import type { DeliveryStore } from '../store.ts';
import { createDeliveries } from './deliveries.ts';
import type { Synchronous } from './protocol.ts';
import type { Runs } from './runs.ts';
import { prepare } from './statement.ts';
import { addSums } from '../sums.ts';
import { sumAssignments, sumColumns, sumsOf, sumValues, type StoredSums } from './sums.ts';

type Delivery = Synchronous<Pick<DeliveryStore, 'takeOver' | 'getCheckpoint' | 'settle' | 'readMetrics' | 'listDeliveries' | 'listDeadLetters'>>;

/** A row as read: the ranges are JSON. */
type StoredCheckpoint = Omit<CheckpointRow, 'lanes'> & { lanes: string };

export function createDelivery(database: DatabaseSync, runs: Runs): Delivery {
  const deliveries = createDeliveries(database);
  const checkpointColumns = 'destination_id AS destinationId, epoch, watermark, position, lanes';
  const selectCheckpoint = prepare<StoredCheckpoint>(database, `SELECT ${checkpointColumns} FROM checkpoints WHERE destination_id = ?`);
  const raiseEpoch = prepare<StoredCheckpoint>(
    database,
    `UPDATE checkpoints SET epoch = epoch + 1
     WHERE destination_id = ?1 AND EXISTS (SELECT 1 FROM activations WHERE destination_id = ?1) RETURNING ${checkpointColumns}`,
  );
  const moveCheckpoint = prepare(database, 'UPDATE checkpoints SET watermark = ?, position = ?, lanes = ? WHERE destination_id = ? AND epoch = ?');
  const selectMinute = prepare<StoredSums>(database, `SELECT ${sumColumns} FROM metrics_minutes WHERE destination_id = ? AND minute = ?`);
  const putMinute = prepare(
    database,
    `INSERT INTO metrics_minutes (destination_id, minute, ${sumColumns}) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT DO UPDATE SET ${sumAssignments}`,
  );
  const selectMinutes = prepare<StoredSums & { minute: number }>(
    database,
    `SELECT minute, ${sumColumns} FROM metrics_minutes WHERE destination_id = ? AND minute BETWEEN ? AND ? ORDER BY minute`,
  );
  const noteDelivery = prepare(database, 'UPDATE destinations SET last_delivered_at = max(coalesce(last_delivered_at, 0), ?) WHERE id = ?');

  const addToMinute = (destinationId: string, { minute, sums }: MetricsMinuteRow): void => {
    const stored = selectMinute.get(destinationId, minute);
    putMinute.run(destinationId, minute, ...sumValues(stored === undefined ? sums : addSums(sumsOf(stored), sums)));
  };

  return {
    takeOver: (destinationId) => checkpointOf(raiseEpoch.get(destinationId)),
    getCheckpoint: (destinationId) => checkpointOf(selectCheckpoint.get(destinationId)),
    settle(settlement) {
      const { destinationId, epoch, watermark, position, lanes } = settlement;
      if (moveCheckpoint.run(watermark, position, JSON.stringify(lanes), destinationId, epoch) === 0) return 'fenced';
      for (const run of settlement.runs) runs.addToRun(destinationId, run);
      for (const minute of settlement.minutes) addToMinute(destinationId, minute);
      for (const delivery of settlement.deliveries) deliveries.insert(delivery);
      for (const deadLetter of settlement.deadLetters) deliveries.putDeadLetter(deadLetter);
      for (const progress of settlement.backfills) runs.moveBackfill(progress);
      if (settlement.deliveries.length > 0)
        noteDelivery.run(
          settlement.deliveries.reduce((latest, { deliveredAt }) => Math.max(latest, deliveredAt), 0),
          destinationId,
        );
      return 'settled';
    },
    readMetrics: (destinationId, range) => selectMinutes.all(destinationId, range.from, range.to).map((row) => ({ minute: row.minute, sums: sumsOf(row) })),
    listDeliveries: deliveries.list,
    listDeadLetters: deliveries.listDeadLetters,
  };
}

function checkpointOf(row: StoredCheckpoint | undefined): CheckpointRow | null {
  return row === undefined ? null : { ...row, lanes: JSON.parse(row.lanes) as CheckpointRow['lanes'] };
}
