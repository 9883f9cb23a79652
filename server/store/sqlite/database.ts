import { chmodSync, closeSync, existsSync, openSync } from 'node:fs';
import { DatabaseSync } from 'node:sqlite';
import { ActivationError } from '../../kit/errors.ts';
import { laneOf } from '../../kit/lane.ts';

/** How long a statement waits for another program on the same file, milliseconds: short, for everything waits with it. */
const busyTimeoutMs = 250;
/** How long a start waits for a process that is just stopping, milliseconds. */
const lockTimeoutMs = 500;
/** Page cache, KiB. */
const cacheKib = 64 * 1_024;
/** WAL pages between two checkpoints: 16 MiB, a quarter of the work of SQLite's 4 MiB. */
const checkpointPages = 4_000;

/** Every setting this store relies on, and the value that reads back once it holds. */
const settings: readonly { readonly name: string; readonly set: string; readonly reads: string | number }[] = [
  { name: 'journal_mode', set: 'WAL', reads: 'wal' },
  // A commit is on the disk when it is answered: NORMAL could lose it when the power fails.
  { name: 'synchronous', set: 'FULL', reads: 2 },
  { name: 'foreign_keys', set: 'ON', reads: 1 },
  // What is deleted is overwritten: credentials and personal data do not stay in free pages.
  { name: 'secure_delete', set: 'ON', reads: 1 },
  { name: 'wal_autocheckpoint', set: String(checkpointPages), reads: checkpointPages },
  { name: 'cache_size', set: String(-cacheKib), reads: -cacheKib },
];

/** Opens the file, made with mode 0600 if need be, and makes sure that every setting holds. */
export function openDatabase(file: string): DatabaseSync {
  makePrivate(file);
  const database = new DatabaseSync(file, { timeout: busyTimeoutMs });
  database.function('lane_of', { deterministic: true }, (profileId) => laneOf(String(profileId)));
  for (const { name, set, reads } of settings) {
    database.exec(`PRAGMA ${name} = ${set}`);
    const value = Object.values(database.prepare(`PRAGMA ${name}`).get() ?? {})[0];
    if (value !== reads) throw new ActivationError('defect', `The database cannot run with ${name} = ${set} in this folder. Put the data folder on a local disk.`);
  }
  return database;
}

/**
 * Holds the data file for this process alone, by an exclusive lock on a small file beside it. The operating system lets
 * go of it when the process ends, however it ends.
 */
export function lockDataFile(file: string): DatabaseSync {
  const lockFile = `${file}.lock`;
  makePrivate(lockFile);
  const lock = new DatabaseSync(lockFile, { timeout: lockTimeoutMs });
  try {
    lock.exec('BEGIN EXCLUSIVE');
    return lock;
  } catch (thrown) {
    lock.close();
    throw new ActivationError('defect', `Another process is using the data file ${file}. Stop it first, or give this one another data folder.`, { cause: thrown });
  }
}

/**
 * SQLite gives the files it makes beside a database the mode of the database. A file that is there is never opened here:
 * closing it again would drop every lock this process holds on it.
 */
function makePrivate(file: string): void {
  if (existsSync(file)) chmodSync(file, 0o600);
  else closeSync(openSync(file, 'wx', 0o600));
}
