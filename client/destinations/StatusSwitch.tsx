import { Switch } from '@react-spectrum/s2/Switch';
import { style } from '@react-spectrum/s2/style' with { type: 'macro' };
import type { Destination } from '../../shared/destination.ts';
import { useMay } from '../shell/session.ts';
import { StatusBadge } from '../ui/StatusBadge.tsx';
import { useDestinationActions } from './useDestinationActions.ts';

/** The status, and a switch to start and stop sending where there is something to send. */
export function StatusSwitch({ destination }: { destination: Destination }) {
  const mayChange = useMay('marketer');
  const { isBusy, setEnabled } = useDestinationActions(destination);
  const hasSwitch = mayChange && destination.status !== 'draft';
  return (
    <div className={style({ display: 'flex', flexWrap: 'wrap', alignItems: 'center', gap: 16 })} aria-busy={isBusy}>
      <StatusBadge destination={{ ...destination, pause: null, proposedBy: null }} />
      {hasSwitch && (
        <Switch isSelected={destination.status !== 'disabled'} isDisabled={isBusy} onChange={(enabled) => void setEnabled(enabled)}>
          {isBusy ? 'Changing…' : 'Send changes'}
        </Switch>
      )}
    </div>
  );
}
