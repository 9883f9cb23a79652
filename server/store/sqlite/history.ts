import type { DatabaseSync } from 'node:sqlite';
import type { ChangeShape, HistoryStore, MovementRow } from '../historyStore.ts';
import type { Synchronous } from './protocol.ts';
import { prepare } from './statement.ts';

const hourMs = 3_600_000;
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

  const addChanges = prepare(database, 'INSERT INTO change_counts (hour, shape, changes) VALUES (?, ?, ?) ON CONFLICT DO UPDATE SET changes = changes + excluded.changes');
  const addMinute = prepare(database, 'INSERT INTO counted_hours (hour, minutes) VALUES (?, 1) ON CONFLICT DO UPDATE SET minutes = minutes + 1');
  const selectMinutes = prepare<{ minutes: number }>(database, 'SELECT coalesce(sum(minutes), 0) AS minutes FROM counted_hours WHERE hour >= ?');
  // Counting ten million rows takes a second; the last row number is there at once.
  const selectPeople = prepare<{ people: number }>(database, 'SELECT coalesce(max(rowid), 0) AS people FROM profiles');
  const selectChanges = prepare<{ day: number; shape: string; changes: number }>(
    database,
    `SELECT hour - hour % ${dayMs} AS day, shape, sum(changes) AS changes FROM change_counts WHERE hour >= ? GROUP BY day, shape`,
  );
  const selectCrossings = prepare<{ day: number; count: number }>(
    database,
    `SELECT hour - hour % ${dayMs} AS day, sum(entered + exited) AS count FROM segment_hours
     WHERE segment_key IN (SELECT key FROM segments WHERE id IN (SELECT value FROM json_each(?))) AND hour >= ? GROUP BY day`,
  );
  const deleteMinutes = prepare(database, 'DELETE FROM counted_hours WHERE hour < ?');
  const deleteChanges = prepare(database, 'DELETE FROM change_counts WHERE (hour, shape) IN (SELECT hour, shape FROM change_counts WHERE hour < ? ORDER BY hour LIMIT ?)');

  return {
    readGrowth(segmentId, from) {
      const segment = selectSegment.get(segmentId);
      if (segment === undefined) return null;
      const { key, size, countedFrom } = segment;
      return { size, countedFrom, movements: selectMovements.all(key, from) };
    },
    // One process tells, and tells each minute once.
    noteChanges(minute, counts) {
      const hour = minute - (minute % hourMs);
      for (const { shape, changes } of counts) addChanges.run(hour, JSON.stringify(shape), changes);
      addMinute.run(hour);
    },
    readChangeHistory(segmentIds, from) {
      return {
        minutes: selectMinutes.get(from)?.minutes ?? 0,
        people: selectPeople.get()?.people ?? 0,
        changes: selectChanges.all(from).map(({ day, shape, changes }) => ({ day, changes, shape: JSON.parse(shape) as ChangeShape | null })),
        crossings: selectCrossings.all(JSON.stringify(segmentIds), from),
      };
    },
    foldHistory({ hoursBefore, daysBefore }, limit) {
      const hours = selectOldHours.all(hoursBefore, limit);
      for (const { segmentKey, hour, entered, exited } of hours) {
        addToDay.run(segmentKey, hour - (hour % dayMs), entered, exited);
        deleteHour.run(segmentKey, hour);
      }
      deleteMinutes.run(hoursBefore);
      const days = deleteDays.run(daysBefore, limit - hours.length);
      const removed = hours.length + days + deleteChanges.run(hoursBefore, limit - hours.length - days);
      return { removed, isMore: removed >= limit };
    },
  };
}
