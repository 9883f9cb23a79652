import type { Run } from '../../shared/delivery.ts';

/** Milliseconds a run will still take at the speed it had so far; null while that cannot be said (nothing done yet, no end, not running). */
export function remainingOf(run: Pick<Run, 'state' | 'progress' | 'startedAt'>, now: number): number | null {
  if (run.state !== 'running' || run.progress === null) return null;
  const { done, total } = run.progress;
  const elapsed = now - Date.parse(run.startedAt);
  if (done <= 0 || elapsed <= 0 || total <= done) return null;
  return (elapsed / done) * (total - done);
}

/** Milliseconds from start to end, or to `now` while it runs. */
export function durationOf(run: Pick<Run, 'startedAt' | 'endedAt'>, now: number): number {
  return Math.max(0, (run.endedAt === null ? now : Date.parse(run.endedAt)) - Date.parse(run.startedAt));
}
