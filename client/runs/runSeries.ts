import type { Run } from '../../shared/delivery.ts';
import { minute, type Period } from '../dashboard/series.ts';

/** Minutes a bucket of a chart may have: a day is the longest the API takes. */
const bucketMinutes = [1, 2, 5, 10, 15, 30, 60, 120, 180, 360, 720, 1_440];
const mostBuckets = 120;

/** The buckets to show a stretch of time in: the shortest of which not too many are needed. `milliseconds`: how long it is. */
export function periodFor(milliseconds: number): Period {
  const minutes = Math.max(1, Math.ceil(milliseconds / minute));
  const fitting = bucketMinutes.find((size) => minutes / size <= mostBuckets) ?? 1_440;
  return { size: fitting * minute, count: Math.ceil(minutes / fitting) + 1 };
}

/** A bucket of this many milliseconds, to follow "per": "minute", "2 hours". */
export function bucketText(size: number): string {
  const minutes = size / minute;
  if (minutes < 60) return minutes === 1 ? 'minute' : `${minutes} minutes`;
  const hours = minutes / 60;
  return hours === 1 ? 'hour' : hours === 24 ? 'day' : `${hours} hours`;
}

/** The last time there can be an outcome of a run: its end, or now. Epoch milliseconds. */
export const endOfRun = ({ endedAt }: Pick<Run, 'endedAt'>, now: number): number => (endedAt === null ? now : Date.parse(endedAt));

/** Records delivered in a second, on average; null where that says nothing. `milliseconds`: how long the run took so far. */
export function speedOf(delivered: number, milliseconds: number): number | null {
  return delivered === 0 || milliseconds < 1_000 ? null : delivered / (milliseconds / 1_000);
}
