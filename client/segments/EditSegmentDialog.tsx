import { zodResolver } from '@hookform/resolvers/zod';
import { ToastQueue } from '@react-spectrum/s2/Toast';
import { useQueryClient } from '@tanstack/react-query';
import { useForm } from 'react-hook-form';
import { z } from 'zod';
import { labelsSchema } from '../../shared/labels.ts';
import type { Segment } from '../../shared/segment.ts';
import { descriptionSchema, nameSchema } from '../../shared/text.ts';
import { refresh, useApiMutation } from '../api.ts';
import { destinationsOf, pausedSentence } from '../policies/breachWords.ts';
import { LabelField } from '../policies/LabelField.tsx';
import { FormDialog } from '../ui/FormDialog.tsx';
import { TextControl } from '../ui/TextControl.tsx';
import { useFormProblem } from '../ui/useFormProblem.ts';

const schema = z.object({ name: nameSchema, description: descriptionSchema, labels: labelsSchema });
type Values = z.infer<typeof schema>;

/** Name, description and labels of a segment. Its id stays, and so does everything that uses it. */
export function EditSegmentDialog({ segment, onClose }: { segment: Segment; onClose: () => void }) {
  const client = useQueryClient();
  const form = useForm<Values>({
    defaultValues: { name: segment.name, description: segment.description, labels: segment.labels },
    resolver: zodResolver(schema),
    mode: 'onTouched',
  });
  const { problem, show, clear } = useFormProblem(form, (path) => (path === 'name' || path === 'description' || path === 'labels' ? path : null));
  const edit = useApiMutation('putSegment');
  const submit = form.handleSubmit(async (values) => {
    clear();
    try {
      const { breaches } = await edit.mutateAsync({ params: { id: segment.id }, body: values, ifMatch: segment.version });
      await refresh(client, 'listSegments', 'getSegment', 'listDestinations', 'getDestination', 'getActivation');
      const paused = pausedSentence(destinationsOf(breaches));
      if (paused === null) ToastQueue.positive(`Saved: ${values.name}`, { timeout: 6_000 });
      else ToastQueue.info(`Saved: ${values.name}. ${paused}`);
      onClose();
    } catch (thrown) {
      show(thrown);
    }
  });
  return (
    <FormDialog title="Edit segment" action="Save" isPending={edit.isPending} problem={problem} onSubmit={() => void submit()} onClose={onClose}>
      <TextControl control={form.control} name="name" label="Name" isRequired />
      <TextControl control={form.control} name="description" label="Description" kind="multiline" />
      <LabelField control={form.control} name="labels" description="The kinds of data that being in this segment reveals. Policies look at labels." />
    </FormDialog>
  );
}
