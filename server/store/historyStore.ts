/** People who entered and left a segment in the hour or day that begins at `at`, epoch milliseconds. */
export interface MovementRow {
  readonly at: number;
  readonly entered: number;
  readonly exited: number;
}

/** The size of a segment now and what led to it. */
export interface GrowthRow {
  readonly size: number;
  /** Since when all movements are known, epoch milliseconds; what was before is not. */
  readonly countedFrom: number;
  /** Ascending; hours of the last days, days before that. */
  readonly movements: readonly MovementRow[];
}

/** Older hours become days, and older days are removed; epoch milliseconds, each the beginning of a day. */
export interface HistoryLimits {
  readonly hoursBefore: number;
  readonly daysBefore: number;
}

/** What happened hour by hour, kept for longer than the change log. */
export interface HistoryStore {
  /** Movements from the hour or day that begins at `from` until now, in one snapshot with the size; null for no segment. */
  readGrowth(segmentId: string, from: number): Promise<GrowthRow | null>;
  /** Makes days of old hours and removes old days, oldest first, at most `limit` rows; `isMore`: as many as that, so there can be more. */
  foldHistory(limits: HistoryLimits, limit: number): Promise<{ removed: number; isMore: boolean }>;
}
