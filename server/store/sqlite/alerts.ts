import type { DatabaseSync } from 'node:sqlite';
import type { AlertFigures, AlertRow, AlertStore, AlertWatchRow } from '../alertStore.ts';
import { createAlertRules } from './alertRules.ts';
import { pageOf, readCursor } from '../cursor.ts';
import { muteOf, type StoredMute } from '../mutes.ts';
import type { Synchronous } from './protocol.ts';
import { prepare } from './statement.ts';

type StoredAlert = Omit<AlertRow, 'mute'> & StoredMute;

/** Notices on their way, of all channels together: beyond them the oldest are dropped, as where a receiver is gone for days. */
const waitingMost = 1_000;

const columns = `id, rule_id AS ruleId, kind, subject_type AS subjectType, subject_id AS subjectId, subject_name AS subjectName, level, worst, value, threshold, code,
  started_at AS startedAt, changed_at AS changedAt, ended, last_change AS lastChange, muted_by AS mutedBy, muted_until AS mutedUntil`;

export function createAlerts(database: DatabaseSync): Synchronous<AlertStore> {
  const selectWatches = prepare<AlertWatchRow>(database, 'SELECT kind, subject_id AS subjectId, state AS stateJson FROM alert_watches');
  const putWatch = prepare(database, 'REPLACE INTO alert_watches (kind, subject_id, state) VALUES (?, ?, ?)');
  const deleteWatch = prepare(database, 'DELETE FROM alert_watches WHERE kind = ? AND subject_id = ?');
  const selectLevel = prepare<Pick<AlertRow, 'level'>>(database, 'SELECT level FROM alerts WHERE id = ?');
  const insertChange = prepare<{ number: number }>(
    database,
    'INSERT INTO alert_changes (alert_id, level_before, level, at, value, threshold, ended) VALUES (?, ?, ?, ?, ?, ?, ?) RETURNING number',
  );
  const putAlert = prepare(
    database,
    `INSERT INTO alerts (id, rule_id, kind, subject_type, subject_id, subject_name, level, worst, value, threshold, code, started_at, changed_at, ended, last_change)
     VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
     ON CONFLICT DO UPDATE SET rule_id = excluded.rule_id, subject_name = excluded.subject_name, level = excluded.level, worst = excluded.worst, value = excluded.value,
       threshold = excluded.threshold, code = excluded.code, changed_at = excluded.changed_at, ended = excluded.ended, last_change = excluded.last_change,
       muted_by = iif(muted_until IS NULL, NULL, muted_by)`,
  );
  const isMuted = `EXISTS (SELECT 1 FROM alerts WHERE id = :alert AND muted_by IS NOT NULL AND muted_until > :at)
       OR EXISTS (SELECT 1 FROM alert_rules WHERE id = :rule AND muted_by IS NOT NULL AND (muted_until IS NULL OR muted_until > :at))`;
  // To whom a level is told that is high enough for them, or who was told of the alert before.
  const putOnItsWay = database.prepare(
    `INSERT INTO alert_outbox (channel_id, change, attempts, next_at)
     SELECT c.id, :change, 0, :at FROM alert_channels c
     WHERE c.enabled = 1 AND NOT (${isMuted})
       AND (:level = 'critical' OR (:level = 'warning' AND c.least_level = 'warning') OR EXISTS (SELECT 1 FROM alert_told t WHERE t.alert_id = :alert AND t.channel_id = c.id))
       AND (c.all_destinations = 1 OR EXISTS (
         SELECT 1 FROM alert_subscriptions s JOIN destinations d ON d.id = s.destination_id WHERE s.channel_id = c.id AND (d.id = :subject OR d.account_id = :subject)))`,
  );
  const noteTold = prepare(database, 'INSERT OR IGNORE INTO alert_told (alert_id, channel_id) SELECT ?, channel_id FROM alert_outbox WHERE change = ?');
  const dropOldest = prepare(database, 'DELETE FROM alert_outbox WHERE change <= (SELECT change FROM alert_outbox ORDER BY change DESC LIMIT 1 OFFSET ?)');
  const selectFiring = prepare<StoredAlert>(database, `SELECT ${columns} FROM alerts WHERE level <> 'ok' ORDER BY level = 'critical' DESC, last_change DESC`);
  const selectEnded = prepare<StoredAlert>(database, `SELECT ${columns} FROM alerts WHERE level = 'ok' ORDER BY last_change DESC LIMIT ?`);
  const selectPage = prepare<StoredAlert>(
    database,
    `SELECT ${columns} FROM alerts
     WHERE last_change < ?1 AND (?2 IS NULL OR subject_id = ?2 OR subject_id = (SELECT account_id FROM destinations WHERE id = ?2)) ORDER BY last_change DESC LIMIT ?3`,
  );
  const mute = prepare(database, `UPDATE alerts SET muted_by = ?, muted_until = ? WHERE id = ? AND level <> 'ok'`);
  const forget = prepare(database, `DELETE FROM alerts WHERE level = 'ok' AND changed_at < ?`);
  const selectMark = prepare<{ upTo: number }>(database, 'SELECT up_to AS upTo FROM alert_marks WHERE owner = ?');
  const putMark = prepare(database, 'INSERT INTO alert_marks (owner, up_to) VALUES (?, ?) ON CONFLICT DO UPDATE SET up_to = max(up_to, excluded.up_to)');
  const selectFigures = prepare<AlertFigures>(
    database,
    `SELECT coalesce(sum(activated), 0) AS activated, coalesce(sum(failed), 0) AS failed,
       (SELECT coalesce(max(lag_ms), 0) FROM lag_minutes WHERE destination_id = ?1 AND minute >= ?3) AS lagMs,
       (SELECT updated_at FROM activations WHERE destination_id = ?1) AS activatedAt
     FROM metrics_minutes WHERE destination_id = ?1 AND minute >= ?2`,
  );

  return {
    ...createAlertRules(database),
    listAlertWatches: () => selectWatches.all(),
    moveAlert({ kind, subjectId, stateJson, alert }) {
      if (stateJson === null) deleteWatch.run(kind, subjectId);
      else putWatch.run(kind, subjectId, stateJson);
      if (alert === null) return;
      const before = selectLevel.get(alert.id)?.level ?? 'ok';
      const { number = 0 } = insertChange.get(alert.id, before, alert.level, alert.changedAt, alert.value, alert.threshold, alert.ended) ?? {};
      putOnItsWay.run({ change: number, at: alert.changedAt, level: alert.level, alert: alert.id, rule: alert.ruleId, subject: subjectId });
      noteTold.run(alert.id, number);
      dropOldest.run(waitingMost);
      const { id, ruleId, subjectType, subjectName, level, worst, value, threshold, code, startedAt, changedAt, ended } = alert;
      putAlert.run(id, ruleId, kind, subjectType, subjectId, subjectName, level, worst, value, threshold, code, startedAt, changedAt, ended, number);
    },
    firingAlerts: () => selectFiring.all().map(alertOf),
    endedAlerts: (limit) => selectEnded.all(limit).map(alertOf),
    listAlerts(page, destinationId) {
      const [before] = readCursor(page.cursor, [0]) ?? [Number.MAX_SAFE_INTEGER];
      return pageOf(selectPage.all(before, destinationId, page.limit + 1), page, ({ lastChange }) => [lastChange], alertOf);
    },
    muteAlert: (id, to) => mute.run(to?.by ?? null, to?.until ?? null, id) === 1,
    forgetAlerts(endedBefore) {
      forget.run(endedBefore);
    },
    readAlertMark: (owner) => selectMark.get(owner)?.upTo ?? 0,
    putAlertMark(owner, upTo) {
      putMark.run(owner, upTo);
    },
    readAlertFigures(destinationId, from, lagFrom) {
      const { activated = 0, failed = 0, lagMs = 0, activatedAt = null } = selectFigures.get(destinationId, from, lagFrom) ?? {};
      return { activated, failed, lagMs, activatedAt };
    },
  };
}

const alertOf = ({ mutedBy, mutedUntil, ...row }: StoredAlert): AlertRow => ({ ...row, mute: muteOf({ mutedBy, mutedUntil }) });
