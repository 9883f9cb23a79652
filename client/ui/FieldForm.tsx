import { style } from '@react-spectrum/s2/style' with { type: 'macro' };
import type { FieldPath, FieldValues, UseFormReturn } from 'react-hook-form';
import { readingNote, type FieldSpec } from '../../shared/fieldSpec.ts';
import { SlipOffer } from './SlipOffer.tsx';
import { SuggestControl } from './SuggestControl.tsx';
import { TextControl } from './TextControl.tsx';

export interface FieldFormProps<T extends FieldValues> {
  readonly fields: readonly FieldSpec[];
  readonly form: UseFormReturn<T>;
  /** Where a field's value stands in the form; by its own name when left out. */
  readonly pathOf?: (name: string) => FieldPath<T>;
  /** Whether each field carries its help beneath it; else a panel shows the help of the focused field. */
  readonly hasHelpBeneath?: boolean;
  readonly onFocus?: (field: FieldSpec) => void;
}

/** Draws the fields a destination type declares. Checking them is the form's: `schemaOfFields`. */
export function FieldForm<T extends FieldValues>({ fields, form, pathOf = (name) => name as FieldPath<T>, hasHelpBeneath = true, onFocus }: FieldFormProps<T>) {
  return fields.map((field) => {
    const shared = {
      control: form.control,
      name: pathOf(field.name),
      label: field.label,
      isRequired: field.required,
      placeholder: field.placeholder,
      description: hasHelpBeneath ? field.help : undefined,
      noteOf: (typed: string, isLeft: boolean) => (isLeft ? readingNote(field, typed) : null),
      onFocus: () => onFocus?.(field),
    };
    return (
      <div key={field.name} className={style({ display: 'flex', flexDirection: 'column', alignItems: 'start', gap: 8 })}>
        {field.kind === 'suggest' ? (
          <SuggestControl {...shared} suggestions={(field.suggestions ?? []).map(({ value, label }) => ({ value, label: label === value ? value : `${label} (${value})` }))} />
        ) : (
          <TextControl {...shared} kind={field.kind} />
        )}
        {field.slips === undefined ? null : <SlipOffer field={field} form={form} pathOf={pathOf} />}
      </div>
    );
  });
}
