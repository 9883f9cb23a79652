import type { SearchField } from '@react-spectrum/s2/SearchField';
import { style } from '@react-spectrum/s2/style' with { type: 'macro' };
import { useRef, type ComponentRef, type ReactNode } from 'react';
import { Controller, useForm, useWatch } from 'react-hook-form';
import type { Activation, ActivationInput } from '../../shared/activation.ts';
import type { Destination } from '../../shared/destination.ts';
import { usePolicyCheck } from '../policies/usePolicyCheck.ts';
import { ViolationList } from '../policies/ViolationList.tsx';
import { ProblemNotice } from '../ui/ProblemNotice.tsx';
import { useBlurChecks } from '../ui/useBlurChecks.ts';
import { useFormChanges } from '../ui/useFormChanges.ts';
import { useFormProblem } from '../ui/useFormProblem.ts';
import { useSingleFlight } from '../ui/useSingleFlight.ts';
import { ActivateButton } from './ActivateButton.tsx';
import { activateWords } from './activateWords.ts';
import { activationFieldOf, activationInputOf, activationIssues, type ActivationValues } from './activationForm.ts';
import { activationResolver } from './activationResolver.ts';
import { AttributeRows } from './AttributeRows.tsx';
import { IdentityChoice } from './IdentityChoice.tsx';
import { missingText } from './missing.ts';
import { PartitionKeyChoice } from './PartitionKeyChoice.tsx';
import { PreviewPanel } from './PreviewPanel.tsx';
import { RemovedSegments } from './RemovedSegments.tsx';
import { Review } from './Review.tsx';
import { Section } from './Section.tsx';
import { SegmentPicker } from './SegmentPicker.tsx';
import { TriggerChoice } from './TriggerChoice.tsx';
import { usePreview } from './usePreview.ts';
import { useProfileFields } from './useProfileFields.ts';
import { useSegments } from './useSegments.ts';

export interface ActivationFormProps {
  readonly destination: Destination;
  /** What the destination sends today; null when nothing yet. */
  readonly existing: Activation | null;
  readonly initial: ActivationValues;
  readonly onChange?: (values: ActivationValues) => void;
  /** Sends the form; rejects with what the server refused. */
  readonly onActivate: (input: ActivationInput) => Promise<void>;
  /** Draws the page around the form, with its one primary button. */
  readonly frame: (parts: { form: ReactNode; preview: ReactNode; activateButton: ReactNode }) => ReactNode;
}

/** Segments, mapping, partition key, triggers and review on one page, with a live preview. */
export function ActivationForm({ destination, existing, initial, onChange, onActivate, frame }: ActivationFormProps) {
  const form = useForm<ActivationValues>({ defaultValues: initial, resolver: activationResolver });
  const checkOnBlur = useBlurChecks(form);
  const { problem, show, clear } = useFormProblem(form, activationFieldOf);
  const values = useWatch({ control: form.control }) as ActivationValues;
  const search = useRef<ComponentRef<typeof SearchField>>(null);
  const reasons = useRef<HTMLDivElement>(null);
  const segments = useSegments('');
  const namespaces = [...new Set((segments.data?.pages ?? []).flatMap((page) => page.items.flatMap((segment) => Object.keys(segment.identityCoverage))))].sort();
  const known = useProfileFields(values.segments.map(({ id }) => id));
  const preview = usePreview(destination.id, values);
  const mapped = new Map(existing?.segments.map(({ id, backfill }) => [id, backfill]));
  const words = activateWords(destination, existing);

  const policies = usePolicyCheck(destination.id, activationIssues(values).size === 0 ? activationInputOf(values) : null);
  const violations = policies.data?.violations ?? [];

  useFormChanges(form, (next) => onChange?.(next));

  const activate = useSingleFlight(
    form.handleSubmit(async (checked) => {
      clear();
      try {
        await onActivate(activationInputOf(checked));
      } catch (thrown) {
        show(thrown);
      }
    }),
  );

  return frame({
    activateButton: (
      <ActivateButton
        isBusy={form.formState.isSubmitting}
        words={words}
        isForbidden={violations.length > 0}
        onShowWhy={() => reasons.current?.focus()}
        onPress={() => void activate()}
      />
    ),
    preview: <PreviewPanel preview={preview.preview} missing={missingText(values, 'the exact record of a person')} />,
    form: (
      // oxlint-disable-next-line jsx-a11y/no-noninteractive-element-interactions -- listens to what leaves its fields; nobody operates the form itself
      <form noValidate autoComplete="off" onBlur={checkOnBlur} onSubmit={(event) => event.preventDefault()}>
        <Section title="Segments" text="Pick whom this destination hears about.">
          <Controller
            control={form.control}
            name="segments"
            render={({ field, fieldState }) => {
              field.ref({ focus: () => search.current?.focus() });
              return <SegmentPicker picked={field.value} onChange={field.onChange} mapped={mapped} errorMessage={fieldState.error?.message} searchRef={search} />;
            }}
          />
          <Controller
            control={form.control}
            name="exits"
            render={({ field }) => (
              <RemovedSegments
                removed={(existing?.segments ?? []).filter(({ id }) => !values.segments.some((segment) => segment.id === id))}
                exits={field.value}
                onChange={field.onChange}
              />
            )}
          />
        </Section>
        <Section title="Attributes" text="Add what the reader of the stream needs to know about a person.">
          <AttributeRows form={form} known={known} />
        </Section>
        <Section title="Identities and order">
          <div className={style({ display: 'flex', flexDirection: 'column', gap: 24 })}>
            <IdentityChoice form={form} known={namespaces} fields={known} />
            <PartitionKeyChoice form={form} namespaces={namespaces} known={known} findings={preview.isReady ? (preview.preview.data?.findings ?? []) : []} />
          </div>
        </Section>
        <Section title="Triggers">
          <TriggerChoice form={form} />
        </Section>
        <Section title="Review" text="Look it over once more. You can change all of it later.">
          <Review form={form} values={values} destination={destination} mapped={mapped} known={known} existing={existing} words={words} />
          {policies.isError && <ProblemNotice error={policies.error} onRetry={() => void policies.refetch()} />}
          <ViolationList ref={reasons} violations={violations} />
        </Section>
        {problem === null ? null : <ProblemNotice error={problem.error} issues={problem.rest} />}
      </form>
    ),
  });
}
