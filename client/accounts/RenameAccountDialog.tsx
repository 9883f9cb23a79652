import { zodResolver } from '@hookform/resolvers/zod';
import { ToastQueue } from '@react-spectrum/s2/Toast';
import { useQueryClient } from '@tanstack/react-query';
import { useForm } from 'react-hook-form';
import { z } from 'zod';
import type { Account } from '../../shared/account.ts';
import { nameNote, nameSchema } from '../../shared/text.ts';
import { refresh, useApiMutation } from '../api.ts';
import { FormDialog } from '../ui/FormDialog.tsx';
import { TextControl } from '../ui/TextControl.tsx';
import { useFormProblem } from '../ui/useFormProblem.ts';

const schema = z.object({ name: nameSchema });
type Values = z.infer<typeof schema>;

/** A new name for an account; its destinations stay connected. */
export function RenameAccountDialog({ account, onClose }: { account: Account; onClose: () => void }) {
  const client = useQueryClient();
  const form = useForm<Values>({ defaultValues: { name: account.name }, resolver: zodResolver(schema), mode: 'onTouched' });
  const { problem, show, clear } = useFormProblem(form, (path) => (path === 'name' ? path : null));
  const rename = useApiMutation('updateAccount');
  const submit = form.handleSubmit(async ({ name }) => {
    clear();
    try {
      await rename.mutateAsync({ params: { id: account.id }, body: { name }, ifMatch: account.version });
      await refresh(client, 'listAccounts', 'getAccount', 'listDestinations', 'getDestination');
      ToastQueue.positive(`Saved: ${name}`, { timeout: 6_000 });
      onClose();
    } catch (thrown) {
      show(thrown);
    }
  });
  return (
    <FormDialog title="Rename account" action="Save" isPending={rename.isPending} problem={problem} onSubmit={() => void submit()} onClose={onClose}>
      <TextControl control={form.control} name="name" label="Account name" isRequired noteOf={nameNote} />
    </FormDialog>
  );
}
