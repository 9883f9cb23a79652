import type { Run } from '../../shared/delivery.ts';

/** Milliseconds from start to end, or to `now` while it runs. */
export function durationOf(run: Pick<Run, 'startedAt' | 'endedAt'>, now: number): number {
  return Math.max(0, (run.endedAt === null ? now : Date.parse(run.endedAt)) - Date.parse(run.startedAt));
}
