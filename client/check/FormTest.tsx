import { useQueryClient } from '@tanstack/react-query';
import { useWatch, type UseFormReturn } from 'react-hook-form';
import type { Account } from '../../shared/account.ts';
import { cleanPasted } from '../../shared/fieldSpec.ts';
import { call, refresh } from '../api.ts';
import { Panel } from '../ui/Panel.tsx';
import { ProblemNotice } from '../ui/ProblemNotice.tsx';
import { useFormProblem } from '../ui/useFormProblem.ts';
import { optionsOf, setupFieldOf, type SetupValues } from '../wizard/setupForm.ts';
import { CheckPanel } from './CheckPanel.tsx';
import { useConnectionTest } from './useConnectionTest.ts';

export interface FormTestProps {
  readonly form: UseFormReturn<SetupValues>;
  readonly account: Account;
  /** Leads to where the account is chosen. */
  readonly onAccount: () => void;
}

/** Tests what a form of a destination says now, saved or not. Only account and stream matter to AWS, so only a change of these makes a result old. */
export function FormTest({ form, account, onAccount }: FormTestProps) {
  const client = useQueryClient();
  const { problem, show, clear } = useFormProblem(form, setupFieldOf);
  const typed = cleanPasted(useWatch({ control: form.control, name: 'stream' }));
  const test = useConnectionTest(async (switches) => {
    clear();
    if (!(await form.trigger('stream', { shouldFocus: true }))) return null;
    const values = form.getValues();
    const { name, description, stream } = values;
    const body = { accountId: account.id, name, description, stream, options: optionsOf(values), ...switches };
    const result = await call('testDestination', { body });
    // What stands beside the stream is as old as the page; the test has just looked.
    void refresh(client, 'listStreams');
    return { result, place: { account: account.name, region: account.region, stream: cleanPasted(stream) } };
  }, show);
  const tested = test.ended?.place;
  const changed = tested === undefined ? [] : [...(tested.account === account.name ? [] : ['Account']), ...(tested.stream === typed ? [] : ['Stream'])];
  return (
    <Panel heading="Connection test">
      <CheckPanel
        test={test}
        purpose="connection"
        changed={changed}
        fieldAction={(path) =>
          path === 'stream'
            ? { label: 'Change the stream', onPress: () => form.setFocus('stream') }
            : path === 'accountId'
              ? { label: 'Change the account', onPress: onAccount }
              : null
        }
      />
      {problem === null ? null : <ProblemNotice error={problem.error} issues={problem.rest} />}
    </Panel>
  );
}
