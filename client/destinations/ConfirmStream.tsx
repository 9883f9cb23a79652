import { LinkButton } from '@react-spectrum/s2/LinkButton';
import { style } from '@react-spectrum/s2/style' with { type: 'macro' };
import type { Destination } from '../../shared/destination.ts';
import { useMay } from '../shell/session.ts';
import { BusyButton } from '../ui/BusyButton.tsx';
import { useDestinationActions } from './useDestinationActions.ts';

const buttons = style({ display: 'flex', flexWrap: 'wrap', gap: 8 });

/** Asks whether records may go to the stream that took the place of the confirmed one: only people know whether that was meant. */
export function ConfirmStream({ destination }: { destination: Destination }) {
  const mayChange = useMay('marketer');
  const { isBusy, confirmStream } = useDestinationActions(destination);
  return (
    <>
      <span>
        Nothing is sent to the new one until somebody says so. If your team replaced the stream on purpose, confirm it, and everything that waits is sent there. If nobody knows of
        it, ask whoever looks after the stream in AWS first.
      </span>
      {mayChange ? (
        <div className={buttons}>
          <BusyButton variant="secondary" size="S" isBusy={isBusy} busyLabel="Looking at the stream…" onPress={() => void confirmStream()}>
            Confirm and send to this stream
          </BusyButton>
          <LinkButton variant="secondary" fillStyle="outline" size="S" href={`/destinations/${destination.id}/edit`}>
            Choose another stream
          </LinkButton>
        </div>
      ) : (
        <span>Somebody with the marketer role can confirm it here.</span>
      )}
    </>
  );
}
