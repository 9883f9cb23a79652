import type { DatabaseSync } from 'node:sqlite';
import type { ProofStore } from '../proofStore.ts';
import type { DeliveryStore, GatheringStore } from '../store.ts';
import { checkpointOf, type StoredCheckpoint } from '../storedRows.ts';
import type { DeadLetters } from './deadLetters.ts';
import { createGathered } from './gathered.ts';
import { createDeliveries } from './deliveries.ts';
import type { Hours } from './hours.ts';
import type { Minutes } from './minutes.ts';
import type { Synchronous } from './protocol.ts';
import type { Runs } from './runs.ts';
import { prepare } from './statement.ts';

type Delivery = Synchronous<Pick<DeliveryStore, 'takeOver' | 'getCheckpoint' | 'settle'> & Pick<ProofStore, 'listDeliveries' | 'findDelivery'> & GatheringStore>;

export function createDelivery(database: DatabaseSync, runs: Runs, minutes: Minutes, hours: Hours, deadLetters: DeadLetters): Delivery {
  const deliveries = createDeliveries(database);
  const gathered = createGathered(database);
  const checkpointColumns = 'destination_id AS destinationId, epoch, watermark, position, lanes';
  const selectCheckpoint = prepare<StoredCheckpoint>(database, `SELECT ${checkpointColumns} FROM checkpoints WHERE destination_id = ?`);
  const raiseEpoch = prepare<StoredCheckpoint>(
    database,
    `UPDATE checkpoints SET epoch = epoch + 1
     WHERE destination_id = ?1 AND EXISTS (SELECT 1 FROM activations WHERE destination_id = ?1) RETURNING ${checkpointColumns}`,
  );
  const moveCheckpoint = prepare(database, 'UPDATE checkpoints SET watermark = ?, position = ?, lanes = ? WHERE destination_id = ? AND epoch = ?');
  const noteDelivery = prepare(database, 'UPDATE destinations SET last_delivered_at = max(coalesce(last_delivered_at, 0), ?) WHERE id = ?');

  return {
    takeOver: (destinationId) => checkpointOf(raiseEpoch.get(destinationId)),
    getCheckpoint: (destinationId) => checkpointOf(selectCheckpoint.get(destinationId)),
    settle(settlement) {
      const { destinationId, epoch, watermark, position, lanes } = settlement;
      if (moveCheckpoint.run(watermark, position, JSON.stringify(lanes), destinationId, epoch) === 0) return 'fenced';
      for (const run of settlement.runs) runs.addToRun(destinationId, run);
      for (const minute of settlement.minutes) minutes.addToMinute(destinationId, minute);
      hours.add(destinationId, settlement.minutes);
      for (const delivery of settlement.deliveries) deliveries.insert(delivery);
      for (const deadLetter of settlement.deadLetters) deadLetters.insert(deadLetter);
      for (const ended of settlement.endedLetters) deadLetters.end(ended);
      for (const row of settlement.gathered) gathered.keep(destinationId, row);
      for (const row of settlement.released) gathered.release(destinationId, row);
      for (const progress of settlement.progress) runs.move(progress);
      if (settlement.deliveries.length > 0)
        noteDelivery.run(
          settlement.deliveries.reduce((latest, { deliveredAt }) => Math.max(latest, deliveredAt), 0),
          destinationId,
        );
      return 'settled';
    },
    listDeliveries: deliveries.list,
    findDelivery: deliveries.find,
    lastDeliveries: deliveries.last,
    readDue: gathered.readDue,
  };
}
