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

/** Older hours become days, counts of changes of older hours are removed, and so are older days; epoch milliseconds, each the beginning of a day. */
export interface HistoryLimits {
  readonly hoursBefore: number;
  readonly daysBefore: number;
}

/** What a change of a profile was about: whether a segment was entered or left in it, and which identities and attributes changed, in the order of their names. */
export interface ChangeShape {
  readonly crossed: boolean;
  readonly identities: readonly string[];
  readonly attributes: readonly string[];
}

/** How often profiles changed like this; `shape` null: in ways that are not told apart. */
export interface ChangeCount {
  readonly shape: ChangeShape | null;
  readonly changes: number;
}

/** What happened to profiles in a stretch of time, day by day; `day` is the first epoch millisecond of one, UTC. */
export interface ChangeHistory {
  /** Minutes in which changes were counted. */
  readonly minutes: number;
  /** Everybody who is known now, as a rough number: those who were erased may count still. */
  readonly people: number;
  readonly changes: readonly (ChangeCount & { readonly day: number })[];
  /** People who entered or left any of the segments; who does so with several of them counts for each. */
  readonly crossings: readonly { readonly day: number; readonly count: number }[];
}

/** What happened hour by hour, kept for longer than the change log. */
export interface HistoryStore {
  /** Movements from the hour or day that begins at `from` until now, in one snapshot with the size; null for no segment. */
  readGrowth(segmentId: string, from: number): Promise<GrowthRow | null>;
  /** Adds what one server accepted in the minute that begins at `minute` to its hour. Told by several servers, it is one minute. */
  noteChanges(minute: number, counts: readonly ChangeCount[]): Promise<void>;
  /** What was counted from the hour that begins at `from` until now. */
  readChangeHistory(segmentIds: readonly string[], from: number): Promise<ChangeHistory>;
  /** Makes days of old hours and removes old days and old counts of changes, oldest first, at most `limit` rows; `isMore`: as many as that, so there can be more. */
  foldHistory(limits: HistoryLimits, limit: number): Promise<{ removed: number; isMore: boolean }>;
}
