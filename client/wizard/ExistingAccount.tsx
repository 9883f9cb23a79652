import { style } from '@react-spectrum/s2/style' with { type: 'macro' };
import { useState, type ReactNode } from 'react';
import { useApi } from '../api.ts';
import { EmptyState } from '../ui/EmptyState.tsx';
import { Loading } from '../ui/Loading.tsx';
import { ProblemNotice } from '../ui/ProblemNotice.tsx';
import { AccountFacts } from './AccountFacts.tsx';
import { AccountPicker } from './AccountPicker.tsx';
import { useHelp } from './help.tsx';
import { useLeave } from './leave.ts';
import { NextButton } from './NextButton.tsx';
import { StepFrame } from './StepFrame.tsx';
import { stepAddress } from './steps.ts';
import type { StepProps } from './WizardStep.tsx';

/** Picks an account that is connected already. */
export function ExistingAccount({ draft, type, choice }: StepProps & { choice: ReactNode }) {
  const accounts = useApi('listAccounts', { query: { limit: 500 } });
  const [asked, setAsked] = useState(false);
  const help = useHelp({
    title: 'Existing account',
    text: 'An account holds credentials and a region. Several destinations can use the same one, so that the key is rotated in one place.',
  });
  const { isLeaving, leave } = useLeave(draft);
  const items = (accounts.data?.items ?? []).filter((account) => account.type === type.type);
  const chosen = items.find((account) => account.id === draft.content.accountId);
  const isFixed = draft.content.destinationId !== undefined;
  const next = (): void => {
    setAsked(true);
    if (chosen !== undefined) void leave((id) => stepAddress('setup', id));
  };
  return (
    <StepFrame step="authentication" draft={draft} type={type} help={help} primary={<NextButton isBusy={isLeaving} onPress={next} />}>
      {isFixed ? null : choice}
      {accounts.isPending ? (
        <Loading what="accounts" />
      ) : accounts.isError ? (
        <ProblemNotice error={accounts.error} onRetry={() => void accounts.refetch()} />
      ) : items.length === 0 ? (
        <EmptyState title="No account is connected yet" text="Choose New account above and connect one." />
      ) : (
        <div className={style({ display: 'flex', flexDirection: 'column', gap: 16 })}>
          <AccountPicker
            label="Connected account"
            accounts={items}
            accountId={chosen?.id ?? null}
            onChoose={(accountId) => draft.update({ accountMode: 'existing', accountId })}
            isDisabled={isFixed}
            error={asked && chosen === undefined ? 'Choose an account.' : undefined}
          />
          {chosen === undefined ? null : <AccountFacts account={chosen} />}
          {isFixed ? (
            <p className={style({ font: 'body-sm', color: 'neutral-subdued', margin: 0 })}>
              The destination was created with this account. To send with another account, choose Edit in the menu of the destination.
            </p>
          ) : null}
        </div>
      )}
    </StepFrame>
  );
}
