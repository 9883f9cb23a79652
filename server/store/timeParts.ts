/** A stretch of time from `from` to before `end`, epoch milliseconds, to be read in units of this length. */
export interface TimePart {
  readonly unit: number;
  readonly from: number;
  readonly end: number;
}

/**
 * PURE. Divides a stretch into parts, ascending: as much as possible in the first unit, whole ones only, what is left at
 * both ends in the next, and so on; the last unit takes whatever is left. Each unit is a multiple of the next.
 */
export function timeParts(from: number, end: number, [unit, ...finer]: readonly number[]): TimePart[] {
  if (unit === undefined || from >= end) return [];
  if (finer.length === 0) return [{ unit, from, end }];
  const first = Math.ceil(from / unit) * unit;
  const last = Math.floor(end / unit) * unit;
  if (first >= last) return timeParts(from, end, finer);
  return [...timeParts(from, first, finer), { unit, from: first, end: last }, ...timeParts(last, end, finer)];
}
