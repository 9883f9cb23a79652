import type { DatabaseSync } from 'node:sqlite';
import { nameKey } from '../../../shared/text.ts';
import type { DestinationRow } from '../rows.ts';
import type { ConfigurationStore } from '../store.ts';
import { pageOf, readCursor } from './cursor.ts';
import type { Synchronous } from './protocol.ts';
import { prepare } from './statement.ts';

type Destinations = Synchronous<
  Pick<ConfigurationStore, 'insertDestination' | 'updateDestination' | 'setPause' | 'replaceTarget' | 'deleteDestination' | 'getDestination' | 'listDestinations'>
>;

/** A row as read: lists are JSON, truth is 0 or 1. */
type StoredDestination = Omit<DestinationRow, 'tags' | 'segments' | 'enabled'> & { nameKey: string; tags: string; segments: string; enabled: number };

const columns = `
  d.id, d.type, d.account_id AS accountId, a.name AS accountName, d.name, d.name_key AS nameKey, d.description,
  d.target AS targetJson, d.stream, d.region, d.options AS optionsJson, d.tags, d.enabled, d.pause AS pauseJson,
  v.state AS activationState, d.last_delivered_at AS lastDeliveredAt, d.created_at AS createdAt, d.updated_at AS updatedAt, d.version,
  (SELECT json_group_array(json_object('id', s.id, 'name', s.name) ORDER BY m.position)
   FROM activation_segments m JOIN segments s ON s.id = m.segment_id WHERE m.destination_id = d.id) AS segments,
  (SELECT p.author FROM proposals p WHERE p.destination_id = d.id) AS proposedBy`;

const from = `destinations d JOIN accounts a ON a.id = d.account_id LEFT JOIN activations v ON v.destination_id = d.id`;

/** The statuses of shared/destination.ts as SQL, to filter by. */
const status = `CASE WHEN v.state IS NULL THEN 'draft' WHEN d.enabled = 0 OR v.state = 'paused' THEN 'disabled' WHEN d.pause IS NOT NULL THEN 'paused' ELSE 'enabled' END`;

