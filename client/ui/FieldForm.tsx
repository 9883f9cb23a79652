import type { Control, FieldPath, FieldValues } from 'react-hook-form';
import type { FieldSpec } from '../../shared/fieldSpec.ts';
import { SuggestControl } from './SuggestControl.tsx';
import { TextControl } from './TextControl.tsx';

export interface FieldFormProps<T extends FieldValues> {
  readonly fields: readonly FieldSpec[];
  readonly control: Control<T>;
  /** Where a field's value stands in the form; by its own name when left out. */
  readonly pathOf?: (field: FieldSpec) => FieldPath<T>;
  /** Whether each field carries its help beneath it; else a panel shows the help of the focused field. */
  readonly hasHelpBeneath?: boolean;
  readonly isDisabled?: boolean;
  readonly onFocus?: (field: FieldSpec) => void;
}

/** Draws the fields a destination type declares. Checking them is the form's: `schemaOfFields`. */
export function FieldForm<T extends FieldValues>({
  fields,
  control,
  pathOf = (field) => field.name as FieldPath<T>,
  hasHelpBeneath = true,
  isDisabled = false,
  onFocus,
}: FieldFormProps<T>) {
  return fields.map((field) => {
    const shared = {
      control,
      name: pathOf(field),
      label: field.label,
      isRequired: field.required,
      isDisabled,
      placeholder: field.placeholder,
      description: hasHelpBeneath ? field.help : undefined,
      onFocus: () => onFocus?.(field),
    };
    return field.kind === 'suggest' ? (
      <SuggestControl
        key={field.name}
        {...shared}
        suggestions={(field.suggestions ?? []).map(({ value, label }) => ({ value, label: label === value ? value : `${label} (${value})` }))}
      />
    ) : (
      <TextControl key={field.name} {...shared} kind={field.kind} />
    );
  });
}
