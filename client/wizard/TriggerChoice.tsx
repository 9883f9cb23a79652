import { Picker, PickerItem } from '@react-spectrum/s2/Picker';
import { style } from '@react-spectrum/s2/style' with { type: 'macro' };
import { Controller, type UseFormReturn } from 'react-hook-form';
import { intervalText } from '../destinations/activationWords.ts';
import { DescribedCheckbox } from '../ui/DescribedCheckbox.tsx';
import type { ActivationValues } from './activationForm.ts';

const choices = [
  { name: 'triggers.membership', label: 'A person enters or leaves a picked segment', help: 'The reason most destinations exist for.' },
  { name: 'triggers.identity', label: 'An identity that is sent changes', help: 'For example a new e-mail address.' },
  { name: 'triggers.attributes', label: 'An attribute that is sent changes', help: 'Real changes only: the same value again sends nothing.' },
] as const;

/** Seconds to choose from; one that was set over the API is offered, too. */
const intervals = [0, 60, 300, 900, 3_600, 21_600, 86_400];

/** What makes a record be sent for a person who is, or was, in a picked segment. */
export function TriggerChoice({ form }: { form: UseFormReturn<ActivationValues> }) {
  return (
    <fieldset className={style({ borderStyle: 'none', margin: 0, padding: 0, minWidth: 0 })}>
      <legend className={style({ font: 'ui', color: 'neutral-subdued', padding: 0, marginBottom: 8 })}>Send a record when</legend>
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
        <Controller
          control={form.control}
          name="triggers.minIntervalSeconds"
          render={({ field }) => (
            <Picker
              label="Changes of identities and attributes"
              description={
                field.value === 0
                  ? 'Each change of a person is a record of its own.'
                  : 'Changes in between become one record with the newest values. Entering and leaving a segment is always sent at once.'
              }
              selectedKey={String(field.value)}
              onSelectionChange={(key) => field.onChange(Number(key))}
              onBlur={field.onBlur}
              styles={style({ width: 'full', maxWidth: 400, marginTop: 8 })}
            >
              {[...new Set([...intervals, field.value])]
                .sort((one, other) => one - other)
                .map((seconds) => (
                  <PickerItem key={seconds} id={String(seconds)}>
                    {seconds === 0 ? 'Send each at once' : `At most one record per person ${intervalText(seconds)}`}
                  </PickerItem>
                ))}
            </Picker>
          )}
        />
      </div>
    </fieldset>
  );
}
