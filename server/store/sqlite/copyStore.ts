import { chmodSync, closeSync, openSync } from 'node:fs';
import { DatabaseSync } from 'node:sqlite';
import { ActivationError } from '../../kit/errors.ts';
import { databaseError } from './failure.ts';
import { prepare } from './statement.ts';

/**
 * Copies the data file as it is at one moment, while others read and write it, into a new file with mode 0600, and reads
 * the copy through. Throws an `ActivationError` that says in a sentence what is wrong; then the copy is worth nothing.
 */
export function copyStore(file: string, copy: string): void {
  try {
    closeSync(openSync(copy, 'wx', 0o600));
    const database = new DatabaseSync(file, { readOnly: true });
    try {
      prepare(database, 'VACUUM INTO ?').run(copy);
    } finally {
      database.close();
    }
    chmodSync(copy, 0o600);
    const copied = new DatabaseSync(copy, { readOnly: true });
    try {
      const found = prepare<{ quick_check: string }>(copied, 'PRAGMA quick_check(1)').get()?.quick_check;
      if (found !== 'ok') throw new ActivationError('defect', `The copy is damaged (${found}), and so may be the data file. Keep earlier backups.`);
    } finally {
      copied.close();
    }
  } catch (thrown) {
    throw databaseError(thrown);
  }
}
