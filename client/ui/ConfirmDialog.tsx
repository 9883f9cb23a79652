import { Button } from '@react-spectrum/s2/Button';
import { ButtonGroup } from '@react-spectrum/s2/ButtonGroup';
import { Content, Dialog, Heading } from '@react-spectrum/s2/Dialog';
import { style } from '@react-spectrum/s2/style' with { type: 'macro' };
import { useState, type ReactNode } from 'react';
import { ProblemNotice } from './ProblemNotice.tsx';
import { DialogHost } from './DialogHost.tsx';

export interface ConfirmDialogProps {
  readonly isOpen: boolean;
  readonly onClose: () => void;
  readonly title: string;
  /** The verb on the button. */
  readonly action: string;
  readonly isDestructive?: boolean;
  readonly onConfirm: () => Promise<unknown>;
  /** Says what will happen. */
  readonly children: ReactNode;
}

/** Asks before something is done, shows that it is under way, closes when it is done and stays open with the reason when it failed. */
export function ConfirmDialog(props: ConfirmDialogProps) {
  return <DialogHost onDismiss={props.onClose}>{props.isOpen && <ConfirmContent {...props} />}</DialogHost>;
}

function ConfirmContent({ onClose, title, action, isDestructive = false, onConfirm, children }: ConfirmDialogProps) {
  const [isPending, setPending] = useState(false);
  const [failure, setFailure] = useState<unknown>(null);

  async function confirm(): Promise<void> {
    setPending(true);
    setFailure(null);
    try {
      await onConfirm();
      onClose();
    } catch (thrown) {
      setFailure(thrown);
      setPending(false);
    }
  }

  return (
    <Dialog role="alertdialog" size="S">
      <Heading slot="title">{title}</Heading>
      <Content>
        <div className={style({ display: 'flex', flexDirection: 'column', gap: 16, overflowWrap: 'anywhere' })}>
          <div>{children}</div>
          {failure !== null && <ProblemNotice error={failure} />}
        </div>
      </Content>
      <ButtonGroup>
        <Button variant="secondary" onPress={onClose} isDisabled={isPending}>
          Cancel
        </Button>
        <Button variant={isDestructive ? 'negative' : 'accent'} isPending={isPending} onPress={() => void confirm()}>
          {action}
        </Button>
      </ButtonGroup>
    </Dialog>
  );
}
