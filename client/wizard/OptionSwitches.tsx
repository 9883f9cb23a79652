import { style } from '@react-spectrum/s2/style' with { type: 'macro' };
import { Controller, type Control } from 'react-hook-form';
import { DescribedCheckbox } from '../ui/DescribedCheckbox.tsx';
import { optionTexts, type SetupValues } from './setupForm.ts';

/** What each record holds beside the mapping. */
export function OptionSwitches({ control }: { control: Control<SetupValues> }) {
  return (
    <fieldset className={style({ borderStyle: 'none', margin: 0, padding: 0, minWidth: 0 })}>
      <legend className={style({ font: 'ui', color: 'neutral-subdued', padding: 0, marginBottom: 8 })}>Options</legend>
      <div className={style({ display: 'flex', flexDirection: 'column', gap: 8 })}>
        {optionTexts.map((option) => (
          <Controller
            key={option.name}
            control={control}
            name={`options.${option.name}`}
            render={({ field }) => (
              <DescribedCheckbox ref={field.ref} label={option.label} description={option.help} isSelected={field.value} onBlur={field.onBlur} onChange={field.onChange} />
            )}
          />
        ))}
      </div>
    </fieldset>
  );
}
