import { ProgressBar } from '@react-spectrum/s2/ProgressBar';
import { style } from '@react-spectrum/s2/style' with { type: 'macro' };
import type { Run } from '../../shared/delivery.ts';
import { formatCount, formatDuration } from '../ui/format.ts';
import { OutcomeBadge, type Outcome } from '../ui/OutcomeBadge.tsx';
import { runStateTexts } from './runWords.ts';

const looks: Readonly<Record<Run['state'], Outcome>> = {
  running: 'waiting',
  paused: 'paused',
  waiting_for_capacity: 'waiting',
  completed: 'delivered',
  cancelled: 'excluded',
  failed: 'failed',
};
const box = style({ display: 'inline-flex', flexDirection: 'column', gap: 4, alignItems: { default: 'end', md: 'start' } });
const note = style({ font: 'ui-sm', color: 'neutral-subdued', fontVariantNumeric: 'tabular-nums' });

function stateOf(run: Run, isQueued: boolean): { outcome: Outcome; label: string } {
  if (run.pausedBy === 'destination') return { outcome: 'paused', label: 'Waits for the destination' };
  return isQueued && run.state === 'running' ? { outcome: 'waiting', label: 'Waits for its turn' } : { outcome: looks[run.state], label: runStateTexts[run.state] };
}

/** State of a run; while it works through a known number, how many are done and how long the rest will take. `isQueued`: another run goes first. */
export function RunProgress({ run, isQueued }: { run: Run; isQueued: boolean }) {
  const { outcome, label } = stateOf(run, isQueued);
  const isOpen = run.endedAt === null && run.progress !== null;
  return (
    <div className={box}>
      <OutcomeBadge outcome={outcome} label={label} />
      {isOpen && run.progress !== null && (
        <>
          <ProgressBar aria-label="Progress" size="S" value={run.progress.done} maxValue={Math.max(1, run.progress.total)} styles={style({ width: 160 })} />
          <span className={note}>
            {formatCount(run.progress.done)} of {formatCount(run.progress.total)}
            {run.remainingMs !== null && `, about ${formatDuration(run.remainingMs)} left`}
          </span>
        </>
      )}
      {run.progress !== null && (run.state === 'cancelled' || (run.kind === 'discard' && !isOpen)) && (
        <span className={note}>
          {formatCount(run.progress.done)} of {formatCount(run.progress.total)}
        </span>
      )}
    </div>
  );
}
