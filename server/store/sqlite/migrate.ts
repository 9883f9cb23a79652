import { readdirSync, readFileSync } from 'node:fs';
import type { DatabaseSync } from 'node:sqlite';
import { ActivationError } from '../../kit/errors.ts';

export interface Migration {
  /** From 1 on, without gaps. */
  readonly number: number;
  readonly sql: string;
}

/** The migrations this version knows: `migrations/001_initial.sql` and so on. A file that was released never changes. */
export function readMigrations(): Migration[] {
  const folder = new URL('./migrations/', import.meta.url);
  return readdirSync(folder)
    .filter((name) => name.endsWith('.sql'))
    .sort()
    .map((name) => ({ number: Number.parseInt(name, 10), sql: readFileSync(new URL(name, folder), 'utf8') }));
}

/** Brings the schema up to date, a transaction per migration: each is applied whole or not at all. */
export function migrate(database: DatabaseSync, migrations: readonly Migration[]): void {
  const newest = migrations.length;
  const current = Number(database.prepare('PRAGMA user_version').get()?.['user_version']);
  if (current > newest) {
    throw new ActivationError(
      'defect',
      `The data file was written by a newer version (schema ${current}, this version knows ${newest}). Start that version, or restore a backup made before the update.`,
    );
  }
  for (const { number, sql } of migrations.slice(current)) {
    database.exec('BEGIN IMMEDIATE');
    try {
      database.exec(sql);
      database.exec(`PRAGMA user_version = ${number}`);
      database.exec('COMMIT');
    } catch (thrown) {
      if (database.isTransaction) database.exec('ROLLBACK');
      throw new ActivationError('defect', `The update of the data file to schema ${number} failed. The file is as it was before.`, { cause: thrown });
    }
  }
}
