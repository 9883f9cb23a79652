import { style } from '@react-spectrum/s2/style' with { type: 'macro' };
import type { Destination } from '../../shared/destination.ts';
import { OutcomeBadge, type Outcome } from './OutcomeBadge.tsx';

const looks: Record<Destination['status'], { outcome: Outcome; label: string }> = {
  draft: { outcome: 'draft', label: 'Draft' },
  enabled: { outcome: 'delivered', label: 'Enabled' },
  disabled: { outcome: 'excluded', label: 'Disabled' },
  paused: { outcome: 'paused', label: 'Paused' },
};

/** The status of a destination, with the reason beneath it where it stopped by itself, or that a change waits. */
export function StatusBadge({ destination }: { destination: Pick<Destination, 'status' | 'pause' | 'proposedBy'> }) {
  const { outcome, label } = looks[destination.status];
  const waiting = destination.proposedBy === null ? undefined : 'A change waits for approval';
  const reason = destination.status === 'paused' ? destination.pause?.title : waiting;
  return (
    <span className={style({ display: 'inline-flex', flexDirection: 'column', gap: 4, alignItems: { default: 'end', md: 'start' } })}>
      <OutcomeBadge outcome={outcome} label={label} />
      {reason !== undefined && <span className={style({ font: 'ui-sm', color: 'neutral-subdued' })}>{reason}</span>}
    </span>
  );
}
