import type { DatabaseSync } from 'node:sqlite';
import { emptyChangeJson, emptyDocumentJson, erasedId, lookedAtPerRow, underWayMs } from '../erased.ts';
import type { ErasureStore } from '../store.ts';
import { createMembers, type Tally } from './members.ts';
import type { Synchronous } from './protocol.ts';
import { prepare } from './statement.ts';

export function createErasures(database: DatabaseSync, headSequence: () => number): Synchronous<ErasureStore> {
  const members = createMembers(database);
  const selectVersion = prepare<{ version: number }>(database, 'SELECT version FROM profiles WHERE profile_id = ?');
  const deleteProfile = prepare(database, 'DELETE FROM profiles WHERE profile_id = ?');
  const renameDeliveries = prepare(database, `UPDATE deliveries SET profile_id = ?1, partition_key = ?1 WHERE profile_id = ?2 AND accepted_at <= ?3`);
  const deleteRecords = prepare(database, 'DELETE FROM dead_letter_records WHERE key IN (SELECT key FROM dead_letters WHERE profile_id = ? AND created_at <= ?)');
  const endLetters = prepare(
    database,
    `UPDATE dead_letters SET profile_id = ?1, message = '', attempts = '[]', ended_at = coalesce(ended_at, ?4), ended_by = iif(state = 'open', ?5, ended_by),
       ended_as = iif(state = 'open', 'discarded', ended_as), state = iif(state = 'open', 'discarded', state)
     WHERE profile_id = ?2 AND created_at <= ?3`,
  );
  // A replay or discard may have been about this person alone. None of their letters is open any more, so nothing is left for it to do.
  const renameRuns = prepare(database, `UPDATE runs SET letters = json_set(letters, '$.profileId', ?1) WHERE letters ->> 'profileId' = ?2`);
  const deleteGathered = prepare(database, 'DELETE FROM gathered_profiles WHERE destination_id IN (SELECT id FROM destinations) AND profile_id = ?');
  const selectFirst = prepare<{ first: number | null }>(database, 'SELECT min(sequence) AS first FROM change_log');
  const insertErasure = prepare(database, 'INSERT INTO erasures (profile_id, requested_at, requested_by, position, last, tombstone) VALUES (?, ?, ?, ?, ?, ?)');
  const insertChange = prepare(database, 'INSERT INTO change_log (profile_id, version, accepted_at, document, change) VALUES (?, ?, ?, ?, ?)');
  const selectNext = prepare<{ key: number; profileId: string; requestedAt: number; requestedBy: string; position: number; last: number; tombstone: number | null }>(
    database,
    `SELECT key, profile_id AS profileId, requested_at AS requestedAt, requested_by AS requestedBy, position, last, tombstone FROM erasures
     WHERE completed_at IS NULL AND (position < last OR requested_at <= ?2 OR (requested_at <= ?1
       AND coalesce(tombstone, last) <= coalesce((SELECT min(c.watermark) FROM checkpoints c JOIN activations a ON a.destination_id = c.destination_id), tombstone, last)))
     ORDER BY key LIMIT 1`,
  );
  const blankChanges = prepare(database, `UPDATE change_log SET profile_id = ?1, document = ?2, change = ?3 WHERE sequence > ?4 AND sequence <= ?5 AND profile_id = ?6`);
  const moveOn = prepare(database, 'UPDATE erasures SET position = ? WHERE key = ?');
  const complete = prepare(database, 'UPDATE erasures SET profile_id = NULL, completed_at = ? WHERE key = ?');

  /** Takes the person out of what became of their changes, as far as that is from before `upTo`. Rows stay: they are counted. */
  function eraseOutcomes(profileId: string, upTo: number, at: number, author: string): { deliveries: number; deadLetters: number } {
    const deliveries = renameDeliveries.run(erasedId, profileId, upTo);
    deleteRecords.run(profileId, upTo);
    renameRuns.run(erasedId, profileId);
    return { deliveries, deadLetters: endLetters.run(erasedId, profileId, upTo, at, author) };
  }

  return {
    beginErasure({ profileId, expectedVersion, memberships, coverage, tombstone, author, at }) {
      if ((selectVersion.get(profileId)?.version ?? 0) !== expectedVersion) return { ok: false, reason: 'version_stale' };
      const tally: Tally = new Map();
      members.move({ profileId, acceptedAt: at, touchedSegments: [], memberships, coverage }, tally);
      members.addUp(tally);
      deleteProfile.run(profileId);
      deleteGathered.run(profileId);
      const last = headSequence();
      if (tombstone !== null) insertChange.run(profileId, tombstone.version, at, tombstone.documentJson, tombstone.changeJson);
      insertErasure.run(profileId, at, author, (selectFirst.get()?.first ?? last + 1) - 1, last, tombstone === null ? null : headSequence());
      return { ok: true, ...eraseOutcomes(profileId, at, at, author) };
    },
    continueErasures(now, limit) {
      const next = selectNext.get(now - underWayMs.least, now - underWayMs.most);
      if (next === undefined) return { removed: 0, isMore: false };
      const { key, profileId, position, last, tombstone, requestedAt, requestedBy } = next;
      if (position < last) {
        const end = Math.min(last, position + limit * lookedAtPerRow);
        const removed = blankChanges.run(erasedId, emptyDocumentJson, emptyChangeJson, position, end, profileId);
        moveOn.run(end, key);
        return { removed, isMore: true };
      }
      // Somebody who came back since has outcomes of their own; letters do not tell when their change was accepted.
      const isBack = selectVersion.get(profileId) !== undefined;
      const { deliveries, deadLetters } = eraseOutcomes(profileId, isBack ? requestedAt : now, now, requestedBy);
      // What waits for somebody who came back is theirs, and is not sent otherwise.
      if (!isBack) deleteGathered.run(profileId);
      if (tombstone !== null) blankChanges.run(erasedId, emptyDocumentJson, emptyChangeJson, tombstone - 1, tombstone, profileId);
      complete.run(now, key);
      return { removed: deliveries + deadLetters, isMore: true };
    },
  };
}
