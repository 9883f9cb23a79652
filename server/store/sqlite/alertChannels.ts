import type { DatabaseSync } from 'node:sqlite';
import { nameKey } from '../../../shared/text.ts';
import type { AlertChannelRow, AlertChannelStore, NoticeRow } from '../alertChannelStore.ts';
import type { Synchronous } from './protocol.ts';
import { prepare } from './statement.ts';

type StoredChannel = Omit<AlertChannelRow, 'allDestinations' | 'destinationIds' | 'enabled' | 'lastResult'> & {
  allDestinations: number;
  destinationIds: string;
  enabled: number;
  lastAt: number | null;
  lastOk: number | null;
  lastMessage: string | null;
};
type StoredNotice = Omit<NoticeRow, 'alert'> & NoticeRow['alert'];

const columns = `c.id, c.kind, c.name, c.sealed, c.place, c.least_level AS leastLevel, c.all_destinations AS allDestinations, c.enabled,
  (SELECT json_group_array(s.destination_id ORDER BY s.destination_id) FROM alert_subscriptions s WHERE s.channel_id = c.id) AS destinationIds,
  (SELECT count(*) FROM alert_outbox o WHERE o.channel_id = c.id) AS waiting,
  c.last_at AS lastAt, c.last_ok AS lastOk, c.last_message AS lastMessage, c.updated_by AS updatedBy, c.updated_at AS updatedAt, c.version`;

export function createAlertChannels(database: DatabaseSync): Synchronous<AlertChannelStore> {
  const selectAll = prepare<StoredChannel>(database, `SELECT ${columns} FROM alert_channels c ORDER BY c.name_key`);
  const select = prepare<StoredChannel>(database, `SELECT ${columns} FROM alert_channels c WHERE c.id = ?`);
  const selectOwner = prepare<{ id: string }>(database, 'SELECT id FROM alert_channels WHERE name_key = ?');
  const insert = prepare(
    database,
    `INSERT INTO alert_channels (id, kind, name, name_key, sealed, place, least_level, all_destinations, enabled, updated_by, updated_at, version) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, 1)`,
  );
  const update = prepare(
    database,
    `UPDATE alert_channels SET name = ?, name_key = ?, sealed = ?, place = ?, least_level = ?, all_destinations = ?, enabled = ?, updated_by = ?, updated_at = ?, version = ? WHERE id = ?`,
  );
  const remove = prepare(database, 'DELETE FROM alert_channels WHERE id = ?');
  const selectDestination = prepare<{ found: number }>(database, 'SELECT 1 AS found FROM destinations WHERE id = ? AND deleted_at IS NULL');
  const unsubscribe = prepare(database, 'DELETE FROM alert_subscriptions WHERE destination_id = ?');
  const subscribe = prepare(database, 'INSERT OR IGNORE INTO alert_subscriptions (channel_id, destination_id) VALUES (?, ?)');
  const selectDue = prepare<StoredNotice>(
    database,
    `SELECT o.change, o.channel_id AS channelId, o.attempts, n.level_before AS levelBefore, a.id, a.rule_id AS ruleId, a.kind, a.subject_type AS subjectType, a.subject_id AS subjectId,
       a.subject_name AS subjectName, n.level, n.value, n.threshold, a.code, a.started_at AS startedAt, n.at AS changedAt, n.ended
     FROM alert_outbox o JOIN alert_channels c ON c.id = o.channel_id JOIN alert_changes n ON n.number = o.change JOIN alerts a ON a.id = n.alert_id
     WHERE c.enabled = 1 AND o.next_at <= ? AND o.change = (SELECT min(first.change) FROM alert_outbox first WHERE first.channel_id = o.channel_id) ORDER BY o.change`,
  );
  const done = prepare(database, 'DELETE FROM alert_outbox WHERE change = ? AND channel_id = ?');
  const later = prepare(database, 'UPDATE alert_outbox SET attempts = attempts + 1, next_at = ? WHERE change = ? AND channel_id = ?');
  const note = prepare(database, 'UPDATE alert_channels SET last_at = ?, last_ok = ?, last_message = ? WHERE id = ?');

  return {
    listAlertChannels: () => selectAll.all().map(channelOf),
    getAlertChannel(id) {
      const stored = select.get(id);
      return stored === undefined ? null : channelOf(stored);
    },
    insertAlertChannel({ id, kind, name, sealed, place, leastLevel, allDestinations, enabled, updatedBy, updatedAt }) {
      if (selectOwner.get(nameKey(name)) !== undefined) return 'name_taken';
      insert.run(id, kind, name, nameKey(name), sealed, place, leastLevel, Number(allDestinations), Number(enabled), updatedBy, updatedAt);
      return 'stored';
    },
    updateAlertChannel(id, change, at, expectedVersion) {
      const stored = select.get(id);
      if (stored === undefined) return { ok: false, reason: 'not_found' };
      if (expectedVersion !== null && expectedVersion !== stored.version) return { ok: false, reason: 'version_stale' };
      const { name = stored.name, sealed = stored.sealed, place = stored.place, leastLevel = stored.leastLevel } = change;
      const owner = selectOwner.get(nameKey(name));
      if (owner !== undefined && owner.id !== id) return { ok: false, reason: 'name_taken' };
      const version = stored.version + 1;
      const switches = [Number(change.allDestinations ?? stored.allDestinations), Number(change.enabled ?? stored.enabled)];
      update.run(name, nameKey(name), sealed, place, leastLevel, ...switches, change.updatedBy, at, version, id);
      return { ok: true, version };
    },
    deleteAlertChannel(id, expectedVersion) {
      const stored = select.get(id);
      if (stored === undefined) return { ok: false, reason: 'not_found' };
      if (expectedVersion !== null && expectedVersion !== stored.version) return { ok: false, reason: 'version_stale' };
      remove.run(id);
      return { ok: true };
    },
    subscribeDestination(destinationId, channelIds) {
      if (selectDestination.get(destinationId) === undefined) return 'destination_missing';
      if (channelIds.some((id) => select.get(id) === undefined)) return 'channel_missing';
      unsubscribe.run(destinationId);
      for (const id of channelIds) subscribe.run(id, destinationId);
      return 'stored';
    },
    dueNotices: (now) => selectDue.all(now).map(({ change, channelId, attempts, levelBefore, ...alert }) => ({ change, channelId, attempts, levelBefore, alert })),
    settleNotice(change, channelId, { at, ok, message }, retryAt) {
      if (retryAt === null) done.run(change, channelId);
      else later.run(retryAt, change, channelId);
      note.run(at, Number(ok), message, channelId);
    },
    noteChannelResult(channelId, { at, ok, message }) {
      note.run(at, Number(ok), message, channelId);
    },
  };
}

function channelOf({ allDestinations, destinationIds, enabled, lastAt, lastOk, lastMessage, ...row }: StoredChannel): AlertChannelRow {
  const lastResult = lastAt === null ? null : { at: lastAt, ok: lastOk === 1, message: lastMessage ?? '' };
  return { ...row, allDestinations: allDestinations === 1, destinationIds: JSON.parse(destinationIds) as string[], enabled: enabled === 1, lastResult };
}
