import { readdirSync, readFileSync } from 'node:fs';
import type { Pool, PoolClient } from 'pg';
import { ActivationError } from '../../kit/errors.ts';
import { adoptRestored } from './adoptRestored.ts';
import { queriesOf } from './queries.ts';

export interface Migration {
  /** From 1 on, without gaps. */
  readonly number: number;
  readonly sql: string;
}

/** Held while the schema changes: of several processes that start at once, one updates and the others wait. */
export const migrationLock = 7_211_002;
/** How long others wait for it, milliseconds: as long as a move of everything may take. */
const waitMs = 6 * 3_600_000;

/** The migrations this version knows: `migrations/001_initial.sql` and so on. A file that was released never changes. */
export function readMigrations(): Migration[] {
  const folder = new URL('./migrations/', import.meta.url);
  return readdirSync(folder)
    .filter((name) => name.endsWith('.sql'))
    .sort()
    .map((name) => ({ number: Number.parseInt(name, 10), sql: readFileSync(new URL(name, folder), 'utf8') }));
}

/**
 * Brings the schema up to date, a transaction per migration, and takes a restored dump as this cluster's own. A schema that is one ahead is taken as it is: while servers
 * are updated one by one, the old ones go on working, so no migration takes away what the version before it uses.
 */
export async function migrate(pool: Pool, migrations: readonly Migration[]): Promise<void> {
  const client = await pool.connect();
  try {
    await client.query('SET statement_timeout = 0; SET lock_timeout = 0');
    await queriesOf(client, waitMs).rows(`SELECT pg_advisory_lock(${migrationLock})`);
    await update(client, migrations);
    await adoptRestored(client);
  } finally {
    // The connection goes, and with it the lock and its settings.
    client.release(true);
  }
}

async function update(client: PoolClient, migrations: readonly Migration[]): Promise<void> {
  await client.query('CREATE TABLE IF NOT EXISTS schema_version (one integer PRIMARY KEY CHECK (one = 1), version integer NOT NULL)');
  const { rows } = await client.query<{ version: number }>('SELECT version FROM schema_version');
  const current = rows[0]?.version ?? 0;
  if (current > migrations.length + 1) {
    throw new ActivationError('defect', `The database was updated by a newer version (schema ${current}, this version knows ${migrations.length}). Start that version.`);
  }
  for (const { number, sql } of migrations.slice(current)) {
    try {
      await client.query(`BEGIN; ${sql}; INSERT INTO schema_version VALUES (1, ${number}) ON CONFLICT (one) DO UPDATE SET version = ${number}; COMMIT`);
    } catch (thrown) {
      await client.query('ROLLBACK');
      throw new ActivationError('defect', `The update of the database to schema ${number} failed. It is as it was before.`, { cause: thrown });
    }
  }
}
