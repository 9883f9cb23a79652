import { cursorOf, pageOf, readCursor, type SortKey } from '../cursor.ts';
import type { ProofStore } from '../proofStore.ts';
import type { DeliveryRow } from '../rows.ts';
import type { GatheringStore } from '../store.ts';
import type { Queries } from './queries.ts';

/** Proofs of delivery. */
export interface Deliveries extends Pick<ProofStore, 'listDeliveries' | 'findDelivery'>, Pick<GatheringStore, 'lastDeliveries'> {
  insert(deliveries: readonly DeliveryRow[]): Promise<void>;
}

type StoredDelivery = DeliveryRow & { readonly key: number };

const columns = `key, export_id AS "exportId", destination_id AS "destinationId", run_id AS "runId", profile_id AS "profileId", reason, partition_key AS "partitionKey",
  shard_id AS "shardId", sequence_number AS "sequenceNumber", attempts, bytes, accepted_at AS "acceptedAt", delivered_at AS "deliveredAt"`;

/** Deliveries looked at in one call for a reason or a run, which have no index. */
const lookedAtMost = 10_000;

const newestDelivery = [Number.MAX_SAFE_INTEGER, 0] as const;

export function createDeliveries(queries: Queries): Deliveries {
  return {
    async insert(deliveries) {
      if (deliveries.length === 0) return;
      await queries.run(
        `INSERT INTO deliveries (export_id, destination_id, run_id, profile_id, reason, partition_key, shard_id, sequence_number, attempts, bytes, accepted_at, delivered_at)
         SELECT * FROM unnest($1::text[], $2::text[], $3::text[], $4::text[], $5::text[], $6::text[], $7::text[], $8::text[], $9::bigint[], $10::bigint[], $11::bigint[], $12::bigint[])`,
        deliveries.map(({ exportId }) => exportId),
        deliveries.map(({ destinationId }) => destinationId),
        deliveries.map(({ runId }) => runId),
        deliveries.map(({ profileId }) => profileId),
        deliveries.map(({ reason }) => reason),
        deliveries.map(({ partitionKey }) => partitionKey),
        deliveries.map(({ shardId }) => shardId),
        deliveries.map(({ sequenceNumber }) => sequenceNumber),
        deliveries.map(({ attempts }) => attempts),
        deliveries.map(({ bytes }) => bytes),
        deliveries.map(({ acceptedAt }) => acceptedAt),
        deliveries.map(({ deliveredAt }) => deliveredAt),
      );
    },
    lastDeliveries: (destinationId, profileIds, since) =>
      queries.rows<{ profileId: string; deliveredAt: number }>(
        `SELECT p.id AS "profileId", d.delivered_at AS "deliveredAt" FROM unnest($1::text[]) AS p (id) CROSS JOIN LATERAL (
           SELECT delivered_at FROM deliveries WHERE profile_id = p.id AND delivered_at > $2 AND destination_id = $3 ORDER BY profile_id DESC, delivered_at DESC LIMIT 1
         ) d`,
        profileIds,
        since,
        destinationId,
      ),
    async findDelivery({ destinationId, exportId, profileId, deliveredAt }) {
      const row = await queries.row<StoredDelivery>(
        `SELECT ${columns} FROM deliveries WHERE profile_id = $1 AND delivered_at = $2 AND destination_id = $3 AND export_id = $4 ORDER BY key DESC LIMIT 1`,
        profileId,
        deliveredAt,
        destinationId,
        exportId,
      );
      return row === undefined ? null : rowOf(row);
    },
    async listDeliveries({ destinationId, profileId, reason = null, runId = null, from, to }, page) {
      const [deliveredAt, key] = readCursor(page.cursor, newestDelivery) ?? newestDelivery;
      const isNarrow = reason !== null || runId !== null;
      const most = isNarrow ? lookedAtMost : page.limit + 1;
      // One statement per way in, so that each is planned for its index. The last row that was looked at comes along, whatever it is.
      const source = `${profileId === null ? '$1::text IS NULL' : 'profile_id = $1'} AND ${destinationId === null ? '$2::text IS NULL' : 'destination_id = $2'}`;
      const rows = await queries.rows<StoredDelivery & { fits: boolean; number: number }>(
        `SELECT * FROM (
           SELECT ${columns}, ($8::text IS NULL OR reason = $8) AND ($9::text IS NULL OR run_id = $9) AS fits, row_number() OVER (ORDER BY delivered_at DESC, key DESC) AS number
           FROM deliveries WHERE ${source} AND delivered_at BETWEEN $3 AND $4 AND (delivered_at, key) < ($5, $6) ORDER BY delivered_at DESC, key DESC LIMIT $7
         ) AS looked WHERE fits OR number = $7 ORDER BY number LIMIT $10`,
        profileId,
        destinationId,
        from,
        to,
        deliveredAt,
        key,
        most,
        reason,
        runId,
        page.limit + 2,
      );
      const found = pageOf(
        rows.filter(({ fits }) => fits),
        page,
        keyOf,
        rowOf,
      );
      const last = rows.at(-1);
      return isNarrow && found.nextCursor === null && last?.number === most ? { ...found, nextCursor: cursorOf(keyOf(last)) } : found;
    },
  };
}

const rowOf = ({
  exportId,
  destinationId,
  runId,
  profileId,
  reason,
  partitionKey,
  shardId,
  sequenceNumber,
  attempts,
  bytes,
  acceptedAt,
  deliveredAt,
}: DeliveryRow): DeliveryRow => ({
  exportId,
  destinationId,
  runId,
  profileId,
  reason,
  partitionKey,
  shardId,
  sequenceNumber,
  attempts,
  bytes,
  acceptedAt,
  deliveredAt,
});
const keyOf = ({ deliveredAt, key }: StoredDelivery): SortKey => [deliveredAt, key];
