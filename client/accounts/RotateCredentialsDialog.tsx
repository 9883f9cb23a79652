import { zodResolver } from '@hookform/resolvers/zod';
import { Radio, RadioGroup } from '@react-spectrum/s2/RadioGroup';
import { ToastQueue } from '@react-spectrum/s2/Toast';
import { useQueryClient } from '@tanstack/react-query';
import { useState, type ReactNode } from 'react';
import { useForm, type FieldPath, type Resolver } from 'react-hook-form';
import { z } from 'zod';
import type { Account } from '../../shared/account.ts';
import type { DestinationType } from '../../shared/destination.ts';
import { schemaOfFields } from '../../shared/fieldSpec.ts';
import { refresh, useApiMutation } from '../api.ts';
import { forgetExternalId, LentRole, useExternalId } from '../wizard/LentRole.tsx';
import { FieldForm } from '../ui/FieldForm.tsx';
import { formatPlural } from '../ui/format.ts';
import { FormDialog } from '../ui/FormDialog.tsx';
import { useFormProblem } from '../ui/useFormProblem.ts';

type Method = DestinationType['accountFields'][number];
interface Values {
  credentials: Record<string, string>;
}

/** New credentials for an account. They are verified first; the old ones stay in use until then. */
export function RotateCredentialsDialog({ account, methods, onClose }: { account: Account; methods: readonly Method[]; onClose: () => void }) {
  const [chosen, setChosen] = useState(account.credentials.method);
  const method = methods.find((candidate) => candidate.method === chosen) ?? methods[0];
  if (method === undefined) return null;
  const choice = methods.length > 1 && (
    <RadioGroup label="How to sign in" value={method.method} onChange={setChosen}>
      {methods.map((candidate) => (
        <Radio key={candidate.method} value={candidate.method} description={candidate.help}>
          {candidate.label}
        </Radio>
      ))}
    </RadioGroup>
  );
  return <RotateForm key={method.method} account={account} method={method} choice={choice} onClose={onClose} />;
}

function RotateForm({ account, method, choice, onClose }: { account: Account; method: Method; choice: ReactNode; onClose: () => void }) {
  const client = useQueryClient();
  // The region belongs to the streams of the destinations and stays.
  const fields = method.fields.filter((field) => field.name !== 'region');
  const form = useForm<Values>({
    defaultValues: { credentials: Object.fromEntries(fields.map((field) => [field.name, ''])) },
    resolver: zodResolver(z.object({ credentials: schemaOfFields(fields) })) as unknown as Resolver<Values>,
    mode: 'onTouched',
  });
  const known = new Set(fields.map((field) => `credentials.${field.name}`));
  const { problem, show, clear } = useFormProblem(form, (path) => (known.has(path) ? path : null));
  const rotate = useApiMutation('updateAccount');
  const borrows = method.usesExternalId === true;
  const [handedOut, setHandedOut] = useState<string>();
  const externalId = account.externalId ?? handedOut;
  const query = useExternalId(account.type, account.id, borrows ? account.region : null);
  const submit = form.handleSubmit(async ({ credentials }) => {
    clear();
    try {
      await rotate.mutateAsync({
        params: { id: account.id },
        body: { credentials: { method: method.method, ...credentials, ...(borrows && { externalId }) } },
        ifMatch: account.version,
      });
      forgetExternalId(client);
      form.reset();
      await refresh(client, 'listAccounts', 'getAccount', 'listDestinations', 'getDestination');
      ToastQueue.positive(`${account.name} uses the new credentials.`, { timeout: 6_000 });
      onClose();
    } catch (thrown) {
      show(thrown);
    }
  });
  return (
    <FormDialog
      title={`Rotate the credentials of ${account.name}`}
      action="Verify and replace"
      isPending={rotate.isPending}
      problem={problem}
      onSubmit={() => void submit()}
      onClose={onClose}
    >
      <span>
        The new credentials are verified in {account.region} before they replace the old ones.
        {account.destinations.length > 0 && ` ${formatPlural(account.destinations.length, 'destination')} will use them from then on; nothing else changes.`}
      </span>
      {choice}
      {borrows && <LentRole query={query} type={account.type} region={account.region} kept={externalId} onExternalId={setHandedOut} />}
      <FieldForm fields={fields} form={form} pathOf={(name) => `credentials.${name}` as FieldPath<Values>} />
    </FormDialog>
  );
}
