import { pageOf, readCursor } from '../cursor.ts';
import type { RunPart, RunProgressRow, RunRow, Settlement } from '../rows.ts';
import type { DeliveryStore } from '../store.ts';
import { runOf, type StoredRun } from '../storedRows.ts';
import { sumColumns, sumValues, type StoredSums } from '../storedSums.ts';
import { partitionCount } from './leases.ts';
import type { Queries } from './queries.ts';
import { added, additionsOf, emptySums, sumArrays, sumAssignments, sumParameters } from './sums.ts';

export interface Runs extends Pick<DeliveryStore, 'insertRun' | 'openRuns' | 'endRun' | 'pauseRun' | 'getRun' | 'listRuns'> {
  /** Adds to the sums of runs; those that are not there are created. */
  addToRuns(destinationId: string, runs: Settlement['runs']): Promise<void>;
  /** Notes how far runs are. One that has ended, by being cancelled for example, keeps its state. */
  move(progress: readonly RunProgressRow[]): Promise<void>;
  /** The run, which nobody changes until this transaction ends. */
  hold(id: string): Promise<RunRow | null>;
}

const columns = `id, destination_id AS "destinationId", kind, state, started_at AS "startedAt", ended_at AS "endedAt", done, total, resumed_at AS "resumedAt",
  resumed_done AS "resumedDone", author, segment_ids AS "segmentIds", letters, ${sumColumns}`;
/** SQL for how many parts a run has: one in each partition of the log, except that nothing of a discard is in any. */
const partCount = `CASE kind WHEN 'discard' THEN 1 ELSE ${partitionCount} END`;
/** Before the newest run there is nothing: where the first page of a descending list begins. */
const beginning = [Number.MAX_SAFE_INTEGER, ''] as const;

