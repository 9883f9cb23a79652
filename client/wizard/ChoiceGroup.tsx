import { RadioGroup } from '@react-spectrum/s2/RadioGroup';
import type { ReactNode } from 'react';
import { Controller, type Control, type FieldPathByValue } from 'react-hook-form';
import type { ActivationValues } from './activationForm.ts';

/** One of a few: a field of the activation that is drawn as radio buttons, its message under them. `children`: the radio buttons. */
export function ChoiceGroup({
  control,
  name,
  label,
  children,
}: {
  control: Control<ActivationValues>;
  name: FieldPathByValue<ActivationValues, string>;
  label: string;
  children: ReactNode;
}) {
  return (
    <Controller
      control={control}
      name={name}
      render={({ field, fieldState }) => (
        <RadioGroup
          label={label}
          value={field.value}
          onChange={field.onChange}
          onBlur={field.onBlur}
          isInvalid={fieldState.invalid}
          errorMessage={fieldState.error?.message}
          validationBehavior="aria"
        >
          {children}
        </RadioGroup>
      )}
    />
  );
}
