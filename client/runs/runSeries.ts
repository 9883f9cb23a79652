import type { DetailPoint } from '../dashboard/detailSeries.ts';
import { addOutcomes } from '../dashboard/liveTotals.ts';
import type { Run } from '../../shared/delivery.ts';

/** The last time there can be an outcome of a run: its end, or now. Epoch milliseconds. */
export const endOfRun = ({ endedAt }: Pick<Run, 'endedAt'>, now: number): number => (endedAt === null ? now : Date.parse(endedAt));

/** Records delivered in a second, on average; null where that says nothing. `milliseconds`: how long the run took so far. */
export function speedOf(delivered: number, milliseconds: number): number | null {
  return delivered === 0 || milliseconds < 1_000 ? null : delivered / (milliseconds / 1_000);
}

/** The outcomes of every so many buckets as those of one, from the first on. Latencies are left out: percentiles cannot be added. */
export function coarser(series: readonly DetailPoint[], every: number): DetailPoint[] {
  return Array.from({ length: Math.ceil(series.length / every) }, (_, index) =>
    series
      .slice(index * every, (index + 1) * every)
      .reduce((sum, point) => ({ ...sum, ...addOutcomes(sum, point), throttled: sum.throttled + point.throttled, p50: null, p95: null, p99: null })),
  );
}
