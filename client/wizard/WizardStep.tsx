import { LinkButton } from '@react-spectrum/s2/LinkButton';
import type { ReactNode } from 'react';
import { useSearchParams } from 'react-router';
import type { DestinationType } from '../../shared/destination.ts';
import { useApi } from '../api.ts';
import { Page } from '../shell/Page.tsx';
import { useMay } from '../shell/session.ts';
import { EmptyState } from '../ui/EmptyState.tsx';
import { Loading } from '../ui/Loading.tsx';
import { ProblemNotice } from '../ui/ProblemNotice.tsx';
import { StepList } from './StepList.tsx';
import { missingFor, stepAddress, stepNames, stepToMend, type Step } from './steps.ts';
import { useDraft, type DraftHandle } from './useDraft.ts';

export interface StepProps {
  readonly draft: DraftHandle;
  readonly type: DestinationType;
}

/** Loads what a step works on, and says what is missing where it cannot be done yet. */
export function WizardStep({ step, children }: { step: Step; children: (props: StepProps) => ReactNode }) {
  const [search] = useSearchParams();
  const mayCreate = useMay('marketer');
  const types = useApi('listDestinationTypes');
  const wanted = search.get('type');
  const firstType = types.data?.items[0]?.type;
  const { draft, query } = useDraft(step, wanted ?? firstType);
  const type = types.data?.items.find((candidate) => candidate.type === (draft.content.type ?? wanted ?? firstType));

  if (types.isPending || query.isPending) return <Loading what="the draft" />;
  if (!mayCreate) {
    return (
      <Page title={stepNames[step]}>
        <EmptyState
          title="Creating destinations needs another role"
          text="You can look at everything here. Ask an administrator for the marketer role to create destinations."
          action={<LinkButton href="/destinations">Go to Destinations</LinkButton>}
        />
      </Page>
    );
  }
  if (query.error !== null || types.error !== null) {
    return (
      <Page title={stepNames[step]} actions={<LinkButton href="/catalog">Go to Catalog</LinkButton>}>
        <ProblemNotice error={query.error ?? types.error} onRetry={() => window.location.reload()} />
      </Page>
    );
  }
  if (type === undefined) {
    return (
      <Page title={stepNames[step]}>
        <EmptyState title="This kind of destination does not exist" text="Pick one from the catalog." action={<LinkButton href="/catalog">Go to Catalog</LinkButton>} />
      </Page>
    );
  }
  const missing = missingFor(step, draft.content);
  if (missing !== null) {
    const mend = stepToMend(draft.content);
    return (
      <Page title={stepNames[step]} subtitle={type.label}>
        <StepList current={step} draftId={draft.id} content={draft.content} />
        <EmptyState
          title={missing}
          text={`${stepNames[step]} comes after ${stepNames[mend]}. What you have filled in is kept.`}
          action={
            <LinkButton variant="accent" href={stepAddress(mend, draft.id, type.type)}>
              Go to {stepNames[mend]}
            </LinkButton>
          }
        />
      </Page>
    );
  }
  return children({ draft, type });
}
