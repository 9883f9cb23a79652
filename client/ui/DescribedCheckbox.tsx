import { Checkbox, type CheckboxProps } from '@react-spectrum/s2/Checkbox';
import { style } from '@react-spectrum/s2/style' with { type: 'macro' };
import { useId, type ComponentRef, type Ref } from 'react';

export interface DescribedCheckboxProps extends Pick<CheckboxProps, 'isSelected' | 'onChange' | 'onBlur' | 'onFocus' | 'isDisabled'> {
  readonly label: string;
  /** One line of help beneath the label. */
  readonly description: string;
  readonly errorMessage?: string | undefined;
  readonly ref?: Ref<ComponentRef<typeof Checkbox>>;
}

/** A checkbox with its help beneath it, aligned with its label. */
export function DescribedCheckbox({ label, description, errorMessage, ref, ...checkbox }: DescribedCheckboxProps) {
  const id = useId();
  return (
    <div>
      <Checkbox {...checkbox} {...(ref === undefined ? {} : { ref })} aria-describedby={id} isInvalid={errorMessage !== undefined}>
        {label}
      </Checkbox>
      <div
        id={id}
        className={style({ font: 'ui-sm', color: { default: 'neutral-subdued', isInvalid: 'negative' }, paddingStart: '[1.625rem]' })({ isInvalid: errorMessage !== undefined })}
      >
        {errorMessage ?? description}
      </div>
    </div>
  );
}
