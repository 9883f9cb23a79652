import { Radio, RadioGroup } from '@react-spectrum/s2/RadioGroup';
import { style } from '@react-spectrum/s2/style' with { type: 'macro' };
import { useState } from 'react';
import { useMay } from '../shell/session.ts';
import { ConnectedAccount } from './ConnectedAccount.tsx';
import { ExistingAccount } from './ExistingAccount.tsx';
import { NewAccount } from './NewAccount.tsx';
import { WizardStep, type StepProps } from './WizardStep.tsx';

type Mode = 'new' | 'existing';

function Authentication(props: StepProps) {
  const { draft } = props;
  const mayConnect = useMay('admin');
  const [mode, setMode] = useState<Mode>(draft.content.accountMode ?? (mayConnect ? 'new' : 'existing'));
  const choose = (next: string): void => {
    const chosen: Mode = next === 'existing' ? 'existing' : 'new';
    setMode(chosen);
    // Another account belongs to another choice; the destination, if there is one already, keeps its own.
    draft.update({ accountMode: chosen, accountId: undefined });
  };
  if (mode === 'new' && draft.content.accountId !== undefined)
    return <ConnectedAccount {...props} accountId={draft.content.accountId} onChange={() => draft.update({ accountId: undefined })} />;
  const choice = (
    <div className={style({ marginBottom: 24 })}>
      <RadioGroup label="Account" value={mode} onChange={choose} orientation="horizontal">
        <Radio value="new" isDisabled={!mayConnect}>
          New account
        </Radio>
        <Radio value="existing">Existing account</Radio>
      </RadioGroup>
      {mayConnect ? null : (
        <p className={style({ font: 'body-sm', color: 'neutral-subdued', marginTop: 8, marginBottom: 0 })}>
          Connecting a new account needs an administrator. Choose one that is connected already.
        </p>
      )}
    </div>
  );
  return mode === 'new' ? <NewAccount {...props} choice={choice} /> : <ExistingAccount {...props} choice={choice} />;
}

export default function AuthenticationStep() {
  return <WizardStep step="authentication">{(props) => <Authentication {...props} />}</WizardStep>;
}
