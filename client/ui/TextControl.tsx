import { TextArea } from '@react-spectrum/s2/TextArea';
import { TextField } from '@react-spectrum/s2/TextField';
import { style } from '@react-spectrum/s2/style' with { type: 'macro' };
import { Controller, type Control, type FieldPath, type FieldValues } from 'react-hook-form';
import { afterPress } from './afterPress.ts';
import { NotedField, type NoteOf } from './NotedField.tsx';

export interface TextControlProps<T extends FieldValues> {
  readonly control: Control<T>;
  readonly name: FieldPath<T>;
  readonly label: string;
  readonly kind?: 'text' | 'secret' | 'multiline';
  readonly isRequired?: boolean;
  readonly isDisabled?: boolean;
  /** Shown beneath the field while it has no error. */
  readonly description?: string | undefined;
  /** What to say of the typed text while it has no error; `isLeft`: somebody has left the field. */
  readonly noteOf?: NoteOf;
  readonly placeholder?: string | undefined;
  readonly autoComplete?: string;
  readonly onFocus?: () => void;
}

/** A text field of a form: label, help, and the form's message beneath it. Secrets are masked and kept away from the browser's memory. */
export function TextControl<T extends FieldValues>({
  control,
  name,
  label,
  kind = 'text',
  isRequired = false,
  isDisabled = false,
  description,
  noteOf,
  placeholder,
  autoComplete,
  onFocus,
}: TextControlProps<T>) {
  return (
    <Controller
      control={control}
      name={name}
      render={({ field, fieldState }) => {
        const typed = (field.value as string | undefined) ?? '';
        const shared = {
          label,
          name: field.name,
          value: typed,
          onChange: field.onChange,
          onBlur: () => afterPress(field.onBlur),
          onFocus: () => onFocus?.(),
          isRequired,
          isDisabled,
          isInvalid: fieldState.invalid,
          errorMessage: fieldState.error?.message,
          validationBehavior: 'aria' as const,
          autoComplete: kind === 'secret' ? 'new-password' : (autoComplete ?? 'off'),
          spellCheck: kind === 'multiline' ? ('true' as const) : ('false' as const),
          styles: style({ width: 'full' }),
          ...(description === undefined ? {} : { description }),
          ...(placeholder === undefined ? {} : { placeholder }),
        };
        return (
          <NotedField note={fieldState.invalid ? null : (noteOf?.(typed, fieldState.isTouched) ?? null)}>
            {(noted) =>
              kind === 'multiline' ? (
                <TextArea {...shared} {...noted} ref={field.ref} />
              ) : (
                <TextField {...shared} {...noted} ref={field.ref} type={kind === 'secret' ? 'password' : 'text'} />
              )
            }
          </NotedField>
        );
      }}
    />
  );
}
