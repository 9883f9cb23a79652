/** Made when it is first needed: each formatter costs the browser milliseconds, and a page needs few of them. */
function once<T>(make: () => T): () => T {
  let made: T | undefined;
  return () => (made ??= make());
}

const count = once(() => new Intl.NumberFormat('en'));
const compact = once(() => new Intl.NumberFormat('en', { notation: 'compact', maximumSignificantDigits: 3 }));
const percent = once(() => new Intl.NumberFormat('en', { style: 'percent', maximumFractionDigits: 1 }));
const relative = once(() => new Intl.RelativeTimeFormat('en', { numeric: 'auto' }));
const clockTime = once(() => new Intl.DateTimeFormat('en', { hour: '2-digit', minute: '2-digit', hourCycle: 'h23' }));
const clockSecond = once(() => new Intl.DateTimeFormat('en', { hour: '2-digit', minute: '2-digit', second: '2-digit', hourCycle: 'h23' }));
const localHour = once(() => new Intl.DateTimeFormat('en', { month: 'short', day: 'numeric', hour: '2-digit', minute: '2-digit', hourCycle: 'h23' }));
const utcDay = once(() => new Intl.DateTimeFormat('en', { month: 'short', day: 'numeric', timeZone: 'UTC' }));
const localTime = once(
  () => new Intl.DateTimeFormat('en', { year: 'numeric', month: 'short', day: 'numeric', hour: '2-digit', minute: '2-digit', second: '2-digit', hourCycle: 'h23' }),
);

/** 1234567 → "1,234,567". */
export const formatCount = (value: number): string => count().format(value);

/** 1234567 → "1.23M". Three digits: the steps of an axis are told as they are. */
export const formatCompact = (value: number): string => compact().format(value);

/** Part of a whole as a percentage, "12.5%"; "–" where there is no whole. */
export const formatShare = (part: number, whole: number): string => (whole === 0 ? '–' : percent().format(part / whole));

/** 1536 → "1.5 KiB". */
export function formatBytes(bytes: number): string {
  const units = ['bytes', 'KiB', 'MiB', 'GiB', 'TiB'];
  let value = bytes;
  let unit = 0;
  while (value >= 1024 && unit < units.length - 1) {
    value /= 1024;
    unit += 1;
  }
  return unit === 0 ? `${count().format(value)} ${bytes === 1 ? 'byte' : 'bytes'}` : `${value < 10 ? value.toFixed(1) : count().format(Math.round(value))} ${units[unit]}`;
}

/** Milliseconds → "40 ms", "1.5 s", "3 min", "2.5 h". What is begun does not count, as with `formatRelative`: what began 59 minutes ago took no hour. */
export function formatDuration(milliseconds: number): string {
  const whole = (unit: number): number => Math.floor(milliseconds / unit);
  const tenths = (unit: number): string => (Math.floor(milliseconds / (unit / 10)) / 10).toFixed(1);
  if (milliseconds < 1_000) return `${whole(1)} ms`;
  if (milliseconds < 60_000) return `${milliseconds < 10_000 ? tenths(1_000) : whole(1_000)} s`;
  if (milliseconds < 3_600_000) return `${whole(60_000)} min`;
  return `${tenths(3_600_000)} h`;
}

const steps: [Intl.RelativeTimeFormatUnit, number][] = [
  ['second', 60],
  ['minute', 60],
  ['hour', 24],
  ['day', 30],
  ['month', 12],
  ['year', Number.POSITIVE_INFINITY],
];

/** "2 minutes ago", "in 2 minutes". Both in epoch milliseconds; less than five seconds is "just now" or "in a moment", and a page's clock may be a second behind. */
export function formatRelative(at: number, now: number): string {
  let value = (at - now) / 1_000;
  if (Math.abs(value) < 5) return value > 1 ? 'in a moment' : 'just now';
  for (const [unit, size] of steps) {
    if (Math.abs(value) < size) return relative().format(Math.trunc(value), unit);
    value /= size;
  }
  return relative().format(0, 'second');
}

/** Hours and minutes in the reader's zone, "14:02". */
export const formatClock = (at: number): string => clockTime().format(at);

/** With seconds, "14:02:07". */
export const formatSecond = (at: number): string => clockSecond().format(at);

/** Day and time in the reader's zone, "Nov 20, 14:00". */
export const formatHour = (at: number): string => localHour().format(at);

/** A day that begins at midnight UTC, "Nov 20". */
export const formatUtcDay = (at: number): string => utcDay().format(at);

/** The reader's zone and UTC, for the hover: "Nov 20, 2026, 11:00:00 (2026-11-20T10:00:00.000Z)". */
export const formatExact = (at: number): string => `${localTime().format(at)} (${new Date(at).toISOString()})`;

/** "1 segment", "2 segments". */
export const formatPlural = (value: number, one: string, many = `${one}s`): string => `${count().format(value)} ${value === 1 ? one : many}`;
