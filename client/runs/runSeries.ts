import type { Run } from '../../shared/delivery.ts';

/** The last time there can be an outcome of a run: its end, or now. Epoch milliseconds. */
export const endOfRun = ({ endedAt }: Pick<Run, 'endedAt'>, now: number): number => (endedAt === null ? now : Date.parse(endedAt));

/** Records delivered in a second, on average; null where that says nothing. `milliseconds`: how long the run took so far. */
export function speedOf(delivered: number, milliseconds: number): number | null {
  return delivered === 0 || milliseconds < 1_000 ? null : delivered / (milliseconds / 1_000);
}
