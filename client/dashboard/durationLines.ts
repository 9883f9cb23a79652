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

export const latencyLines: readonly DurationLine[] = [
  { key: 'p50', label: 'Half within (p50)', color: 'var(--delivered)', dash: '0', isAlone: true },
  { key: 'p95', label: '95% within (p95)', color: 'var(--waiting)', dash: '6 3', isAlone: true },
  { key: 'p99', label: '99% within (p99)', color: 'var(--received)', dash: '2 3', isAlone: true },
];
export const lagLines: readonly DurationLine[] = [{ key: 'lagMs', label: 'Behind, at most', color: 'var(--throttled)', dash: '0', isAlone: false }];
