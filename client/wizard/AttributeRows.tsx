import { ActionButton, Text } from '@react-spectrum/s2/ActionButton';
import { Checkbox } from '@react-spectrum/s2/Checkbox';
import { Picker, PickerItem } from '@react-spectrum/s2/Picker';
import Add from '@react-spectrum/s2/icons/Add';
import Delete from '@react-spectrum/s2/icons/Delete';
import { style } from '@react-spectrum/s2/style' with { type: 'macro' };
import { useMemo } from 'react';
import { Controller, useFieldArray, useWatch, type UseFormReturn } from 'react-hook-form';
import { activationLimits, transformLabels, transforms, type Transform } from '../../shared/activation.ts';
import type { ProfileFields } from '../../shared/profileFields.ts';
import { SuggestControl } from '../ui/SuggestControl.tsx';
import { TextControl } from '../ui/TextControl.tsx';
import type { ActivationValues } from './activationForm.ts';
import { attributeNote, fieldSuggestions } from './fieldWords.ts';

const row = style({
  display: 'grid',
  gridTemplateColumns: { default: ['minmax(0, 1fr)'], sm: ['minmax(0, 1fr)', 'minmax(0, 1fr)'] },
  columnGap: 12,
  rowGap: 12,
  alignItems: 'start',
  padding: 12,
  borderRadius: 'lg',
  backgroundColor: 'layer-1',
});

/** What a label alone does not say. */
const transformHelp: Readonly<Partial<Record<Transform, string>>> = {
  sha256: 'Hashed exactly as it is written.',
  sha256_normalized: 'Spaces around it removed, lower case, then hashed: as most readers expect an e-mail address.',
  mask: 'Only the last four characters stay readable.',
};

/** Which attributes each record carries, under which name, and how they are changed on the way. `known`: what people of the segments hold. */
export function AttributeRows({ form, known }: { form: UseFormReturn<ActivationValues>; known: ProfileFields | undefined }) {
  const rows = useWatch({ control: form.control, name: 'attributes' });
  const suggestions = useMemo(() => fieldSuggestions(known?.attributes ?? []), [known]);
  const { fields, append, remove } = useFieldArray({ control: form.control, name: 'attributes' });
  return (
    <div className={style({ display: 'flex', flexDirection: 'column', gap: 12 })}>
      {fields.length === 0 ? <p className={style({ font: 'ui', color: 'neutral-subdued', margin: 0 })}>No attribute yet: records carry segments and identities only.</p> : null}
      {fields.map((field, index) => (
        <div key={field.id} role="group" aria-label={`Attribute ${index + 1}`} className={row}>
          <SuggestControl
            control={form.control}
            name={`attributes.${index}.source`}
            label="Attribute"
            placeholder="person.name.firstName"
            isRequired
            suggestions={suggestions}
            noteOf={(typed, isLeft) => (isLeft ? attributeNote(known, typed, rows[index]?.transform ?? 'none') : null)}
          />
          <TextControl control={form.control} name={`attributes.${index}.target`} label="Send as" placeholder="The same name" />
          <Controller
            control={form.control}
            name={`attributes.${index}.transform`}
            render={({ field: transform }) => (
              <Picker
                ref={transform.ref}
                label="Change"
                value={transform.value}
                onChange={transform.onChange}
                onBlur={transform.onBlur}
                items={transforms.map((id) => ({ id }))}
                styles={style({ width: 'full' })}
              >
                {({ id }) => (
                  <PickerItem id={id} textValue={transformLabels[id]}>
                    <Text slot="label">{transformLabels[id]}</Text>
                    {transformHelp[id] !== undefined && <Text slot="description">{transformHelp[id]}</Text>}
                  </PickerItem>
                )}
              </Picker>
            )}
          />
          <div className={style({ display: 'flex', alignItems: 'center', gap: 12, paddingTop: { sm: 24 } })}>
            <Controller
              control={form.control}
              name={`attributes.${index}.required`}
              render={({ field: required }) => (
                <Checkbox ref={required.ref} isSelected={required.value} onChange={required.onChange} onBlur={required.onBlur}>
                  Required
                </Checkbox>
              )}
            />
            <ActionButton isQuiet aria-label={`Remove attribute ${index + 1}`} onPress={() => remove(index)}>
              <Delete />
            </ActionButton>
          </div>
        </div>
      ))}
      <div>
        <ActionButton isDisabled={fields.length >= activationLimits.attributes} onPress={() => append({ source: '', target: '', transform: 'none', required: false })}>
          <Add />
          <Text>Add attribute</Text>
        </ActionButton>
      </div>
      {fields.length > 0 && (
        <p className={style({ font: 'ui-sm', color: 'neutral-subdued', margin: 0 })}>Required: a person without the value is left out, and counted as excluded.</p>
      )}
    </div>
  );
}
