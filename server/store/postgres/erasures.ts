import { laneOf } from '../../kit/lane.ts';
import { emptyChangeJson, emptyDocumentJson, erasedId, lookedAtPerRow, underWayMs } from '../erased.ts';
import type { ErasureStore } from '../store.ts';
import type { Members } from './members.ts';
import { claimSequences, insertChanges } from './profiles.ts';
import type { Queries } from './queries.ts';

interface OpenErasure {
  readonly key: number;
  readonly profileId: string;
  readonly requestedAt: number;
  readonly requestedBy: string;
  readonly position: number;
  readonly last: number;
  readonly tombstone: number | null;
}

export function createErasures(queries: Queries, members: Pick<Members, 'move'>): ErasureStore {
  /** Takes the person out of what became of their changes, as far as that is from before `upTo`. Rows stay: they are counted. */
  async function eraseOutcomes(profileId: string, upTo: number, at: number, author: string): Promise<{ deliveries: number; deadLetters: number }> {
    const deliveries = await queries.run('UPDATE deliveries SET profile_id = $1, partition_key = $1 WHERE profile_id = $2 AND accepted_at <= $3', erasedId, profileId, upTo);
    await queries.run('DELETE FROM dead_letter_records WHERE key IN (SELECT key FROM dead_letters WHERE profile_id = $1 AND created_at <= $2)', profileId, upTo);
    // A replay or discard may have been about this person alone. None of their letters is open any more, so nothing is left for it to do.
    await queries.run(
      `UPDATE runs SET letters = jsonb_set(letters::jsonb, '{profileId}', to_jsonb($1::text))::text WHERE letters IS NOT NULL AND letters::json ->> 'profileId' = $2`,
      erasedId,
      profileId,
    );
    const deadLetters = await queries.run(
      `UPDATE dead_letters SET profile_id = $1, message = '', attempts = '[]', ended_at = coalesce(ended_at, $4),
         ended_by = CASE WHEN state = 'open' THEN $5 ELSE ended_by END, ended_as = CASE WHEN state = 'open' THEN 'discarded' ELSE ended_as END,
         state = CASE WHEN state = 'open' THEN 'discarded' ELSE state END
       WHERE profile_id = $2 AND created_at <= $3`,
      erasedId,
      profileId,
      upTo,
      at,
      author,
    );
    return { deliveries, deadLetters };
  }

  /** What waits for somebody who came back is theirs, and is not sent otherwise. */
  const deleteGathered = (profileId: string) =>
    queries.run(
      `DELETE FROM gathered_profiles WHERE destination_id = ANY (ARRAY(SELECT id FROM destinations)) AND profile_id = $1
         AND NOT EXISTS (SELECT 1 FROM profiles WHERE profile_id = $1)`,
      profileId,
    );

  /** Empties entries of the person that the erasure saw. */
  const blankChanges = (key: number, profileId: string, after: number, upTo: number, isTombstone: boolean) =>
    queries.run(
      `UPDATE change_log SET profile_id = $1, lane = $2, document = $3, change = $4 WHERE sequence > $5 AND sequence <= $6 AND profile_id = $7
         AND ($8 OR pg_visible_in_snapshot(claimed_by, (SELECT seen FROM erasures WHERE key = $9)))`,
      erasedId,
      laneOf(erasedId),
      emptyDocumentJson,
      emptyChangeJson,
      after,
      upTo,
      profileId,
      isTombstone,
      key,
    );

  return {
    async beginErasure({ profileId, expectedVersion, memberships, coverage, tombstone, author, at }) {
      const sequence = tombstone === null ? null : await claimSequences(queries, 1);
      // An append of the same person at the same time either had their row first: then it is committed when the row is
      // ours, the version is another one, or it is seen here with its entry. Or it gets the row afterwards: it finds
      // another version and conflicts, or none, as it expected, and is of somebody who came back. Its sequence may have
      // been claimed long before, so not the sequence tells which entries are to be emptied, but what is seen now.
      await queries.row('SELECT 1 FROM profiles WHERE profile_id = $1 FOR UPDATE', profileId);
      const begun = await queries.run(
        `INSERT INTO erasures (profile_id, requested_at, requested_by, position, last, tombstone, seen)
         SELECT $1, $2, $3, coalesce((SELECT min(sequence) FROM change_log) - 1, trimmed), coalesce((SELECT max(sequence) FROM change_log), trimmed), $4, pg_current_snapshot()
         FROM log_start WHERE coalesce((SELECT version FROM profiles WHERE profile_id = $1), 0) = $5`,
        profileId,
        at,
        author,
        sequence,
        expectedVersion,
      );
      if (begun === 0) return { ok: false, reason: 'version_stale' };
      await queries.run('DELETE FROM profiles WHERE profile_id = $1 AND version = $2', profileId, expectedVersion);
      await deleteGathered(profileId);
      if (tombstone !== null && sequence !== null) await insertChanges(queries, [{ ...tombstone, profileId, acceptedAt: at, sequence }]);
      const outcomes = await eraseOutcomes(profileId, at, at, author);
      await members.move([{ profileId, acceptedAt: at, touchedSegments: [], memberships, coverage }]);
      return { ok: true, ...outcomes };
    },
    async continueErasures(now, limit) {
      // One that another server goes on with is left to it.
      const next = await queries.row<OpenErasure>(
        `SELECT key, profile_id AS "profileId", requested_at AS "requestedAt", requested_by AS "requestedBy", position, last, tombstone FROM erasures
         WHERE completed_at IS NULL AND (position < last OR requested_at <= $2 OR (requested_at <= $1
           AND coalesce(tombstone, last) <= coalesce((SELECT min(c.watermark) FROM checkpoints c JOIN activations a ON a.destination_id = c.destination_id), tombstone, last)))
         ORDER BY key LIMIT 1 FOR UPDATE SKIP LOCKED`,
        now - underWayMs.least,
        now - underWayMs.most,
      );
      if (next === undefined) return { removed: 0, isMore: false };
      const { key, profileId, position, last, tombstone, requestedAt, requestedBy } = next;
      if (position < last) {
        const end = Math.min(last, position + limit * lookedAtPerRow);
        const removed = await blankChanges(key, profileId, position, end, false);
        await queries.run('UPDATE erasures SET position = $1 WHERE key = $2', end, key);
        return { removed, isMore: true };
      }
      // Somebody who came back since has outcomes of their own; letters do not tell when their change was accepted.
      const isBack = (await queries.row('SELECT 1 FROM profiles WHERE profile_id = $1', profileId)) !== undefined;
      const { deliveries, deadLetters } = await eraseOutcomes(profileId, isBack ? requestedAt : now, now, requestedBy);
      await deleteGathered(profileId);
      if (tombstone !== null) await blankChanges(key, profileId, tombstone - 1, tombstone, true);
      await queries.run('UPDATE erasures SET profile_id = NULL, completed_at = $1 WHERE key = $2', now, key);
      return { removed: deliveries + deadLetters, isMore: true };
    },
  };
}
