import { zodResolver } from '@hookform/resolvers/zod';
import { Content, Heading, InlineAlert } from '@react-spectrum/s2/InlineAlert';
import { style } from '@react-spectrum/s2/style' with { type: 'macro' };
import { useQueryClient } from '@tanstack/react-query';
import { useCallback, useState, type ReactNode } from 'react';
import { useForm, useWatch, type FieldPath, type Resolver } from 'react-hook-form';
import type { AccountInput } from '../../shared/account.ts';
import type { DestinationType } from '../../shared/destination.ts';
import type { FieldSpec } from '../../shared/fieldSpec.ts';
import { nameNote } from '../../shared/text.ts';
import { refresh, useApi, useApiMutation } from '../api.ts';
import { AccountFormTest } from '../check/AccountFormTest.tsx';
import { BusyButton } from '../ui/BusyButton.tsx';
import { FieldForm } from '../ui/FieldForm.tsx';
import { Loading } from '../ui/Loading.tsx';
import { ProblemNotice } from '../ui/ProblemNotice.tsx';
import { TextControl } from '../ui/TextControl.tsx';
import { useFormChanges } from '../ui/useFormChanges.ts';
import { useFormProblem } from '../ui/useFormProblem.ts';
import { useSingleFlight } from '../ui/useSingleFlight.ts';
import {
  defaultMethod,
  draftOfNewAccount,
  isRegion,
  mustTypeSecretAgain,
  newAccountDefaults,
  newAccountSchema,
  pathOfField,
  regionIn,
  type AccountMethod,
  type NewAccountValues,
} from './authenticationForm.ts';
import { forgetExternalId, LentRole, useExternalId } from './LentRole.tsx';
import { MethodCards } from './MethodCards.tsx';
import { StepFrame } from './StepFrame.tsx';
import { useHelp } from './help.tsx';
import { regionInArn } from './streamAddress.ts';
import { uniqueName } from './uniqueName.ts';
import type { StepProps } from './WizardStep.tsx';

interface MethodFormProps extends StepProps {
  readonly method: AccountMethod;
  readonly suggestedName: string;
  readonly choice: ReactNode;
}

const fieldsOf = (method: AccountMethod): Set<string> => new Set(['name', ...method.fields.map(({ name }) => pathOfField(name))]);

