import { nameKey } from '../../../shared/text.ts';
import type { AlertChannelRow, AlertChannelStore, ChannelResultRow, NoticeRow } from '../alertChannelStore.ts';
import type { Queries } from './queries.ts';

type StoredNotice = Omit<NoticeRow, 'alert'> & NoticeRow['alert'];

const columns = `c.id, c.kind, c.name, c.sealed, c.place, c.least_level AS "leastLevel", c.all_destinations AS "allDestinations", c.enabled,
  ARRAY(SELECT s.destination_id FROM alert_subscriptions s WHERE s.channel_id = c.id ORDER BY s.destination_id) AS "destinationIds",
  (SELECT count(*) FROM alert_outbox o WHERE o.channel_id = c.id) AS waiting,
  CASE WHEN c.last_at IS NOT NULL THEN json_build_object('at', c.last_at, 'ok', c.last_ok, 'message', c.last_message) END AS "lastResult",
  c.updated_by AS "updatedBy", c.updated_at AS "updatedAt", c.version`;

export function createAlertChannels(queries: Queries): AlertChannelStore {
  const channelOf = (id: string) => queries.row<AlertChannelRow>(`SELECT ${columns} FROM alert_channels c WHERE c.id = $1`, id);
  const ownerOf = (key: string) => queries.row<{ id: string }>('SELECT id FROM alert_channels WHERE name_key = $1', key);
  const note = async (channelId: string, { at, ok, message }: ChannelResultRow): Promise<void> => {
    await queries.run('UPDATE alert_channels SET last_at = $2, last_ok = $3, last_message = $4 WHERE id = $1', channelId, at, ok, message);
  };

  return {
    listAlertChannels: () => queries.rows<AlertChannelRow>(`SELECT ${columns} FROM alert_channels c ORDER BY c.name_key`),
    getAlertChannel: async (id) => (await channelOf(id)) ?? null,
    async insertAlertChannel({ id, kind, name, sealed, place, leastLevel, allDestinations, enabled, updatedBy, updatedAt }) {
      if ((await ownerOf(nameKey(name))) !== undefined) return 'name_taken';
      await queries.run(
        `INSERT INTO alert_channels (id, kind, name, name_key, sealed, place, least_level, all_destinations, enabled, updated_by, updated_at, version)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, 1)`,
        id,
        kind,
        name,
        nameKey(name),
        sealed,
        place,
        leastLevel,
        allDestinations,
        enabled,
        updatedBy,
        updatedAt,
      );
      return 'stored';
    },
    async updateAlertChannel(id, change, at, expectedVersion) {
      const stored = await channelOf(id);
      if (stored === undefined) return { ok: false, reason: 'not_found' };
      if (expectedVersion !== null && expectedVersion !== stored.version) return { ok: false, reason: 'version_stale' };
      const name = change.name ?? stored.name;
      const owner = await ownerOf(nameKey(name));
      if (owner !== undefined && owner.id !== id) return { ok: false, reason: 'name_taken' };
      const version = stored.version + 1;
      await queries.run(
        `UPDATE alert_channels SET name = $2, name_key = $3, sealed = $4, place = $5, least_level = $6, all_destinations = $7, enabled = $8,
           updated_by = $9, updated_at = $10, version = $11 WHERE id = $1`,
        id,
        name,
        nameKey(name),
        change.sealed ?? stored.sealed,
        change.place ?? stored.place,
        change.leastLevel ?? stored.leastLevel,
        change.allDestinations ?? stored.allDestinations,
        change.enabled ?? stored.enabled,
        change.updatedBy,
        at,
        version,
      );
      return { ok: true, version };
    },
    async deleteAlertChannel(id, expectedVersion) {
      const stored = await channelOf(id);
      if (stored === undefined) return { ok: false, reason: 'not_found' };
      if (expectedVersion !== null && expectedVersion !== stored.version) return { ok: false, reason: 'version_stale' };
      await queries.run('DELETE FROM alert_channels WHERE id = $1', id);
      return { ok: true };
    },
    async subscribeDestination(destinationId, channelIds) {
      if ((await queries.row('SELECT 1 FROM destinations WHERE id = $1 AND deleted_at IS NULL', destinationId)) === undefined) return 'destination_missing';
      const ids = [...new Set(channelIds)];
      const known = await queries.row<{ count: number }>('SELECT count(*) AS count FROM alert_channels WHERE id = ANY ($1)', ids);
      if (known?.count !== ids.length) return 'channel_missing';
      await queries.run('DELETE FROM alert_subscriptions WHERE destination_id = $1', destinationId);
      await queries.run('INSERT INTO alert_subscriptions (channel_id, destination_id) SELECT id, $2 FROM unnest($1::text[]) AS n (id)', ids, destinationId);
      return 'stored';
    },
    async dueNotices(now) {
      const due = await queries.rows<StoredNotice>(
        `SELECT o.change, o.channel_id AS "channelId", o.attempts, n.level_before AS "levelBefore", a.id, a.rule_id AS "ruleId", a.kind, a.subject_type AS "subjectType",
           a.subject_id AS "subjectId", a.subject_name AS "subjectName", n.level, n.value, n.threshold, a.code, a.started_at AS "startedAt", n.at AS "changedAt", n.ended
         FROM alert_outbox o JOIN alert_channels c ON c.id = o.channel_id JOIN alert_changes n ON n.number = o.change JOIN alerts a ON a.id = n.alert_id
         WHERE c.enabled AND o.next_at <= $1 AND o.change = (SELECT min(first.change) FROM alert_outbox first WHERE first.channel_id = o.channel_id) ORDER BY o.change`,
        now,
      );
      return due.map(({ change, channelId, attempts, levelBefore, ...alert }) => ({ change, channelId, attempts, levelBefore, alert }));
    },
    async settleNotice(change, channelId, result, retryAt) {
      if (retryAt === null) await queries.run('DELETE FROM alert_outbox WHERE change = $1 AND channel_id = $2', change, channelId);
      else await queries.run('UPDATE alert_outbox SET attempts = attempts + 1, next_at = $3 WHERE change = $1 AND channel_id = $2', change, channelId, retryAt);
      await note(channelId, result);
    },
    noteChannelResult: note,
  };
}
