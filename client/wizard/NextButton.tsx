import type { Button } from '@react-spectrum/s2/Button';
import { useEffect, useRef, type ComponentRef } from 'react';
import { BusyButton } from '../ui/BusyButton.tsx';

/** Leads to the next step. `takesFocus`: it has just appeared in place of the button that was pressed. */
export function NextButton({ isBusy, onPress, takesFocus = false }: { isBusy: boolean; onPress: () => void; takesFocus?: boolean }) {
  const button = useRef<ComponentRef<typeof Button>>(null);
  useEffect(() => {
    if (takesFocus) button.current?.focus();
  }, [takesFocus]);
  return (
    <BusyButton ref={button} variant="accent" isBusy={isBusy} busyLabel="Saving…" onPress={onPress}>
      Next
    </BusyButton>
  );
}
