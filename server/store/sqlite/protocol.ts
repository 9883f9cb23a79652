/** What the store and its thread say to each other. */
import type { ErrorCode } from '../../../shared/errorCodes.ts';
import type { Store } from '../store.ts';

export type Method = keyof Store;

/** The same methods, answering at once: what runs inside the thread. */
export type Synchronous<T> = { [M in keyof T]: T[M] extends (...parameters: infer P) => Promise<infer R> ? (...parameters: P) => R : never };

/** `write`: joins the transaction of its group. `read`: sees what was written before it. `end`: the last call of all. */
export const methodKinds: Readonly<Record<Method, 'read' | 'write' | 'end'>> = {
  readProfiles: 'read',
  appendChanges: 'write',
  readChanges: 'read',
  readLaneChanges: 'read',
  headSequence: 'read',
  readMembers: 'read',
  countMembers: 'read',
  listSegments: 'read',
  getSegment: 'read',
  unknownSegments: 'read',
  putSegment: 'write',
  deleteSegment: 'write',
  insertAccount: 'write',
  updateAccount: 'write',
  deleteAccount: 'write',
  getAccount: 'read',
  listAccounts: 'read',
  insertDestination: 'write',
  updateDestination: 'write',
  setPause: 'write',
  replaceTarget: 'write',
  deleteDestination: 'write',
  getDestination: 'read',
  listDestinations: 'read',
  getActivation: 'read',
  putActivation: 'write',
  takeOver: 'write',
  getCheckpoint: 'read',
  settle: 'write',
  insertRun: 'write',
  openBackfills: 'read',
  endRun: 'write',
  getRun: 'read',
  listRuns: 'read',
  listDeliveries: 'read',
  listDeadLetters: 'read',
  readMetrics: 'read',
  countUsers: 'read',
  insertFirstUser: 'write',
  getUserByEmail: 'read',
  insertSession: 'write',
  getSession: 'read',
  touchSession: 'write',
  deleteSession: 'write',
  insertDraft: 'write',
  updateDraft: 'write',
  getDraft: 'read',
  deleteDraft: 'write',
  getIdempotency: 'read',
  putIdempotency: 'write',
  prune: 'write',
  ping: 'read',
  close: 'end',
};

export interface Call {
  readonly id: number;
  readonly method: Method;
  readonly args: readonly unknown[];
}

/** An error as it crosses the thread: `ActivationError` on both sides. */
export interface Failure {
  readonly code: ErrorCode;
  readonly message: string;
  readonly retryAfterSeconds: number | undefined;
  readonly vendorCode: string | undefined;
  /** For the log: what the database said. */
  readonly detail: string | undefined;
}

export type Reply = { readonly id: number; readonly ok: true; readonly value: unknown } | { readonly id: number; readonly ok: false; readonly failure: Failure };

/** First word of the thread: it is ready, or it cannot open the data file. */
export type Opening = { readonly opened: true } | { readonly opened: false; readonly failure: Failure };
