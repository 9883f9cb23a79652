import { Radio, RadioGroup } from '@react-spectrum/s2/RadioGroup';
import { style } from '@react-spectrum/s2/style' with { type: 'macro' };
import { Controller, useWatch, type UseFormReturn } from 'react-hook-form';
import { useApi } from '../api.ts';
import { formatPlural } from '../ui/format.ts';
import { SuggestControl } from '../ui/SuggestControl.tsx';
import { TextControl } from '../ui/TextControl.tsx';
import { useSettled } from '../ui/useSettled.ts';
import type { ImportValues } from './importForm.ts';

const subtle = style({ font: 'ui-sm', color: 'neutral-subdued', margin: 0 });

/** Into which segment the people go, and what happens to those who are in it and not in the file. */
export function SegmentTarget({ form }: { form: UseFormReturn<ImportValues> }) {
  const typed = useWatch({ control: form.control, name: 'segmentId' }).trim();
  const mode = useWatch({ control: form.control, name: 'mode' });
  const search = useSettled(typed.slice(0, 256), 250);
  const found = useApi('listSegments', { query: { limit: 50, search }, keepPrevious: true }).data?.items ?? [];
  const known = found.find(({ id }) => id === typed);
  const isNew = typed !== '' && search === typed && known === undefined;
  return (
    <div className={style({ display: 'flex', flexDirection: 'column', gap: 16, maxWidth: 560 })}>
      <SuggestControl
        control={form.control}
        name="segmentId"
        label="Segment"
        suggestions={found.map(({ id, name }) => ({ value: id, label: name === id ? id : `${name} (${id})` }))}
        description="Pick one, or type the id of a new one. Leave it empty to update people without moving them."
        noteOf={() =>
          known === undefined
            ? isNew
              ? 'There is no such segment yet: the import makes it.'
              : null
            : `${formatPlural(known.size, 'person is', 'people are')} in ${known.name} now.`
        }
      />
      {isNew ? <TextControl control={form.control} name="segmentName" label="Name of the new segment" placeholder={typed} /> : null}
      <Controller
        control={form.control}
        name="mode"
        render={({ field, fieldState }) => (
          <RadioGroup
            label="People who are in the segment already"
            value={field.value}
            onChange={field.onChange}
            onBlur={field.onBlur}
            isInvalid={fieldState.invalid}
            errorMessage={fieldState.error?.message}
            validationBehavior="aria"
          >
            <Radio value="update">Stay: add and update</Radio>
            <Radio value="replace">Leave if they are not in the file: replace everyone in it</Radio>
          </RadioGroup>
        )}
      />
      {mode === 'replace' ? <p className={subtle}>Whoever is in the segment and not in the file leaves it, and destinations are told so.</p> : null}
    </div>
  );
}
