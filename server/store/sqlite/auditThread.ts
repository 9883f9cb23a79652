/** Counting millions of rows takes seconds. This thread reads them through a connection of its own, in one snapshot, while others read and write. */
import { DatabaseSync } from 'node:sqlite';
import { parentPort, workerData, type MessagePort } from 'node:worker_threads';
import { toFailure } from '../../kit/threadCalls.ts';
import { databaseError } from './failure.ts';
import { auditOutcomes } from './outcomeAudit.ts';
import type { Audited } from './protocol.ts';

const { file, destinationId } = workerData as { file: string; destinationId: string };

function audited(): Audited {
  try {
    const database = new DatabaseSync(file, { readOnly: true });
    try {
      return { ok: true, value: auditOutcomes(database, destinationId) };
    } finally {
      database.close();
    }
  } catch (thrown) {
    return { ok: false, failure: toFailure(databaseError(thrown)) };
  }
}

(parentPort as MessagePort).postMessage(audited());
