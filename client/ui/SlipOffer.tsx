import { Button } from '@react-spectrum/s2/Button';
import { useWatch, type FieldPath, type FieldPathValue, type FieldValues, type UseFormReturn } from 'react-hook-form';
import { slipIn, type FieldSpec } from '../../shared/fieldSpec.ts';

interface SlipOfferProps<T extends FieldValues> {
  readonly field: FieldSpec;
  readonly form: UseFormReturn<T>;
  readonly pathOf: (name: string) => FieldPath<T>;
}

/** A button beneath a field that holds what belongs in other fields: it puts each part where it belongs, and leaves nothing here that does not. */
export function SlipOffer<T extends FieldValues>({ field, form, pathOf }: SlipOfferProps<T>) {
  const path = pathOf(field.name);
  const typed = useWatch({ control: form.control, name: path }) as string | undefined;
  const slip = slipIn(field, typed ?? '');
  if (slip === null) return null;
  const mend = (): void => {
    const texts = { [field.name]: '', ...slip.texts };
    for (const [name, text] of Object.entries(texts))
      form.setValue(pathOf(name), text as FieldPathValue<T, FieldPath<T>>, { shouldDirty: true, shouldTouch: true, shouldValidate: text !== '' });
    const empty = texts[field.name] === '';
    if (empty) form.clearErrors(path);
    form.setFocus(empty ? path : pathOf(Object.keys(slip.texts).at(-1) as string));
  };
  return (
    <Button variant="secondary" size="S" onPress={mend}>
      {slip.action}
    </Button>
  );
}
