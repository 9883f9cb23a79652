import { style } from '@react-spectrum/s2/style' with { type: 'macro' };
import { useId } from 'react';
import { useController, type Control, type FieldValues, type Path } from 'react-hook-form';
import { useCases, useCaseTexts, type UseCase } from '../../shared/useCases.ts';
import { DescribedCheckbox } from '../ui/DescribedCheckbox.tsx';

export interface UseCaseChoiceProps<T extends FieldValues> {
  readonly control: Control<T>;
  readonly name: Path<T>;
  readonly label: string;
  /** One line beneath the label. */
  readonly description: string;
  readonly onFocus?: () => void;
}

/** Any number of the uses there are, each with its line of help. The message of the form takes the place of the description. */
export function UseCaseChoice<T extends FieldValues>({ control, name, label, description, onFocus }: UseCaseChoiceProps<T>) {
  const { field, fieldState } = useController({ control, name });
  const chosen = field.value as readonly UseCase[];
  const message = fieldState.error?.message;
  const id = useId();
  return (
    <fieldset aria-describedby={id} className={style({ borderStyle: 'none', margin: 0, padding: 0, minWidth: 0 })}>
      <legend className={style({ font: 'ui', color: 'neutral-subdued', padding: 0 })}>{label}</legend>
      <p
        id={id}
        className={style({ font: { default: 'ui-sm', isInvalid: 'ui' }, color: { default: 'neutral-subdued', isInvalid: 'negative' }, marginTop: 0, marginBottom: 8 })({
          isInvalid: message !== undefined,
        })}
      >
        {message ?? description}
      </p>
      <div className={style({ display: 'grid', gridTemplateColumns: { default: ['minmax(0, 1fr)'], sm: ['minmax(0, 1fr)', 'minmax(0, 1fr)'] }, columnGap: 16, rowGap: 8 })}>
        {useCases.map((useCase, index) => (
          <DescribedCheckbox
            key={useCase}
            {...(index === 0 ? { ref: field.ref } : {})}
            label={useCaseTexts[useCase].label}
            description={useCaseTexts[useCase].help}
            isSelected={chosen.includes(useCase)}
            onChange={(isSelected) => field.onChange(useCases.filter((candidate) => (candidate === useCase ? isSelected : chosen.includes(candidate))))}
            onBlur={field.onBlur}
            onFocus={() => onFocus?.()}
          />
        ))}
      </div>
    </fieldset>
  );
}
