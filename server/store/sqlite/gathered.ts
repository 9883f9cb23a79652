import type { DatabaseSync } from 'node:sqlite';
import type { GatheredRow, ReleasedRow } from '../gatheredRows.ts';
import type { GatheringStore } from '../store.ts';
import { dueOf, type StoredDue } from '../storedRows.ts';
import type { Synchronous } from './protocol.ts';
import { prepare } from './statement.ts';
import { takePage } from '../takePage.ts';

export interface Gathered extends Synchronous<Pick<GatheringStore, 'readDue'>> {
  /** A later change of the same person takes the place of the one before. */
  keep(destinationId: string, row: GatheredRow): void;
  release(destinationId: string, row: ReleasedRow): void;
}

export function createGathered(database: DatabaseSync): Gathered {
  const upsert = prepare(
    database,
    `INSERT INTO gathered_profiles (destination_id, profile_id, due_at, version, reason) VALUES (?, ?, ?, ?, ?)
     ON CONFLICT DO UPDATE SET due_at = excluded.due_at, version = excluded.version, reason = excluded.reason`,
  );
  const remove = prepare(database, 'DELETE FROM gathered_profiles WHERE destination_id = ? AND profile_id = ? AND version <= ?');
  const selectDue = prepare<StoredDue>(
    database,
    `SELECT g.profile_id AS profileId, g.due_at AS dueAt, g.version, g.reason, p.document AS documentJson, p.version AS profileVersion, p.sequence, p.updated_at AS updatedAt
     FROM gathered_profiles g LEFT JOIN profiles p ON p.profile_id = g.profile_id WHERE g.destination_id = ? AND g.due_at <= ? ORDER BY g.due_at LIMIT ?`,
  );

  return {
    keep(destinationId, { profileId, dueAt, version, reason }) {
      upsert.run(destinationId, profileId, dueAt, version, reason);
    },
    release(destinationId, { profileId, version }) {
      remove.run(destinationId, profileId, version);
    },
    readDue: (destinationId, now, limit) => takePage(selectDue.iterate(destinationId, now, limit)).map(dueOf),
  };
}
