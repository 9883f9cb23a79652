import { style } from '@react-spectrum/s2/style' with { type: 'macro' };
import type { ReactNode } from 'react';
import type { Lag, Metrics } from '../../shared/delivery.ts';
import { formatCount, formatDuration, formatPlural } from '../ui/format.ts';
import { RelativeTime } from '../ui/RelativeTime.tsx';
import type { LiveSecond } from './liveTotals.ts';
import { newestLatency } from './series.ts';
import { Sparkline } from './Sparkline.tsx';

const row = style({ display: 'grid', gap: 12, gridTemplateColumns: { default: 'minmax(0, 1fr)', sm: 'repeat(3, minmax(0, 1fr))' }, margin: 0 });
const box = style({ backgroundColor: 'layer-1', borderRadius: 'lg', paddingX: 16, paddingY: 12, minWidth: 0 });
const term = style({ font: 'ui-sm', color: 'neutral-subdued' });
const value = style({ font: 'title-lg', margin: 0, marginTop: 4, fontVariantNumeric: 'tabular-nums' });
const note = style({ font: 'ui-sm', color: 'neutral-subdued', marginTop: 4 });
const pair = style({ display: 'flex', flexWrap: 'wrap', columnGap: 16, rowGap: 4 });
const unit = style({ font: 'ui-sm', color: 'neutral-subdued' });

function Fact({ name, children, hint }: { name: string; children: ReactNode; hint: ReactNode }) {
  return (
    <div className={box}>
      <dt className={term}>{name}</dt>
      <dd className={value}>{children}</dd>
      <dd className={`${note} ${style({ marginStart: 0 })}`}>{hint}</dd>
    </div>
  );
}

/** The live seconds of the last minute, latency, and how far delivery is behind. */
export function DeliveryFacts({ seconds, points, lag }: { seconds: readonly LiveSecond[]; points: Metrics['points']; lag: Lag | undefined }) {
  const newest = newestLatency(points);
  // The first event is a baseline: it tells of no second.
  const newestSecond = seconds.length < 2 ? undefined : seconds.at(-1);
  return (
    <dl className={row}>
      <Fact name="Delivered right now" hint={<Sparkline values={seconds.map((second) => second.delta.activated)} slots={60} color="delivered" />}>
        {newestSecond === undefined ? '–' : formatCount(newestSecond.delta.activated)} <span className={unit}>in the last second</span>
      </Fact>
      <Fact
        name="From accepted to delivered"
        hint={
          newest === null ? (
            'Shown after the first delivery.'
          ) : (
            <>
              Newest deliveries, <RelativeTime at={newest.at} />
            </>
          )
        }
      >
        <span className={pair}>
          {(['p50', 'p95', 'p99'] as const).map((percentile) => (
            <span key={percentile}>
              <span className={unit}>{percentile}</span> {newest === null || newest.latency[percentile] === null ? '–' : formatDuration(newest.latency[percentile])}
            </span>
          ))}
        </span>
      </Fact>
      <Fact
        name="Behind"
        hint={
          lag === undefined ? 'Shown once segments are activated.' : lag.changes === 0 ? 'Every change was looked at.' : `${formatPlural(lag.changes, 'change')} not looked at yet`
        }
      >
        {lag === undefined ? '–' : lag.changes === 0 ? 'Up to date' : formatDuration(lag.milliseconds)}
      </Fact>
    </dl>
  );
}
