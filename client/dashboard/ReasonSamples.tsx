import { ActionButton } from '@react-spectrum/s2/ActionButton';
import { Link } from '@react-spectrum/s2/Link';
import { style } from '@react-spectrum/s2/style' with { type: 'macro' };
import { useId, useState } from 'react';
import type { Metrics } from '../../shared/delivery.ts';
import { useApi } from '../api.ts';
import { QueryState } from '../ui/QueryState.tsx';
import { RelativeTime } from '../ui/RelativeTime.tsx';

type Reason = Metrics['reasons'][number];

const list = style({ font: 'ui-sm', margin: 0, marginTop: 8, paddingStart: 16, display: 'flex', flexDirection: 'column', gap: 4, overflowWrap: 'anywhere' });
const text = style({ font: 'ui-sm', margin: 0, marginTop: 8, color: 'neutral-subdued' });
const sampleCount = 3;

export interface ReasonSamplesProps {
  readonly reason: Reason;
  readonly destinationId: string;
  /** The samples are of this run. */
  readonly runId: string | undefined;
}

/** On demand: some people whose records failed for a reason; for those that were left out, how to look somebody up. */
export function ReasonSamples({ reason, destinationId, runId }: ReasonSamplesProps) {
  const [isOpen, setOpen] = useState(false);
  const id = useId();
  return (
    <div data-screen-only className={style({ marginTop: 8 })}>
      <ActionButton size="XS" aria-expanded={isOpen} aria-controls={id} aria-label={`Examples: ${reason.title}`} onPress={() => setOpen(!isOpen)}>
        Examples
      </ActionButton>
      <div id={id}>
        {isOpen &&
          (reason.counter === 'failed' ? (
            <FailedSamples reason={reason} destinationId={destinationId} runId={runId} />
          ) : (
            <p className={text}>
              Records that are left out are counted, not kept one by one. To see what a person got, look for the profile id among the{' '}
              <Link href={`/destinations/${destinationId}/deliveries`}>deliveries</Link>; what their record would be, and what keeps it from being sent, shows in the preview of the{' '}
              <Link href={`/destinations/${destinationId}/activate`}>activation</Link>.
            </p>
          ))}
      </div>
    </div>
  );
}

function FailedSamples({ reason, destinationId, runId }: ReasonSamplesProps) {
  const letters = useApi('listDeadLetters', { params: { id: destinationId }, query: { code: reason.code, limit: sampleCount, ...(runId !== undefined && { runId }) } });
  return (
    <QueryState query={letters} what="examples">
      {({ items }) =>
        items.length === 0 ? (
          <p className={text}>The dead letters of these records were removed since. The counts stay.</p>
        ) : (
          <ul className={list}>
            {items.map((letter) => (
              <li key={letter.id}>
                <Link href={`/destinations/${destinationId}/dead-letters?state=all&profile=${encodeURIComponent(letter.profileId)}`}>{letter.profileId}</Link>,{' '}
                <RelativeTime at={letter.createdAt} />: {letter.message}
              </li>
            ))}
          </ul>
        )
      }
    </QueryState>
  );
}
