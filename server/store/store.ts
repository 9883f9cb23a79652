/**
 * THE PORT to everything that must survive a restart: asynchronous throughout, and without a word about any database.
 * Every driver passes `test/suites/store.suite.ts`. An expected refusal is a value; a method rejects only when the
 * database itself fails, and then nothing of that call is stored. A call that writes has settled only once its
 * effect survives a crash of the process and of the machine.
 */
import type { RunState } from '../../shared/delivery.ts';
import type { DestinationSort, DestinationStatus } from '../../shared/destination.ts';
import type { Page } from '../../shared/page.ts';
import type { SegmentSort } from '../../shared/segment.ts';
import type { DraftRow, IdempotencyRow, SessionRow, UserRow } from './accessRows.ts';
import type { AuditStore } from './auditStore.ts';
import type { AlertChannelStore } from './alertChannelStore.ts';
import type { AlertStore } from './alertStore.ts';
import type { HistoryStore } from './historyStore.ts';
import type { HourStore } from './hourStore.ts';
import type { ActivationRow, ActivationVersionRow } from './activationRows.ts';
import type { GatheredRow } from './gatheredRows.ts';
import type { ImportStore } from './importStore.ts';
import type { LeaseStore } from './leaseStore.ts';
import type { ProposalStore } from './proposalStore.ts';
import type { SharedStateStore } from './sharedStateStore.ts';
import type { PolicyStore } from './policyStore.ts';
import type { RunFilter } from './runFilter.ts';
import type { ProofStore } from './proofStore.ts';
import type {
  AccountRow,
  ChangeRow,
  CheckpointRow,
  DeadLetterRow,
  DestinationRow,
  LetterFilter,
  LetterSelection,
  MetricsMinuteRow,
  OpenLetterRow,
  OpenRunRow,
  ProfileRow,
  ProfileWrite,
  RunRow,
  SegmentRow,
  Settlement,
} from './rows.ts';
import type { OutcomeAudit } from './outcomeCounts.ts';
import type { TotalsStore } from './totalsStore.ts';
import type { PageRequest, Removal, Written } from './storeCalls.ts';

/** Milliseconds, both ends inclusive. */
export interface TimeRange {
  readonly from: number;
  readonly to: number;
}

/** Profiles, the change log and the segments they form. */
export interface ProfileStore {
  /** Those that exist, in any order. */
  readProfiles(profileIds: readonly string[]): Promise<ProfileRow[]>;
  /**
   * Appends changes in the given order, several of one profile included, and moves profiles, members, sizes and
   * coverage with them: one transaction. A write whose `expectedVersion` is stale is left out together with all later
   * writes of that profile; its profile is named in `conflicts`. `sequence` is the head of the log afterwards.
   */
  appendChanges(writes: readonly ProfileWrite[]): Promise<{ sequence: number; conflicts: string[] }>;
  /** Entries after a sequence, ascending, at most `limit`, fewer where documents are large; none only at the end. A reader never sees an entry before all smaller ones are decided. */
  readChanges(after: number, limit: number): Promise<ChangeRow[]>;
  /** Entries of profiles in some lanes (kit/lane.ts), after a sequence and up to another, ascending, at most `limit`, fewer where documents are large; none only when there are none. It looks through all entries between. */
  readLaneChanges(lanes: readonly number[], after: number, upTo: number, limit: number): Promise<ChangeRow[]>;
  /** Sequence of the newest entry; 0 for an empty log. */
  headSequence(): Promise<number>;
  /** Members of any of the segments with a profile id greater than `after`, ascending by id, each once, of one partition of the log where it is named; fewer than `limit` where documents are large, none only at the end. */
  readMembers(segmentIds: readonly string[], after: string, limit: number, partition?: number): Promise<ProfileRow[]>;
  /** How many different profiles are in any of the segments. For several segments with more than 100,000 memberships it is an estimate: within a few per cent for some dozens of segments, about a tenth off where there are thousands of them. */
  countMembers(segmentIds: readonly string[]): Promise<number>;

