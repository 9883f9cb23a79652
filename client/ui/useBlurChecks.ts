import type { FocusEvent } from 'react';
import type { FieldPath, FieldValues, UseFormReturn } from 'react-hook-form';
import { afterPress } from './afterPress.ts';
import { useFormChanges } from './useFormChanges.ts';

/**
 * Checks a named field when somebody leaves it, and again with every change while it is wrong. For forms with rows to add:
 * the form's own `onTouched` mode would mark a new row as wrong before anybody typed into it. Put the result on the form as `onBlur`.
 */
export function useBlurChecks<T extends FieldValues>(form: UseFormReturn<T>): (event: FocusEvent<HTMLElement>) => void {
  useFormChanges(form, (_, name) => {
    if (name !== undefined && form.getFieldState(name).invalid) void form.trigger(name);
  });
  return (event) => {
    const { target } = event;
    if (target instanceof HTMLInputElement && target.name !== '') afterPress(() => void form.trigger(target.name as FieldPath<T>));
  };
}
