import { Radio } from '@react-spectrum/s2/RadioGroup';
import { style } from '@react-spectrum/s2/style' with { type: 'macro' };
import { useWatch, type UseFormReturn } from 'react-hook-form';
import type { Finding } from '../../shared/finding.ts';
import type { ProfileFields } from '../../shared/profileFields.ts';
import { SuggestControl } from '../ui/SuggestControl.tsx';
import type { ActivationValues } from './activationForm.ts';
import { ChoiceGroup } from './ChoiceGroup.tsx';
import { attributeNote, fieldSuggestions } from './fieldWords.ts';
import { FindingList } from './FindingList.tsx';
import { isAboutKey } from './usePreview.ts';

export interface PartitionKeyChoiceProps {
  readonly form: UseFormReturn<ActivationValues>;
  readonly namespaces: readonly string[];
  /** What people of the segments hold. */
  readonly known: ProfileFields | undefined;
  /** What the preview found; those about the key are told here. */
  readonly findings: readonly Finding[];
}

/** What decides the shard a record goes to, each with what it means for order and spread. */
export function PartitionKeyChoice({ form, namespaces, known, findings }: PartitionKeyChoiceProps) {
  const kind = useWatch({ control: form.control, name: 'partitionKey.kind' });
  return (
    <div className={style({ display: 'flex', flexDirection: 'column', gap: 16 })}>
      <ChoiceGroup control={form.control} name="partitionKey.kind" label="Partition key">
        <Radio value="profile_id" description="Records of one person stay in order and spread evenly. Right for most.">
          Profile id
        </Radio>
        <Radio value="identity" description="In order per identity, and spread as evenly as it is. A person without one falls back to the profile id.">
          An identity
        </Radio>
        <Radio value="attribute" description="In order per value. A value many people share fills one shard.">
          An attribute
        </Radio>
        <Radio value="random" description="Spreads best, but keeps no order: an exit may be read before the entry.">
          Random
        </Radio>
      </ChoiceGroup>
      {kind === 'identity' ? (
        <SuggestControl
          control={form.control}
          name="partitionKey.namespace"
          label="Kind of identity"
          isRequired
          suggestions={namespaces.map((namespace) => ({ value: namespace, label: namespace }))}
        />
      ) : null}
      {kind === 'attribute' ? (
        <SuggestControl
          control={form.control}
          name="partitionKey.source"
          label="Key attribute"
          placeholder="person.customerNumber"
          isRequired
          suggestions={fieldSuggestions(known?.attributes ?? [])}
          noteOf={(typed, isLeft) => (isLeft ? attributeNote(known, typed, 'none') : null)}
        />
      ) : null}
      <FindingList heading="What this key does" level={3} findings={findings.filter(({ field }) => isAboutKey(field))} />
    </div>
  );
}
