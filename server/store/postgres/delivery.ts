import { mergeCheckpoints, splitCheckpoint, type PartitionCheckpoint } from '../partitionedCheckpoints.ts';
import type { ProofStore } from '../proofStore.ts';
import type { CheckpointRow } from '../rows.ts';
import type { DeliveryStore, GatheringStore } from '../store.ts';

import type { DeadLetters } from './deadLetters.ts';
import { createDeliveries } from './deliveries.ts';
import { createGathered } from './gathered.ts';
import type { Hours } from './hours.ts';
import { everyPartition, partitionCount } from './leases.ts';
import type { Minutes } from './minutes.ts';
import type { Queries } from './queries.ts';
import type { Runs } from './runs.ts';
import type { Totals } from './totals.ts';

export type Delivery = Pick<DeliveryStore, 'takeOver' | 'getCheckpoint' | 'settle'> & Pick<ProofStore, 'listDeliveries' | 'findDelivery'> & GatheringStore;

/** Where settlements add up what they did. */
export interface Sums {
  readonly runs: Runs;
  readonly minutes: Minutes;
  readonly hours: Hours;
  readonly totals: Totals;
}

export function createDelivery(queries: Queries, { runs, minutes, hours, totals }: Sums, deadLetters: DeadLetters): Delivery {
  const { insert, ...proofs } = createDeliveries(queries);
  const { keep, release, readDue } = createGathered(queries);
  async function checkpointOf(destinationId: string, partitions: readonly number[]): Promise<CheckpointRow | null> {
    const rows = await queries.rows<Omit<PartitionCheckpoint, 'lanes'> & { epoch: number; lanes: string }>(
      'SELECT partition, epoch, watermark, position, lanes FROM checkpoints WHERE destination_id = $1 AND partition = ANY ($2) ORDER BY partition',
      destinationId,
      partitions,
    );
    if (rows.length === 0) return null;
    const parts = rows.map((row) => ({ ...row, lanes: JSON.parse(row.lanes) as CheckpointRow['lanes'] }));
    return { destinationId, epoch: Math.max(...rows.map(({ epoch }) => epoch)), ...mergeCheckpoints(parts, partitionCount) };
  }

  /** The same settlement was stored before, by a commit whose answer was lost. */
  async function wasSettled(destinationId: string, partitions: readonly number[], epoch: number, number: number | null): Promise<boolean> {
    if (number === null) return false;
    const row = await queries.row<{ count: number }>(
      'SELECT count(*) AS count FROM checkpoints WHERE destination_id = $1 AND epoch = $2 AND partition = ANY ($3) AND settled = $4',
      destinationId,
      epoch,
      partitions,
      number,
    );
    return row?.count === partitions.length;
  }

  return {
    async takeOver(destinationId, partitions = everyPartition) {
      // In one order, as settlements do it: nobody waits in a circle.
      const held = await queries.row<{ epoch: number | null }>(
        `SELECT max(epoch) + 1 AS epoch FROM (
           SELECT epoch FROM checkpoints WHERE destination_id = $1 AND partition = ANY ($2) AND EXISTS (SELECT 1 FROM activations WHERE destination_id = $1) ORDER BY partition FOR UPDATE
         ) c`,
        destinationId,
        partitions,
      );
      if (held === undefined || held.epoch === null) return null;
      await queries.run(`UPDATE checkpoints SET epoch = $3, settled = 0, pending = '{}' WHERE destination_id = $1 AND partition = ANY ($2)`, destinationId, partitions, held.epoch);
      return checkpointOf(destinationId, partitions);
    },
    getCheckpoint: (destinationId) => checkpointOf(destinationId, everyPartition),
    /**
     * The checkpoint first: whoever was superseded writes nothing. Then rows of its own, and last those that others add
     * to as well, table by table in one order for all, so that they are held for a short while and nobody waits in a circle.
     */
    async settle(settlement) {
      const { destinationId, epoch, number = null, partitions = everyPartition } = settlement;
      const parts = splitCheckpoint(settlement, partitions, partitionCount);
      const moved = await queries.run(
        `WITH held AS (
           SELECT partition FROM checkpoints WHERE destination_id = $1 AND epoch = $2 AND partition = ANY ($3) AND ($8::bigint IS NULL OR settled = $8 - 1) ORDER BY partition FOR UPDATE
         )
         UPDATE checkpoints c SET watermark = n.watermark, position = n.position, lanes = n.lanes, pending = n.pending, settled = coalesce($8, c.settled)
         FROM held JOIN unnest($3::smallint[], $4::bigint[], $5::bigint[], $6::text[], $7::text[]) AS n (partition, watermark, position, lanes, pending) USING (partition)
         WHERE c.destination_id = $1 AND c.partition = held.partition AND (SELECT count(*) FROM held) = cardinality($3)`,
        destinationId,
        epoch,
        parts.map(({ partition }) => partition),
        parts.map(({ watermark }) => watermark),
        parts.map(({ position }) => position),
        parts.map(({ lanes }) => JSON.stringify(lanes)),
        parts.map((_, index) => JSON.stringify(index === 0 ? (settlement.pending ?? {}) : {})),
        number,
      );
      if (moved === 0) return (await wasSettled(destinationId, partitions, epoch, number)) ? 'settled' : 'fenced';
      await insert(settlement.deliveries);
      await deadLetters.insert(settlement.deadLetters);
      await deadLetters.end(settlement.endedLetters);
      await keep(destinationId, settlement.gathered);
      await release(destinationId, settlement.released);
      await runs.addToRuns(destinationId, settlement.runs);
      await runs.move(settlement.progress);
      await minutes.addToMinutes(destinationId, settlement.minutes);
      await hours.addToHours(destinationId, settlement.minutes);
      await totals.addToTotals(destinationId, settlement.minutes);
      if (settlement.deliveries.length > 0) {
        const last = settlement.deliveries.reduce((latest, { deliveredAt }) => Math.max(latest, deliveredAt), 0);
        await queries.run('UPDATE destinations SET last_delivered_at = $1 WHERE id = $2 AND coalesce(last_delivered_at, -1) < $1', last, destinationId);
      }
      return 'settled';
    },
    ...proofs,
    readDue,
  };
}
