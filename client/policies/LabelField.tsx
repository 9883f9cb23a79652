import { Tag, TagGroup } from '@react-spectrum/s2/TagGroup';
import { style } from '@react-spectrum/s2/style' with { type: 'macro' };
import { useState } from 'react';
import { useController, type Control, type FieldValues, type Path } from 'react-hook-form';
import { labelKey } from '../../shared/labels.ts';
import { SuggestField } from '../ui/SuggestField.tsx';
import { useKnownLabels } from './useKnownLabels.ts';

export interface LabelFieldProps<T extends FieldValues> {
  readonly control: Control<T>;
  readonly name: Path<T>;
  readonly isRequired?: boolean;
  /** One line of help. */
  readonly description: string;
}

const isAmong = (labels: readonly string[], typed: string): boolean => labels.some((label) => labelKey(label) === labelKey(typed));

/** Labels to choose and to write: those there are as tags, and a field for one more. What stands in the field counts already, so that nobody has to press Enter first. */
export function LabelField<T extends FieldValues>({ control, name, isRequired = false, description }: LabelFieldProps<T>) {
  const { field, fieldState } = useController({ control, name });
  const [chosen, setChosen] = useState<readonly string[]>(field.value as string[]);
  const [typed, setTyped] = useState('');
  const known = useKnownLabels();

  const set = (labels: readonly string[], text: string): void => {
    setChosen(labels);
    setTyped(text);
    field.onChange(text.trim() === '' || isAmong(labels, text) ? labels : [...labels, text.trim()]);
  };
  const add = (label: string): void => set(label.trim() === '' || isAmong(chosen, label) ? chosen : [...chosen, label.trim()], '');

  return (
    <div className={style({ display: 'flex', flexDirection: 'column', gap: 12 })}>
      {chosen.length === 0 ? null : (
        <TagGroup
          label="Labels"
          items={chosen.map((label) => ({ id: label }))}
          onRemove={(keys) =>
            set(
              chosen.filter((label) => !keys.has(label)),
              typed,
            )
          }
        >
          {({ id }) => (
            <Tag id={id} textValue={id}>
              {id}
            </Tag>
          )}
        </TagGroup>
      )}
      <SuggestField
        ref={field.ref}
        label={chosen.length === 0 ? 'Label' : 'Another label'}
        isRequired={isRequired && chosen.length === 0}
        value={typed}
        isListInFlow
        onChange={(text) => set(chosen, text)}
        onChoose={add}
        onKey={(key) => {
          if (key !== 'Enter' || typed.trim() === '') return false;
          add(typed);
          return true;
        }}
        suggestions={known.filter(({ value }) => !isAmong(chosen, value))}
        description={`${description} The down arrow shows what there is.`}
        placeholder={chosen.length === 0 ? 'precise location' : undefined}
        errorMessage={fieldState.error?.message ?? (fieldState.invalid ? 'Shorten the label.' : undefined)}
      />
    </div>
  );
}
