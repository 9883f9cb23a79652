import type { DatabaseSync } from 'node:sqlite';
import type { OutcomeSums, RunRow, Settlement } from '../rows.ts';
import type { DeliveryStore } from '../store.ts';
import { pageOf, readCursor } from './cursor.ts';
import type { Synchronous } from './protocol.ts';
import { prepare } from './statement.ts';
import { addSums } from '../sums.ts';
import { sumAssignments, sumColumns, sumsOf, sumValues, type StoredSums } from './sums.ts';

export interface Runs extends Synchronous<Pick<DeliveryStore, 'insertRun' | 'openBackfills' | 'endRun' | 'getRun' | 'listRuns'>> {
  /** Adds to the sums of a run, which is created if it is not there. */
  addToRun(destinationId: string, run: Settlement['runs'][number]): void;
  /** Notes how far a backfill is. A run that has ended, by being cancelled for example, keeps its state. */
  moveBackfill(progress: Settlement['backfills'][number]): void;
}

/** A row as read: lists are JSON. */
type StoredRun = Omit<RunRow, 'sums' | 'segmentIds' | 'ahead'> & StoredSums & { segmentIds: string; ahead: string };

const columns = `id, destination_id AS destinationId, kind, state, started_at AS startedAt, ended_at AS endedAt, done, total, segment_ids AS segmentIds, cursor, ahead, ${sumColumns}`;
/** Before the newest run there is nothing: where the first page of a descending list begins. */
const beginning = [Number.MAX_SAFE_INTEGER, ''] as const;

export function createRuns(database: DatabaseSync): Runs {
  const selectRun = prepare<StoredRun>(database, `SELECT ${columns} FROM runs WHERE id = ?`);
  const selectPage = prepare<StoredRun>(database, `SELECT ${columns} FROM runs WHERE destination_id = ? AND (started_at, id) < (?, ?) ORDER BY started_at DESC, id DESC LIMIT ?`);
  const selectOpenBackfills = prepare<StoredRun>(
    database,
    `SELECT ${columns} FROM runs WHERE destination_id = ? AND kind = 'backfill' AND ended_at IS NULL ORDER BY started_at, id`,
  );
  const insert = prepare(
    database,
    `INSERT INTO runs (id, destination_id, kind, state, started_at, ended_at, done, total, segment_ids, cursor, ahead, ${sumColumns})
     VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
  );
  const updateSums = prepare(database, `UPDATE runs SET ${sumAssignments.replaceAll(/excluded\.\w+/gu, '?')} WHERE id = ?`);
  const end = prepare(database, 'UPDATE runs SET state = ?, ended_at = ? WHERE id = ? AND ended_at IS NULL');
  const updateProgress = prepare(database, 'UPDATE runs SET cursor = ?, ahead = ?, done = ? WHERE id = ?');
  const updateState = prepare(database, 'UPDATE runs SET state = ?, ended_at = ? WHERE id = ? AND ended_at IS NULL');

  const insertRun = (run: RunRow): void => {
    const { id, destinationId, kind, state, startedAt, endedAt, done, total, segmentIds, cursor, ahead, sums } = run;
    insert.run(id, destinationId, kind, state, startedAt, endedAt, done, total, JSON.stringify(segmentIds), cursor, JSON.stringify(ahead), ...sumValues(sums));
  };

  return {
    insertRun,
    openBackfills: (destinationId) => selectOpenBackfills.all(destinationId).map(runOf),
    endRun: (id, state, at) => end.run(state, at, id) > 0,
    getRun(id) {
      const row = selectRun.get(id);
      return row === undefined ? null : runOf(row);
    },
    listRuns(destinationId, page) {
      const [startedAt, id] = readCursor(page.cursor, beginning) ?? beginning;
      return pageOf(selectPage.all(destinationId, startedAt, id, page.limit + 1), page, (row) => [row.startedAt, row.id], runOf);
    },
    addToRun(destinationId, { id, kind, startedAt, sums }) {
      const stored = selectRun.get(id);
      if (stored === undefined) insertRun({ id, destinationId, kind, state: 'running', startedAt, endedAt: null, done: 0, total: 0, segmentIds: [], cursor: '', ahead: [], sums });
      else updateSums.run(...sumValues(addSums(sumsOf(stored), sums)), id);
    },
    moveBackfill({ runId, cursor, ahead, done, state, endedAt }) {
      updateProgress.run(cursor, JSON.stringify(ahead), done, runId);
      updateState.run(state, endedAt, runId);
    },
  };
}

function runOf(row: StoredRun): RunRow {
  const { id, destinationId, kind, state, startedAt, endedAt, done, total, segmentIds, cursor, ahead } = row;
  const sums: OutcomeSums = sumsOf(row);
  return { id, destinationId, kind, state, startedAt, endedAt, done, total, segmentIds: JSON.parse(segmentIds) as string[], cursor, ahead: JSON.parse(ahead) as string[], sums };
}
