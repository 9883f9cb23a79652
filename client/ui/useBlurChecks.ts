import type { FocusEvent } from 'react';
import type { FieldPath, FieldValues, UseFormReturn } from 'react-hook-form';
import { afterPress } from './afterPress.ts';
import { useFormChanges } from './useFormChanges.ts';
import { wrongFields } from './wrongFields.ts';

/**
 * Checks a named field when somebody leaves it, and whatever is wrong again with every change: another field may be what
 * was to blame. For forms with rows to add: the form's own `onTouched` mode would mark a new row as wrong before anybody
 * typed into it. Put the result on the form as `onBlur`.
 */
export function useBlurChecks<T extends FieldValues>(form: UseFormReturn<T>): (event: FocusEvent<HTMLElement>) => void {
  useFormChanges(form, () => {
    const wrong = wrongFields(form.formState.errors);
    if (wrong.length > 0) void form.trigger(wrong as FieldPath<T>[]);
  });
  return (event) => {
    const { target } = event;
    if (target instanceof HTMLInputElement && target.name !== '') afterPress(() => void form.trigger(target.name as FieldPath<T>));
  };
}
