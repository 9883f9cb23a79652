import { ActionButton } from '@react-spectrum/s2/ActionButton';
import CheckmarkCircle from '@react-spectrum/s2/icons/CheckmarkCircle';
import { iconStyle, style } from '@react-spectrum/s2/style' with { type: 'macro' };
import { useApi } from '../api.ts';
import { Loading } from '../ui/Loading.tsx';
import { ProblemNotice } from '../ui/ProblemNotice.tsx';
import { AccountFacts } from './AccountFacts.tsx';
import { useHelp } from './help.tsx';
import { useLeave } from './leave.ts';
import { NextButton } from './NextButton.tsx';
import { StepFrame } from './StepFrame.tsx';
import { stepAddress } from './steps.ts';
import type { StepProps } from './WizardStep.tsx';

/** What was stored, by the method of the account. */
const storedTexts: Readonly<Record<string, string>> = {
  assume_role: 'The role works. No secret is stored: this server borrows the role from AWS for an hour at a time.',
  access_key: 'The credentials work and are stored sealed. Nobody can read the secret again, here or through the API.',
  ambient: 'This server can sign in to AWS as itself. No secret is stored.',
};

/** The account a draft is connected with. `onChange` begins again with other credentials. */
export function ConnectedAccount({ draft, type, accountId, onChange }: StepProps & { accountId: string; onChange: () => void }) {
  const account = useApi('getAccount', { params: { id: accountId } });
  const connected = { title: 'Connected', text: account.data === undefined ? '' : (storedTexts[account.data.credentials.method] ?? '') };
  const help = { ...useHelp(connected), topic: connected };
  const { isLeaving, leave } = useLeave(draft);
  return (
    <StepFrame
      step="authentication"
      draft={draft}
      type={type}
      help={help}
      primary={<NextButton takesFocus isBusy={isLeaving} onPress={() => void leave((id) => stepAddress('setup', id))} />}
    >
      <div role="status" className={style({ display: 'flex', alignItems: 'center', gap: 8, marginBottom: 16, font: 'title' })}>
        <CheckmarkCircle styles={iconStyle({ color: 'positive' })} />
        Connected
      </div>
      {account.isPending ? <Loading what="the account" /> : account.isError ? <ProblemNotice error={account.error} /> : <AccountFacts account={account.data} />}
      {draft.content.destinationId === undefined ? (
        <div className={style({ marginTop: 16 })}>
          <ActionButton onPress={onChange}>Use another account</ActionButton>
        </div>
      ) : (
        <p className={style({ font: 'body-sm', color: 'neutral-subdued' })}>
          The destination was created with this account. To send with another account, choose Edit in the menu of the destination.
        </p>
      )}
    </StepFrame>
  );
}
