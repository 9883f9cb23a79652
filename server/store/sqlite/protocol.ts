/** What the store and its thread say to each other. */
import type { MessagePort } from 'node:worker_threads';
import type { Call, Failure } from '../../kit/threadCalls.ts';
import type { Store } from '../store.ts';

export type Method = keyof Store;

/** The same methods, answering at once: what runs inside the thread. */
export type Synchronous<T> = { [M in keyof T]: T[M] extends (...parameters: infer P) => Promise<infer R> ? (...parameters: P) => R : never };

/** `write`: joins the transaction of its group. `read`: sees what was written before it. `aside`: reads for so long that it gets a thread of its own. `end`: the last call of its port; that of the owner closes the database. */
export const methodKinds: Readonly<Record<Method, 'read' | 'write' | 'aside' | 'end'>> = {
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
  noteAccountCheck: 'write',
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
  countDestinations: 'read',
  getActivation: 'read',
  putActivation: 'write',
  listActivationVersions: 'read',
  getActivationVersion: 'read',
  takeOver: 'write',
  getCheckpoint: 'read',
  settle: 'write',
  insertRun: 'write',
  openRuns: 'read',
  endRun: 'write',
  pauseRun: 'write',
  getRun: 'read',
  listRuns: 'read',
  listDeliveries: 'read',
  findDelivery: 'read',
  listDeadLetters: 'read',
  countOpenLetters: 'read',
  readOpenLetters: 'read',
  discardLetters: 'write',
  readMetrics: 'read',
  readHours: 'read',
  noteLag: 'write',
  readTotals: 'read',
  lastDeliveries: 'read',
  readDue: 'read',
  auditOutcomes: 'aside',
  findPeople: 'aside',
  trimChanges: 'write',
  pruneOutcomes: 'write',
  reusableBytes: 'read',
  readGrowth: 'read',
  noteChanges: 'write',
  readChangeHistory: 'read',
  foldHistory: 'write',
  beginErasure: 'write',
  continueErasures: 'write',
  insertImport: 'write',
  getImport: 'read',
  listImports: 'read',
  lastImportOf: 'read',
  nextImport: 'read',
  moveImport: 'write',
  appendImported: 'write',
  readMissingMembers: 'read',
  unneededFiles: 'read',
  forgetFile: 'write',
  oldImports: 'read',
  deleteImport: 'write',
  trimImportedIds: 'write',
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
  insertPolicy: 'write',
  updatePolicy: 'write',
  deletePolicy: 'write',
  getPolicy: 'read',
  getProposal: 'read',
  putProposal: 'write',
  deleteProposal: 'write',
  audited: 'write',
  noteAudit: 'write',
  listAudit: 'read',
  listChangesOf: 'read',
  verifyAudit: 'read',
  trimAudit: 'write',
  listPolicies: 'read',
  putFieldLabels: 'write',
  listFieldLabels: 'read',
  readGovernance: 'read',
  listGoverned: 'read',
  ping: 'read',
  close: 'end',
};

export type StoreCall = Call<Method>;

/** From the owner only: calls come in over this port, too. */
export interface Connection {
  readonly port: MessagePort;
}

/** What a thread that reads aside is started for. */
export type AsideCall = { [M in 'auditOutcomes' | 'findPeople']: { readonly method: M; readonly args: Parameters<Store[M]> } }['auditOutcomes' | 'findPeople'];

/** The only word of such a thread. */
export type AsideReply = { readonly ok: true; readonly value: unknown } | { readonly ok: false; readonly failure: Failure };

/** First word of the thread: it is ready, or it cannot open the data file. */
export type Opening = { readonly opened: true } | { readonly opened: false; readonly failure: Failure };