  /** By name whatever its case, then by id, as all lists of named things, unless another order is asked for; `search` finds any part of the name, literally. */
  listSegments(page: PageRequest, search: string, sort?: SegmentSort): Promise<Page<SegmentRow>>;
  getSegment(id: string): Promise<SegmentRow | null>;
  /** Ids among these that are no segment. */
  unknownSegments(ids: readonly string[]): Promise<string[]>;
  putSegment(segment: {
    id: string;
    name: string;
    description?: string | undefined;
    labels?: readonly string[] | undefined;
    at: number;
    expectedVersion: number | null;
  }): Promise<Written<'version_stale'>>;
  /** Refused while an activation maps it, or people are still being told to have left it, and while it has labels, which it would come back without. Members' profiles stay as they are. */
  deleteSegment(id: string): Promise<{ ok: true } | { ok: false; reason: 'not_found' | 'in_use' | 'labelled' }>;
}

export type NewAccount = Omit<AccountRow, 'version' | 'destinations' | 'updatedAt' | 'lastCheckJson'>;
export type NewDestination = Omit<
  DestinationRow,
  'version' | 'updatedAt' | 'accountName' | 'enabled' | 'pauseJson' | 'activationState' | 'segments' | 'lastDeliveredAt' | 'lastRun' | 'proposedBy'
>;

/** Accounts, destinations and activations. Names are unique by `nameKey` of shared/text.ts, accounts and destinations apart. */
export interface ConfigurationStore {
  insertAccount(account: NewAccount): Promise<Written<'name_taken'>>;
  updateAccount(
    id: string,
    change: Partial<Pick<AccountRow, 'name' | 'region' | 'sealed' | 'factsJson' | 'rotatedAt'>>,
    at: number,
    expectedVersion: number | null,
  ): Promise<Written<'name_taken' | 'version_stale' | 'not_found'>>;
  /** Keeps what a try of these credentials came to, unless others are stored by now. No change of the account: its version stays. */
  noteAccountCheck(id: string, sealed: string, checkJson: string): Promise<void>;
  deleteAccount(id: string): Promise<{ ok: true } | { ok: false; reason: 'not_found' | 'in_use' }>;
  getAccount(id: string): Promise<AccountRow | null>;
  listAccounts(page: PageRequest, search: string): Promise<Page<AccountRow>>;

  insertDestination(destination: NewDestination): Promise<Written<'name_taken' | 'account_missing'>>;
  updateDestination(
    id: string,
    change: Partial<Pick<DestinationRow, 'name' | 'description' | 'optionsJson' | 'tags' | 'enabled' | 'pauseJson' | 'accountId' | 'stream' | 'region' | 'targetJson'>>,
    at: number,
    expectedVersion: number | null,
  ): Promise<Written<'name_taken' | 'version_stale' | 'not_found' | 'account_missing'>>;
  /** Why the destination stopped by itself, or null once it works again. Leaves its version alone: nobody's edit grows stale by it. */
  setPause(id: string, pauseJson: string | null): Promise<void>;
  /** What was seen of the stream; false, and nothing stored, where the destination no longer sends to `expectedJson`. Leaves its version alone, as `setPause` does. */
  replaceTarget(id: string, expectedJson: string, targetJson: string): Promise<boolean>;
  /** Takes it out of every list and frees its name; its runs, deliveries and dead letters stay readable by id. Runs that are open end: live ones as completed, others as cancelled. */
  deleteDestination(id: string, at: number): Promise<boolean>;
  getDestination(id: string): Promise<DestinationRow | null>;
  /** `sort` is by name unless it says otherwise; what is the same there is in the order of the ids. */
  listDestinations(
    page: PageRequest,
    filter: { search: string; status: string | null; tag: string | null; accountId?: string | null; sort?: DestinationSort },
  ): Promise<Page<DestinationRow>>;
  countDestinations(): Promise<Record<DestinationStatus, number>>;

