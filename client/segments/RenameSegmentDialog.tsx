import { zodResolver } from '@hookform/resolvers/zod';
import { ToastQueue } from '@react-spectrum/s2/Toast';
import { useQueryClient } from '@tanstack/react-query';
import { useForm } from 'react-hook-form';
import { z } from 'zod';
import type { Segment } from '../../shared/segment.ts';
import { descriptionSchema, nameSchema } from '../../shared/text.ts';
import { refresh, useApiMutation } from '../api.ts';
import { FormDialog } from '../ui/FormDialog.tsx';
import { TextControl } from '../ui/TextControl.tsx';
import { useFormProblem } from '../ui/useFormProblem.ts';

const schema = z.object({ name: nameSchema, description: descriptionSchema });
type Values = z.infer<typeof schema>;

/** Name and description of a segment. Its id stays, and so does everything that uses it. */
export function RenameSegmentDialog({ segment, onClose }: { segment: Segment; onClose: () => void }) {
  const client = useQueryClient();
  const form = useForm<Values>({ defaultValues: { name: segment.name, description: segment.description }, resolver: zodResolver(schema), mode: 'onTouched' });
  const { problem, show, clear } = useFormProblem(form, (path) => (path === 'name' || path === 'description' ? path : null));
  const rename = useApiMutation('putSegment');
  const submit = form.handleSubmit(async (values) => {
    clear();
    try {
      await rename.mutateAsync({ params: { id: segment.id }, body: { ...values, labels: segment.labels }, ifMatch: segment.version });
      await refresh(client, 'listSegments', 'getSegment', 'listDestinations', 'getDestination', 'getActivation');
      ToastQueue.positive(`Saved: ${values.name}`, { timeout: 6_000 });
      onClose();
    } catch (thrown) {
      show(thrown);
    }
  });
  return (
    <FormDialog title="Rename segment" action="Save" isPending={rename.isPending} problem={problem} onSubmit={() => void submit()} onClose={onClose}>
      <TextControl control={form.control} name="name" label="Name" isRequired />
      <TextControl control={form.control} name="description" label="Description" kind="multiline" />
    </FormDialog>
  );
}
