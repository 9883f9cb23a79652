/** The thread the database lives in: it blocks while the disk works, so it shares its event loop with nobody. */
import type { DatabaseSync } from 'node:sqlite';
import { parentPort, receiveMessageOnPort, workerData, type MessagePort } from 'node:worker_threads';
import { lockDataFile, openDatabase } from './database.ts';
import { databaseError, toFailure } from './failure.ts';
import { runGroup } from './groupCommit.ts';
import { migrate, readMigrations } from './migrate.ts';
import type { Call, Opening, Reply } from './protocol.ts';
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
  port.on('message', (first: Call) => {
    const calls = [first];
    // Everything that arrived while the last group was written forms the next one: the busier, the fewer waits for the disk.
    for (let next = receiveMessageOnPort(port); next !== undefined; next = receiveMessageOnPort(port)) calls.push(next.message as Call);
    const last = calls[calls.length - 1] as Call;
    const closing = last.method === 'close';
    if (closing) calls.pop();
    if (calls.length > 0) for (const reply of runGroup(database, store, calls)) port.postMessage(reply);
    if (!closing) return;
    database.close();
    held.close();
    port.postMessage({ id: last.id, ok: true, value: undefined } satisfies Reply);
    port.close();
  });
}
