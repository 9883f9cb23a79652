import { TextField } from '@react-spectrum/s2/TextField';
import { style } from '@react-spectrum/s2/style' with { type: 'macro' };
import { useEffect, useId, useLayoutEffect, useRef, useState, type ComponentRef } from 'react';
import { useController, type Control, type FieldPath, type FieldValues } from 'react-hook-form';
import { afterPress } from './afterPress.ts';
import { NotedField, type NoteOf } from './NotedField.tsx';
import { optionId, SuggestionList } from './SuggestionList.tsx';
import type { Suggestion } from './suggestions.ts';
import { useSuggestions } from './useSuggestions.ts';

export interface SuggestControlProps<T extends FieldValues> {
  readonly control: Control<T>;
  readonly name: FieldPath<T>;
  readonly label: string;
  readonly suggestions: readonly Suggestion[];
  readonly isRequired?: boolean;
  readonly isDisabled?: boolean;
  readonly description?: string | undefined;
  /** As of `TextControl`. */
  readonly noteOf?: NoteOf;
  readonly placeholder?: string | undefined;
  readonly onFocus?: () => void;
}

/** Pixels between the field's box and its list. */
const gap = 4;

/**
 * A text field with suggestions to search and pick from; any other text stays allowed. Not the component library's own
 * combo box: while its list is open, that hides the rest of the page from assistive technology.
 */
export function SuggestControl<T extends FieldValues>({
  control,
  name,
  label,
  suggestions,
  isRequired = false,
  isDisabled = false,
  description,
  noteOf,
  placeholder,
  onFocus,
}: SuggestControlProps<T>) {
  const { field, fieldState } = useController({ control, name });
  const typed = (field.value as string | undefined) ?? '';
  const list = useSuggestions(suggestions, typed, field.onChange);
  const listId = useId();
  const frame = useRef<HTMLDivElement>(null);
  const text = useRef<ComponentRef<typeof TextField>>(null);
  const [top, setTop] = useState(0);

  // The text field offers no role and no state for a list: they are set on its input element itself.
  useEffect(() => {
    const input = text.current?.getInputElement();
    input?.setAttribute('role', 'combobox');
    input?.setAttribute('aria-expanded', String(list.isOpen));
    if (list.isOpen) input?.setAttribute('aria-controls', listId);
    else input?.removeAttribute('aria-controls');
  }, [list.isOpen, listId]);

  useLayoutEffect(() => {
    const input = text.current?.getInputElement();
    if (list.isOpen && input && frame.current) setTop(input.getBoundingClientRect().bottom - frame.current.getBoundingClientRect().top + gap);
  }, [list.isOpen]);

  return (
    <div ref={frame} className={style({ position: 'relative', width: 'full' })}>
      <NotedField note={fieldState.invalid ? null : (noteOf?.(typed, fieldState.isTouched) ?? null)}>
        {(noted) => (
          <TextField
            ref={(handle) => {
              text.current = handle;
              field.ref(handle);
            }}
            {...noted}
            label={label}
            name={field.name}
            value={typed}
            onChange={(value) => {
              field.onChange(value);
              list.open();
            }}
            onKeyDown={(event) => {
              if (list.press(event.key)) event.preventDefault();
            }}
            onBlur={() => {
              list.close();
              afterPress(field.onBlur);
            }}
            onFocus={() => onFocus?.()}
            aria-autocomplete="list"
            aria-haspopup="listbox"
            {...(list.isOpen && list.active >= 0 ? { 'aria-activedescendant': optionId(listId, list.active) } : {})}
            autoComplete="off"
            spellCheck="false"
            isRequired={isRequired}
            isDisabled={isDisabled}
            isInvalid={fieldState.invalid}
            errorMessage={fieldState.error?.message}
            validationBehavior="aria"
            styles={style({ width: 'full' })}
            {...(description === undefined ? {} : { description })}
            {...(placeholder === undefined ? {} : { placeholder })}
          />
        )}
      </NotedField>
      {list.isOpen ? <SuggestionList id={listId} label={label} matches={list.matches} active={list.active} top={top} onChoose={list.choose} /> : null}
    </div>
  );
}
