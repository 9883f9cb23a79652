import { TextField } from '@react-spectrum/s2/TextField';
import { style } from '@react-spectrum/s2/style' with { type: 'macro' };
import { useEffect, useId, useLayoutEffect, useRef, useState, type ComponentRef, type RefCallback } from 'react';
import { afterPress } from './afterPress.ts';
import { NotedField } from './NotedField.tsx';
import { optionId, SuggestionList } from './SuggestionList.tsx';
import type { Suggestion } from './suggestions.ts';
import { useSuggestions } from './useSuggestions.ts';

export interface SuggestFieldProps {
  readonly label: string;
  readonly value: string;
  readonly onChange: (value: string) => void;
  readonly suggestions: readonly Suggestion[];
  /** What picking one does; fills it in where left out. */
  readonly onChoose?: (value: string) => void;
  /** A key that the list has no use for; true when it was for the field. */
  readonly onKey?: (key: string) => boolean;
  readonly onBlur?: () => void;
  readonly onFocus?: () => void;
  readonly name?: string;
  readonly isRequired?: boolean;
  readonly isDisabled?: boolean;
  readonly errorMessage?: string | undefined;
  readonly description?: string | undefined;
  readonly note?: string | null;
  readonly placeholder?: string | undefined;
  /** The list moves what follows instead of covering it: for dialogs, which would cut it off. */
  readonly isListInFlow?: boolean;
  readonly ref?: RefCallback<ComponentRef<typeof TextField>>;
}

/** Pixels between the field's box and its list. */
const gap = 4;

/**
 * A text field with suggestions to search and pick from; any other text stays allowed. Not the component library's own
 * combo box: while its list is open, that hides the rest of the page from assistive technology.
 */
export function SuggestField({
  label,
  value,
  onChange,
  suggestions,
  onChoose,
  onKey,
  onBlur,
  onFocus,
  errorMessage,
  description,
  note = null,
  placeholder,
  isListInFlow = false,
  ref,
  ...rest
}: SuggestFieldProps) {
  const list = useSuggestions(suggestions, value, onChoose ?? onChange);
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
      <NotedField note={note}>
        {(noted) => (
          <TextField
            {...rest}
            {...noted}
            ref={(handle) => {
              text.current = handle;
              ref?.(handle);
            }}
            label={label}
            value={value}
            onChange={(typed) => {
              onChange(typed);
              list.open();
            }}
            onKeyDown={(event) => {
              if (list.press(event.key)) event.preventDefault();
              else if (onKey?.(event.key) ?? false) {
                event.preventDefault();
                list.close();
              }
            }}
            onBlur={() => {
              afterPress(list.close);
              onBlur?.();
            }}
            onFocus={() => onFocus?.()}
            aria-autocomplete="list"
            aria-haspopup="listbox"
            {...(list.isOpen && list.active >= 0 ? { 'aria-activedescendant': optionId(listId, list.active) } : {})}
            autoComplete="off"
            spellCheck="false"
            isInvalid={errorMessage !== undefined}
            errorMessage={errorMessage}
            validationBehavior="aria"
            styles={style({ width: 'full' })}
            {...(description === undefined ? {} : { description })}
            {...(placeholder === undefined ? {} : { placeholder })}
          />
        )}
      </NotedField>
      {list.isOpen ? <SuggestionList id={listId} label={label} matches={list.matches} active={list.active} top={isListInFlow ? null : top} onChoose={list.choose} /> : null}
    </div>
  );
}