export function createDestinations(database: DatabaseSync): Destinations {
  const selectDestination = prepare<StoredDestination>(database, `SELECT ${columns} FROM ${from} WHERE d.id = ? AND d.deleted_at IS NULL`);
  const selectPage = prepare<StoredDestination>(
    database,
    `SELECT ${columns} FROM ${from}
     WHERE d.deleted_at IS NULL AND (d.name_key, d.id) > (?1, ?2) AND (instr(d.name_key, ?3) > 0 OR instr(d.stream_key, ?3) > 0)
       AND (?4 IS NULL OR ${status} = ?4) AND (?5 IS NULL OR EXISTS (SELECT 1 FROM json_each(d.tags) WHERE value = ?5))
     ORDER BY d.name_key, d.id LIMIT ?6`,
  );
  const selectOwner = prepare<{ id: string }>(database, 'SELECT id FROM destinations WHERE name_key = ? AND deleted_at IS NULL');
  const selectAccount = prepare<{ found: number }>(database, 'SELECT 1 AS found FROM accounts WHERE id = ?');
  const insert = prepare(
    database,
    `INSERT INTO destinations (id, type, account_id, name, name_key, description, target, stream, stream_key, region, options, tags, enabled, created_at, updated_at, version)
     VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, 1, ?13, ?13, 1)`,
  );
  const update = prepare(
    database,
    `UPDATE destinations SET name = ?, name_key = ?, description = ?, options = ?, tags = ?, enabled = ?, pause = ?,
       account_id = ?, stream = ?, stream_key = ?, region = ?, target = ?, updated_at = ?, version = ? WHERE id = ?`,
  );
  const setPause = prepare(database, 'UPDATE destinations SET pause = ? WHERE id = ?');
  const replaceTarget = prepare(database, 'UPDATE destinations SET target = ? WHERE id = ? AND target = ? AND deleted_at IS NULL');
  const markDeleted = prepare(database, 'UPDATE destinations SET deleted_at = ?1, updated_at = ?1, account_id = NULL, version = version + 1 WHERE id = ?2 AND deleted_at IS NULL');
  const deleteActivation = prepare(database, 'DELETE FROM activations WHERE destination_id = ?');
  const endRuns = prepare(
    database,
    `UPDATE runs SET state = CASE kind WHEN 'streaming' THEN 'completed' ELSE 'cancelled' END, ended_at = ? WHERE destination_id = ? AND ended_at IS NULL`,
  );

  const deleteProposal = prepare(database, 'DELETE FROM proposals WHERE destination_id = ?');
  const deleteSubscriptions = prepare(database, 'DELETE FROM alert_subscriptions WHERE destination_id = ?');
  const deleteAlertRules = prepare(database, 'DELETE FROM alert_rules WHERE destination_id = ?');
  const deleteGathered = prepare(database, 'DELETE FROM gathered_profiles WHERE destination_id = ?');

  return {
    insertDestination(destination) {
      const key = nameKey(destination.name);
      if (selectAccount.get(destination.accountId) === undefined) return { ok: false, reason: 'account_missing' };
      if (selectOwner.get(key) !== undefined) return { ok: false, reason: 'name_taken' };
      const { id, type, accountId, name, description, targetJson, stream, region, optionsJson, tags, createdAt } = destination;
      insert.run(id, type, accountId, name, key, description, targetJson, stream, nameKey(stream), region, optionsJson, JSON.stringify(tags), createdAt);
      return { ok: true, version: 1 };
    },
    updateDestination(id, change, at, expectedVersion) {
      const current = selectDestination.get(id);
      if (current === undefined) return { ok: false, reason: 'not_found' };
      if (expectedVersion !== null && expectedVersion !== current.version) return { ok: false, reason: 'version_stale' };
      const name = change.name ?? current.name;
      const owner = selectOwner.get(nameKey(name));
      if (owner !== undefined && owner.id !== id) return { ok: false, reason: 'name_taken' };
      if (change.accountId !== undefined && selectAccount.get(change.accountId) === undefined) return { ok: false, reason: 'account_missing' };
      const stream = change.stream ?? current.stream;
      const version = current.version + 1;
      update.run(
        name,
        nameKey(name),
        change.description ?? current.description,
        change.optionsJson ?? current.optionsJson,
        change.tags === undefined ? current.tags : JSON.stringify(change.tags),
        Number(change.enabled ?? current.enabled),
        change.pauseJson === undefined ? current.pauseJson : change.pauseJson,
        change.accountId ?? current.accountId,
        stream,
        nameKey(stream),
        change.region ?? current.region,
        change.targetJson ?? current.targetJson,
        at,
        version,
        id,
      );
      return { ok: true, version };
    },
    setPause(id, pauseJson) {
      setPause.run(pauseJson, id);
    },
    replaceTarget: (id, expectedJson, targetJson) => replaceTarget.run(targetJson, id, expectedJson) === 1,
    deleteDestination(id, at) {
      if (markDeleted.run(at, id) === 0) return false;
      // The checkpoint stays, so that outcomes still under way can be stored; nobody can take it over any more.
      deleteActivation.run(id);
      deleteGathered.run(id);
      deleteProposal.run(id);
      deleteAlertRules.run(id);
      deleteSubscriptions.run(id);
      endRuns.run(at, id);
      return true;
    },
    getDestination(id) {
      const row = selectDestination.get(id);
      return row === undefined ? null : destinationOf(row);
    },
    listDestinations(page, filter) {
      const [name, id] = readCursor(page.cursor, ['', '']) ?? ['', ''];
      const rows = selectPage.all(name, id, nameKey(filter.search), filter.status, filter.tag, page.limit + 1);
      return pageOf(rows, page, (row) => [row.nameKey, row.id], destinationOf);
    },
  };
}

function destinationOf({ nameKey: _, ...row }: StoredDestination): DestinationRow {
  return { ...row, enabled: row.enabled === 1, tags: JSON.parse(row.tags) as string[], segments: JSON.parse(row.segments) as DestinationRow['segments'] };
}
