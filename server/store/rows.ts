/**
 * What the store keeps, row by row. Times are epoch milliseconds. Fields called `…Json` are JSON text that the store
 * never looks into.
 */
import type { GatheredRow, ReleasedRow } from './gatheredRows.ts';
import type { ErrorCode } from '../../shared/errorCodes.ts';
import type { DeliveryReason, LetterEnding, RunKind, RunState } from '../../shared/delivery.ts';

/** `documentJson`: `{ identityMap, attributes, segmentMembership }` after the last change. */
export interface ProfileRow {
  readonly profileId: string;
  readonly version: number;
  /** Position of the profile's last change in the log. */
  readonly sequence: number;
  readonly documentJson: string;
  readonly updatedAt: number;
}

/** One change to append: compare-and-set on the profile's version, so that nobody overwrites what they have not read. */
export interface ProfileWrite {
  readonly profileId: string;
  /** Version this change was computed from; 0 for a profile that is new. */
  readonly expectedVersion: number;
  readonly version: number;
  readonly acceptedAt: number;
  readonly documentJson: string;
  /** `ProfileChange` as JSON. */
  readonly changeJson: string;
  /** Segments whose entry of this profile changed; unknown ones are registered as `discovered`. */
  readonly touchedSegments: readonly string[];
  /** Segments entered (`true`) and left (`false`). */
  readonly memberships: readonly { readonly segmentId: string; readonly member: boolean }[];
  /** Changes of how many members of a segment have an identity in a namespace. */
  readonly coverage: readonly { readonly segmentId: string; readonly namespace: string; readonly delta: 1 | -1 }[];
}

export interface ChangeRow {
  readonly sequence: number;
  readonly profileId: string;
  readonly version: number;
  readonly acceptedAt: number;
  readonly documentJson: string;
  readonly changeJson: string;
}

export interface SegmentRow {
  readonly id: string;
  readonly name: string;
  readonly description: string;
  readonly origin: 'discovered' | 'api';
  readonly labels: readonly string[];
  readonly size: number;
  readonly coverage: Readonly<Record<string, number>>;
  readonly lastChangeAt: number | null;
  readonly createdAt: number;
  readonly updatedAt: number;
  readonly version: number;
  readonly destinations: readonly { readonly id: string; readonly name: string }[];
}

export interface AccountRow {
  readonly id: string;
  readonly type: string;
  readonly name: string;
  readonly region: string;
  /** Credentials, sealed (kit/secrets.ts). */
  readonly sealed: string;
  /** `CredentialFacts`: what may be shown of them. */
  readonly factsJson: string;
  /** `AccountCheck` of shared/account.ts; null until the credentials are tried. */
  readonly lastCheckJson: string | null;
  readonly rotatedAt: number;
  readonly createdAt: number;
  readonly updatedAt: number;
  readonly version: number;
  readonly destinations: readonly { readonly id: string; readonly name: string }[];
}

export interface DestinationRow {
  readonly id: string;
  readonly type: string;
  readonly accountId: string;
  readonly accountName: string;
  readonly name: string;
  readonly description: string;
  /** `StreamTarget`. */
  readonly targetJson: string;
  /** Name of the stream, for lists and search. */
  readonly stream: string;
  readonly region: string;
  readonly optionsJson: string;
  readonly tags: readonly string[];
  /** False: a person stopped it. */
  readonly enabled: boolean;
  /** `Pause` when it stopped by itself, else null. */
  readonly pauseJson: string | null;
  /** State of its activation; null while there is none. */
  readonly activationState: 'active' | 'paused' | null;
  readonly segments: readonly { readonly id: string; readonly name: string }[];
  readonly lastDeliveredAt: number | null;
  /** The run that began last; `failed`: records of it. Null while there was none. */
  readonly lastRun: { readonly id: string; readonly kind: RunKind; readonly startedAt: number; readonly failed: number } | null;
  /** Whose change waits for a second person; null where none does. */
  readonly proposedBy: string | null;
  readonly createdAt: number;
  readonly updatedAt: number;
  readonly version: number;
}

/** A lane of the log that is not settled up to `position`: everything of it up to `watermark` has its outcome, and what lies in the closed ranges of `settledAhead`, ascending. */
export type LaneCheckpoint = readonly [lane: number, watermark: number, settledAhead: readonly (readonly [from: number, to: number])[]];

/**
 * How far a destination is, in all partitions of the log or in those it was taken over for: every change up to `watermark` has its outcome, and up to `position` every one of a lane
 * (kit/lane.ts) that is not in `lanes`. `epoch` rises with every worker that takes the destination over; a settlement
 * with an older one is refused.
 */
export interface CheckpointRow {
  readonly destinationId: string;
  readonly epoch: number;
  readonly watermark: number;
  readonly position: number;
  readonly lanes: readonly LaneCheckpoint[];
}

/** Sums of outcomes. `latency`: bucket of kit/histogram.ts → number of records. */
export interface OutcomeSums {
  readonly received: number;
  readonly activated: number;
  readonly excluded: number;
  readonly failed: number;
  readonly retried: number;
  readonly throttled: number;
  readonly bytes: number;
  readonly latency: Readonly<Record<string, number>>;
  readonly reasons: readonly { readonly code: ErrorCode; readonly counter: 'excluded' | 'failed'; readonly count: number }[];
}

