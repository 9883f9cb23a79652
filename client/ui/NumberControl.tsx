import { NumberField } from '@react-spectrum/s2/NumberField';
import { style } from '@react-spectrum/s2/style' with { type: 'macro' };
import { Controller, type Control, type FieldPath, type FieldValues } from 'react-hook-form';
import { afterPress } from './afterPress.ts';

/** A number of a form; an empty field is null. The form's schema says how low and high it may be. */
export function NumberControl<T extends FieldValues>({ control, name, label, description }: { control: Control<T>; name: FieldPath<T>; label: string; description?: string }) {
  return (
    <Controller
      control={control}
      name={name}
      render={({ field, fieldState }) => (
        <NumberField
          ref={field.ref}
          label={label}
          {...(description === undefined ? {} : { description })}
          value={field.value ?? Number.NaN}
          onChange={(value) => field.onChange(Number.isNaN(value) ? null : value)}
          onBlur={() => afterPress(field.onBlur)}
          isInvalid={fieldState.invalid}
          errorMessage={fieldState.error?.message}
          validationBehavior="aria"
          hideStepper
          formatOptions={{ maximumFractionDigits: 1 }}
          styles={style({ width: 'full' })}
        />
      )}
    />
  );
}
