import { zodResolver } from '@hookform/resolvers/zod';
import CheckmarkCircle from '@react-spectrum/s2/icons/CheckmarkCircle';
import { iconStyle, style } from '@react-spectrum/s2/style' with { type: 'macro' };
import { useQueryClient } from '@tanstack/react-query';
import { useForm, type Resolver } from 'react-hook-form';
import type { Account } from '../../shared/account.ts';
import type { Destination } from '../../shared/destination.ts';
import { apiQuery, refresh, useApiMutation } from '../api.ts';
import { BusyButton } from '../ui/BusyButton.tsx';
import { ProblemNotice } from '../ui/ProblemNotice.tsx';
import { TextControl } from '../ui/TextControl.tsx';
import { useFormChanges } from '../ui/useFormChanges.ts';
import { useFormProblem } from '../ui/useFormProblem.ts';
import { useSingleFlight } from '../ui/useSingleFlight.ts';
import { useHelp } from './help.tsx';
import { useLeave } from './leave.ts';
import { NextButton } from './NextButton.tsx';
import { OptionSwitches } from './OptionSwitches.tsx';
import { draftOfSetup, optionsOf, setupFieldOf, setupSchema, type SetupValues } from './setupForm.ts';
import { stepAddress } from './steps.ts';
import { StepFrame } from './StepFrame.tsx';
import { StreamField } from './StreamField.tsx';
import type { StepProps } from './WizardStep.tsx';

interface SetupFormProps extends StepProps {
  readonly account: Account;
  /** The destination, once it is created: from then on it is edited, and its stream stays. */
  readonly destination: Destination | null;
  readonly initial: SetupValues;
}

const helpTexts = {
  name: { title: 'Name', text: 'How people find this destination in lists and alerts. Say what it is for, for example "Audience events for the shop".' },
  description: { title: 'Description', text: 'Anything colleagues should know: who reads the stream, what it triggers, whom to ask.' },
};

export function SetupForm({ draft, type, account, destination, initial }: SetupFormProps) {
  const client = useQueryClient();
  const form = useForm<SetupValues>({ defaultValues: initial, resolver: zodResolver(setupSchema(type)) as unknown as Resolver<SetupValues>, mode: 'onTouched' });
  const { problem, show, clear } = useFormProblem(form, setupFieldOf);
  const create = useApiMutation('createDestination');
  const edit = useApiMutation('updateDestination');
  const help = useHelp(helpTexts.name);
  const { isLeaving, leave } = useLeave(draft);
  useFormChanges(form, (values) => {
    if (destination === null) draft.update(draftOfSetup(values));
  });

  const createIt = useSingleFlight(
    form.handleSubmit(async (values) => {
      clear();
      try {
        const created = await create.mutateAsync({
          body: {
            accountId: account.id,
            name: values.name,
            stream: values.stream,
            options: optionsOf(values),
            ...((values.description ?? '') === '' ? {} : { description: values.description }),
          },
        });
        client.setQueryData(apiQuery('getDestination', { params: { id: created.id } }).queryKey, created);
        draft.update({ ...draftOfSetup(form.getValues()), destinationId: created.id });
        form.reset(form.getValues());
        void refresh(client, 'listDestinations', 'listAccounts');
      } catch (thrown) {
        show(thrown);
      }
    }),
  );

  const goOn = useSingleFlight(
    form.handleSubmit(async (values) => {
      clear();
      try {
        if (destination !== null && form.formState.isDirty) {
          const changed = await edit.mutateAsync({
            params: { id: destination.id },
            body: { name: values.name, description: values.description ?? '', options: optionsOf(values) },
            ifMatch: destination.version,
          });
          client.setQueryData(apiQuery('getDestination', { params: { id: changed.id } }).queryKey, changed);
          void refresh(client, 'listDestinations');
        }
        await leave((id) => stepAddress('activate', id));
      } catch (thrown) {
        show(thrown);
      }
    }),
  );

  const submit = destination === null ? createIt : goOn;
  return (
    <StepFrame
      step="setup"
      draft={draft}
      type={type}
      help={help}
      exitTo={destination === null ? '/destinations' : `/destinations/${destination.id}`}
      primary={
        destination === null ? (
          <BusyButton variant="accent" isBusy={create.isPending} busyLabel="Creating…" onPress={() => void createIt()}>
            Create destination
          </BusyButton>
        ) : (
          <NextButton takesFocus isBusy={edit.isPending || isLeaving} onPress={() => void goOn()} />
        )
      }
    >
      {destination === null ? null : (
        <div role="status" className={style({ display: 'flex', alignItems: 'center', gap: 8, marginBottom: 16, font: 'title' })}>
          <CheckmarkCircle styles={iconStyle({ color: 'positive' })} />
          Destination created
        </div>
      )}
      <form
        noValidate
        autoComplete="off"
        onSubmit={(event) => {
          event.preventDefault();
          void submit();
        }}
        className={style({ display: 'flex', flexDirection: 'column', gap: 16 })}
      >
        <TextControl
          control={form.control}
          name="name"
          label="Name"
          isRequired
          description={help.isBeside ? undefined : helpTexts.name.text}
          onFocus={() => help.show(helpTexts.name)}
        />
        <TextControl
          control={form.control}
          name="description"
          label="Description"
          kind="multiline"
          description={help.isBeside ? undefined : helpTexts.description.text}
          onFocus={() => help.show(helpTexts.description)}
        />
        <StreamField form={form} type={type} account={account} help={help} isFixed={destination !== null} />
        <OptionSwitches control={form.control} />
        {problem === null ? null : <ProblemNotice error={problem.error} issues={problem.rest} />}
        {/* Lets Enter submit; the button people see stands in the footer. */}
        <input type="submit" hidden />
      </form>
    </StepFrame>
  );
}
