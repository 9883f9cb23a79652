import type { AlertFigures, AlertMove, AlertRow, AlertStore, AlertWatchRow } from '../alertStore.ts';
import { pageOf, readCursor } from '../cursor.ts';
import { muteOf, type StoredMute } from '../mutes.ts';
import { createAlertRules } from './alertRules.ts';
import type { Queries } from './queries.ts';

type StoredAlert = Omit<AlertRow, 'mute'> & StoredMute;

/** Notices on their way, of all channels together: beyond them the oldest are dropped, as where a receiver is gone for days. */
const waitingMost = 1_000;

const columns = `id, rule_id AS "ruleId", kind, subject_type AS "subjectType", subject_id AS "subjectId", subject_name AS "subjectName", level, worst, value, threshold, code,
  started_at AS "startedAt", changed_at AS "changedAt", ended, last_change AS "lastChange", muted_by AS "mutedBy", muted_until AS "mutedUntil"`;

export function createAlerts(queries: Queries): AlertStore {
  const alerts = async (rest: string, ...parameters: readonly (string | number | null)[]): Promise<AlertRow[]> =>
    (await queries.rows<StoredAlert>(`SELECT ${columns} FROM alerts ${rest}`, ...parameters)).map(alertOf);

  return {
    ...createAlertRules(queries),
    listAlertWatches: () => queries.rows<AlertWatchRow>('SELECT kind, subject_id AS "subjectId", state AS "stateJson" FROM alert_watches'),
    async moveAlert({ kind, subjectId, stateJson, alert }) {
      if (stateJson === null) await queries.run('DELETE FROM alert_watches WHERE kind = $1 AND subject_id = $2', kind, subjectId);
      else
        await queries.run(
          'INSERT INTO alert_watches (kind, subject_id, state) VALUES ($1, $2, $3) ON CONFLICT (kind, subject_id) DO UPDATE SET state = excluded.state',
          kind,
          subjectId,
          stateJson,
        );
      if (alert !== null) await storeChange(queries, kind, subjectId, alert);
    },
    firingAlerts: () => alerts(`WHERE level <> 'ok' ORDER BY level = 'critical' DESC, last_change DESC`),
    endedAlerts: (limit) => alerts(`WHERE level = 'ok' ORDER BY last_change DESC LIMIT $1`, limit),
    async listAlerts(page, destinationId) {
      const [before] = readCursor(page.cursor, [0]) ?? [Number.MAX_SAFE_INTEGER];
      const rows = await alerts(
        `WHERE last_change < $1 AND ($2::text IS NULL OR subject_id = $2 OR subject_id = (SELECT account_id FROM destinations WHERE id = $2)) ORDER BY last_change DESC LIMIT $3`,
        before,
        destinationId,
        page.limit + 1,
      );
      return pageOf(
        rows,
        page,
        ({ lastChange }) => [lastChange],
        (row) => row,
      );
    },
    muteAlert: async (id, to) =>
      (await queries.run(`UPDATE alerts SET muted_by = $2, muted_until = $3 WHERE id = $1 AND level <> 'ok'`, id, to?.by ?? null, to?.until ?? null)) === 1,
    async forgetAlerts(endedBefore) {
      await queries.run(`DELETE FROM alerts WHERE level = 'ok' AND changed_at < $1`, endedBefore);
    },
    readAlertMark: async (owner) => (await queries.row<{ upTo: number }>('SELECT up_to AS "upTo" FROM alert_marks WHERE owner = $1', owner))?.upTo ?? 0,
    async putAlertMark(owner, upTo) {
      await queries.run('INSERT INTO alert_marks AS m (owner, up_to) VALUES ($1, $2) ON CONFLICT (owner) DO UPDATE SET up_to = greatest(m.up_to, excluded.up_to)', owner, upTo);
    },
    async readAlertFigures(destinationId, from, lagFrom) {
      const figures = await queries.row<AlertFigures>(
        `SELECT coalesce(sum(activated), 0) AS activated, coalesce(sum(failed), 0) AS failed,
           (SELECT coalesce(max(lag_ms), 0) FROM lag_minutes WHERE destination_id = $1 AND minute >= $3) AS "lagMs",
           (SELECT updated_at FROM activations WHERE destination_id = $1) AS "activatedAt"
         FROM metrics_minutes WHERE destination_id = $1 AND minute >= $2`,
        destinationId,
        from,
        lagFrom,
      );
      return figures as AlertFigures;
    },
  };
}

