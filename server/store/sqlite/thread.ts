/** The thread the database lives in: it blocks while the disk works, so it shares its event loop with nobody. */
import type { DatabaseSync } from 'node:sqlite';
import { parentPort, workerData, type MessagePort } from 'node:worker_threads';
import { toFailure } from '../../kit/threadCalls.ts';
import { serveInGroups } from './callGroups.ts';
import { lockDataFile, openDatabase } from './database.ts';
import { databaseError } from './failure.ts';
import { runGroup } from './groupCommit.ts';
import { migrate, readMigrations } from './migrate.ts';
import { unpackArgs } from './packedWrites.ts';
import type { Opening } from './protocol.ts';
import { createSynchronousStore } from './synchronousStore.ts';

const port = parentPort as MessagePort;
const { file } = workerData as { file: string };
let lock: DatabaseSync | undefined;
try {
  lock = lockDataFile(file);
  const database = openDatabase(file);
  migrate(database, readMigrations());
  serve(lock, database);
  port.postMessage({ opened: true } satisfies Opening);
} catch (thrown) {
  lock?.close();
  port.postMessage({ opened: false, failure: toFailure(databaseError(thrown)) } satisfies Opening);
}

function serve(held: DatabaseSync, database: DatabaseSync): void {
  const store = createSynchronousStore(database);
  serveInGroups(port, {
    answer(calls) {
      const unpacked = calls.map(({ id, method, args }) => ({ id, method, args: unpackArgs(method, args) }));
      return runGroup(database, store, unpacked);
    },
    close() {
      database.close();
      held.close();
    },
  });
}
