import { zodResolver } from '@hookform/resolvers/zod';
import { Radio, RadioGroup } from '@react-spectrum/s2/RadioGroup';
import { useQueryClient } from '@tanstack/react-query';
import { Controller, useForm, useWatch } from 'react-hook-form';
import { z } from 'zod';
import { fieldLabelsInputSchema, labelsSchema, type FieldLabels, type FieldLabelsInput } from '../../shared/labels.ts';
import { call } from '../api.ts';
import { destinationsOf } from '../policies/breachWords.ts';
import { LabelField } from '../policies/LabelField.tsx';
import { FormDialog } from '../ui/FormDialog.tsx';
import { SuggestControl } from '../ui/SuggestControl.tsx';
import { useFormProblem } from '../ui/useFormProblem.ts';
import { afterPolicyChange } from './afterPolicyChange.ts';
import { versionOf, type FieldRow } from './fieldRows.ts';

interface Values {
  kind: 'attribute' | 'identity';
  name: string;
  labels: string[];
}

const bodyOf = ({ kind, name, labels }: Values): FieldLabelsInput => (kind === 'attribute' ? { kind, path: name.trim(), labels } : { kind, namespace: name.trim(), labels });

/** The form by the API's own schema, where the name of the field is a path or a namespace; `listed`: fields whose labels are edited where they stand, so that none is replaced unseen. */
const schemaFor = (listed: readonly FieldRow[]) =>
  z.object({ kind: z.enum(['attribute', 'identity']), name: z.string(), labels: labelsSchema }).superRefine((values, context) => {
    const checked = fieldLabelsInputSchema.safeParse(bodyOf(values));
    const issue = checked.error?.issues.find(({ path }) => path[0] === 'path' || path[0] === 'namespace');
    const isListed = listed.some(({ kind, name }) => kind === values.kind && name === values.name.trim());
    if (issue !== undefined || isListed)
      context.addIssue({ code: 'custom', path: ['name'], message: issue?.message ?? 'This field is in the list already. Edit its labels there.' });
  });

export interface FieldLabelsDialogProps {
  /** Null: one that is still to be named. */
  readonly field: FieldRow | null;
  /** All fields that have or had labels. */
  readonly known: readonly FieldLabels[];
  /** Those in the list. */
  readonly listed: readonly FieldRow[];
  /** Objects to suggest. */
  readonly objects: readonly string[];
  readonly onClose: () => void;
}

/** Sets the labels of one field. */
export function FieldLabelsDialog({ field, known, listed, objects, onClose }: FieldLabelsDialogProps) {
  const client = useQueryClient();
  const form = useForm<Values>({
    defaultValues: { kind: field?.kind ?? 'attribute', name: field?.name ?? '', labels: [...(field?.labels ?? [])] },
    resolver: zodResolver(schemaFor(field === null ? listed : [])),
    mode: 'onTouched',
  });
  const kind = useWatch({ control: form.control, name: 'kind' });
  const { problem, show, clear } = useFormProblem(form, (path) => (path === 'path' || path === 'namespace' ? 'name' : path.startsWith('labels') ? 'labels' : null));
  const submit = form.handleSubmit(async (values) => {
    clear();
    const body = bodyOf(values);
    try {
      const { breaches } = await call('putFieldLabels', { body, ifMatch: field?.version ?? versionOf(known, values.kind, values.name.trim()) });
      await afterPolicyChange(client, `Saved: ${values.name}`, destinationsOf(breaches));
      onClose();
    } catch (thrown) {
      show(thrown);
    }
  });
  return (
    <FormDialog
      title={field === null ? 'Label a field' : `Labels of ${field.name}`}
      action="Save"
      isPending={form.formState.isSubmitting}
      problem={problem}
      onSubmit={() => void submit()}
      onClose={onClose}
    >
      {field === null && (
        <>
          <Controller
            control={form.control}
            name="kind"
            render={({ field: choice }) => (
              <RadioGroup label="Kind" orientation="horizontal" value={choice.value} onChange={choice.onChange} onBlur={choice.onBlur}>
                <Radio value="attribute">Attribute</Radio>
                <Radio value="identity">Identity</Radio>
              </RadioGroup>
            )}
          />
          <SuggestControl
            control={form.control}
            name="name"
            label={kind === 'attribute' ? 'Attribute' : 'Kind of identity'}
            isRequired
            isListInFlow
            placeholder={kind === 'attribute' ? 'person.homeAddress' : 'email'}
            description={kind === 'attribute' ? 'An object covers everything in it.' : 'As it stands in profiles.'}
            suggestions={kind === 'attribute' ? objects.map((value) => ({ value, label: value, detail: 'Everything in it' })) : []}
          />
        </>
      )}
      <LabelField control={form.control} name="labels" description="What fits, or your own word." />
    </FormDialog>
  );
}