  getActivation(destinationId: string): Promise<ActivationRow | null>;
  /**
   * Stores a new version of the activation and, in the same transaction, the runs it starts, and for a
   * first activation a checkpoint at the head of the log: what was accepted before belongs to the backfill, what
   * comes after to live delivery.
   */
  putActivation(activation: {
    destinationId: string;
    documentJson: string;
    state: 'active' | 'paused';
    segments: readonly { id: string; backfill: boolean }[];
    author: string;
    approvedBy: string | null;
    at: number;
    expectedVersion: number | null;
    runs: readonly RunRow[];
  }): Promise<Written<'version_stale' | 'not_found' | 'segment_unknown'>>;
  /** Newest first. */
  listActivationVersions(destinationId: string, page: PageRequest): Promise<Page<ActivationVersionRow>>;
  getActivationVersion(destinationId: string, version: number): Promise<ActivationVersionRow | null>;
}

/** What delivery did. */
export interface DeliveryStore {
  /** Takes the destination over for some partitions of the log, all where none are named: raises the epoch and tells where to go on. Null while nothing was ever activated. */
  takeOver(destinationId: string, partitions?: readonly number[]): Promise<CheckpointRow | null>;
  /** Reads without taking over; of all partitions. */
  getCheckpoint(destinationId: string): Promise<CheckpointRow | null>;
  /** All of it or nothing; `fenced`: another worker took the destination over since, forget everything in memory. */
  settle(settlement: Settlement): Promise<'settled' | 'fenced'>;
  insertRun(run: RunRow): Promise<void>;
  /** Backfills, replays and discards of a destination that have work left and are not paused, oldest first. */
  openRuns(destinationId: string): Promise<OpenRunRow[]>;
  /** Ends a run that is not yet ended; false when it was. */
  endRun(id: string, state: RunState, at: number): Promise<boolean>;
  /** Pauses a run that is not yet ended, or lets it go on; false when it was ended. Once more changes nothing. */
  pauseRun(id: string, isPaused: boolean, at: number): Promise<boolean>;
  getRun(id: string): Promise<RunRow | null>;
  /** Newest first. */
  listRuns(filter: RunFilter, page: PageRequest): Promise<Page<RunRow>>;
  /** Minutes with at least one outcome or with changes that waited, ascending; of a run: those with outcomes of it. */
  readMetrics(of: { readonly destinationId: string } | { readonly runId: string }, range: TimeRange): Promise<MetricsMinuteRow[]>;
  /** Notes how old the oldest unsettled change of every activation is at `now`, as the lag of `minute`, its first epoch millisecond. */
  noteLag(minute: number, now: number): Promise<void>;
  /** Counts all outcomes of a destination, in one snapshot and beside everything else: writes go on meanwhile. Seconds for millions of rows. */
  auditOutcomes(destinationId: string): Promise<OutcomeAudit>;
}

/** What is older is removed, epoch milliseconds; `deliveriesMost` is a number of rows, of all destinations together. */
export interface OutcomeLimits {
  readonly deliveriesBefore: number;
  readonly deliveriesMost: number;
  readonly deadLettersBefore: number;
  readonly minutesBefore: number;
  readonly runsBefore: number;
}

/** Removing what is needed no longer, a little at a time: each call is one short transaction. */
export interface RetentionStore {
  /** Removes entries of the log, oldest first, that have their outcome in every activation; at most `limit`, fewer where documents are large. */
  trimChanges(limit: number): Promise<Removal>;
  /**
   * Removes deliveries, dead letters, minutes and ended runs beyond the limits, of deleted destinations, too, and notes in
   * the same transaction what they stood for; at most `limit` rows, fewer where they are large.
   */
  pruneOutcomes(limits: OutcomeLimits, limit: number): Promise<Removal>;
  /** Bytes inside the data file that hold nothing and are written again before the file grows. */
  reusableBytes(): Promise<number>;
}

/** One on its way; `profile` as it is now, null when there is none any more. */
export interface DueRow extends GatheredRow {
  readonly profile: ProfileRow | null;
}

/** Changes that wait for a record of the same person. They are kept and released by settlements. */
export interface GatheringStore {
  /** When these people last got a record of the destination, epoch milliseconds; only those after `since`. */
  lastDeliveries(destinationId: string, profileIds: readonly string[], since: number): Promise<{ profileId: string; deliveredAt: number }[]>;
  /** Those due at `now`, the longest due first, of some partitions of the log where they are named; fewer than `limit` where documents are large, none only when none is due. */
  readDue(destinationId: string, now: number, limit: number, partitions?: readonly number[]): Promise<DueRow[]>;
}

