import type { Clock } from '../kit/clock.ts';
import { toActivationError } from '../kit/errors.ts';
import type { Ingest } from '../profiles/ingest.ts';
import type { Appended, ImportCheckpoint, ImportRow, ImportStore } from '../store/importStore.ts';
import type { ProfileWrite } from '../store/rows.ts';
import type { FileSource } from './fileSource.ts';
import type { ReportFile } from './importFiles.ts';
import type { ImportSettings } from './settings.ts';
import type { ImportProgressNow } from './sharedProgress.ts';

/** How far the state at hand is, for whoever looks. */
export interface LiveProgress {
  done: number;
  total: number;
  readonly unit: 'rows' | 'bytes' | 'members';
  /** Why nothing happens at this moment; null: it does. */
  waiting: string | null;
  /** Where this process began with it, and when by the monotonic clock. */
  readonly from: number;
  readonly since: number;
}

/** One import under way: what it is and what it works with. */
export interface ImportJob {
  readonly row: ImportRow;
  readonly settings: ImportSettings;
  /** Epoch milliseconds: the time of everything it does. */
  readonly startedAt: number;
  readonly store: Pick<ImportStore, 'readMissingMembers'>;
  /** Stores changes and how far it is (`appendImported`); rejects with the reason of `signal` where another process has it by now. */
  readonly append: (writes: readonly ProfileWrite[], checkpoint: ImportCheckpoint) => Promise<Appended | 'segment_gone'>;
  readonly ingest: Ingest;
  /** The file. */
  readonly source: FileSource;
  /** Goes on with the error report where it had so many bytes, or begins it anew; this and writing to it reject where another process has the import by now. */
  readonly openReport: (bytes: number) => Promise<ReportFile>;
  readonly clock: Clock;
  /** Aborts when it is cancelled or the server stops; everything then rejects with its reason. */
  readonly signal: AbortSignal;
  /** Says what is under way from now on. */
  begin(progress: Pick<LiveProgress, 'unit' | 'done' | 'total'>): LiveProgress;
}

/** Does it until it is done: what is refused for want of room now is taken later, unless the import is stopped. Anything else rejects. */
export async function patiently<T>({ clock, signal }: Pick<ImportJob, 'clock' | 'signal'>, live: LiveProgress, call: () => Promise<T>): Promise<T> {
  for (;;) {
    try {
      const result = await call();
      live.waiting = null;
      return result;
    } catch (thrown) {
      const { code, retryAfterSeconds } = toActivationError(thrown);
      if (retryAfterSeconds === undefined) throw thrown;
      live.waiting =
        code === 'too_many_requests'
          ? 'Other profiles are stored first. It goes on by itself.'
          : 'The disk of the data folder is nearly full or cannot be written. It goes on by itself once there is space.';
      await clock.sleep(retryAfterSeconds * 1_000, signal);
      signal.throwIfAborted();
    }
  }
}

/** PURE. What whoever looks is told at `now`, by the monotonic clock. */
export function progressAt(live: LiveProgress, now: number): ImportProgressNow {
  const { done, total, unit, waiting } = live;
  const milliseconds = remainingMs(live, now);
  return { done: Math.min(done, total), total, unit, remainingSeconds: milliseconds === null ? null : Math.ceil(milliseconds / 1_000), waiting };
}

/** Milliseconds the state at hand still takes, by how fast it went so far; null while that cannot be told. */
function remainingMs(live: LiveProgress, now: number): number | null {
  const elapsed = now - live.since;
  const done = live.done - live.from;
  return done <= 0 || elapsed < 500 || live.waiting !== null ? null : (Math.max(0, live.total - live.done) / done) * elapsed;
}
