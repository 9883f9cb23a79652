import { useApi } from '../api.ts';
import { Loading } from '../ui/Loading.tsx';
import { ProblemNotice } from '../ui/ProblemNotice.tsx';
import { setupDefaults, setupOfDestination } from './setupForm.ts';
import { SetupForm } from './SetupForm.tsx';
import { WizardStep, type StepProps } from './WizardStep.tsx';

/** Loads the account, and the destination where it is created already. */
function Setup({ draft, type }: StepProps) {
  const { accountId = '', destinationId } = draft.content;
  const account = useApi('getAccount', { params: { id: accountId } });
  const destination = useApi('getDestination', { params: { id: destinationId ?? 'none' }, enabled: destinationId !== undefined });
  const error = account.error ?? destination.error;
  if (error !== null) return <ProblemNotice error={error} onRetry={() => void Promise.all([account.refetch(), destination.refetch()])} />;
  if (account.data === undefined || (destinationId !== undefined && destination.data === undefined)) return <Loading what="the account" />;
  return (
    <SetupForm
      draft={draft}
      type={type}
      account={account.data}
      destination={destination.data ?? null}
      initial={destination.data === undefined ? setupDefaults(draft.content) : setupOfDestination(destination.data)}
    />
  );
}

export default function SetupStep() {
  return <WizardStep step="setup">{(props) => <Setup {...props} />}</WizardStep>;
}
