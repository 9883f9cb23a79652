import { stretchOf } from '../dashboard/chartRange.ts';

const hourMs = 3_600_000;
/** How far back, in milliseconds. */
const ages: Readonly<Record<string, number>> = { hour: hourMs, day: 24 * hourMs, week: 7 * 24 * hourMs, month: 30 * 24 * hourMs };
export const ageTexts: Readonly<Record<string, string>> = { hour: 'Last hour', day: 'Last 24 hours', week: 'Last 7 days', month: 'Last 30 days' };

/** RFC 3339; undefined for what is no age. `now` in epoch milliseconds; the time begins with a minute, so that it holds still for that long. */
function sinceOf(age: string, now: number): string | undefined {
  const back = Object.hasOwn(ages, age) ? ages[age] : undefined;
  return back === undefined ? undefined : new Date(Math.floor((now - back) / 60_000) * 60_000).toISOString();
}

/** A time as an address holds it: an age, or the stretch that a link from a chart chose; '' for any. */
export interface TimeChoice {
  readonly age: string;
  readonly from: string;
  readonly to: string;
}

/** RFC 3339. With `to` it is a stretch, without it an age. */
export interface TimeQuery {
  readonly from?: string;
  readonly to?: string;
}

/** PURE. Reads the address; a stretch goes before an age, and what is neither is any time. `now` in epoch milliseconds. */
export function timeQueryOf({ age, from, to }: TimeChoice, now: number): TimeQuery {
  const stretch = stretchOf(from, to);
  if (stretch !== null) return { from: new Date(stretch.from).toISOString(), to: new Date(stretch.to).toISOString() };
  const since = sinceOf(age, now);
  return since === undefined ? {} : { from: since };
}