export function createRuns(queries: Queries): Runs {
  const read = async (id: string, lock: '' | 'FOR UPDATE'): Promise<RunRow | null> => {
    const row = await queries.row<StoredRun>(`SELECT ${columns} FROM runs WHERE id = $1 ${lock}`, id);
    return row === undefined ? null : runOf(row);
  };

  return {
    async insertRun(run) {
      const { id, destinationId, kind, state, startedAt, endedAt, done, total, resumedAt, resumedDone, author, sums } = run;
      await queries.run(
        `INSERT INTO runs (id, destination_id, kind, state, started_at, ended_at, done, total, resumed_at, resumed_done, author, segment_ids, letters, ${sumColumns})
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, $21, $22)`,
        id,
        destinationId,
        kind,
        state,
        startedAt,
        endedAt,
        done,
        total,
        resumedAt,
        resumedDone,
        author,
        JSON.stringify(run.segmentIds),
        run.letters === null ? null : JSON.stringify(run.letters),
        ...sumValues(sums),
      );
    },
    async openRuns(destinationId) {
      const rows = await queries.rows<StoredRun & { parts: RunPart[] }>(
        `SELECT ${columns}, (
           SELECT coalesce(json_agg(json_build_object('partition', n, 'cursor', coalesce(p.cursor, ''), 'ahead', coalesce(p.ahead, '[]')::json, 'done', coalesce(p.done, 0)) ORDER BY n), '[]')
           FROM generate_series(0, ${partCount} - 1) AS n LEFT JOIN run_parts p ON p.run_id = runs.id AND p.partition = n WHERE p.completed_at IS NULL
         ) AS parts
         FROM runs WHERE destination_id = $1 AND kind <> 'streaming' AND ended_at IS NULL AND state <> 'paused' ORDER BY started_at, id`,
        destinationId,
      );
      return rows.map((row) => ({ ...runOf(row), parts: row.parts }));
    },
    endRun: async (id, state, at) => (await queries.run('UPDATE runs SET state = $1, ended_at = $2 WHERE id = $3 AND ended_at IS NULL', state, at, id)) > 0,
    async pauseRun(id, isPaused, at) {
      if (isPaused) return (await queries.run(`UPDATE runs SET state = 'paused' WHERE id = $1 AND ended_at IS NULL`, id)) > 0;
      const resumed = await queries.run(
        `UPDATE runs SET state = 'running', resumed_at = CASE state WHEN 'paused' THEN $1 ELSE resumed_at END, resumed_done = CASE state WHEN 'paused' THEN done ELSE resumed_done END
         WHERE id = $2 AND ended_at IS NULL`,
        at,
        id,
      );
      return resumed > 0;
    },
    getRun: (id) => read(id, ''),
    hold: (id) => read(id, 'FOR UPDATE'),
    async listRuns({ destinationId, kind, end, overFrom, busy }, page) {
      const [startedAt, id] = readCursor(page.cursor, beginning) ?? beginning;
      const rows = await queries.rows<StoredRun>(
        `SELECT ${columns} FROM runs WHERE destination_id = $1 AND ($2::text IS NULL OR kind = $2)
         AND ($3::text IS NULL OR $3 = CASE
           WHEN kind = 'streaming' AND state = 'running' AND started_at <= $4 AND id <> ALL ($5::text[]) THEN 'completed'
           WHEN ended_at IS NULL THEN 'open' ELSE state END)
         AND (started_at, id) < ($6, $7) ORDER BY started_at DESC, id DESC LIMIT $8`,
        destinationId,
        kind,
        end,
        overFrom,
        busy,
        startedAt,
        id,
        page.limit + 1,
      );
      return pageOf(rows, page, (row) => [row.startedAt, row.id], runOf);
    },
    async addToRuns(destinationId, runs) {
      if (runs.length === 0) return;
      const additions = additionsOf(
        runs,
        ({ id }) => id,
        ({ sums }) => sums,
      );
      const items = [...additions.values()].map(({ item }) => item);
      // Stands there afterwards in any case, and is nobody else's until this transaction ends.
      const rows = await queries.rows<StoredSums & { id: string }>(
        `INSERT INTO runs AS r (id, destination_id, kind, state, started_at, done, total, resumed_at, segment_ids, ${sumColumns})
         SELECT id, $1, kind, 'running', started_at, 0, 0, started_at, '[]', ${emptySums} FROM unnest($2::text[], $3::text[], $4::bigint[]) AS n (id, kind, started_at)
         ON CONFLICT (id) DO UPDATE SET received = r.received RETURNING id, ${sumColumns}`,
        destinationId,
        items.map(({ id }) => id),
        items.map(({ kind }) => kind),
        items.map(({ startedAt }) => startedAt),
      );
      await queries.run(
        `UPDATE runs r SET ${sumAssignments} FROM unnest($1::text[], ${sumParameters(2)}) AS n (id, ${sumColumns}) WHERE r.id = n.id`,
        rows.map(({ id }) => id),
        ...sumArrays(added(rows, additions, ({ id }) => id)),
      );
    },
    async move(progress) {
      if (progress.length === 0) return;
      const last = [...new Map(progress.map((row) => [`${row.runId} ${row.partition}`, row])).values()];
      // One after the other: whoever completes the last part sees all the others.
      const held = await queries.rows<{ id: string }>(
        'SELECT id FROM runs WHERE id = ANY ($1) ORDER BY id FOR UPDATE',
        last.map(({ runId }) => runId),
      );
      const ids = new Set(held.map(({ id }) => id));
      const parts = last.filter(({ runId }) => ids.has(runId));
      await queries.run(
        `INSERT INTO run_parts (run_id, partition, cursor, ahead, done, completed_at)
         SELECT * FROM unnest($1::text[], $2::smallint[], $3::text[], $4::text[], $5::bigint[], $6::bigint[])
         ON CONFLICT (run_id, partition) DO UPDATE SET cursor = excluded.cursor, ahead = excluded.ahead, done = excluded.done, completed_at = excluded.completed_at`,
        parts.map(({ runId }) => runId),
        parts.map(({ partition }) => partition),
        parts.map(({ cursor }) => cursor),
        parts.map(({ ahead }) => JSON.stringify(ahead)),
        parts.map(({ done }) => done),
        parts.map(({ completedAt }) => completedAt),
      );
      // Letters of a replay that others closed in the meantime count as done.
      await queries.run(
        `UPDATE runs r SET done = CASE WHEN r.ended_at IS NULL AND n.ended_at IS NOT NULL AND r.kind = 'replay' THEN r.total ELSE n.done END, ended_at = coalesce(r.ended_at, n.ended_at), state = CASE WHEN r.ended_at IS NULL AND n.ended_at IS NOT NULL THEN 'completed' ELSE r.state END
         FROM (
           SELECT p.run_id, sum(p.done) AS done, CASE WHEN count(p.completed_at) = (SELECT ${partCount} FROM runs WHERE id = p.run_id) THEN max(p.completed_at) END AS ended_at
           FROM run_parts p WHERE p.run_id = ANY ($1) GROUP BY p.run_id
         ) n WHERE r.id = n.run_id`,
        [...ids],
      );
    },
  };
}
