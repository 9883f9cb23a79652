import type { DatabaseSync } from 'node:sqlite';
import type { HistoryStore, MovementRow } from '../historyStore.ts';
import type { Synchronous } from './protocol.ts';
import { prepare } from './statement.ts';

const dayMs = 86_400_000;

export function createHistory(database: DatabaseSync): Synchronous<HistoryStore> {
  const selectSegment = prepare<{ key: number; size: number; countedFrom: number }>(
    database,
    'SELECT key, size, max(counted_from, created_at) AS countedFrom FROM segments WHERE id = ?',
  );
  const selectMovements = prepare<MovementRow>(
    database,
    `SELECT day AS at, entered, exited FROM segment_days WHERE segment_key = ?1 AND day >= ?2
     UNION ALL SELECT hour AS at, entered, exited FROM segment_hours WHERE segment_key = ?1 AND hour >= ?2 ORDER BY at`,
  );
  const selectOldHours = prepare<{ segmentKey: number; hour: number; entered: number; exited: number }>(
    database,
    'SELECT segment_key AS segmentKey, hour, entered, exited FROM segment_hours WHERE hour < ? ORDER BY hour LIMIT ?',
  );
  const addToDay = prepare(
    database,
    `INSERT INTO segment_days (segment_key, day, entered, exited) VALUES (?, ?, ?, ?)
     ON CONFLICT DO UPDATE SET entered = entered + excluded.entered, exited = exited + excluded.exited`,
  );
  const deleteHour = prepare(database, 'DELETE FROM segment_hours WHERE segment_key = ? AND hour = ?');
  const deleteDays = prepare(database, 'DELETE FROM segment_days WHERE (segment_key, day) IN (SELECT segment_key, day FROM segment_days WHERE day < ? ORDER BY day LIMIT ?)');

  return {
    readGrowth(segmentId, from) {
      const segment = selectSegment.get(segmentId);
      if (segment === undefined) return null;
      const { key, size, countedFrom } = segment;
      return { size, countedFrom, movements: selectMovements.all(key, from) };
    },
    foldHistory({ hoursBefore, daysBefore }, limit) {
      const hours = selectOldHours.all(hoursBefore, limit);
      for (const { segmentKey, hour, entered, exited } of hours) {
        addToDay.run(segmentKey, hour - (hour % dayMs), entered, exited);
        deleteHour.run(segmentKey, hour);
      }
      const removed = hours.length + deleteDays.run(daysBefore, limit - hours.length);
      return { removed, isMore: removed >= limit };
    },
  };
}
