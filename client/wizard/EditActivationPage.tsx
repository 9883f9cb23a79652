import { LinkButton } from '@react-spectrum/s2/LinkButton';
import { style } from '@react-spectrum/s2/style' with { type: 'macro' };
import { useParams } from 'react-router';
import type { Activation } from '../../shared/activation.ts';
import type { Destination } from '../../shared/destination.ts';
import { ApiProblem, useApi } from '../api.ts';
import { Page } from '../shell/Page.tsx';
import { Loading } from '../ui/Loading.tsx';
import { ProblemNotice } from '../ui/ProblemNotice.tsx';
import { ActivationForm } from './ActivationForm.tsx';
import { emptyActivation, valuesOfActivation } from './activationForm.ts';
import { useHelp } from './help.tsx';
import { useActivate } from './useActivate.ts';
import { useSegments } from './useSegments.ts';
import { WizardFrame } from './WizardFrame.tsx';

function EditActivation({ destination, existing, sizes }: { destination: Destination; existing: Activation | null; sizes: ReadonlyMap<string, number> }) {
  const title = existing === null ? 'Activate' : 'Edit activation';
  const help = useHelp({ title, text: 'Pick segments, then say what each record holds.' });
  const activate = useActivate(destination, existing);
  return (
    <ActivationForm
      destination={destination}
      existing={existing}
      initial={existing === null ? emptyActivation : valuesOfActivation(existing, sizes)}
      onActivate={activate}
      frame={({ form, preview, activateButton }) => (
        <WizardFrame
          title={title}
          subtitle={<bdi>{destination.name}</bdi>}
          help={help}
          aside={preview}
          footer={
            <>
              <span className={style({ flexGrow: 1 })} />
              <LinkButton variant="secondary" fillStyle="outline" href={`/destinations/${destination.id}/activation`}>
                Cancel
              </LinkButton>
              {activateButton}
            </>
          }
        >
          {form}
        </WizardFrame>
      )}
    />
  );
}

/** Changes what an existing destination sends. */
export default function EditActivationPage() {
  const { id = '' } = useParams();
  const destination = useApi('getDestination', { params: { id } });
  const activation = useApi('getActivation', { params: { id } });
  const segments = useSegments('');
  const hasNone = activation.error instanceof ApiProblem && activation.error.problem.status === 404;
  const error = destination.error ?? (hasNone ? null : activation.error);
  if (error !== null) {
    return (
      <Page title="Edit activation">
        <ProblemNotice error={error} onRetry={() => void Promise.all([destination.refetch(), activation.refetch()])} />
      </Page>
    );
  }
  if (destination.isPending || activation.isPending || segments.isPending) return <Loading what="the activation" />;
  if (destination.data === undefined) return null;
  const sizes = new Map((segments.data?.pages ?? []).flatMap((page) => page.items.map((segment) => [segment.id, segment.size] as const)));
  return <EditActivation key={id} destination={destination.data} existing={activation.data ?? null} sizes={sizes} />;
}
