import { fieldError } from '../kit/errors.ts';
import type { TimeRange } from '../store/store.ts';

/** The last millisecond a date can have (ECMA-262). */
const endOfTime = 8_640_000_000_000_000;
export const always: TimeRange = { from: 0, to: endOfTime };

/** What a request asks for, RFC 3339; the end that it leaves out comes from `fallback`. */
export function rangeOf(asked: { from?: string | undefined; to?: string | undefined }, fallback: TimeRange): TimeRange {
  const range = { from: asked.from === undefined ? fallback.from : Date.parse(asked.from), to: asked.to === undefined ? fallback.to : Date.parse(asked.to) };
  if (range.from > range.to) throw fieldError('from', 'request_invalid', 'The range ends before it begins.');
  return range;
}
