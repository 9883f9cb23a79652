import { style } from '@react-spectrum/s2/style' with { type: 'macro' };
import type { Delivery } from '../../shared/delivery.ts';
import type { ReadBack } from '../../shared/readBack.ts';
import { useApiMutation } from '../api.ts';
import { BusyButton } from '../ui/BusyButton.tsx';
import { CopyButton } from '../ui/CopyButton.tsx';
import { JsonText } from '../ui/JsonText.tsx';
import { ProblemNotice } from '../ui/ProblemNotice.tsx';
import { RelativeTime } from '../ui/RelativeTime.tsx';

const quiet = style({ font: 'ui-sm', color: 'neutral-subdued' });

/** Reads the record back from where it lies in the stream, and shows it as far as the role may see it. */
export function ReadBackSection({ destinationId, delivery }: { destinationId: string; delivery: Delivery }) {
  const reading = useApiMutation('readBackDelivery');
  const { exportId, profileId, deliveredAt } = delivery;
  const read = (): void => reading.mutate({ params: { id: destinationId, exportId }, body: { profileId, deliveredAt } });
  const record = reading.data?.record ?? null;
  return (
    <section aria-label="In the stream" className={style({ display: 'flex', flexDirection: 'column', gap: 8, font: 'ui' })}>
      <div className={style({ display: 'flex', flexWrap: 'wrap', justifyContent: 'space-between', alignItems: 'center', gap: 8 })}>
        <h3 className={style({ font: 'title-sm', margin: 0 })}>In the stream</h3>
        <BusyButton variant="secondary" size="S" isBusy={reading.isPending} busyLabel="Reading…" onPress={read}>
          Read it back
        </BusyButton>
      </div>
      <div role="status">
        {reading.error !== null ? (
          <ProblemNotice error={reading.error} />
        ) : reading.data === undefined ? (
          <span className={quiet}>Looks for the record at this place in the stream. Nothing is changed or taken away.</span>
        ) : (
          reading.data.message
        )}
      </div>
      {record !== null && <Found record={record} />}
    </section>
  );
}

function Found({ record: { data, isMasked, arrivedAt } }: { record: NonNullable<ReadBack['record']> }) {
  return (
    <>
      <div className={style({ display: 'flex', flexWrap: 'wrap', justifyContent: 'space-between', alignItems: 'center', columnGap: 12 })}>
        <span className={quiet}>
          {arrivedAt !== null && (
            <>
              Arrived <RelativeTime at={arrivedAt} />.{' '}
            </>
          )}
          {data === null ? 'Your role does not show what it holds.' : isMasked ? 'Personal values are masked, as far as they can be told.' : ''}
        </span>
        {data !== null && <CopyButton text={data} label="Copy record" />}
      </div>
      {data !== null && <JsonText data={data} label="Record in the stream" />}
    </>
  );
}
