import { zodResolver } from '@hookform/resolvers/zod';
import { LinkButton } from '@react-spectrum/s2/LinkButton';
import { style } from '@react-spectrum/s2/style' with { type: 'macro' };
import { ToastQueue } from '@react-spectrum/s2/Toast';
import { useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { Controller, useForm, useWatch, type Resolver } from 'react-hook-form';
import { useNavigate } from 'react-router';
import type { Account } from '../../shared/account.ts';
import type { Destination, DestinationType } from '../../shared/destination.ts';
import { cleanPasted } from '../../shared/fieldSpec.ts';
import { apiQuery, refresh, useApiMutation } from '../api.ts';
import { changeOrPropose } from '../approval/changeOrPropose.ts';
import { FormTest } from '../check/FormTest.tsx';
import { BusyButton } from '../ui/BusyButton.tsx';
import { ProblemNotice } from '../ui/ProblemNotice.tsx';
import { useFormProblem } from '../ui/useFormProblem.ts';
import { useSingleFlight } from '../ui/useSingleFlight.ts';
import { AccountPicker } from './AccountPicker.tsx';
import { useHelp } from './help.tsx';
import { MoveNotice } from './MoveNotice.tsx';
import { SetupFields, setupHelp } from './SetupFields.tsx';
import { isMoved, patchOfSetup, setupFieldOf, setupOfDestination, setupSchema, type SetupValues } from './setupForm.ts';
import { WizardFrame } from './WizardFrame.tsx';

interface EditDestinationFormProps {
  readonly destination: Destination;
  readonly type: DestinationType;
  /** Those of the destination's type. */
  readonly accounts: readonly Account[];
}

const accountHelp = {
  title: 'Account',
  text: 'Whose credentials send. To replace a key, rotate it on the Accounts page instead: that serves all destinations of the account at once.',
};

/** Name, stream, account and options of a destination, with the checks of the wizard. It goes on sending while it is edited. */
export function EditDestinationForm({ destination: newest, type, accounts }: EditDestinationFormProps) {
  // What the form was filled from: an edit by somebody else in the meantime is refused rather than undone.
  const [destination] = useState(newest);
  const client = useQueryClient();
  const navigate = useNavigate();
  const form = useForm<SetupValues>({
    defaultValues: setupOfDestination(destination),
    resolver: zodResolver(setupSchema(type)) as unknown as Resolver<SetupValues>,
    mode: 'onTouched',
  });
  const { problem, show, clear } = useFormProblem(form, (path) => (path === 'accountId' ? path : setupFieldOf(path)));
  const edit = useApiMutation('updateDestination');
  const help = useHelp(setupHelp.name);
  const [accountId, stream] = useWatch({ control: form.control, name: ['accountId', 'stream'] });
  const account = accounts.find(({ id }) => id === accountId);
  const moves = isMoved({ accountId, stream }, destination);
  const home = `/destinations/${destination.id}`;

  const save = useSingleFlight(
    form.handleSubmit(async (values) => {
      clear();
      try {
        const settings = patchOfSetup(values, destination);
        const saved = await changeOrPropose(client, destination, () => edit.mutateAsync({ params: { id: destination.id }, body: settings, ifMatch: destination.version }), {
          kind: 'settings',
          settings,
        });
        if (saved === null) return await navigate(home);
        client.setQueryData(apiQuery('getDestination', { params: { id: saved.id } }).queryKey, saved);
        void refresh(client, 'listDestinations', 'listAccounts');
        ToastQueue.positive(isMoved(values, destination) ? `Saved. ${saved.name} sends to ${saved.stream} now.` : `Saved: ${saved.name}`, { timeout: 6_000 });
        await navigate(home);
      } catch (thrown) {
        show(thrown);
      }
    }),
  );

  return (
    <WizardFrame
      title="Edit destination"
      subtitle={<bdi>{destination.name}</bdi>}
      help={help}
      footer={
        <>
          <span className={style({ flexGrow: 1 })} />
          <LinkButton variant="secondary" fillStyle="outline" href={home}>
            Cancel
          </LinkButton>
          <BusyButton variant="accent" isBusy={edit.isPending} busyLabel={moves ? 'Looking and switching…' : 'Saving…'} onPress={() => void save()}>
            Save
          </BusyButton>
        </>
      }
    >
      <form
        noValidate
        autoComplete="off"
        onSubmit={(event) => {
          event.preventDefault();
          void save();
        }}
        className={style({ display: 'flex', flexDirection: 'column', gap: 16 })}
      >
        <Controller
          control={form.control}
          name="accountId"
          render={({ field, fieldState }) => (
            <AccountPicker
              ref={field.ref}
              label="Account"
              accounts={accounts}
              accountId={field.value}
              onChoose={(chosen) => {
                field.onChange(chosen);
                // What was said of the stream was said of this account's.
                form.clearErrors('stream');
              }}
              onBlur={field.onBlur}
              onFocus={() => help.show(accountHelp)}
              error={fieldState.error?.message}
            />
          )}
        />
        {account === undefined ? null : (
          <>
            <SetupFields form={form} type={type} account={account} help={help}>
              {moves && <MoveNotice destination={destination} isOtherStream={cleanPasted(stream) !== destination.stream} />}
            </SetupFields>
            <FormTest form={form} account={account} onAccount={() => form.setFocus('accountId')} />
          </>
        )}
        {problem === null ? null : <ProblemNotice error={problem.error} issues={problem.rest} />}
        {/* Lets Enter submit; the button people see stands in the footer. */}
        <input type="submit" hidden />
      </form>
    </WizardFrame>
  );
}
