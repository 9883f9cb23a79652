import { laneCount } from '../../kit/lane.ts';
import type { LeaseStore } from '../leaseStore.ts';
import type { Queries } from './queries.ts';

/** After this long without a sign of life a worker counts as gone, milliseconds; it gives one every second. */
export const leaseMs = 6_000;
/** What a worker said counts for this long, milliseconds: whoever is silent for longer sends nothing, as a rule. */
const heardMs = 3_000;
/** How many partitions the log has (001_initial.sql). */
export const partitionCount = 16;
export const everyPartition: readonly number[] = Array.from({ length: partitionCount }, (_, partition) => partition);
/** SQL for the partition of a profile. */
export const partitionOf = (profileId: string): string => `lane_of(${profileId}) / ${laneCount / partitionCount}`;
/** Workers that are gone, and what they did, are forgotten after this long. */
const forgottenAfter = '1 hour';

const isAlive = `beat_at > clock_timestamp() - interval '${leaseMs} milliseconds'`;

/** All times are the database's: clocks of servers may be apart. */
export function createLeases(queries: Queries): LeaseStore {
  return {
    async beat(workerId, says) {
      await queries.run(
        'INSERT INTO workers (id, beat_at, says) VALUES ($1, clock_timestamp(), $2) ON CONFLICT (id) DO UPDATE SET beat_at = clock_timestamp(), says = $2',
        workerId,
        says ?? null,
      );
      await queries.run(`DELETE FROM workers WHERE greatest(beat_at, left_at) < clock_timestamp() - interval '${forgottenAfter}'`);
      const workers = await queries.rows<{ id: string; said: string | null }>(
        `SELECT id, CASE WHEN beat_at > clock_timestamp() - interval '${heardMs} milliseconds' THEN says END AS said FROM workers WHERE ${isAlive} ORDER BY id`,
      );
      const leases = await queries.rows<{ holder: string | null }>(
        `SELECT CASE WHEN EXISTS (SELECT 1 FROM workers w WHERE w.id = p.holder AND w.${isAlive}) THEN p.holder END AS holder FROM partition_leases p ORDER BY p.partition`,
      );
      return { workers: workers.map(({ id }) => id), said: workers.map(({ said }) => said), holders: leases.map(({ holder }) => holder), leaseMs };
    },
    async takePartitions(workerId, partitions) {
      // Of two who take the same one, the second looks again once the first is through, and finds somebody alive there.
      const taken = await queries.rows<{ partition: number }>(
        `UPDATE partition_leases p SET holder = $1 WHERE p.partition = ANY ($2)
         AND (p.holder IS NULL OR NOT EXISTS (SELECT 1 FROM workers w WHERE w.id = p.holder AND w.${isAlive})) RETURNING p.partition`,
        workerId,
        partitions,
      );
      return taken.map(({ partition }) => partition);
    },
    async releasePartitions(workerId, partitions) {
      await queries.run('UPDATE partition_leases SET holder = NULL WHERE holder = $1 AND partition = ANY ($2)', workerId, partitions);
    },
    async leaveWork(workerId) {
      await queries.run('UPDATE partition_leases SET holder = NULL WHERE holder = $1', workerId);
      await queries.run("UPDATE workers SET beat_at = 'epoch', left_at = clock_timestamp() WHERE id = $1", workerId);
    },
    async putReport(workerId, reportJson) {
      await queries.run('UPDATE workers SET report = $2 WHERE id = $1', workerId, reportJson);
    },
    readPending: () =>
      queries.rows(
        `SELECT c.destination_id AS "destinationId", p.key AS "runId", sum(p.value::bigint) AS count
         FROM checkpoints c CROSS JOIN LATERAL json_each_text(c.pending::json) p WHERE c.pending <> '{}' GROUP BY c.destination_id, p.key`,
      ),
    readReports: () => queries.rows(`SELECT ${isAlive} AS "isAlive", report AS "reportJson" FROM workers WHERE report IS NOT NULL`),
  };
}
