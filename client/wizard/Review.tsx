import { Radio, RadioGroup } from '@react-spectrum/s2/RadioGroup';
import { style } from '@react-spectrum/s2/style' with { type: 'macro' };
import { Controller, type UseFormReturn } from 'react-hook-form';
import type { Activation } from '../../shared/activation.ts';
import type { Destination } from '../../shared/destination.ts';
import type { ProfileFields } from '../../shared/profileFields.ts';
import { ExpectedRecords } from '../forecast/ExpectedRecords.tsx';
import { ForecastFacts } from '../forecast/ForecastFacts.tsx';
import { Facts } from '../ui/Facts.tsx';
import { activationInputOf, type ActivationValues } from './activationForm.ts';
import type { ActivateWords } from './activateWords.ts';
import { missingText } from './missing.ts';
import { listed, reviewOf } from './review.ts';
import { useSegmentNames } from './useSegmentNames.ts';
import { WhatChanges } from './WhatChanges.tsx';

export interface ReviewProps {
  readonly form: UseFormReturn<ActivationValues>;
  readonly values: ActivationValues;
  readonly destination: Destination;
  /** Segments that are sent already, by id. */
  readonly mapped: ReadonlyMap<string, boolean>;
  /** What people of the segments hold. */
  readonly known: ProfileFields | undefined;
  /** What is activated already, which this changes; null: nothing. */
  readonly existing: Pick<Activation, 'state'> | null;
  readonly words: ActivateWords;
}

const note = style({ font: 'ui', color: 'neutral-subdued', margin: 0 });

/** What will be sent, where to, as whom, with which personal data; and whether at once. */
export function Review({ form, values, destination, mapped, known, existing, words }: ReviewProps) {
  const { attributes, identities, first, exits, personal, backfilled } = reviewOf(values, mapped, known);
  const names = useSegmentNames(values.segments).map(({ name }) => name);
  const forecast = { activation: activationInputOf(values), ...(backfilled.length > 0 && { segmentIds: backfilled }) };
  // Switched off on its page: no choice here changes that.
  const isOff = destination.status === 'disabled' && existing?.state === 'active';
  const missingTime = missingText(values, 'how long it takes');
  const missingRecords = missingText(values, 'how many records follow');
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
      {existing !== null && (
        <section aria-label="What changes">
          <h3 className={style({ font: 'title-sm', margin: 0, marginBottom: 8 })}>What changes</h3>
          <WhatChanges destinationId={destination.id} values={values} />
        </section>
      )}
      {backfilled.length > 0 && (
        <section aria-label="What the first send takes">
          <h3 className={style({ font: 'title-sm', margin: 0, marginBottom: 8 })}>What the first send takes</h3>
          {missingTime === null ? <ForecastFacts destinationId={destination.id} body={forecast} /> : <p className={note}>{missingTime}</p>}
        </section>
      )}
      <section aria-label="What follows day by day">
        <h3 className={style({ font: 'title-sm', margin: 0, marginBottom: 8 })}>What follows day by day</h3>
        {missingRecords === null ? <ExpectedRecords destinationId={destination.id} body={forecast} /> : <p className={note}>{missingRecords}</p>}
      </section>
      {isOff ? (
        <p className={note}>This destination is paused and stays paused. Turn on “Send changes” on its page to send.</p>
      ) : (
        <Controller
          control={form.control}
          name="state"
          render={({ field }) => (
            <RadioGroup label={words.when} value={field.value} onChange={field.onChange} onBlur={field.onBlur}>
              <Radio value="active" description={words.active.description}>
                {words.active.label}
              </Radio>
              <Radio value="paused" description={words.paused.description}>
                {words.paused.label}
              </Radio>
            </RadioGroup>
          )}
        />
      )}
    </div>
  );
}
