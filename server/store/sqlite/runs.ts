import type { DatabaseSync } from 'node:sqlite';
import type { OpenRunRow, RunProgressRow, RunRow, Settlement } from '../rows.ts';
import type { DeliveryStore } from '../store.ts';
import { pageOf, readCursor } from '../cursor.ts';
import type { Synchronous } from './protocol.ts';
import { prepare } from './statement.ts';
import { runOf, type StoredRun } from '../storedRows.ts';
import { sumColumns, sumsOf, sumValues } from '../storedSums.ts';
import { addSums } from '../sums.ts';
import { sumAssignments } from './sums.ts';

export interface Runs extends Synchronous<Pick<DeliveryStore, 'insertRun' | 'openRuns' | 'endRun' | 'pauseRun' | 'getRun' | 'listRuns'>> {
  /** Adds to the sums of a run, which is created if it is not there. */
  addToRun(destinationId: string, run: Settlement['runs'][number]): void;
  /** Notes how far a run is. One that has ended, by being cancelled for example, keeps its state. */
  move(progress: RunProgressRow): void;
}

/** A row as read: progress is in it. */
type StoredOpenRun = StoredRun & { cursor: string; ahead: string };

const columns = `id, destination_id AS destinationId, kind, state, started_at AS startedAt, ended_at AS endedAt, done, total, resumed_at AS resumedAt,
  resumed_done AS resumedDone, author, segment_ids AS segmentIds, letters, cursor, ahead, ${sumColumns}`;
/** Before the newest run there is nothing: where the first page of a descending list begins. */
const beginning = [Number.MAX_SAFE_INTEGER, ''] as const;

export function createRuns(database: DatabaseSync): Runs {
  const selectRun = prepare<StoredRun>(database, `SELECT ${columns} FROM runs WHERE id = ?`);
  const selectPage = prepare<StoredRun>(
    database,
    `SELECT ${columns} FROM runs WHERE destination_id = ?1 AND (?2 IS NULL OR kind = ?2)
     AND (?3 IS NULL OR ?3 = CASE
       WHEN kind = 'streaming' AND state = 'running' AND started_at <= ?4 AND id NOT IN (SELECT value FROM json_each(?5)) THEN 'completed'
       WHEN ended_at IS NULL THEN 'open' ELSE state END)
     AND (started_at, id) < (?6, ?7) ORDER BY started_at DESC, id DESC LIMIT ?8`,
  );
  const selectOpen = prepare<StoredOpenRun>(
    database,
    `SELECT ${columns} FROM runs WHERE destination_id = ? AND kind <> 'streaming' AND ended_at IS NULL AND state <> 'paused' ORDER BY started_at, id`,
  );
  const insert = prepare(
    database,
    `INSERT INTO runs (id, destination_id, kind, state, started_at, ended_at, done, total, resumed_at, resumed_done, author, segment_ids, letters, cursor, ahead, ${sumColumns})
     VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
  );
  const updateSums = prepare(database, `UPDATE runs SET ${sumAssignments.replaceAll(/excluded\.\w+/gu, '?')} WHERE id = ?`);
  const end = prepare(database, 'UPDATE runs SET state = ?, ended_at = ? WHERE id = ? AND ended_at IS NULL');
  // Letters of a replay that others closed in the meantime count as done.
  const complete = prepare(database, `UPDATE runs SET state = 'completed', ended_at = ?, done = iif(kind = 'replay', total, done) WHERE id = ? AND ended_at IS NULL`);
  const updateProgress = prepare(database, 'UPDATE runs SET cursor = ?, ahead = ?, done = ? WHERE id = ?');
  const pause = prepare(database, `UPDATE runs SET state = 'paused' WHERE id = ? AND ended_at IS NULL`);
  const resume = prepare(
    database,
    `UPDATE runs SET state = 'running', resumed_at = iif(state = 'paused', ?1, resumed_at), resumed_done = iif(state = 'paused', done, resumed_done)
     WHERE id = ?2 AND ended_at IS NULL`,
  );

  const insertRun = (run: RunRow): void => {
    const { id, destinationId, kind, state, startedAt, endedAt, done, total, resumedAt, resumedDone, author, sums } = run;
    const lists = [JSON.stringify(run.segmentIds), run.letters === null ? null : JSON.stringify(run.letters), '', '[]'];
    insert.run(id, destinationId, kind, state, startedAt, endedAt, done, total, resumedAt, resumedDone, author, ...lists, ...sumValues(sums));
  };

  return {
    insertRun,
    openRuns: (destinationId) => selectOpen.all(destinationId).map(openRunOf),
    endRun: (id, state, at) => end.run(state, at, id) > 0,
    pauseRun: (id, isPaused, at) => (isPaused ? pause.run(id) : resume.run(at, id)) > 0,
    getRun(id) {
      const row = selectRun.get(id);
      return row === undefined ? null : runOf(row);
    },
    listRuns({ destinationId, kind, end: ended, overFrom, busy }, page) {
      const [startedAt, id] = readCursor(page.cursor, beginning) ?? beginning;
      const rows = selectPage.all(destinationId, kind, ended, overFrom, JSON.stringify(busy), startedAt, id, page.limit + 1);
      return pageOf(rows, page, (row) => [row.startedAt, row.id], runOf);
    },
    addToRun(destinationId, { id, kind, startedAt, sums }) {
      const stored = selectRun.get(id);
      if (stored === undefined) insertRun({ ...emptyRun, id, destinationId, kind, startedAt, resumedAt: startedAt, sums });
      else updateSums.run(...sumValues(addSums(sumsOf(stored), sums)), id);
    },
    move({ runId, cursor, ahead, done, completedAt }) {
      updateProgress.run(cursor, JSON.stringify(ahead), done, runId);
      if (completedAt !== null) complete.run(completedAt, runId);
    },
  };
}

/** A run of live changes before its first outcome. */
const emptyRun = { state: 'running', endedAt: null, done: 0, total: 0, resumedDone: 0, author: null, segmentIds: [], letters: null } as const;

/** The log has one partition. */
function openRunOf(row: StoredOpenRun): OpenRunRow {
  return { ...runOf(row), parts: [{ partition: 0, cursor: row.cursor, ahead: JSON.parse(row.ahead) as string[], done: row.done }] };
}
