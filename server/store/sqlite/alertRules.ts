import type { DatabaseSync } from 'node:sqlite';
import type { AlertRuleRow, AlertStore } from '../alertStore.ts';
import { muteOf, type StoredMute } from '../mutes.ts';
import type { Synchronous } from './protocol.ts';
import { prepare } from './statement.ts';

type AlertRules = Synchronous<Pick<AlertStore, 'listAlertRules' | 'getAlertRule' | 'insertAlertRule' | 'updateAlertRule' | 'deleteAlertRule' | 'muteAlertRule'>>;
type StoredRule = Omit<AlertRuleRow, 'destination' | 'enabled' | 'mute'> & StoredMute & { destinationId: string | null; destinationName: string | null; enabled: number };

const columns = `r.id, r.kind, r.destination_id AS destinationId, d.name AS destinationName, r.warning, r.critical, r.window_minutes AS windowMinutes, r.enabled,
  r.muted_by AS mutedBy, r.muted_until AS mutedUntil, r.updated_by AS updatedBy, r.updated_at AS updatedAt, r.version`;
const from = 'alert_rules r LEFT JOIN destinations d ON d.id = r.destination_id';

export function createAlertRules(database: DatabaseSync): AlertRules {
  const selectAll = prepare<StoredRule>(database, `SELECT ${columns} FROM ${from} ORDER BY r.kind, r.destination_id IS NOT NULL, d.name_key, r.id`);
  const select = prepare<StoredRule>(database, `SELECT ${columns} FROM ${from} WHERE r.id = ?`);
  const selectTaken = prepare<{ found: number }>(database, `SELECT 1 AS found FROM alert_rules WHERE kind = ? AND coalesce(destination_id, '') = coalesce(?, '')`);
  const selectDestination = prepare<{ found: number }>(database, 'SELECT 1 AS found FROM destinations WHERE id = ? AND deleted_at IS NULL');
  const insert = prepare(
    database,
    `INSERT INTO alert_rules (id, kind, destination_id, warning, critical, window_minutes, enabled, updated_by, updated_at, version) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, 1)`,
  );
  const update = prepare(
    database,
    `UPDATE alert_rules SET warning = ?, critical = ?, window_minutes = ?, enabled = ?, muted_by = NULL, muted_until = NULL, updated_by = ?, updated_at = ?, version = ? WHERE id = ?`,
  );
  const remove = prepare(database, 'DELETE FROM alert_rules WHERE id = ?');
  const mute = prepare(database, 'UPDATE alert_rules SET muted_by = ?, muted_until = ? WHERE id = ?');

  return {
    listAlertRules: () => selectAll.all().map(ruleOf),
    getAlertRule(id) {
      const stored = select.get(id);
      return stored === undefined ? null : ruleOf(stored);
    },
    insertAlertRule({ id, kind, destinationId, warning, critical, windowMinutes, enabled, updatedBy, updatedAt }) {
      if (destinationId !== null && selectDestination.get(destinationId) === undefined) return 'destination_missing';
      if (selectTaken.get(kind, destinationId) !== undefined) return 'taken';
      insert.run(id, kind, destinationId, warning, critical, windowMinutes, Number(enabled), updatedBy, updatedAt);
      return 'stored';
    },
    updateAlertRule(id, change, at, expectedVersion) {
      const stored = select.get(id);
      if (stored === undefined) return { ok: false, reason: 'not_found' };
      if (expectedVersion !== null && expectedVersion !== stored.version) return { ok: false, reason: 'version_stale' };
      const version = stored.version + 1;
      const { warning = stored.warning, critical = stored.critical, windowMinutes = stored.windowMinutes, enabled = stored.enabled === 1, updatedBy } = change;
      update.run(warning, critical, windowMinutes, Number(enabled), updatedBy, at, version, id);
      return { ok: true, version };
    },
    deleteAlertRule(id, expectedVersion) {
      const stored = select.get(id);
      if (stored === undefined) return { ok: false, reason: 'not_found' };
      if (expectedVersion !== null && expectedVersion !== stored.version) return { ok: false, reason: 'version_stale' };
      remove.run(id);
      return { ok: true };
    },
    muteAlertRule: (id, to) => mute.run(to?.by ?? null, to?.until ?? null, id) === 1,
  };
}

function ruleOf({ destinationId, destinationName, enabled, mutedBy, mutedUntil, ...row }: StoredRule): AlertRuleRow {
  return { ...row, destination: destinationId === null ? null : { id: destinationId, name: destinationName ?? '' }, enabled: enabled === 1, mute: muteOf({ mutedBy, mutedUntil }) };
}
