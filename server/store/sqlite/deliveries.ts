import type { DatabaseSync } from 'node:sqlite';
import type { DeadLetterRow, DeliveryRow } from '../rows.ts';
import type { DeliveryStore } from '../store.ts';
import { pageOf, readCursor } from './cursor.ts';
import type { Synchronous } from './protocol.ts';
import { prepare } from './statement.ts';

type Lists = Synchronous<Pick<DeliveryStore, 'listDeliveries' | 'listDeadLetters'>>;

/** What became of single records: proofs of delivery and dead letters. */
export interface Deliveries {
  insert(delivery: DeliveryRow): void;
  /** A dead letter of the same id is replaced, since the record failed once more: true. */
  putDeadLetter(deadLetter: DeadLetterRow): boolean;
  readonly list: Lists['listDeliveries'];
  readonly listDeadLetters: Lists['listDeadLetters'];
}

const deliveryColumns = `key, export_id AS exportId, destination_id AS destinationId, run_id AS runId, profile_id AS profileId, reason, partition_key AS partitionKey,
  shard_id AS shardId, sequence_number AS sequenceNumber, attempts, bytes, accepted_at AS acceptedAt, delivered_at AS deliveredAt`;
const deadLetterColumns = `id, destination_id AS destinationId, run_id AS runId, profile_id AS profileId, export_id AS exportId, code, message,
  attempts AS attemptsJson, data, created_at AS createdAt, state`;

const newestDelivery = [Number.MAX_SAFE_INTEGER, 0] as const;
const newestDeadLetter = [Number.MAX_SAFE_INTEGER, ''] as const;

export function createDeliveries(database: DatabaseSync): Deliveries {
  const insertDelivery = prepare(
    database,
    `INSERT INTO deliveries (export_id, destination_id, run_id, profile_id, reason, partition_key, shard_id, sequence_number, attempts, bytes, accepted_at, delivered_at)
     VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
  );
  const selectDeadLetter = prepare<{ found: number }>(database, 'SELECT 1 AS found FROM dead_letters WHERE id = ?');
  const upsertDeadLetter = prepare(
    database,
    `INSERT INTO dead_letters (id, destination_id, run_id, profile_id, export_id, code, message, attempts, data, created_at, state) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
     ON CONFLICT (id) DO UPDATE SET run_id = excluded.run_id, code = excluded.code, message = excluded.message, attempts = excluded.attempts, data = excluded.data,
       created_at = excluded.created_at, state = excluded.state`,
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
  const selectDeadLetters = (source: string) =>
    prepare<DeadLetterRow>(
      database,
      `SELECT ${deadLetterColumns} FROM dead_letters INDEXED BY ${source} AND (?3 IS NULL OR code = ?3) AND (?4 IS NULL OR state = ?4)
         AND created_at BETWEEN ?5 AND ?6 AND (created_at, id) < (?7, ?8)
       ORDER BY created_at DESC, id DESC LIMIT ?9`,
    );
  const deadLettersOfProfile = selectDeadLetters('dead_letters_by_profile WHERE profile_id = ?1 AND +destination_id = ?2');
  const deadLettersOfDestination = selectDeadLetters('dead_letters_by_destination WHERE ?1 IS NULL AND destination_id = ?2');

  return {
    insert(delivery) {
      const { exportId, destinationId, runId, profileId, reason, partitionKey, shardId, sequenceNumber, attempts, bytes, acceptedAt, deliveredAt } = delivery;
      insertDelivery.run(exportId, destinationId, runId, profileId, reason, partitionKey, shardId, sequenceNumber, attempts, bytes, acceptedAt, deliveredAt);
    },
    putDeadLetter(deadLetter) {
      const { id, destinationId, runId, profileId, exportId, code, message, attemptsJson, data, createdAt, state } = deadLetter;
      const replaced = selectDeadLetter.get(id) !== undefined;
      upsertDeadLetter.run(id, destinationId, runId, profileId, exportId, code, message, attemptsJson, data, createdAt, state);
      return replaced;
    },
    list({ destinationId, profileId, from, to }, page) {
      const [deliveredAt, key] = readCursor(page.cursor, newestDelivery) ?? newestDelivery;
      const statement = profileId !== null ? deliveriesOfProfile : destinationId !== null ? deliveriesOfDestination : allDeliveries;
      const rows = statement.all(profileId, destinationId, from, to, deliveredAt, key, page.limit + 1);
      return pageOf(
        rows,
        page,
        (row) => [row.deliveredAt, row.key],
        ({ key: _, ...delivery }) => delivery,
      );
    },
    listDeadLetters({ destinationId, profileId, code, state, from, to }, page) {
      const [createdAt, id] = readCursor(page.cursor, newestDeadLetter) ?? newestDeadLetter;
      const statement = profileId === null ? deadLettersOfDestination : deadLettersOfProfile;
      const rows = statement.all(profileId, destinationId, code, state, from, to, createdAt, id, page.limit + 1);
      return pageOf(
        rows,
        page,
        (row) => [row.createdAt, row.id],
        (row) => ({ ...row }),
      );
    },
  };
}
