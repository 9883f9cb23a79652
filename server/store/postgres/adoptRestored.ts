import type { PoolClient } from 'pg';
import { laneOf } from '../../kit/lane.ts';
import { emptyChangeJson, emptyDocumentJson, erasedId } from '../erased.ts';
import { queriesOf } from './queries.ts';

/** How long a statement may take that writes the whole log again, milliseconds. */
const answerMs = 3_600_000;
/** Entries of transactions that this cluster has yet to begin. */
const isForeign = 'claimed_by >= pg_snapshot_xmax(pg_current_snapshot())';

/**
 * Entries of the log carry the number of the transaction that appended them, and are read once every older one is decided.
 * A dump that was restored into another cluster brings numbers of the old one, which may be higher than any that the new
 * one gave so far: such entries would be read by nobody until it got there. They become entries of a transaction of this
 * cluster. `client` holds the lock of the schema, so that no server appends anything before.
 *
 * Numbers and sequences rise together: where the newest entry is none of those, no other one is. Where it is, as much of
 * the log may be written again as waits to be delivered.
 */
export async function adoptRestored(client: PoolClient): Promise<void> {
  const queries = queriesOf(client, answerMs);
  await client.query('BEGIN ISOLATION LEVEL REPEATABLE READ');
  const newest = await queries.row<{ isForeign: boolean }>(`SELECT ${isForeign} AS "isForeign" FROM change_log ORDER BY sequence DESC LIMIT 1`);
  if (newest?.isForeign === true) {
    // What erasures that are under way were still to empty is told by the old numbers only.
    await queries.run(
      `UPDATE change_log c SET profile_id = $1, lane = $2, document = $3, change = $4 FROM erasures e
       WHERE e.completed_at IS NULL AND c.sequence > e.position AND c.sequence <= e.last AND c.profile_id = e.profile_id AND pg_visible_in_snapshot(c.claimed_by, e.seen)`,
      erasedId,
      laneOf(erasedId),
      emptyDocumentJson,
      emptyChangeJson,
    );
    await queries.run('UPDATE erasures SET position = last WHERE completed_at IS NULL');
    await queries.run(`UPDATE change_log SET claimed_by = pg_current_xact_id() WHERE ${isForeign}`);
  }
  await client.query('COMMIT');
}
