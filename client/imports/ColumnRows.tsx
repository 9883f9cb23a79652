import { Picker, PickerItem } from '@react-spectrum/s2/Picker';
import { style } from '@react-spectrum/s2/style' with { type: 'macro' };
import { Controller, useWatch, type UseFormReturn } from 'react-hook-form';
import { attributeTypes, identityHashes, type ColumnUse, type ImportPreview, type PreviewColumn } from '../../shared/import.ts';
import { formatShare } from '../ui/format.ts';
import { TextControl } from '../ui/TextControl.tsx';
import type { ImportValues } from './importForm.ts';
import { hashTexts, typeTexts, useTexts } from './importWords.ts';

const row = style({
  display: 'grid',
  gridTemplateColumns: { default: ['minmax(0, 1fr)'], sm: ['minmax(0, 1fr)', 'minmax(0, 1fr)'], lg: ['minmax(0, 1fr)', '200px', 'minmax(0, 1fr)', '200px'] },
  columnGap: 12,
  rowGap: 12,
  alignItems: 'start',
  padding: 12,
  borderRadius: 'lg',
  backgroundColor: 'layer-1',
});
const name = style({ font: 'ui', fontWeight: 'bold', overflowWrap: 'anywhere' });
const subtle = style({ font: 'ui-sm', color: 'neutral-subdued', overflowWrap: 'anywhere', marginTop: 4 });
const uses = Object.keys(useTexts) as ColumnUse['use'][];

/** A row per column of the file: some of its values, and what they are. */
export function ColumnRows({ form, preview }: { form: UseFormReturn<ImportValues>; preview: ImportPreview }) {
  return (
    <div className={style({ display: 'flex', flexDirection: 'column', gap: 12 })}>
      <p className={style({ font: 'ui', color: 'neutral-subdued', margin: 0 })}>
        One column is the profile id, by which people are known. E-mail addresses are best kept hashed: destinations can match people by them, and nobody can read them.
      </p>
      {preview.columns.map((column, index) => (
        <ColumnRow key={column.name} form={form} column={column} index={index} sampled={preview.sampled} />
      ))}
    </div>
  );
}

function ColumnRow({ form, column, index, sampled }: { form: UseFormReturn<ImportValues>; column: PreviewColumn; index: number; sampled: number }) {
  const use = useWatch({ control: form.control, name: `columns.${index}.use` });
  return (
    <div role="group" aria-label={`Column ${column.name}`} className={row}>
      <div>
        <div className={name}>{column.name}</div>
        <div className={subtle}>{column.examples.length === 0 ? 'No value in the first rows' : column.examples.join(', ')}</div>
        {column.filled < 1 && column.examples.length > 0 ? <div className={subtle}>{formatShare(column.filled * sampled, sampled)} of the first rows have a value</div> : null}
      </div>
      <Choice form={form} field={`columns.${index}.use`} label="What is this?" options={uses.map((id) => ({ id, text: useTexts[id] }))} />
      {use === 'identity' && (
        <>
          <TextControl
            control={form.control}
            name={`columns.${index}.namespace`}
            label="Identity namespace"
            description="The kind of identity, by the name destinations send it under."
            isRequired
          />
          <Choice form={form} field={`columns.${index}.hash`} label="Kept" options={identityHashes.map((id) => ({ id, text: hashTexts[id] }))} />
        </>
      )}
      {use === 'attribute' && (
        <>
          <TextControl control={form.control} name={`columns.${index}.path`} label="Attribute" placeholder="loyalty.tier" isRequired />
          <Choice form={form} field={`columns.${index}.type`} label="Type" options={attributeTypes.map((id) => ({ id, text: typeTexts[id] }))} />
        </>
      )}
    </div>
  );
}

function Choice({
  form,
  field,
  label,
  options,
}: {
  form: UseFormReturn<ImportValues>;
  field: `columns.${number}.${'use' | 'hash' | 'type'}`;
  label: string;
  options: readonly { readonly id: string; readonly text: string }[];
}) {
  return (
    <Controller
      control={form.control}
      name={field}
      render={({ field: chosen, fieldState }) => (
        <Picker
          ref={chosen.ref}
          label={label}
          value={chosen.value}
          onChange={chosen.onChange}
          onBlur={chosen.onBlur}
          isInvalid={fieldState.invalid}
          errorMessage={fieldState.error?.message}
          validationBehavior="aria"
          items={options}
          styles={style({ width: 'full' })}
        >
          {({ id, text }) => <PickerItem id={id}>{text}</PickerItem>}
        </Picker>
      )}
    />
  );
}
