import { ComboBox, ComboBoxItem, Text } from '@react-spectrum/s2/ComboBox';
import { style } from '@react-spectrum/s2/style' with { type: 'macro' };
import { useId } from 'react';
import { Controller, type Control, type FieldPath, type FieldValues } from 'react-hook-form';
import { matchingSuggestions, type Suggestion } from './suggestions.ts';

export interface SuggestControlProps<T extends FieldValues> {
  readonly control: Control<T>;
  readonly name: FieldPath<T>;
  readonly label: string;
  readonly suggestions: readonly Suggestion[];
  readonly isRequired?: boolean;
  readonly isDisabled?: boolean;
  readonly description?: string | undefined;
  readonly placeholder?: string | undefined;
  readonly onFocus?: () => void;
}

const labelLook = style({ display: 'block', font: 'ui', color: { default: 'neutral-subdued', isDisabled: 'disabled' }, paddingBottom: 8, cursor: 'default' });

/** A text field with suggestions to search and pick from; any other text stays allowed. */
export function SuggestControl<T extends FieldValues>({
  control,
  name,
  label,
  suggestions,
  isRequired = false,
  isDisabled = false,
  description,
  placeholder,
  onFocus,
}: SuggestControlProps<T>) {
  const id = useId();
  return (
    <Controller
      control={control}
      name={name}
      render={({ field, fieldState }) => {
        const typed = (field.value as string | undefined) ?? '';
        const change = (text: string): void => {
          if (text !== typed) field.onChange(text);
        };
        const matches = matchingSuggestions(suggestions, typed);
        const isOwnText = matches.length === 0 && typed !== '';
        return (
          <div>
            {/* A label of our own: the component's would name its arrow button too, and a search for the label would find two things. */}
            <label htmlFor={id} className={labelLook({ isDisabled })}>
              {label}
              {isRequired ? (
                <span aria-hidden="true" className={style({ font: 'title', lineHeight: '[1]', color: 'neutral-subdued' })}>
                  {' '}
                  *
                </span>
              ) : null}
            </label>
            <ComboBox
              ref={field.ref}
              id={id}
              aria-label={label}
              name={field.name}
              items={(isOwnText ? [{ value: typed, label: `Use "${typed}"` }] : matches).map((suggestion) => ({ ...suggestion, id: suggestion.value }))}
              inputValue={typed}
              onInputChange={change}
              onSelectionChange={(key) => {
                if (key !== null) change(String(key));
              }}
              onBlur={field.onBlur}
              onFocus={() => onFocus?.()}
              allowsCustomValue
              menuTrigger={isOwnText ? 'manual' : 'input'}
              isRequired={isRequired}
              isDisabled={isDisabled}
              isInvalid={fieldState.invalid}
              errorMessage={fieldState.error?.message}
              validationBehavior="aria"
              styles={style({ width: 'full' })}
              {...(description === undefined ? {} : { description })}
              {...(placeholder === undefined ? {} : { placeholder })}
            >
              {(item) => (
                <ComboBoxItem id={item.id} textValue={item.value}>
                  <Text slot="label">{item.label}</Text>
                  {item.detail === undefined ? null : <Text slot="description">{item.detail}</Text>}
                </ComboBoxItem>
              )}
            </ComboBox>
          </div>
        );
      }}
    />
  );
}
