/** The audit trail as the store keeps it. Times are epoch milliseconds. */
import type { AuditAction, AuditKind, AuditResult, AuditVerification } from '../../shared/audit.ts';
import type { ErrorCode } from '../../shared/errorCodes.ts';
import type { Page } from '../../shared/page.ts';
import type { Role } from '../../shared/session.ts';
import type { PageRequest, Removal } from './storeCalls.ts';

/** What an entry is about; `name` as it was called then. */
export interface AuditSubject {
  readonly kind: AuditKind;
  readonly resourceId: string;
  readonly name: string;
  /** The destination it concerns; null where it concerns none in particular. */
  readonly destinationId: string | null;
}

/** Who asked for something, when and from where. */
export interface AuditOrigin {
  readonly at: number;
  /** Empty where nobody is known. */
  readonly actor: string;
  readonly role: Role | null;
  readonly address: string;
  readonly action: AuditAction;
  readonly requestId: string;
}

export interface AuditNote extends AuditOrigin, AuditSubject {
  readonly result: AuditResult;
  readonly code: ErrorCode | null;
  /** JSON objects of what differs; null: there was nothing, or is nothing. */
  readonly beforeJson: string | null;
  readonly afterJson: string | null;
}

export interface AuditRow extends AuditNote {
  /** Rises by one with every entry. */
  readonly sequence: number;
  /** Of this entry and of the hash before it (auditHash.ts). */
  readonly hash: string;
}

/** The writes that change something a person asks for. All others are the server's own bookkeeping. */
export const toldWrites = [
  'insertAccount',
  'updateAccount',
  'deleteAccount',
  'insertDestination',
  'updateDestination',
  'deleteDestination',
  'putActivation',
  'putProposal',
  'deleteProposal',
  'insertRun',
  'pauseRun',
  'endRun',
  'putSegment',
  'deleteSegment',
  'insertPolicy',
  'updatePolicy',
  'deletePolicy',
  'putFieldLabels',
  'beginErasure',
  'insertImport',
  'moveImport',
  'deleteImport',
  'insertFirstUser',
  'insertSession',
  'deleteSession',
  'insertAlertRule',
  'updateAlertRule',
  'deleteAlertRule',
  'muteAlertRule',
  'muteAlert',
  'insertAlertChannel',
  'updateAlertChannel',
  'deleteAlertChannel',
  'subscribeDestination',
] as const;
export type ToldWrite = (typeof toldWrites)[number];

/** What a request is about to do. */
export interface AuditIntent extends AuditOrigin {
  /** Null: what the write itself is about. */
  readonly subject: AuditSubject | null;
  /** What it is about ends by the request: told whole as it was before. */
  readonly isEnd: boolean;
}

/** Null is whatever it is. */
export interface AuditFilter {
  readonly actor: string | null;
  readonly action: AuditAction | null;
  readonly result: AuditResult | null;
  /** Any of these ids, or any part of the name. */
  readonly resource: { readonly ids: readonly string[]; readonly name: string } | null;
  readonly destinationId: string | null;
  readonly from: number;
  readonly to: number;
}

/** A stretch of the trail, computed again. `upTo`: its last entry, where the next stretch goes on. */
export interface AuditStretch {
  readonly entries: number;
  readonly upTo: number;
  /** When the first entry of the stretch was written; null: it is empty. */
  readonly since: number | null;
  readonly fault: { readonly sequence: number; readonly what: NonNullable<AuditVerification['fault']>['what']; readonly at: number | null } | null;
  readonly isMore: boolean;
}

/** Entries are only ever added; the oldest go when their time is over. */
export interface AuditStore {
  /**
   * Makes a write of this store and, unless that refuses, adds the entry that tells of it with what was before and after: both or
   * neither. `value` is what the write answered; `entry` is null where it refused.
   */
  audited(intent: AuditIntent, write: { readonly method: ToldWrite; readonly args: readonly unknown[] }): Promise<{ readonly value: unknown; readonly entry: AuditRow | null }>;
  /** Adds an entry of something that stores nothing. */
  noteAudit(note: AuditNote): Promise<AuditRow>;
  /** Newest first. */
  listAudit(filter: AuditFilter, page: PageRequest): Promise<Page<AuditRow>>;
  /** What was done to a destination, and to an account; newest first. */
  listChangesOf(destinationId: string, accountId: string | null, page: PageRequest): Promise<Page<AuditRow>>;
  /** Computes at most `limit` hashes again, of the entries after `after`; 0: from the first. */
  verifyAudit(after: number, limit: number): Promise<AuditStretch>;
  /** Removes the oldest entries, up to the first that was written at `before` or later, and keeps the hash that the next one goes on from. */
  trimAudit(before: number, limit: number): Promise<Removal>;
}
