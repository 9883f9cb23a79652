import { zodResolver } from '@hookform/resolvers/zod';
import CheckmarkCircle from '@react-spectrum/s2/icons/CheckmarkCircle';
import { iconStyle, style } from '@react-spectrum/s2/style' with { type: 'macro' };
import { useQueryClient } from '@tanstack/react-query';
import { useForm, type Resolver } from 'react-hook-form';
import type { Account } from '../../shared/account.ts';
import type { Destination } from '../../shared/destination.ts';
import { apiQuery, refresh, useApiMutation } from '../api.ts';
import { FormTest } from '../check/FormTest.tsx';
import { BusyButton } from '../ui/BusyButton.tsx';
import { ProblemNotice } from '../ui/ProblemNotice.tsx';
import { useFormChanges } from '../ui/useFormChanges.ts';
import { useFormProblem } from '../ui/useFormProblem.ts';
import { useSingleFlight } from '../ui/useSingleFlight.ts';
import { useHelp } from './help.tsx';
import { useLeave } from './leave.ts';
import { NextButton } from './NextButton.tsx';
import { SetupFields, setupHelp } from './SetupFields.tsx';
import { draftOfSetup, optionsOf, patchOfSetup, setupFieldOf, setupSchema, tagsOf, type SetupValues } from './setupForm.ts';
import { stepAddress } from './steps.ts';
import { StepFrame } from './StepFrame.tsx';
import type { StepProps } from './WizardStep.tsx';

interface SetupFormProps extends StepProps {
  readonly account: Account;
  /** The destination, once it is created: from then on it is edited. */
  readonly destination: Destination | null;
  readonly initial: SetupValues;
}

export function SetupForm({ draft, type, account, destination, initial }: SetupFormProps) {
  const client = useQueryClient();
  const form = useForm<SetupValues>({ defaultValues: initial, resolver: zodResolver(setupSchema(type)) as unknown as Resolver<SetupValues>, mode: 'onTouched' });
  const { problem, show, clear } = useFormProblem(form, setupFieldOf);
  const create = useApiMutation('createDestination');
  const edit = useApiMutation('updateDestination');
  const help = useHelp(setupHelp.name);
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
            tags: tagsOf(values),
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
            body: patchOfSetup(values, destination),
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
        <SetupFields form={form} type={type} account={account} help={help} />
        <FormTest form={form} account={account} onAccount={() => void leave((id) => stepAddress('authentication', id, type.type))} />
        {problem === null ? null : <ProblemNotice error={problem.error} issues={problem.rest} />}
        {/* Lets Enter submit; the button people see stands in the footer. */}
        <input type="submit" hidden />
      </form>
    </StepFrame>
  );
}
