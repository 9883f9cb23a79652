import { formatDuration } from '../ui/format.ts';

/** A line of durations. */
export interface DurationLine {
  readonly key: 'p50' | 'p95' | 'p99' | 'lagMs';
  readonly label: string;
  /** A custom property that `outcomeColors` sets. */
  readonly color: string;
  readonly dash: string;
  /** A value may have none beside it, which no line would show: it gets a dot. */
  readonly isAlone: boolean;
}

export const latencyLines = [
  { key: 'p50', label: 'Half within', color: 'var(--delivered)', dash: '0', isAlone: true },
  { key: 'p95', label: '95% within', color: 'var(--waiting)', dash: '6 3', isAlone: true },
  { key: 'p99', label: '99% within', color: 'var(--received)', dash: '2 3', isAlone: true },
] as const satisfies readonly DurationLine[];
export const lagLines: readonly DurationLine[] = [{ key: 'lagMs', label: 'Behind, at most', color: 'var(--throttled)', dash: '0', isAlone: false }];

/** "40 ms", or "–" where nothing was measured. */
export const durationText = (milliseconds: number | null): string => (milliseconds === null ? '–' : formatDuration(milliseconds));