function MethodForm({ draft, type, method, suggestedName, choice }: MethodFormProps) {
  const client = useQueryClient();
  const form = useForm<NewAccountValues>({
    defaultValues: newAccountDefaults(method, draft.content, suggestedName),
    resolver: zodResolver(newAccountSchema(method)) as unknown as Resolver<NewAccountValues>,
    mode: 'onTouched',
  });
  const known = fieldsOf(method);
  const { problem, show, clear } = useFormProblem(form, (path) => (known.has(path) ? path : null));
  const create = useApiMutation('createAccount');
  const help = useHelp({ title: method.label, text: method.help });
  const region = useWatch({ control: form.control, name: 'region' });
  const typedRegion = regionIn(method, region);
  const externalId = useExternalId(type.type, draft.id, method.usesExternalId === true ? typedRegion : null);
  const [asksForSecret] = useState(() => mustTypeSecretAgain(draft.content));
  useFormChanges(form, (values, name) => {
    const inArn = name === 'region' ? regionInArn(values.region) : null;
    if (inArn === null) return draft.update(draftOfNewAccount(method, values));
    // The ARN of the stream says both: its region here, and the stream of the next step.
    draft.update({ ...draftOfNewAccount(method, { ...values, region: inArn }), stream: values.region.trim() });
    form.setValue('region', inArn, { shouldValidate: true });
  });

  const bodyOf = (values: NewAccountValues): AccountInput => {
    const credentials = { method: method.method, ...values.credentials, ...(method.usesExternalId === true && { externalId: draft.content.externalId }) };
    return { type: type.type, name: values.name, region: values.region, credentials };
  };
  const connect = useSingleFlight(
    form.handleSubmit(async (values) => {
      clear();
      try {
        const account = await create.mutateAsync({ body: bodyOf(values) });
        draft.update({ accountMode: 'new', accountId: account.id, accessKeyId: undefined, roleArn: undefined, externalId: undefined });
        forgetExternalId(client);
        void refresh(client, 'listAccounts');
      } catch (thrown) {
        show(thrown);
      }
    }),
  );

  const keepExternalId = useCallback((id: string) => draft.update({ externalId: id }), [draft]);
  const fields = (those: readonly FieldSpec[]): ReactNode => (
    <FieldForm
      fields={those}
      form={form}
      pathOf={(name) => pathOfField(name) as FieldPath<NewAccountValues>}
      hasHelpBeneath={!help.isBeside}
      onFocus={(field) => help.show({ title: field.label, text: field.help })}
    />
  );

  return (
    <StepFrame
      step="authentication"
      draft={draft}
      type={type}
      help={help}
      primary={
        <BusyButton variant="accent" isBusy={create.isPending} busyLabel="Connecting…" onPress={() => void connect()}>
          Connect to destination
        </BusyButton>
      }
    >
      {choice}
      <form
        noValidate
        autoComplete="off"
        onSubmit={(event) => {
          event.preventDefault();
          void connect();
        }}
        className={style({ display: 'flex', flexDirection: 'column', gap: 16 })}
      >
        {asksForSecret ? (
          <InlineAlert variant="informative">
            <Heading level={2}>Type the secret again</Heading>
            <Content>A draft never holds a secret. Everything else is as you left it.</Content>
          </InlineAlert>
        ) : null}
        {method.usesExternalId === true ? (
          <>
            {fields(method.fields.filter(isRegion))}
            <LentRole query={externalId} type={type.type} region={typedRegion} kept={draft.content.externalId} onExternalId={keepExternalId} />
            {fields(method.fields.filter((field) => !isRegion(field)))}
          </>
        ) : (
          fields(method.fields)
        )}
        <TextControl
          control={form.control}
          name="name"
          label="Account name"
          noteOf={nameNote}
          isRequired
          onFocus={() => help.show({ title: 'Account name', text: 'How you and your colleagues recognise this account in Tributary. It can be used by several destinations.' })}
          description={help.isBeside ? undefined : 'How you and your colleagues recognise this account in Tributary.'}
        />
        {problem === null ? null : <ProblemNotice error={problem.error} issues={problem.rest} />}
        {/* Lets Enter submit; the button people see stands in the footer. */}
        <input type="submit" hidden />
      </form>
      <div className={style({ marginTop: 24 })}>
        <AccountFormTest form={form} method={method} bodyOf={bodyOf} onStart={clear} onRefused={show} />
      </div>
    </StepFrame>
  );
}

/** Connects new credentials: they go to the server once, are verified there, and are never kept in a draft. */
export function NewAccount(props: StepProps & { choice: ReactNode }) {
  const { draft, type } = props;
  const accounts = useApi('listAccounts', { query: { limit: 500 } });
  const [chosen, setChosen] = useState(draft.content.method);
  const method: DestinationType['accountFields'][number] | undefined = type.accountFields.find((candidate) => candidate.method === chosen) ?? defaultMethod(type.accountFields);
  if (accounts.isPending || method === undefined) return <Loading what="accounts" />;
  const choice =
    type.accountFields.length < 2 ? (
      props.choice
    ) : (
      <>
        {props.choice}
        <MethodCards
          methods={type.accountFields}
          chosen={method}
          onChoose={(next) => {
            setChosen(next);
            draft.update({ method: next });
          }}
        />
      </>
    );
  const suggestedName = uniqueName(
    `${type.label} account`,
    (accounts.data?.items ?? []).map((account) => account.name),
  );
  return <MethodForm key={method.method} {...props} method={method} suggestedName={suggestedName} choice={choice} />;
}
