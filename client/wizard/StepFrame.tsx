import { Button } from '@react-spectrum/s2/Button';
import { style } from '@react-spectrum/s2/style' with { type: 'macro' };
import type { ReactNode } from 'react';
import type { DestinationType } from '../../shared/destination.ts';
import { BusyButton } from '../ui/BusyButton.tsx';
import { DraftStatus } from './DraftStatus.tsx';
import type { Help } from './help.tsx';
import { useLeave } from './leave.ts';
import { StepList } from './StepList.tsx';
import { stepAddress, stepNames, steps, type Step } from './steps.ts';
import type { DraftHandle } from './useDraft.ts';
import { WizardFrame } from './WizardFrame.tsx';

export interface StepFrameProps {
  readonly step: Step;
  readonly draft: DraftHandle;
  readonly type: DestinationType;
  readonly help: Help;
  /** The one primary button. */
  readonly primary: ReactNode;
  readonly aside?: ReactNode;
  /** Where *Save & exit* leads; the list of destinations, when left out. */
  readonly exitTo?: string;
  readonly children: ReactNode;
}

/** A step of the wizard with its names, help, and footer: Back, Save & exit, and the primary button. */
export function StepFrame({ step, draft, type, help, primary, aside, exitTo = '/destinations', children }: StepFrameProps) {
  const { isLeaving, leave } = useLeave(draft);
  const before = steps[steps.indexOf(step) - 1];
  return (
    <WizardFrame
      title={stepNames[step]}
      subtitle={<DraftStatus label={type.label} state={draft.saveState} />}
      stepList={<StepList current={step} draftId={draft.id} content={draft.content} />}
      help={help}
      {...(aside === undefined ? {} : { aside })}
      footer={
        <>
          <Button
            variant="secondary"
            fillStyle="outline"
            isDisabled={isLeaving}
            onPress={() => void leave((id) => (before === undefined ? '/catalog' : stepAddress(before, id, type.type)))}
          >
            Back
          </Button>
          <span className={style({ flexGrow: 1 })} />
          <BusyButton
            variant="secondary"
            isBusy={isLeaving}
            busyLabel="Saving…"
            onPress={() => void leave(() => exitTo, 'The draft is saved. Go on from the catalog whenever you like.')}
          >
            {'Save & exit'}
          </BusyButton>
          <div className={style({ display: 'flex', justifyContent: 'end', width: { default: 'full', sm: 'auto' } })}>{primary}</div>
        </>
      }
    >
      {children}
    </WizardFrame>
  );
}
