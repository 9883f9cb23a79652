import type { Latency, Metrics } from '../../shared/delivery.ts';
import { addOutcomes, noOutcomes, type LiveDelivery, type LiveSecond, type OutcomeDelta } from './liveTotals.ts';

/** One bucket of a chart: its first epoch millisecond and the outcomes in it. */
export interface ChartPoint extends OutcomeDelta {
  readonly at: number;
}

export const minute = 60_000;

function emptyBuckets(end: number, count: number, size: number): ChartPoint[] {
  const last = Math.floor(end / size) * size;
  return Array.from({ length: count }, (_, index) => ({ at: last - (count - 1 - index) * size, ...noOutcomes }));
}

function addInto(buckets: ChartPoint[], size: number, at: number, delta: OutcomeDelta): void {
  const first = buckets[0]?.at ?? 0;
  const index = Math.floor((at - first) / size);
  const bucket = buckets[index];
  if (bucket !== undefined) buckets[index] = { at: bucket.at, ...addOutcomes(bucket, delta) };
}

/** A stretch of time a chart shows: `count` buckets of `size` milliseconds. */
export interface Period {
  readonly size: number;
  readonly count: number;
}

export const lastHour: Period = { size: minute, count: 60 };
export const lastDay: Period = { size: 15 * minute, count: 96 };
export const lastWeek: Period = { size: 120 * minute, count: 84 };
export const lastMonth: Period = { size: 360 * minute, count: 120 };

/** The buckets up to and with the one of `now`: stored points, gaps filled with zero, plus the seconds that came after the points were read. Epoch milliseconds. */
export function bucketSeries(points: Metrics['points'], newSeconds: readonly LiveSecond[], now: number, period: Period): ChartPoint[] {
  const buckets = emptyBuckets(now, period.count, period.size);
  for (const point of points) addInto(buckets, period.size, Date.parse(point.at), point);
  for (const second of newSeconds) addInto(buckets, period.size, second.at, second.delta);
  return buckets;
}

/** The seconds that stored points read at `readAt` cannot hold yet. The first event after reading is the baseline, so that nothing is counted twice; the next reading brings what it leaves out. */
export function secondsAfter(seconds: readonly LiveSecond[], readAt: number): LiveSecond[] {
  return seconds.filter((second) => second.at > readAt).slice(1);
}

export function sumOf(points: readonly OutcomeDelta[]): OutcomeDelta {
  return points.reduce<OutcomeDelta>(addOutcomes, noOutcomes);
}

/** Latency of the newest stored minute in which something was delivered; percentiles of several minutes cannot be merged. */
export function newestLatency(points: Metrics['points']): { at: string; latency: Latency } | null {
  const point = points.findLast((candidate) => candidate.latencyMs.p50 !== null);
  return point === undefined ? null : { at: point.at, latency: point.latencyMs };
}

/** The server's time as far as it is known: of its newest event or stored point, since the clock of the page may be wrong; the page's while nothing was heard. */
export function newestTime(points: Metrics['points'], live: LiveDelivery | undefined, pageTime: number): number {
  if (live === undefined) return pageTime;
  return Math.max(Date.parse(live.latest.at), Date.parse(points.at(-1)?.at ?? live.latest.at));
}
