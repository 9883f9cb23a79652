import { Checkbox } from '@react-spectrum/s2/Checkbox';
import { Radio, RadioGroup } from '@react-spectrum/s2/RadioGroup';
import { zodResolver } from '@hookform/resolvers/zod';
import { useQueryClient } from '@tanstack/react-query';
import { Controller, useForm, useWatch } from 'react-hook-form';
import { policyInputSchema, type Policy, type PolicyInput } from '../../shared/policy.ts';
import { call } from '../api.ts';
import { LabelField } from '../policies/LabelField.tsx';
import { UseCaseChoice } from '../policies/UseCaseChoice.tsx';
import { FormDialog } from '../ui/FormDialog.tsx';
import { TextControl } from '../ui/TextControl.tsx';
import { useFormProblem } from '../ui/useFormProblem.ts';
import { afterPolicyChange } from './afterPolicyChange.ts';
import { PolicyEffect } from './PolicyEffect.tsx';

const fields = ['name', 'description', 'labels', 'match', 'useCases', 'enabled'] as const;
const fieldOf = (path: string): string | null => fields.find((field) => path === field || path.startsWith(`${field}.`)) ?? null;

const empty: PolicyInput = { name: '', description: '', useCases: [], labels: [], match: 'any', enabled: true };

const inputOf = ({ name, description, useCases, labels, match, enabled }: Policy): PolicyInput => ({ name, description, useCases, labels, match, enabled });

/** Makes a policy, or changes one, and shows what it would do before it does it. */
export function PolicyDialog({ policy, onClose }: { policy: Policy | null; onClose: () => void }) {
  const client = useQueryClient();
  const form = useForm<PolicyInput, unknown, PolicyInput>({
    defaultValues: policy === null ? empty : inputOf(policy),
    // The form leaves nothing out.
    resolver: zodResolver(policyInputSchema.required()),
    mode: 'onTouched',
  });
  const values = useWatch({ control: form.control }) as PolicyInput;
  const { problem, show, clear } = useFormProblem(form, fieldOf);
  const submit = form.handleSubmit(async (body) => {
    clear();
    try {
      const saved = await (policy === null ? call('createPolicy', { body }) : call('updatePolicy', { params: { id: policy.id }, body, ifMatch: policy.version }));
      await afterPolicyChange(client, `Saved: ${saved.name}`, saved.brokenBy);
      onClose();
    } catch (thrown) {
      show(thrown);
    }
  });
  return (
    <FormDialog
      size="L"
      title={policy === null ? 'New policy' : 'Edit policy'}
      action="Save"
      isPending={form.formState.isSubmitting}
      problem={problem}
      onSubmit={() => void submit()}
      onClose={onClose}
    >
      <TextControl control={form.control} name="name" label="Name" isRequired placeholder="No location in ads" />
      <TextControl
        control={form.control}
        name="description"
        label="Description"
        kind="multiline"
        description="Why it is so, and whom to ask. Whoever meets the policy reads this."
      />
      <LabelField control={form.control} name="labels" isRequired description="Data with these labels, in segments, attributes or identities." />
      {values.labels.length > 1 && (
        <Controller
          control={form.control}
          name="match"
          render={({ field }) => (
            <RadioGroup label="The policy is broken by" value={field.value} onChange={field.onChange} onBlur={field.onBlur}>
              <Radio value="any" description="One of the labels is enough.">
                Any of these labels
              </Radio>
              <Radio value="all" description="Only when all of them come together in one destination, from whichever fields.">
                All of them together
              </Radio>
            </RadioGroup>
          )}
        />
      )}
      <UseCaseChoice control={form.control} name="useCases" label="May not be used for" description="Destinations say in their settings what they are used for." />
      <Controller
        control={form.control}
        name="enabled"
        render={({ field }) => (
          <Checkbox ref={field.ref} isSelected={field.value} onChange={field.onChange} onBlur={field.onBlur}>
            In force
          </Checkbox>
        )}
      />
      <PolicyEffect draft={values} />
    </FormDialog>
  );
}
