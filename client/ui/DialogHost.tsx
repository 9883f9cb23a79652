import { DialogContainer, type DialogContainerProps } from '@react-spectrum/s2/Dialog';
import { isValidElement } from 'react';

/**
 * Shows one dialog, and forgets it with all that was typed into it once it is closed. A bare `DialogContainer` keeps the last one
 * for its way out: the next would begin with what was typed into that, and a secret would stay. The price: it closes at once.
 */
export function DialogHost({ onDismiss, children }: DialogContainerProps) {
  return (
    <DialogContainer key={isValidElement(children) ? 'open' : 'closed'} onDismiss={onDismiss}>
      {children}
    </DialogContainer>
  );
}
