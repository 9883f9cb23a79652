import type { ChangeHistory, ChangeShape, GrowthRow, HistoryStore } from '../historyStore.ts';
import type { Queries } from './queries.ts';

const hourMs = 3_600_000;
const dayMs = 86_400_000;
/** So many people are counted; of more there is PostgreSQL's own estimate at once, where counting ten million rows takes seconds. */
const peopleCounted = 10_000;

export function createHistory(queries: Queries): HistoryStore {
  return {
    async readGrowth(segmentId, from) {
      // In one statement: the size and what led to it are of one moment.
      const row = await queries.row<GrowthRow>(
        `SELECT size, greatest(counted_from, created_at) AS "countedFrom", (
           SELECT coalesce(json_agg(json_build_object('at', m.at, 'entered', m.entered, 'exited', m.exited) ORDER BY m.at), '[]') FROM (
             SELECT day AS at, entered, exited FROM segment_days WHERE segment_key = s.key AND day >= $2
             UNION ALL SELECT hour, entered, exited FROM segment_hours WHERE segment_key = s.key AND hour >= $2
           ) m
         ) AS movements FROM segments s WHERE id = $1`,
        segmentId,
        from,
      );
      return row ?? null;
    },
    async noteChanges(minute, counts) {
      const hour = minute - (minute % hourMs);
      await queries.run(
        `INSERT INTO change_counts AS c (hour, shape, changes)
         SELECT $1::bigint, shape, sum(changes) FROM unnest($2::text[], $3::bigint[]) AS n (shape, changes) GROUP BY shape ORDER BY shape
         ON CONFLICT (hour, shape) DO UPDATE SET changes = c.changes + excluded.changes`,
        hour,
        counts.map(({ shape }) => JSON.stringify(shape)),
        counts.map(({ changes }) => changes),
      );
      await queries.run(
        `INSERT INTO counted_hours AS c (hour, minutes, last_minute) VALUES ($1, 1, $2) ON CONFLICT (hour)
         DO UPDATE SET minutes = c.minutes + 1, last_minute = excluded.last_minute WHERE c.last_minute IS NULL OR c.last_minute < excluded.last_minute`,
        hour,
        minute,
      );
    },
    async readChangeHistory(segmentIds, from) {
      const counted = await queries.row<Pick<ChangeHistory, 'minutes' | 'people'>>(
        `SELECT (SELECT coalesce(sum(minutes), 0) FROM counted_hours WHERE hour >= $1) AS minutes,
           CASE WHEN few.people < $2 THEN few.people ELSE greatest(few.people, (SELECT reltuples::bigint FROM pg_class WHERE oid = 'profiles'::regclass)) END AS people
         FROM (SELECT count(*) AS people FROM (SELECT 1 FROM profiles LIMIT $2) p) few`,
        from,
        peopleCounted,
      );
      const changes = await queries.rows<{ day: number; shape: string; changes: number }>(
        `SELECT hour - hour % ${dayMs} AS day, shape, sum(changes) AS changes FROM change_counts WHERE hour >= $1 GROUP BY day, shape`,
        from,
      );
      const crossings = await queries.rows<{ day: number; count: number }>(
        `SELECT hour - hour % ${dayMs} AS day, sum(entered + exited) AS count FROM segment_hours
         WHERE segment_key IN (SELECT key FROM segments WHERE id = ANY ($1)) AND hour >= $2 GROUP BY day`,
        segmentIds,
        from,
      );
      return {
        minutes: counted?.minutes ?? 0,
        people: counted?.people ?? 0,
        changes: changes.map((row) => ({ ...row, shape: JSON.parse(row.shape) as ChangeShape | null })),
        crossings,
      };
    },
    async foldHistory({ hoursBefore, daysBefore }, limit) {
      const hours = await queries.row<{ folded: number }>(
        `WITH old AS (
           DELETE FROM segment_hours WHERE (segment_key, hour) IN (SELECT segment_key, hour FROM segment_hours WHERE hour < $1 ORDER BY hour LIMIT $2)
           RETURNING segment_key, hour, entered, exited
         ), added AS (
           INSERT INTO segment_days AS d (segment_key, day, entered, exited)
           SELECT segment_key, hour - hour % ${dayMs} AS day, sum(entered), sum(exited) FROM old GROUP BY segment_key, day
           ON CONFLICT (segment_key, day) DO UPDATE SET entered = d.entered + excluded.entered, exited = d.exited + excluded.exited
         ) SELECT count(*) AS folded FROM old`,
        hoursBefore,
        limit,
      );
      const folded = hours?.folded ?? 0;
      await queries.run('DELETE FROM counted_hours WHERE hour < $1', hoursBefore);
      const days = await queries.run(
        'DELETE FROM segment_days WHERE (segment_key, day) IN (SELECT segment_key, day FROM segment_days WHERE day < $1 ORDER BY day LIMIT $2)',
        daysBefore,
        limit - folded,
      );
      const changes = await queries.run(
        'DELETE FROM change_counts WHERE (hour, shape) IN (SELECT hour, shape FROM change_counts WHERE hour < $1 ORDER BY hour LIMIT $2)',
        hoursBefore,
        limit - folded - days,
      );
      const removed = folded + days + changes;
      return { removed, isMore: removed >= limit };
    },
  };
}
