/** Going through millions of rows takes seconds. This thread reads them through a connection of its own, in one snapshot, while others read and write. */
import { DatabaseSync } from 'node:sqlite';
import { parentPort, workerData, type MessagePort } from 'node:worker_threads';
import { toFailure } from '../../kit/threadCalls.ts';
import { databaseError } from './failure.ts';
import { findPeople } from './findPeople.ts';
import { auditOutcomes } from './outcomeAudit.ts';
import type { AsideCall, AsideReply } from './protocol.ts';

const { file, call } = workerData as { file: string; call: AsideCall };

function answer(database: DatabaseSync): unknown {
  switch (call.method) {
    case 'auditOutcomes':
      return auditOutcomes(database, ...call.args);
    case 'findPeople':
      return findPeople(database, ...call.args);
  }
}

function answered(): AsideReply {
  try {
    const database = new DatabaseSync(file, { readOnly: true });
    try {
      return { ok: true, value: answer(database) };
    } finally {
      database.close();
    }
  } catch (thrown) {
    return { ok: false, failure: toFailure(databaseError(thrown)) };
  }
}

(parentPort as MessagePort).postMessage(answered());
