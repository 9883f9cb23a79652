import type { Clock } from '../kit/clock.ts';
import type { Log } from '../kit/log.ts';
import type { AuditStore } from '../store/auditStore.ts';
import type { HistoryStore } from '../store/historyStore.ts';
import type { ErasureStore, RetentionStore } from '../store/store.ts';
import type { Removal } from '../store/storeCalls.ts';

/** How long outcomes are kept; `deliveriesMost` is a number of rows, of all destinations together. */
export interface KeepSettings {
  readonly deliveriesDays: number;
  readonly deliveriesMost: number;
  readonly deadLettersDays: number;
  readonly auditDays: number;
}

const dayMs = 86_400_000;
/** Minutes of metrics are kept this long, days: a quarter and a day. */
export const minutesKeptDays = 92;
/** And runs this long, days: a year, and a month to compare it with. */
const runsKeptDays = 400;
/** How long it is known by hour and by day who entered and left segments, days. */
export const hoursKeptDays = 14;
export const daysKeptDays = 366;

/** How many rows are removed at once, and how long the store belongs to others after that: for so many times what it took. */
export interface RemovalPace {
  readonly rows: number;
  readonly restShare: number;
}

/** A store with one writer: some ten milliseconds of it for deliveries, with their indexes (measured with 500,000 rows), less for the log. The busier it is, the more slowly rows go. */
export const oneWriter: RemovalPace = { rows: 500, restShare: 3 };
/** A store in which nobody waits for rows that go: removing keeps half a connection busy, and takes turns with nothing. */
export const manyWriters: RemovalPace = { rows: 2_000, restShare: 1 };
/** And at least for this long, milliseconds. */
const restMs = 20;

/** Removes who is to be erased and what is needed no longer, chunk by chunk; resolves once nothing is left to remove, or soon after the signal aborts. Rejects when the store fails. */
export async function removeOld(
  {
    store,
    clock,
    log,
    keep,
    removal,
  }: {
    store: Pick<RetentionStore, 'trimChanges' | 'pruneOutcomes'> & Pick<ErasureStore, 'continueErasures'> & Pick<HistoryStore, 'foldHistory'> & Pick<AuditStore, 'trimAudit'>;
    clock: Clock;
    log: Log;
    keep: KeepSettings;
    removal: RemovalPace;
  },
  signal: AbortSignal,
): Promise<void> {
  const startedAt = clock.monotonic();

  async function inChunks(remove: () => Promise<Removal>): Promise<number> {
    let total = 0;
    while (!signal.aborted) {
      const before = clock.monotonic();
      const { removed, isMore } = await remove();
      total += removed;
      if (!isMore) break;
      await clock.sleep(Math.max(restMs, removal.restShare * (clock.monotonic() - before)), signal);
    }
    return total;
  }

  const now = clock.now();
  const limits = {
    deliveriesBefore: now - keep.deliveriesDays * dayMs,
    deliveriesMost: keep.deliveriesMost,
    deadLettersBefore: now - keep.deadLettersDays * dayMs,
    minutesBefore: now - minutesKeptDays * dayMs,
    runsBefore: now - runsKeptDays * dayMs,
  };
  const today = now - (now % dayMs);
  const historyLimits = { hoursBefore: today - hoursKeptDays * dayMs, daysBefore: today - daysKeptDays * dayMs };
  const erased = await inChunks(() => store.continueErasures(clock.now(), removal.rows));
  const changes = await inChunks(() => store.trimChanges(removal.rows));
  const outcomes = await inChunks(() => store.pruneOutcomes(limits, removal.rows));
  const history = await inChunks(() => store.foldHistory(historyLimits, removal.rows));
  const audit = await inChunks(() => store.trimAudit(now - keep.auditDays * dayMs, removal.rows));
  if (erased + changes + outcomes + history + audit > 0)
    log.debug({ erased, changes, outcomes, history, audit, durationMs: Math.round(clock.monotonic() - startedAt) }, 'what is needed no longer was removed');
}
