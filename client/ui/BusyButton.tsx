import { Button, type ButtonProps } from '@react-spectrum/s2/Button';
import type { ComponentRef, Ref } from 'react';

export interface BusyButtonProps extends Pick<ButtonProps, 'variant' | 'fillStyle' | 'size' | 'type' | 'isDisabled'> {
  readonly children: string;
  /** Shown while busy: "Connecting…". */
  readonly busyLabel: string;
  readonly isBusy: boolean;
  /** Not called while busy. Left out for `type="submit"`, where the form guards itself. */
  readonly onPress?: () => void;
  readonly ref?: Ref<ComponentRef<typeof Button>>;
}

/**
 * A button that says what it is doing and cannot be pressed twice. It keeps focus while busy. The component library's own
 * pending state is not used: it leaves an announcement without a name behind for seconds, which accessibility checks refuse.
 */
export function BusyButton({ children, busyLabel, isBusy, onPress, ref, ...look }: BusyButtonProps) {
  return (
    <Button
      {...look}
      {...(ref === undefined ? {} : { ref })}
      onPress={() => {
        if (!isBusy) onPress?.();
      }}
    >
      {isBusy ? busyLabel : children}
    </Button>
  );
}
