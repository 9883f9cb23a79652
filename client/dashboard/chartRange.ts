import { lastDay, lastHour, lastMonth, lastWeek, minute, type Period } from './series.ts';

/** Stretches that end now. Their names are the ages by which dead letters and deliveries are listed. */
export const spans = {
  hour: { period: lastHour, text: 'Last hour' },
  day: { period: lastDay, text: '24 hours' },
  week: { period: lastWeek, text: '7 days' },
  month: { period: lastMonth, text: '30 days' },
} as const;
export type Span = keyof typeof spans;

/** Epoch milliseconds. */
export interface Stretch {
  readonly from: number;
  readonly to: number;
}

/** What a chart shows: a span that moves with the clock, or a stretch that stays. */
export type ChartRange = { readonly kind: 'live'; readonly span: Span } | ({ readonly kind: 'fixed' } & Stretch);

/** Minutes are kept for this long, and the API takes no longer range. */
const longest = 92 * 24 * 60 * minute;
/** Nobody needs to look closer: there is nothing finer than a minute. */
const shortest = 5 * minute;

const isSpan = (value: string): value is Span => Object.hasOwn(spans, value);

/** A stretch as an address has it; null for what is none. */
export function stretchOf(from: string, to: string): Stretch | null {
  const stretch = { from: Date.parse(from), to: Date.parse(to) };
  return stretch.to > stretch.from ? stretch : null;
}

/** Reads the address; what cannot be read is the last hour. */
export function readRange({ period, from, to }: Readonly<Record<'period' | 'from' | 'to', string>>): ChartRange {
  const stretch = stretchOf(from, to);
  if (stretch !== null) return { kind: 'fixed', from: Math.max(stretch.from, stretch.to - longest), to: stretch.to };
  return { kind: 'live', span: isSpan(period) ? period : 'hour' };
}

/** Buckets may have this many minutes; a day is the longest the API takes. */
const bucketMinutes = [1, 2, 5, 10, 15, 30, 60, 120, 180, 360, 720, 1_440];
const mostBuckets = 125;

/** The buckets to show a stretch in: the shortest of which not too many are needed. The last one is that of `to`. */
export function periodOf({ from, to }: Stretch): Period {
  const minutes = Math.max(1, (to - from) / minute);
  const size = (bucketMinutes.find((one) => minutes / one <= mostBuckets) ?? 1_440) * minute;
  return { size, count: Math.floor(to / size) - Math.floor(from / size) + 1 };
}

/** A bucket of this many milliseconds, to follow "per": "minute", "2 hours". */
export function bucketText(size: number): string {
  const minutes = size / minute;
  if (minutes < 60) return minutes === 1 ? 'minute' : `${minutes} minutes`;
  const hours = minutes / 60;
  return hours === 1 ? 'hour' : hours === 24 ? 'day' : `${hours} hours`;
}

/** What a range covers at `now`. */
export function coveredBy(range: ChartRange, now: number): Stretch {
  if (range.kind === 'fixed') return range;
  const { size, count } = spans[range.span].period;
  return { from: now - size * count, to: now };
}

export type Move = 'in' | 'out' | 'earlier' | 'later';

/** A stretch looked at more closely or from farther, or the one before or after it; half of it stays in view. Nothing is later than the minute of `now`. */
export function moved({ from, to }: Stretch, move: Move, now: number): Stretch {
  const length = to - from;
  const [first, last] = {
    in: [from + length / 4, to - length / 4],
    out: [from - length / 2, to + length / 2],
    earlier: [from - length / 2, to - length / 2],
    later: [from + length / 2, to + length / 2],
  }[move] as [number, number];
  const end = Math.min(last, now);
  const wanted = Math.min(longest, Math.max(shortest, last - first));
  return wholeMinutes({ from: end - wanted, to: end });
}

/** What was picked with the pointer: bucket by bucket, both included, in whichever direction. */
export function pickedStretch(one: number, other: number, size: number): Stretch {
  return { from: Math.min(one, other), to: Math.max(one, other) + size - 1 };
}

/** To the last millisecond of a minute: minutes are what is counted, and what a list shows must be the same. */
const wholeMinutes = ({ from, to }: Stretch): Stretch => ({ from: Math.floor(from / minute) * minute, to: Math.ceil(to / minute) * minute - 1 });
