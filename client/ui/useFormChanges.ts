import { useEffect, useRef } from 'react';
import type { FieldValues, UseFormReturn } from 'react-hook-form';

/** Calls `onChange` with the whole form after every change a person makes. */
export function useFormChanges<T extends FieldValues>(form: UseFormReturn<T>, onChange: (values: T) => void): void {
  const newest = useRef(onChange);
  newest.current = onChange;
  useEffect(() => {
    const subscription = form.watch(() => newest.current(form.getValues()));
    return () => subscription.unsubscribe();
  }, [form]);
}
