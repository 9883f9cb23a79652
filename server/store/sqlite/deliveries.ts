import type { DatabaseSync } from 'node:sqlite';
import type { DeliveryRow } from '../rows.ts';
import type { ProofStore } from '../proofStore.ts';
import type { GatheringStore } from '../store.ts';
import { cursorOf, pageOf, readCursor, type SortKey } from '../cursor.ts';
import type { Synchronous } from './protocol.ts';
import { prepare } from './statement.ts';

/** Proofs of delivery. */
export interface Deliveries {
  insert(delivery: DeliveryRow): void;
  readonly last: Synchronous<GatheringStore>['lastDeliveries'];
  readonly list: Synchronous<Pick<ProofStore, 'listDeliveries'>>['listDeliveries'];
  readonly find: Synchronous<Pick<ProofStore, 'findDelivery'>>['findDelivery'];
}

const deliveryColumns = `key, export_id AS exportId, destination_id AS destinationId, run_id AS runId, profile_id AS profileId, reason, partition_key AS partitionKey,
  shard_id AS shardId, sequence_number AS sequenceNumber, attempts, bytes, accepted_at AS acceptedAt, delivered_at AS deliveredAt`;

/** Deliveries looked at in one call for a reason or a run, which have no index: some 30 ms of the store. */
const lookedAtMost = 10_000;

const newestDelivery = [Number.MAX_SAFE_INTEGER, 0] as const;

export function createDeliveries(database: DatabaseSync): Deliveries {
  const insertDelivery = prepare(
    database,
    `INSERT INTO deliveries (export_id, destination_id, run_id, profile_id, reason, partition_key, shard_id, sequence_number, attempts, bytes, accepted_at, delivered_at)
     VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
  );
  // One statement per way in: the index is chosen here, for without statistics SQLite may walk a whole destination to find one profile.
  const selectDeliveries = (source: string) =>
    prepare<DeliveryRow & { key: number }>(
      database,
      `SELECT ${deliveryColumns} FROM deliveries ${source} AND (?2 IS NULL OR destination_id = ?2) AND delivered_at BETWEEN ?3 AND ?4 AND (delivered_at, key) < (?5, ?6)
       ORDER BY delivered_at DESC, key DESC LIMIT ?7`,
    );
  const deliveriesOfProfile = selectDeliveries('INDEXED BY deliveries_by_profile WHERE profile_id = ?1');
  const deliveriesOfDestination = selectDeliveries('INDEXED BY deliveries_by_destination WHERE ?1 IS NULL AND destination_id = ?2');
  const allDeliveries = selectDeliveries('WHERE ?1 IS NULL');

  const selectOne = prepare<DeliveryRow & { key: number }>(
    database,
    `SELECT ${deliveryColumns} FROM deliveries INDEXED BY deliveries_by_profile WHERE profile_id = ? AND delivered_at = ? AND destination_id = ? AND export_id = ? ORDER BY key DESC LIMIT 1`,
  );

  const selectLast = prepare<{ deliveredAt: number | null }>(
    database,
    `SELECT max(delivered_at) AS deliveredAt FROM deliveries INDEXED BY deliveries_by_profile WHERE profile_id = ? AND delivered_at > ? AND destination_id = ?`,
  );

  return {
    last: (destinationId, profileIds, since) =>
      profileIds.flatMap((profileId) => {
        const deliveredAt = selectLast.get(profileId, since, destinationId)?.deliveredAt ?? null;
        return deliveredAt === null ? [] : [{ profileId, deliveredAt }];
      }),
    insert(delivery) {
      const { exportId, destinationId, runId, profileId, reason, partitionKey, shardId, sequenceNumber, attempts, bytes, acceptedAt, deliveredAt } = delivery;
      insertDelivery.run(exportId, destinationId, runId, profileId, reason, partitionKey, shardId, sequenceNumber, attempts, bytes, acceptedAt, deliveredAt);
    },
    find({ destinationId, exportId, profileId, deliveredAt }) {
      const row = selectOne.get(profileId, deliveredAt, destinationId, exportId);
      return row === undefined ? null : rowOf(row);
    },
    list({ destinationId, profileId, reason = null, runId = null, from, to }, page) {
      const [deliveredAt, key] = readCursor(page.cursor, newestDelivery) ?? newestDelivery;
      const statement = profileId !== null ? deliveriesOfProfile : destinationId !== null ? deliveriesOfDestination : allDeliveries;
      const isNarrow = reason !== null || runId !== null;
      const most = isNarrow ? lookedAtMost : page.limit + 1;
      const rows: (DeliveryRow & { key: number })[] = [];
      let looked = 0;
      let last: SortKey = newestDelivery;
      for (const row of statement.iterate(profileId, destinationId, from, to, deliveredAt, key, most)) {
        looked += 1;
        last = keyOf(row);
        if ((reason === null || row.reason === reason) && (runId === null || row.runId === runId)) rows.push(row);
        if (rows.length > page.limit) break;
      }
      const found = pageOf(rows, page, keyOf, rowOf);
      return isNarrow && found.nextCursor === null && looked === most ? { ...found, nextCursor: cursorOf(last) } : found;
    },
  };
}

const rowOf = ({ key: _, ...delivery }: DeliveryRow & { key: number }): DeliveryRow => delivery;
const keyOf = ({ deliveredAt, key }: DeliveryRow & { key: number }): SortKey => [deliveredAt, key];
