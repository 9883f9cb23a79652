import type { DatabaseSync } from 'node:sqlite';
import { toFailure, type Failure, type Reply } from '../../kit/threadCalls.ts';
import { databaseError } from './failure.ts';
import { methodKinds } from '../methodKinds.ts';
import type { StoreCall } from './protocol.ts';
import type { SynchronousStore } from './synchronousStore.ts';

/**
 * Runs calls in their order and answers them in it. All writes of a group share one transaction and one wait for the disk;
 * a call that fails is undone alone, by its savepoint. When the transaction cannot begin or commit, since the disk is
 * full or another program writes, nothing of the group is stored: writes are refused, and reads are done again, for
 * they may have seen what is gone.
 */
export function runGroup(database: DatabaseSync, store: SynchronousStore, calls: readonly StoreCall[]): Reply[] {
  if (calls.every(({ method }) => methodKinds[method] === 'read')) return runReads(database, store, calls);
  try {
    database.exec('BEGIN IMMEDIATE');
    const replies: Reply[] = [];
    for (const call of calls) {
      const reply = methodKinds[call.method] === 'read' ? run(store, call) : runSaved(database, store, call);
      // Some errors make SQLite roll back the whole transaction by itself, with what was written before.
      if (!database.isTransaction) return refuseWrites(store, calls, reply.ok ? toFailure(databaseError(undefined)) : reply.failure);
      replies.push(reply);
    }
    database.exec('COMMIT');
    return replies;
  } catch (thrown) {
    if (database.isTransaction) database.exec('ROLLBACK');
    return refuseWrites(store, calls, toFailure(databaseError(thrown)));
  }
}

/** In one transaction, too: without one every statement locks the file and lets go of it, which takes five times as long as finding a row. */
function runReads(database: DatabaseSync, store: SynchronousStore, calls: readonly StoreCall[]): Reply[] {
  database.exec('BEGIN');
  const replies = calls.map((call) => run(store, call));
  if (database.isTransaction) database.exec('COMMIT');
  return replies;
}

function runSaved(database: DatabaseSync, store: SynchronousStore, call: StoreCall): Reply {
  database.exec('SAVEPOINT call');
  const reply = run(store, call);
  if (!database.isTransaction) return reply;
  if (!reply.ok) database.exec('ROLLBACK TO call');
  database.exec('RELEASE call');
  return reply;
}

function run(store: SynchronousStore, { id, method, args }: StoreCall): Reply {
  try {
    const implementation = store[method as keyof SynchronousStore] as (...args: readonly unknown[]) => unknown;
    return { id, ok: true, value: implementation(...args) };
  } catch (thrown) {
    return { id, ok: false, failure: toFailure(databaseError(thrown)) };
  }
}

function refuseWrites(store: SynchronousStore, calls: readonly StoreCall[], failure: Failure): Reply[] {
  return calls.map((call) => (methodKinds[call.method] === 'read' ? run(store, call) : { id: call.id, ok: false, failure }));
}
