const minuteMs = 60_000;
const hour = 60;
const day = 24 * hour;
/** Minutes between two marks. */
const stepMinutes = [5, 10, 15, 30, hour, 2 * hour, 3 * hour, 6 * hour, 12 * hour, day, 2 * day, 7 * day, 14 * day];

/**
 * The buckets that get a mark on the axis, by their beginnings: those in which a round time of the reader's clock begins, such
 * as a whole hour or a midnight, as often as `most` allows. Where there are few buckets, all. `zoneMinutesAt`: minutes that the
 * reader's clock is before UTC.
 */
export function timeTicks(
  series: readonly { readonly at: number }[],
  most: number,
  zoneMinutesAt: (at: number) => number = (at) => -new Date(at).getTimezoneOffset(),
): readonly number[] {
  const times = series.map(({ at }) => at);
  if (times.length <= most) return times;
  for (const step of stepMinutes) {
    const turnOf = (at: number): number => Math.floor((at / minuteMs + zoneMinutesAt(at)) / step);
    const ticks = times.filter((at, index) => (index === 0 ? (at / minuteMs + zoneMinutesAt(at)) % step === 0 : turnOf(at) !== turnOf(times[index - 1] as number)));
    if (ticks.length <= most) return ticks;
  }
  return times.slice(0, 1);
}
