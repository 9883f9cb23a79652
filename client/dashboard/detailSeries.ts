import type { Metrics } from '../../shared/delivery.ts';
import type { ChartPoint } from './series.ts';

/** A bucket with what only the stored minutes tell. */
export interface DetailPoint extends ChartPoint {
  /** Attempts. */
  readonly throttled: number;
  /** Milliseconds from acceptance to delivery; null where nothing was delivered. */
  readonly p50: number | null;
  readonly p95: number | null;
  readonly p99: number | null;
  /** Milliseconds delivery was behind, at most, at the end of a minute. */
  readonly lagMs: number;
}

const nothing = { throttled: 0, lagMs: 0, latencyMs: { p50: null, p95: null, p99: null } };

/** Adds to each bucket what the stored point of the same beginning tells. The points were read in steps as long as the buckets. */
export function detailSeries(series: readonly ChartPoint[], points: Metrics['points']): DetailPoint[] {
  const stored = new Map(points.map((point) => [Date.parse(point.at), point]));
  return series.map((bucket) => {
    const { throttled, lagMs, latencyMs } = stored.get(bucket.at) ?? nothing;
    return { ...bucket, throttled, lagMs, ...latencyMs };
  });
}

const outcomesOf = (series: readonly DetailPoint[]): number => series.reduce((sum, { activated, excluded, failed }) => sum + activated + excluded + failed, 0);

/** Whether a chart that was drawn from `drawn` would be seen to contradict the numbers of `series`: it misses a tenth of them, or is empty where they are not. */
export const isFarBehind = (drawn: readonly DetailPoint[], series: readonly DetailPoint[]): boolean => outcomesOf(drawn) < 0.9 * outcomesOf(series);

/** Whether a bucket has anything to tell. */
export const hasNews = ({ activated, excluded, failed, throttled, lagMs }: DetailPoint): boolean => activated + excluded + failed + throttled + lagMs > 0;
