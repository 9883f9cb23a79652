const hourMs = 3_600_000;
/** How far back, in milliseconds. */
const ages: Readonly<Record<string, number>> = { hour: hourMs, day: 24 * hourMs, week: 7 * 24 * hourMs, month: 30 * 24 * hourMs };
export const ageTexts: Readonly<Record<string, string>> = { hour: 'Last hour', day: 'Last 24 hours', week: 'Last 7 days', month: 'Last 30 days' };

/** RFC 3339; undefined for what is no age. `now` in epoch milliseconds; the time begins with a minute, so that it holds still for that long. */
export function sinceOf(age: string, now: number): string | undefined {
  const back = Object.hasOwn(ages, age) ? ages[age] : undefined;
  return back === undefined ? undefined : new Date(Math.floor((now - back) / 60_000) * 60_000).toISOString();
}
