import { call, useApi } from '../api.ts';
import { AlertSubscription } from '../alerts/AlertSubscription.tsx';
import { Loading } from '../ui/Loading.tsx';
import { ProblemNotice } from '../ui/ProblemNotice.tsx';
import { ActivationForm } from './ActivationForm.tsx';
import { valuesOfDraft } from './activationForm.ts';
import { useHelp } from './help.tsx';
import { Section } from './Section.tsx';
import { StepFrame } from './StepFrame.tsx';
import { rememberDraft } from './unfinished.ts';
import { useActivate } from './useActivate.ts';
import { WizardStep, type StepProps } from './WizardStep.tsx';
import type { Destination } from '../../shared/destination.ts';

function Activate({ draft, type, destination }: StepProps & { destination: Destination }) {
  const help = useHelp({ title: 'Activate', text: 'Pick segments, then say what each record holds.' });
  const activate = useActivate(destination, null);
  const finish = async (): Promise<void> => {
    await draft.flush().catch(() => undefined);
    rememberDraft(null);
    // The destination is activated; a draft that stays behind is only untidy.
    if (draft.id !== null) await call('deleteDraft', { params: { id: draft.id } }).catch(() => undefined);
  };
  return (
    <ActivationForm
      destination={destination}
      existing={null}
      initial={valuesOfDraft(draft.content.activation)}
      onChange={(values) => draft.update({ activation: { ...values } })}
      onActivate={(input) => activate(input, finish)}
      frame={({ form, preview, activateButton }) => (
        <StepFrame step="activate" draft={draft} type={type} help={help} aside={preview} exitTo={`/destinations/${destination.id}`} primary={activateButton}>
          {form}
          <Section title="Alerts" text="Who is told when something goes wrong here.">
            <AlertSubscription destinationId={destination.id} />
          </Section>
        </StepFrame>
      )}
    />
  );
}

function LoadDestination(props: StepProps) {
  const destination = useApi('getDestination', { params: { id: props.draft.content.destinationId ?? 'none' } });
  if (destination.isError) return <ProblemNotice error={destination.error} onRetry={() => void destination.refetch()} />;
  if (destination.isPending) return <Loading what="the destination" />;
  return <Activate {...props} destination={destination.data} />;
}

export default function ActivateStep() {
  return <WizardStep step="activate">{(props) => <LoadDestination {...props} />}</WizardStep>;
}
