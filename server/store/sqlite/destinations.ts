import type { DatabaseSync } from 'node:sqlite';
import { nameKey } from '../../../shared/text.ts';
import type { ConfigurationStore } from '../store.ts';
import { destinationColumns, destinationOf, destinationSources, type StoredDestination } from './destinationRow.ts';
import type { Synchronous } from './protocol.ts';
import { prepare } from './statement.ts';

type Destinations = Synchronous<Pick<ConfigurationStore, 'insertDestination' | 'updateDestination' | 'setPause' | 'replaceTarget' | 'deleteDestination' | 'getDestination'>>;

export function createDestinations(database: DatabaseSync): Destinations {
  const selectDestination = prepare<StoredDestination>(database, `SELECT ${destinationColumns} FROM ${destinationSources} WHERE d.id = ? AND d.deleted_at IS NULL`);
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
  };
}
