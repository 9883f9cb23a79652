import { useEffect, useRef } from 'react';
import type { FieldPath, FieldValues, UseFormReturn } from 'react-hook-form';

/** Calls `onChange` with the whole form after every change a person makes; `name` is the field that changed, where it is one. */
export function useFormChanges<T extends FieldValues>(form: UseFormReturn<T>, onChange: (values: T, name: FieldPath<T> | undefined) => void): void {
  const newest = useRef(onChange);
  newest.current = onChange;
  useEffect(() => {
    const subscription = form.watch((_, { name }) => newest.current(form.getValues(), name));
    return () => subscription.unsubscribe();
  }, [form]);
}
