import type { LeftStore, MovedRow, MovedRows } from '../moving.ts';
import { lockDataFile, openDatabase } from './database.ts';
import { databaseError } from './failure.ts';
import { migrate, readMigrations } from './migrate.ts';
import { prepare } from './statement.ts';

/**
 * Opens the data file to be moved, with its schema brought up to date, and holds it for this process alone. Throws an
 * `ActivationError` that says in a sentence why that cannot be: a server runs on it, for example.
 */
export function openLeftStore(file: string): LeftStore {
  try {
    const lock = lockDataFile(file);
    try {
      const database = openDatabase(file);
      migrate(database, readMigrations());
      const select = <Row>(what: string, { table, where = 'true' }: MovedRows) => prepare<Row>(database, `SELECT ${what} FROM ${table} WHERE ${where}`);
      return {
        tables: () =>
          prepare<{ name: string }>(database, `SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%' ORDER BY name`)
            .all()
            .map(({ name }) => name),
        count: (of) => select<{ count: number }>('count(*) AS count', of).get()?.count ?? 0,
        rows: (of) => select<MovedRow>('*', of).iterate(),
        lastKey: (table) => prepare<{ seq: number }>(database, 'SELECT seq FROM sqlite_sequence WHERE name = ?').get(table)?.seq ?? 0,
        close() {
          database.close();
          lock.close();
        },
      };
    } catch (thrown) {
      lock.close();
      throw thrown;
    }
  } catch (thrown) {
    throw databaseError(thrown);
  }
}
