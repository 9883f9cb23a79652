import { Radio, RadioGroup } from '@react-spectrum/s2/RadioGroup';
import { style } from '@react-spectrum/s2/style' with { type: 'macro' };
import { Controller, type UseFormReturn } from 'react-hook-form';
import type { Destination } from '../../shared/destination.ts';
import type { ProfileFields } from '../../shared/profileFields.ts';
import { ExpectedRecords } from '../forecast/ExpectedRecords.tsx';
import { ForecastFacts } from '../forecast/ForecastFacts.tsx';
import { Facts } from '../ui/Facts.tsx';
import { activationInputOf, activationIssues, type ActivationValues } from './activationForm.ts';
import { listed, reviewOf } from './review.ts';
import { useSegmentNames } from './useSegmentNames.ts';
import { WhatChanges } from './WhatChanges.tsx';

export interface ReviewProps {
  readonly form: UseFormReturn<ActivationValues>;
  readonly values: ActivationValues;
  readonly destination: Destination;
  readonly sentAlready: ReadonlySet<string>;
  /** What people of the segments hold. */
  readonly known: ProfileFields | undefined;
  /** Whether something is activated already, which this changes. */
  readonly isChange: boolean;
}

/** What will be sent, where to, as whom, with which personal data; and whether at once. */
export function Review({ form, values, destination, sentAlready, known, isChange }: ReviewProps) {
  const { attributes, identities, first, exits, personal, backfilled } = reviewOf(values, sentAlready, known);
  const names = useSegmentNames(values.segments).map(({ name }) => name);
  const isReady = activationIssues(values).size === 0;
  const forecast = isReady ? { activation: activationInputOf(values), ...(backfilled.length > 0 && { segmentIds: backfilled }) } : null;
  return (
    <div className={style({ display: 'flex', flexDirection: 'column', gap: 20 })}>
      <div className={style({ padding: 16, borderRadius: 'lg', backgroundColor: 'layer-1' })}>
        <Facts
          facts={[
            ['Segments', <bdi key="segments">{listed(names, values.segments.length, 'None')}</bdi>],
            ['Attributes', attributes],
            ['Identities', identities],
            ['Where to', `${destination.stream} in ${destination.region}`],
            ['As whom', <bdi key="account">{destination.accountName}</bdi>],
            ['First send', first],
            ...(exits === null ? [] : [['Exits', exits] as const]),
            ['Personal data', personal],
          ]}
        />
      </div>
      {isChange && (
        <section aria-label="What changes">
          <h3 className={style({ font: 'title-sm', margin: 0, marginBottom: 8 })}>What changes</h3>
          <WhatChanges destinationId={destination.id} values={values} />
        </section>
      )}
      {backfilled.length > 0 && (
        <section aria-label="What the first send takes">
          <h3 className={style({ font: 'title-sm', margin: 0, marginBottom: 8 })}>What the first send takes</h3>
          <ForecastFacts destinationId={destination.id} body={forecast} />
        </section>
      )}
      <section aria-label="What follows day by day">
        <h3 className={style({ font: 'title-sm', margin: 0, marginBottom: 8 })}>What follows day by day</h3>
        <ExpectedRecords destinationId={destination.id} body={forecast} />
      </section>
      <Controller
        control={form.control}
        name="state"
        render={({ field }) => (
          <RadioGroup label="When you activate" value={field.value} onChange={field.onChange} onBlur={field.onBlur}>
            <Radio value="active" description="Records flow as soon as somebody enters or leaves.">
              Start sending
            </Radio>
            <Radio value="paused" description="Everything is kept; nothing is sent until you resume.">
              Keep it paused
            </Radio>
          </RadioGroup>
        )}
      />
    </div>
  );
}
