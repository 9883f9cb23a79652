import type { AlertRuleRow, AlertStore } from '../alertStore.ts';
import { muteOf, type StoredMute } from '../mutes.ts';
import type { Queries } from './queries.ts';

type AlertRules = Pick<AlertStore, 'listAlertRules' | 'getAlertRule' | 'insertAlertRule' | 'updateAlertRule' | 'deleteAlertRule' | 'muteAlertRule'>;
type StoredRule = Omit<AlertRuleRow, 'mute'> & StoredMute;

const columns = `r.id, r.kind, CASE WHEN d.id IS NULL THEN NULL ELSE json_build_object('id', d.id, 'name', d.name) END AS destination,
  r.warning, r.critical, r.window_minutes AS "windowMinutes", r.enabled, r.muted_by AS "mutedBy", r.muted_until AS "mutedUntil",
  r.updated_by AS "updatedBy", r.updated_at AS "updatedAt", r.version`;
const sources = 'alert_rules r LEFT JOIN destinations d ON d.id = r.destination_id';

export function createAlertRules(queries: Queries): AlertRules {
  const storedOf = (id: string) => queries.row<StoredRule>(`SELECT ${columns} FROM ${sources} WHERE r.id = $1`, id);
  return {
    listAlertRules: async () => (await queries.rows<StoredRule>(`SELECT ${columns} FROM ${sources} ORDER BY r.kind, r.destination_id IS NOT NULL, d.name_key, r.id`)).map(ruleOf),
    async getAlertRule(id) {
      const stored = await storedOf(id);
      return stored === undefined ? null : ruleOf(stored);
    },
    async insertAlertRule({ id, kind, destinationId, warning, critical, windowMinutes, enabled, updatedBy, updatedAt }) {
      if (destinationId !== null && (await queries.row('SELECT 1 FROM destinations WHERE id = $1 AND deleted_at IS NULL', destinationId)) === undefined)
        return 'destination_missing';
      const taken = await queries.row(`SELECT 1 FROM alert_rules WHERE kind = $1 AND coalesce(destination_id, '') = coalesce($2, '')`, kind, destinationId);
      if (taken !== undefined) return 'taken';
      await queries.run(
        `INSERT INTO alert_rules (id, kind, destination_id, warning, critical, window_minutes, enabled, updated_by, updated_at, version)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, 1)`,
        id,
        kind,
        destinationId,
        warning,
        critical,
        windowMinutes,
        enabled,
        updatedBy,
        updatedAt,
      );
      return 'stored';
    },
    async updateAlertRule(id, change, at, expectedVersion) {
      const stored = await storedOf(id);
      if (stored === undefined) return { ok: false, reason: 'not_found' };
      if (expectedVersion !== null && expectedVersion !== stored.version) return { ok: false, reason: 'version_stale' };
      const version = stored.version + 1;
      const { warning = stored.warning, critical = stored.critical, windowMinutes = stored.windowMinutes, enabled = stored.enabled, updatedBy } = change;
      await queries.run(
        `UPDATE alert_rules SET warning = $2, critical = $3, window_minutes = $4, enabled = $5, muted_by = NULL, muted_until = NULL,
           updated_by = $6, updated_at = $7, version = $8 WHERE id = $1`,
        id,
        warning,
        critical,
        windowMinutes,
        enabled,
        updatedBy,
        at,
        version,
      );
      return { ok: true, version };
    },
    async deleteAlertRule(id, expectedVersion) {
      const stored = await storedOf(id);
      if (stored === undefined) return { ok: false, reason: 'not_found' };
      if (expectedVersion !== null && expectedVersion !== stored.version) return { ok: false, reason: 'version_stale' };
      await queries.run('DELETE FROM alert_rules WHERE id = $1', id);
      return { ok: true };
    },
    muteAlertRule: async (id, to) => (await queries.run('UPDATE alert_rules SET muted_by = $2, muted_until = $3 WHERE id = $1', id, to?.by ?? null, to?.until ?? null)) === 1,
  };
}

const ruleOf = ({ mutedBy, mutedUntil, ...row }: StoredRule): AlertRuleRow => ({ ...row, mute: muteOf({ mutedBy, mutedUntil }) });
