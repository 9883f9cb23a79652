import { Button } from '@react-spectrum/s2/Button';
import { ButtonGroup } from '@react-spectrum/s2/ButtonGroup';
import { Content, Dialog, Heading } from '@react-spectrum/s2/Dialog';
import { style } from '@react-spectrum/s2/style' with { type: 'macro' };
import type { ReactNode } from 'react';
import { ProblemNotice } from './ProblemNotice.tsx';
import type { FormProblem } from './useFormProblem.ts';

export interface FormDialogProps {
  readonly title: string;
  /** The verb on the button. */
  readonly action: string;
  readonly isPending: boolean;
  readonly problem: FormProblem | null;
  readonly onSubmit: () => void;
  readonly onClose: () => void;
  /** `L` for forms that would have to be scrolled. */
  readonly size?: 'M' | 'L';
  readonly children: ReactNode;
}

/** A small form in a dialog. Enter submits; it stays open with the reason when the server refuses. Stands inside a `DialogHost`. */
export function FormDialog({ title, action, isPending, problem, onSubmit, onClose, size = 'M', children }: FormDialogProps) {
  return (
    <Dialog size={size}>
      <Heading slot="title">{title}</Heading>
      <Content>
        <form
          noValidate
          autoComplete="off"
          className={style({ display: 'flex', flexDirection: 'column', gap: 16 })}
          onSubmit={(event) => {
            event.preventDefault();
            if (!isPending) onSubmit();
          }}
        >
          {children}
          {problem === null ? null : <ProblemNotice error={problem.error} issues={problem.rest} />}
          {/* Lets Enter submit; the button people see stands beneath. */}
          <input type="submit" hidden />
        </form>
      </Content>
      <ButtonGroup>
        <Button variant="secondary" onPress={onClose} isDisabled={isPending}>
          Cancel
        </Button>
        <Button variant="accent" isPending={isPending} onPress={onSubmit}>
          {action}
        </Button>
      </ButtonGroup>
    </Dialog>
  );
}
