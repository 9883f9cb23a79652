import type { GrowthRow, MovementRow } from '../store/historyStore.ts';
import type { TimeRange } from '../store/store.ts';

/** Milliseconds of one point. */
export const growthSteps = { hour: 3_600_000, day: 86_400_000 } as const;

/** One hour or day: when it begins, how many are in the segment at its end, who came and went within it. */
export interface GrowthPoint extends MovementRow {
  readonly size: number;
}

/**
 * PURE. Sizes of a segment in the steps a range touches, from its size at `now` backwards: what entered later was not
 * there yet, what left later was. Nothing is told of the time before counting began, nor of the future. Epoch milliseconds.
 */
export function growthOf(growth: GrowthRow, range: TimeRange, stepMs: number, now: number): GrowthPoint[] {
  const beginOf = (at: number): number => at - (at % stepMs);
  const first = beginOf(Math.max(range.from, growth.countedFrom));
  const last = beginOf(Math.min(range.to, now));
  const moved = new Map<number, MovementRow>();
  let { size } = growth;
  for (const movement of growth.movements) {
    const at = beginOf(movement.at);
    if (at > last) size -= movement.entered - movement.exited;
    const before = moved.get(at);
    moved.set(at, { at, entered: (before?.entered ?? 0) + movement.entered, exited: (before?.exited ?? 0) + movement.exited });
  }
  const points: GrowthPoint[] = [];
  for (let at = last; at >= first; at -= stepMs) {
    const { entered, exited } = moved.get(at) ?? { entered: 0, exited: 0 };
    points.push({ at, size, entered, exited });
    size -= entered - exited;
  }
  return points.reverse();
}
