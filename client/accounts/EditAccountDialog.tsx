import { zodResolver } from '@hookform/resolvers/zod';
import { ToastQueue } from '@react-spectrum/s2/Toast';
import { useQueryClient } from '@tanstack/react-query';
import { useForm, type Resolver } from 'react-hook-form';
import { z } from 'zod';
import type { Account } from '../../shared/account.ts';
import { schemaOfFields, type FieldSpec } from '../../shared/fieldSpec.ts';
import { nameNote, nameSchema } from '../../shared/text.ts';
import { refresh, useApiMutation } from '../api.ts';
import { FieldForm } from '../ui/FieldForm.tsx';
import { formatPlural } from '../ui/format.ts';
import { FormDialog } from '../ui/FormDialog.tsx';
import { TextControl } from '../ui/TextControl.tsx';
import { useFormProblem } from '../ui/useFormProblem.ts';

interface Values {
  name: string;
  region: string;
}

export interface EditAccountDialogProps {
  readonly account: Account;
  /** The field of its type for the region. */
  readonly regionField: FieldSpec | undefined;
  readonly onClose: () => void;
}

/** Another name or region for an account, without its credentials, which are tried in the new region first. */
export function EditAccountDialog({ account, regionField, onClose }: EditAccountDialogProps) {
  const client = useQueryClient();
  const used = account.destinations.length;
  // The streams of its destinations are where they are.
  const regionFields = used > 0 || regionField === undefined ? [] : [{ ...regionField, help: 'The AWS region its streams are in. The credentials are tried there first.' }];
  const form = useForm<Values>({
    defaultValues: { name: account.name, region: account.region },
    resolver: zodResolver(z.object({ name: nameSchema, ...schemaOfFields(regionFields).shape })) as unknown as Resolver<Values>,
    mode: 'onTouched',
  });
  const { problem, show, clear } = useFormProblem(form, (path) => (path === 'name' || (path === 'region' && regionFields.length > 0) ? path : null));
  const edit = useApiMutation('updateAccount');
  const submit = form.handleSubmit(async ({ name, region }) => {
    clear();
    try {
      await edit.mutateAsync({ params: { id: account.id }, body: { name, ...(regionFields.length > 0 && { region }) }, ifMatch: account.version });
      await refresh(client, 'listAccounts', 'getAccount', 'listDestinations', 'getDestination');
      ToastQueue.positive(`Saved: ${name}`, { timeout: 6_000 });
      onClose();
    } catch (thrown) {
      show(thrown);
    }
  });
  return (
    <FormDialog title={`Edit ${account.name}`} action="Save" isPending={edit.isPending} problem={problem} onSubmit={() => void submit()} onClose={onClose}>
      <TextControl control={form.control} name="name" label="Account name" isRequired noteOf={nameNote} />
      {regionFields.length > 0 ? (
        <FieldForm fields={regionFields} form={form} />
      ) : (
        <span>
          The region stays {account.region}: {formatPlural(used, 'destination')} {used === 1 ? 'sends' : 'send'} to streams there. Connect another account for another region.
        </span>
      )}
    </FormDialog>
  );
}
