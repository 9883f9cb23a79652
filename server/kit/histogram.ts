/**
 * Latencies as counts per bucket: cheap to add up over records, minutes and runs, and good enough for percentiles.
 * Bucket `n` holds what is above 0.1 ms · 1.05^(n − 1) and at most 0.1 ms · 1.05^n; a value read back is within 2.5 % of
 * the truth. Bucket numbers are stored for years: the two constants below never change.
 */

/** Bucket as a decimal number → count; buckets without a value are left out. */
export type Histogram = Readonly<Record<string, number>>;

const smallestMs = 0.1;
/** 7 days: no record waits longer for its outcome. */
const largestMs = 7 * 24 * 60 * 60 * 1000;
const growth = 1.05;
const lastBucket = Math.ceil(Math.log(largestMs / smallestMs) / Math.log(growth));

/** The bucket of a latency; what is below 0.1 ms or above 7 days goes to the first or last bucket. */
export function bucketOf(milliseconds: number): string {
  if (!(milliseconds > smallestMs)) return '0';
  return String(Math.min(lastBucket, Math.ceil(Math.log(milliseconds / smallestMs) / Math.log(growth))));
}

/** The sum of two histograms, as a new one. */
export function addHistograms(a: Histogram, b: Histogram): Record<string, number> {
  const sum: Record<string, number> = { ...a };
  for (const [bucket, count] of Object.entries(b)) sum[bucket] = (sum[bucket] ?? 0) + count;
  return sum;
}

/**
 * The latency in milliseconds that `p` percent of the values do not exceed; `p` from 0 to 100. Null for an empty
 * histogram.
 */
export function percentile(histogram: Histogram, p: number): number | null {
  const buckets = Object.entries(histogram)
    .map(([bucket, count]) => ({ bucket: Number(bucket), count }))
    .sort((a, b) => a.bucket - b.bucket);
  const total = buckets.reduce((sum, { count }) => sum + count, 0);
  if (total === 0) return null;
  const rank = Math.max(1, Math.ceil((p / 100) * total));
  let seen = 0;
  const found = buckets.find(({ count }) => (seen += count) >= rank) ?? buckets[buckets.length - 1];
  return found === undefined ? null : middleOf(found.bucket);
}

/** The geometric middle of a bucket: the value with the smallest relative error. */
function middleOf(bucket: number): number {
  return bucket === 0 ? smallestMs : smallestMs * growth ** (bucket - 0.5);
}
