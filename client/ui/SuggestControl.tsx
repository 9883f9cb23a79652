import { useController, type Control, type FieldPath, type FieldValues } from 'react-hook-form';
import { afterPress } from './afterPress.ts';
import type { NoteOf } from './NotedField.tsx';
import { SuggestField, type SuggestFieldProps } from './SuggestField.tsx';

export interface SuggestControlProps<T extends FieldValues> extends Pick<
  SuggestFieldProps,
  'label' | 'suggestions' | 'isRequired' | 'isDisabled' | 'description' | 'placeholder' | 'isListInFlow' | 'onFocus'
> {
  readonly control: Control<T>;
  readonly name: FieldPath<T>;
  /** As of `TextControl`. */
  readonly noteOf?: NoteOf;
}

/** A `SuggestField` of a form: the form's message stands beneath it. */
export function SuggestControl<T extends FieldValues>({ control, name, noteOf, ...look }: SuggestControlProps<T>) {
  const { field, fieldState } = useController({ control, name });
  const typed = (field.value as string | undefined) ?? '';
  return (
    <SuggestField
      {...look}
      ref={field.ref}
      name={field.name}
      value={typed}
      onChange={field.onChange}
      onBlur={() => afterPress(field.onBlur)}
      errorMessage={fieldState.invalid ? (fieldState.error?.message ?? '') : undefined}
      note={fieldState.invalid ? null : (noteOf?.(typed, fieldState.isTouched) ?? null)}
    />
  );
}