export interface RunRow {
  readonly id: string;
  readonly destinationId: string;
  readonly kind: RunKind;
  readonly state: RunState;
  readonly startedAt: number;
  readonly endedAt: number | null;
  /** Profiles looked at and to look at; 0 of 0 for streaming runs. */
  readonly done: number;
  readonly total: number;
  /** Since when, and from how many done, it runs without a pause: what an estimate counts from. */
  readonly resumedAt: number;
  readonly resumedDone: number;
  /** Who started it; null where nobody did. */
  readonly author: string | null;
  readonly segmentIds: readonly string[];
  /** The dead letters a replay or a discard is about; null for other runs. */
  readonly letters: LetterSelection | null;
  readonly sums: OutcomeSums;
}

/** How far a run is in one partition of the log. */
export interface RunPart {
  readonly partition: number;
  /** Where a backfill goes on: everyone up to `cursor` is settled, and so are those in `ahead`. Replays and discards go on with the letters that are open. */
  readonly cursor: string;
  readonly ahead: readonly string[];
  /** Profiles looked at. */
  readonly done: number;
}

export interface OpenRunRow extends RunRow {
  /** Those that have work left. */
  readonly parts: readonly RunPart[];
}

/** Some dead letters of a destination; null: whatever it is. Times are milliseconds, both ends inclusive. */
export interface LetterFilter {
  readonly ids: readonly string[] | null;
  readonly code: string | null;
  readonly profileId: string | null;
  /** The run they came from. */
  readonly runId: string | null;
  readonly from: number;
  readonly to: number;
}

/** A filter, and the highest key there was when it was fixed: letters that come later are not among them. */
export interface LetterSelection extends LetterFilter {
  readonly last: number;
}

export interface DeliveryRow {
  readonly exportId: string;
  readonly destinationId: string;
  readonly runId: string;
  readonly profileId: string;
  readonly reason: DeliveryReason;
  readonly partitionKey: string;
  readonly shardId: string;
  readonly sequenceNumber: string;
  readonly attempts: number;
  readonly bytes: number;
  readonly acceptedAt: number;
  readonly deliveredAt: number;
}

export interface DeadLetterRow {
  readonly id: string;
  readonly destinationId: string;
  readonly runId: string;
  readonly profileId: string;
  readonly exportId: string;
  readonly code: ErrorCode;
  readonly message: string;
  readonly attemptsJson: string;
  readonly data: string | null;
  readonly createdAt: number;
  readonly state: 'open' | 'replayed' | 'discarded';
  /** When, by whom and by which run it ended, and how; null while it is open. */
  readonly endedAt: number | null;
  readonly endedBy: string | null;
  readonly endedRunId: string | null;
  readonly endedAs: LetterEnding | null;
}

/** An open letter on its way into a replay, with the profile as it is now; `profile` is null when there is none any more. */
export interface OpenLetterRow {
  /** Rises with every letter. */
  readonly key: number;
  readonly id: string;
  readonly profileId: string;
  readonly profile: ProfileRow | null;
}

/** What a replay settled for one letter. One that ended otherwise in the meantime keeps its end. */
export interface EndedLetter {
  readonly id: string;
  readonly endedAt: number;
  readonly endedBy: string | null;
  readonly endedRunId: string;
  readonly endedAs: Exclude<LetterEnding, 'discarded'>;
}

/** One minute of one destination, or of one of its runs; `minute` is its first epoch millisecond. */
export interface MetricsMinuteRow {
  readonly minute: number;
  /** Age of the oldest change of the destination that had no outcome at the end of the minute, milliseconds; 0: all had theirs. */
  readonly lagMs: number;
  readonly sums: OutcomeSums;
}

/** Outcomes of a worker, written in one transaction or not at all. */
export interface Settlement {
  readonly destinationId: string;
  /** As they were taken over, with the epoch of that; left out: all. */
  readonly partitions?: readonly number[];
  readonly epoch: number;
  /** Counts up from 1 since it was taken over: one that is settled already, by a commit whose answer was lost, is not settled again. Left out: never tried twice. */
  readonly number?: number;
  readonly watermark: number;
  readonly position: number;
  readonly lanes: readonly LaneCheckpoint[];
  /** Sums to add to runs; a streaming run that does not exist yet is created. */
  readonly runs: readonly { readonly id: string; readonly kind: RunKind; readonly startedAt: number; readonly sums: OutcomeSums }[];
  readonly minutes: readonly { readonly runId: string; readonly minute: number; readonly sums: OutcomeSums }[];
  readonly deliveries: readonly DeliveryRow[];
  readonly deadLetters: readonly DeadLetterRow[];
  readonly endedLetters: readonly EndedLetter[];
  readonly gathered: readonly GatheredRow[];
  /** Applied after `gathered`. */
  readonly released: readonly ReleasedRow[];
  readonly progress: readonly RunProgressRow[];
  /** Records on their way, by run. */
  readonly pending?: Readonly<Record<string, number>>;
}

/** How far a backfill or a replay is in a partition, absolute. A run somebody paused or cancelled in the meantime keeps that state. */
export interface RunProgressRow extends RunPart {
  readonly runId: string;
  /** When it was completed there, and with the last partition as a whole; null while there is more to do. */
  readonly completedAt: number | null;
}
