import { style } from '@react-spectrum/s2/style' with { type: 'macro' };
import { Controller, type UseFormReturn } from 'react-hook-form';
import { DescribedCheckbox } from '../ui/DescribedCheckbox.tsx';
import type { ActivationValues } from './activationForm.ts';

const choices = [
  { name: 'triggers.membership', label: 'A person enters or leaves a picked segment', help: 'The reason most destinations exist for.' },
  { name: 'triggers.identity', label: 'An identity that is sent changes', help: 'For example a new e-mail address.' },
  { name: 'triggers.attributes', label: 'An attribute that is sent changes', help: 'Real changes only: the same value again sends nothing.' },
] as const;

/** What makes a record be sent for a person who is, or was, in a picked segment. */
export function TriggerChoice({ form }: { form: UseFormReturn<ActivationValues> }) {
  return (
    <fieldset className={style({ borderStyle: 'none', margin: 0, padding: 0, minWidth: 0 })}>
      <legend className={style({ font: 'ui', fontWeight: 'bold', padding: 0, marginBottom: 8 })}>Send a record when</legend>
      <div className={style({ display: 'flex', flexDirection: 'column', gap: 8 })}>
        {choices.map(({ name, label, help }) => (
          <Controller
            key={name}
            control={form.control}
            name={name}
            render={({ field, fieldState }) => (
              <DescribedCheckbox
                ref={field.ref}
                label={label}
                isSelected={field.value}
                onChange={(isSelected) => {
                  field.onChange(isSelected);
                  void form.trigger('triggers.membership');
                }}
                onBlur={field.onBlur}
                description={help}
                errorMessage={fieldState.error?.message}
              />
            )}
          />
        ))}
      </div>
    </fieldset>
  );
}
