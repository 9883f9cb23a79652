import { style } from '@react-spectrum/s2/style' with { type: 'macro' };
import type { ReactNode } from 'react';
import type { Lag, Metrics } from '../../shared/delivery.ts';
import { useLive } from '../shell/live.ts';
import { formatCount, formatDuration, formatExact, formatHour, formatPlural } from '../ui/format.ts';
import { durationText, latencyLines } from './durationLines.ts';
import type { LiveSecond } from './liveTotals.ts';
import { newestLatency } from './series.ts';
import { Sparkline } from './Sparkline.tsx';

const row = style({ display: 'grid', gap: 12, gridTemplateColumns: { default: 'minmax(0, 1fr)', sm: 'repeat(3, minmax(0, 1fr))' }, margin: 0 });
const box = style({ backgroundColor: 'layer-1', borderRadius: 'lg', paddingX: 16, paddingY: 12, minWidth: 0 });
const term = style({ font: 'ui-sm', color: 'neutral-subdued' });
const value = style({ font: 'title-lg', margin: 0, marginTop: 4, fontVariantNumeric: 'tabular-nums' });
const note = style({ font: 'ui-sm', color: 'neutral-subdued', marginTop: 4 });
const pair = style({ display: 'flex', flexWrap: 'wrap', columnGap: 16, rowGap: 4 });
const above = style({ display: 'block' });
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

export interface DeliveryFactsProps {
  readonly seconds: readonly LiveSecond[];
  readonly points: Metrics['points'];
  /** Something was delivered in the time that is shown, whether its latency is known already or not. */
  readonly hasDelivered: boolean;
  readonly lag: Lag | undefined;
}

/** The live seconds of the last minute, latency, and how far delivery is behind. */
export function DeliveryFacts({ seconds, points, hasDelivered, lag }: DeliveryFactsProps) {
  const newest = newestLatency(points);
  const isConnected = useLive().connected;
  return (
    <dl className={row}>
      <Fact name="Delivered right now" hint={<Sparkline values={seconds.map((second) => second.delta.activated)} slots={60} color="delivered" />}>
        {isConnected ? formatCount(seconds.at(-1)?.delta.activated ?? 0) : '–'} <span className={unit}>in the last second</span>
      </Fact>
      <Fact
        name="From accepted to delivered"
        hint={
          newest === null ? (
            hasDelivered ? (
              'Being measured: shown in some seconds.'
            ) : (
              'No delivery in this time.'
            )
          ) : (
            <>
              Deliveries since{' '}
              <time dateTime={newest.at} title={formatExact(Date.parse(newest.at))}>
                {formatHour(Date.parse(newest.at))}
              </time>
            </>
          )
        }
      >
        <span className={pair}>
          {newest === null
            ? '–'
            : latencyLines.map(({ key, label }) => (
                <span key={key}>
                  <span className={`${unit} ${above}`}>{label}</span> {durationText(newest.latency[key])}
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