/** Numbers a change of an alert, puts it on its way to whom it concerns, and stores the alert as it is from now on. */
async function storeChange(queries: Queries, kind: AlertMove['kind'], subject: string, alert: NonNullable<AlertMove['alert']>): Promise<void> {
  const { id, ruleId, subjectType, subjectName, level, worst, value, threshold, code, startedAt, changedAt, ended } = alert;
  const change = await queries.row<{ number: number }>(
    `INSERT INTO alert_changes (alert_id, level_before, level, at, value, threshold, ended)
     VALUES ($1, coalesce((SELECT level FROM alerts WHERE id = $1), 'ok'), $2, $3, $4, $5, $6) RETURNING number`,
    id,
    level,
    changedAt,
    value,
    threshold,
    ended,
  );
  const number = (change as NonNullable<typeof change>).number;
  // A level is told to whom it is high enough for, or who was told of the alert before.
  await queries.run(
    `INSERT INTO alert_outbox (channel_id, change, attempts, next_at)
     SELECT c.id, $1, 0, $2 FROM alert_channels c
     WHERE c.enabled
       AND NOT EXISTS (SELECT 1 FROM alerts WHERE id = $3 AND muted_by IS NOT NULL AND muted_until > $2)
       AND NOT EXISTS (SELECT 1 FROM alert_rules WHERE id = $4 AND muted_by IS NOT NULL AND (muted_until IS NULL OR muted_until > $2))
       AND ($5 = 'critical' OR ($5 = 'warning' AND c.least_level = 'warning') OR EXISTS (SELECT 1 FROM alert_told t WHERE t.alert_id = $3 AND t.channel_id = c.id))
       AND (c.all_destinations OR EXISTS (
         SELECT 1 FROM alert_subscriptions s JOIN destinations d ON d.id = s.destination_id WHERE s.channel_id = c.id AND (d.id = $6 OR d.account_id = $6)))`,
    number,
    changedAt,
    id,
    ruleId,
    level,
    subject,
  );
  await queries.run('INSERT INTO alert_told (alert_id, channel_id) SELECT $1, channel_id FROM alert_outbox WHERE change = $2 ON CONFLICT DO NOTHING', id, number);
  await queries.run('DELETE FROM alert_outbox WHERE change <= (SELECT change FROM alert_outbox ORDER BY change DESC LIMIT 1 OFFSET $1)', waitingMost);
  await queries.run(
    `INSERT INTO alerts AS a (id, rule_id, kind, subject_type, subject_id, subject_name, level, worst, value, threshold, code, started_at, changed_at, ended, last_change)
     VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15)
     ON CONFLICT (id) DO UPDATE SET rule_id = excluded.rule_id, subject_name = excluded.subject_name, level = excluded.level, worst = excluded.worst, value = excluded.value,
       threshold = excluded.threshold, code = excluded.code, changed_at = excluded.changed_at, ended = excluded.ended, last_change = excluded.last_change,
       muted_by = CASE WHEN a.muted_until IS NOT NULL THEN a.muted_by END`,
    id,
    ruleId,
    kind,
    subjectType,
    subject,
    subjectName,
    level,
    worst,
    value,
    threshold,
    code,
    startedAt,
    changedAt,
    ended,
    number,
  );
}

const alertOf = ({ mutedBy, mutedUntil, ...row }: StoredAlert): AlertRow => ({ ...row, mute: muteOf({ mutedBy, mutedUntil }) });