/** Removing people. */
export interface ErasureStore {
  /**
   * Removes a profile and its memberships, takes the person out of all outcomes so far, and notes that the log is to be
   * gone through, in one transaction. Outcomes stay as rows of nobody: they are counted. `expectedVersion`: of the
   * profile the effects were computed from, 0 for none.
   */
  beginErasure(erasure: {
    readonly profileId: string;
    readonly expectedVersion: number;
    readonly memberships: ProfileWrite['memberships'];
    readonly coverage: ProfileWrite['coverage'];
    /** The last entry of the person in the log, for destinations that want to know; null: none does. It is emptied when all have its outcome, and with the rest after a day at the latest. */
    readonly tombstone: Pick<ProfileWrite, 'version' | 'documentJson' | 'changeJson'> | null;
    readonly author: string;
    readonly at: number;
  }): Promise<{ readonly ok: true; readonly deliveries: number; readonly deadLetters: number } | { readonly ok: false; readonly reason: 'version_stale' }>;
  /** Goes on with what erasures left: changes at most `limit` entries of the log, or ends one erasure, an hour to a day after it began. */
  continueErasures(now: number, limit: number): Promise<Removal>;
}

/** What could not be delivered, until somebody ends it. */
export interface DeadLetterStore {
  /** Newest first. */
  listDeadLetters(
    filter: { destinationId: string; code: string | null; profileId: string | null; runId: string | null; state: string | null } & TimeRange,
    page: PageRequest,
  ): Promise<Page<DeadLetterRow>>;
  /** How many open letters fit now, and the highest key of all letters there are. */
  countOpenLetters(destinationId: string, filter: LetterFilter): Promise<{ matched: number; last: number }>;
  /** Open letters with a key greater than `after`, ascending by key, with their profiles, of one partition of the log where it is named; fewer than `limit` where documents are large, none only at the end. */
  readOpenLetters(destinationId: string, selection: LetterSelection, after: number, limit: number, partition?: number): Promise<OpenLetterRow[]>;
  /** Ends at most `limit` letters of a discard and notes its progress, in one transaction; false when nothing is left to do: it is completed, paused or ended. */
  discardLetters(runId: string, limit: number, at: number): Promise<boolean>;
}

/** People, sessions, drafts and remembered answers. */
export interface AccessStore {
  countUsers(): Promise<number>;
  /** Refused once any user exists. */
  insertFirstUser(user: UserRow): Promise<boolean>;
  getUserByEmail(email: string): Promise<UserRow | null>;
  insertSession(session: SessionRow): Promise<void>;
  getSession(idHash: string): Promise<SessionRow | null>;
  touchSession(idHash: string, lastSeenAt: number): Promise<void>;
  deleteSession(idHash: string): Promise<void>;
  insertDraft(draft: DraftRow): Promise<void>;
  /** False when there is no such draft. */
  updateDraft(id: string, contentJson: string, at: number): Promise<boolean>;
  getDraft(id: string): Promise<DraftRow | null>;
  deleteDraft(id: string): Promise<boolean>;
  getIdempotency(key: string): Promise<IdempotencyRow | null>;
  putIdempotency(row: IdempotencyRow): Promise<void>;
  /** Removes what has run out: sessions, remembered answers older than 24 hours, drafts older than 30 days. */
  prune(now: number): Promise<void>;
}

export interface Store
  extends
    ProfileStore,
    ConfigurationStore,
    DeliveryStore,
    DeadLetterStore,
    RetentionStore,
    HistoryStore,
    HourStore,
    ErasureStore,
    GatheringStore,
    ImportStore,
    LeaseStore,
    PolicyStore,
    ProposalStore,
    AuditStore,
    ProofStore,
    TotalsStore,
    AlertStore,
    AlertChannelStore,
    SharedStateStore,
    AccessStore {
  /** Rejects when the database cannot be read. */
  ping(): Promise<void>;
  /** Finishes what was asked before, then closes. */
  close(): Promise<void>;
}
