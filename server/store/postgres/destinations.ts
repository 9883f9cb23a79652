import { nameKey } from '../../../shared/text.ts';
import type { DestinationRow } from '../rows.ts';
import type { ConfigurationStore } from '../store.ts';
import { destinationColumns, destinationSources } from './destinationColumns.ts';
import type { Queries } from './queries.ts';

type Destinations = Pick<ConfigurationStore, 'insertDestination' | 'updateDestination' | 'setPause' | 'replaceTarget' | 'deleteDestination' | 'getDestination'>;

/** Goes with a destination. Its checkpoints stay, so that outcomes still under way can be stored; nobody can take it over any more. */
const belongings = ['activations', 'gathered_profiles', 'proposals', 'alert_rules', 'alert_subscriptions'];

export function createDestinations(queries: Queries): Destinations {
  const destinationOf = (id: string) => queries.row<DestinationRow>(`SELECT ${destinationColumns} FROM ${destinationSources} WHERE d.id = $1 AND d.deleted_at IS NULL`, id);
  const ownerOf = (key: string) => queries.row<{ id: string }>('SELECT id FROM destinations WHERE name_key = $1 AND deleted_at IS NULL', key);
  const isAccount = async (id: string): Promise<boolean> => (await queries.row('SELECT 1 FROM accounts WHERE id = $1', id)) !== undefined;

  return {
    async insertDestination({ id, type, accountId, name, description, targetJson, stream, region, optionsJson, tags, createdAt }) {
      const key = nameKey(name);
      if (!(await isAccount(accountId))) return { ok: false, reason: 'account_missing' };
      if ((await ownerOf(key)) !== undefined) return { ok: false, reason: 'name_taken' };
      await queries.run(
        `INSERT INTO destinations (id, type, account_id, name, name_key, description, target, stream, stream_key, region, options, tags, enabled, created_at, updated_at, version)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, true, $13, $13, 1)`,
        id,
        type,
        accountId,
        name,
        key,
        description,
        targetJson,
        stream,
        nameKey(stream),
        region,
        optionsJson,
        JSON.stringify(tags),
        createdAt,
      );
      return { ok: true, version: 1 };
    },
    async updateDestination(id, change, at, expectedVersion) {
      const current = await destinationOf(id);
      if (current === undefined) return { ok: false, reason: 'not_found' };
      if (expectedVersion !== null && expectedVersion !== current.version) return { ok: false, reason: 'version_stale' };
      const name = change.name ?? current.name;
      const owner = await ownerOf(nameKey(name));
      if (owner !== undefined && owner.id !== id) return { ok: false, reason: 'name_taken' };
      if (change.accountId !== undefined && !(await isAccount(change.accountId))) return { ok: false, reason: 'account_missing' };
      const stream = change.stream ?? current.stream;
      const version = current.version + 1;
      await queries.run(
        `UPDATE destinations SET name = $2, name_key = $3, description = $4, options = $5, tags = $6, enabled = $7, pause = $8,
           account_id = $9, stream = $10, stream_key = $11, region = $12, target = $13, updated_at = $14, version = $15 WHERE id = $1`,
        id,
        name,
        nameKey(name),
        change.description ?? current.description,
        change.optionsJson ?? current.optionsJson,
        JSON.stringify(change.tags ?? current.tags),
        change.enabled ?? current.enabled,
        change.pauseJson === undefined ? current.pauseJson : change.pauseJson,
        change.accountId ?? current.accountId,
        stream,
        nameKey(stream),
        change.region ?? current.region,
        change.targetJson ?? current.targetJson,
        at,
        version,
      );
      return { ok: true, version };
    },
    async setPause(id, pauseJson) {
      await queries.run('UPDATE destinations SET pause = $2 WHERE id = $1', id, pauseJson);
    },
    replaceTarget: async (id, expectedJson, targetJson) =>
      (await queries.run('UPDATE destinations SET target = $3 WHERE id = $1 AND target = $2 AND deleted_at IS NULL', id, expectedJson, targetJson)) === 1,
    async deleteDestination(id, at) {
      // A settlement begins with the checkpoint of its partition and ends with the destination: whoever holds all of them waits for none.
      await queries.rows('SELECT 1 FROM checkpoints WHERE destination_id = $1 ORDER BY partition FOR UPDATE', id);
      const deleted = await queries.run(
        'UPDATE destinations SET deleted_at = $2, updated_at = $2, account_id = NULL, version = version + 1 WHERE id = $1 AND deleted_at IS NULL',
        id,
        at,
      );
      if (deleted === 0) return false;
      for (const table of belongings) await queries.run(`DELETE FROM ${table} WHERE destination_id = $1`, id);
      await queries.run(
        `UPDATE runs SET state = CASE kind WHEN 'streaming' THEN 'completed' ELSE 'cancelled' END, ended_at = $2 WHERE destination_id = $1 AND ended_at IS NULL`,
        id,
        at,
      );
      return true;
    },
    getDestination: async (id) => (await destinationOf(id)) ?? null,
  };
}
