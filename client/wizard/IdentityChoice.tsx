import { Checkbox } from '@react-spectrum/s2/Checkbox';
import { CheckboxGroup } from '@react-spectrum/s2/CheckboxGroup';
import { Radio } from '@react-spectrum/s2/RadioGroup';
import { style } from '@react-spectrum/s2/style' with { type: 'macro' };
import { Controller, useWatch, type UseFormReturn } from 'react-hook-form';
import type { ProfileFields } from '../../shared/profileFields.ts';
import type { ActivationValues } from './activationForm.ts';
import { ChoiceGroup } from './ChoiceGroup.tsx';
import { identityNote } from './fieldWords.ts';

/** Which kinds of identities each record carries. `known`: namespaces people of any segment have; `fields`: what those of the picked ones hold. */
export function IdentityChoice({ form, known, fields }: { form: UseFormReturn<ActivationValues>; known: readonly string[]; fields: ProfileFields | undefined }) {
  const identities = useWatch({ control: form.control, name: 'identities' });
  const offered = [...new Set([...known, ...identities.namespaces])].sort();
  const note = identityNote(fields, identities.mode === 'all' ? 'all' : identities.namespaces);
  return (
    <div className={style({ display: 'flex', flexDirection: 'column', gap: 16 })}>
      <ChoiceGroup control={form.control} name="identities.mode" label="Identities">
        <Radio value="all" description="Every identity a person has, new kinds too.">
          All
        </Radio>
        <Radio value="chosen" description="Only the kinds you choose; fewer is safer.">
          Chosen ones
        </Radio>
      </ChoiceGroup>
      {identities.mode === 'all' ? null : offered.length === 0 ? (
        <p className={style({ font: 'ui', color: 'neutral-subdued', margin: 0 })}>No identities are known yet, so none are sent. Come back once profiles have arrived.</p>
      ) : (
        <Controller
          control={form.control}
          name="identities.namespaces"
          render={({ field }) => (
            <CheckboxGroup
              label="Kinds of identity to send"
              value={field.value}
              onChange={field.onChange}
              description={field.value.length === 0 ? 'None is chosen: records carry no identity.' : undefined}
            >
              {offered.map((namespace) => (
                <Checkbox key={namespace} value={namespace}>
                  {namespace}
                </Checkbox>
              ))}
            </CheckboxGroup>
          )}
        />
      )}
      <p role="status" className={style({ font: 'ui', color: 'neutral-subdued', margin: 0 })}>
        {note}
      </p>
    </div>
  );
}
