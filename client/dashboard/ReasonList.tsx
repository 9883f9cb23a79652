import { Link } from '@react-spectrum/s2/Link';
import { style } from '@react-spectrum/s2/style' with { type: 'macro' };
import type { Metrics } from '../../shared/delivery.ts';
import { formatCount } from '../ui/format.ts';
import { OutcomeIcon, outcomeLabels } from './outcome.tsx';
import { ReasonSamples } from './ReasonSamples.tsx';

const list = style({ listStyleType: 'none', margin: 0, padding: 0, display: 'flex', flexDirection: 'column', gap: 16 });
const item = style({ display: 'grid', gridTemplateColumns: ['auto', 'minmax(0, 1fr)', 'auto'], columnGap: 12, alignItems: 'start' });
const title = style({ font: 'ui', fontWeight: 'bold' });
const remedy = style({ font: 'ui', color: 'neutral-subdued', marginTop: 4 });
const count = style({ font: 'ui', fontWeight: 'bold', textAlign: 'end' });
const none = style({ font: 'ui', color: 'neutral-subdued', margin: 0 });

/** Where to act; nothing where there is nothing to do. */
function ReasonLink({ reason: { code, counter }, home, runId }: { reason: Metrics['reasons'][number]; home: string; runId: string | undefined }) {
  if (counter === 'failed') {
    const ofRun = runId === undefined ? '' : `&state=all&run=${encodeURIComponent(runId)}`;
    return <Link href={`${home}/dead-letters?code=${code}${ofRun}`}>Show the dead letters</Link>;
  }
  if (code === 'mapping_value_missing') return <Link href={`${home}/activate`}>Edit the mapping</Link>;
  return code === 'consent_missing' ? <Link href={`${home}/edit`}>See the needed consents</Link> : null;
}

/** Why records were excluded or failed, most frequent first, each with what to do and where. `runId`: they are of one run. */
export function ReasonList({ reasons, destinationId, runId }: { reasons: Metrics['reasons']; destinationId: string; runId?: string }) {
  if (reasons.length === 0) return <p className={none}>Nothing was excluded and nothing failed in this time.</p>;
  return (
    <ul className={list}>
      {reasons
        .toSorted((a, b) => b.count - a.count)
        .map((reason) => (
          <li key={`${reason.code} ${reason.counter}`} className={item}>
            <OutcomeIcon outcome={reason.counter} />
            <div>
              <div className={title}>{reason.title}</div>
              <div className={remedy}>
                {reason.remedy} <ReasonLink reason={reason} home={`/destinations/${destinationId}`} runId={runId} />
              </div>
              <ReasonSamples reason={reason} destinationId={destinationId} runId={runId} />
            </div>
            <div className={count}>
              {formatCount(reason.count)} {outcomeLabels[reason.counter].toLowerCase()}
            </div>
          </li>
        ))}
    </ul>
  );
}
