import { ProgressBar } from '@react-spectrum/s2/ProgressBar';
import { style } from '@react-spectrum/s2/style' with { type: 'macro' };
import type { Run } from '../../shared/delivery.ts';
import { remainingOf } from '../dashboard/estimate.ts';
import { formatCount, formatDuration } from '../ui/format.ts';
import { OutcomeBadge, type Outcome } from '../ui/OutcomeBadge.tsx';

const states: Readonly<Record<Run['state'], { outcome: Outcome; label: string }>> = {
  running: { outcome: 'waiting', label: 'Running' },
  paused: { outcome: 'paused', label: 'Paused' },
  waiting_for_capacity: { outcome: 'waiting', label: 'Waiting for the stream' },
  completed: { outcome: 'delivered', label: 'Completed' },
  cancelled: { outcome: 'excluded', label: 'Cancelled' },
  failed: { outcome: 'failed', label: 'Failed' },
};
const box = style({ display: 'flex', flexDirection: 'column', gap: 4, alignItems: { default: 'end', md: 'start' } });
const note = style({ font: 'ui-sm', color: 'neutral-subdued', fontVariantNumeric: 'tabular-nums' });

/** State of a run; while it works through a known number of people, how many are done and how long the rest will take. */
export function RunProgress({ run, now }: { run: Run; now: number }) {
  const { outcome, label } = states[run.state];
  const remaining = remainingOf(run, now);
  const isOpen = run.endedAt === null && run.progress !== null;
  return (
    <div className={box}>
      <OutcomeBadge outcome={outcome} label={label} />
      {isOpen && run.progress !== null && (
        <>
          <ProgressBar aria-label="Progress" size="S" value={run.progress.done} maxValue={Math.max(1, run.progress.total)} styles={style({ width: 160 })} />
          <span className={note}>
            {formatCount(run.progress.done)} of {formatCount(run.progress.total)}
            {remaining !== null && `, about ${formatDuration(remaining)} left`}
          </span>
        </>
      )}
    </div>
  );
}
