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
function ReasonLink({ reason: { code, counter }, home, failedLink }: { reason: Metrics['reasons'][number]; home: string; failedLink: string }) {
  if (counter === 'failed') return <Link href={`${failedLink}&code=${code}`}>Show the dead letters</Link>;
  if (code === 'mapping_value_missing') return <Link href={`${home}/activate`}>Edit the activation</Link>;
  return code === 'consent_missing' ? <Link href={`${home}/edit`}>See the needed consents</Link> : null;
}

export interface ReasonListProps {
  readonly reasons: Metrics['reasons'];
  readonly destinationId: string;
  /** Where the failed records of all reasons are listed, with a query that a reason can be added to. */
  readonly failedLink: string;
  /** They are of one run. */
  readonly runId?: string;
}

/** Why records were excluded or failed, most frequent first, each with what to do and where. */
export function ReasonList({ reasons, destinationId, failedLink, runId }: ReasonListProps) {
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
                {reason.remedy} <ReasonLink reason={reason} home={`/destinations/${destinationId}`} failedLink={failedLink} />
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
