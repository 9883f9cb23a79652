import { focusRing, style } from '@react-spectrum/s2/style' with { type: 'macro' };
import { useCallback, useDeferredValue } from 'react';
import { attemptsSentence } from '../dashboard/countsSentence.ts';
import { pickedStretch, periodOf, spans } from '../dashboard/chartRange.ts';
import { DeliveryChart } from '../dashboard/DeliveryChart.tsx';
import { DeliveryFacts } from '../dashboard/DeliveryFacts.tsx';
import { detailSeries, isFarBehind } from '../dashboard/detailSeries.ts';
import { pipelineOf } from '../dashboard/pipeline.ts';
import { PipelineBoxes } from '../dashboard/PipelineBoxes.tsx';
import { RangeControl } from '../dashboard/RangeControl.tsx';
import { ReasonList } from '../dashboard/ReasonList.tsx';
import { bucketSeries, newestTime, sumOf } from '../dashboard/series.ts';
import { ShardsPanel } from '../dashboard/ShardsPanel.tsx';
import { useChartRange } from '../dashboard/useChartRange.ts';
import { useDelivery } from '../dashboard/useDelivery.ts';
import { Panel } from '../ui/Panel.tsx';
import { QueryState } from '../ui/QueryState.tsx';
import { useCalm } from '../ui/useCalm.ts';
import { useNow } from '../ui/useNow.ts';
import { CapacityNotice } from './CapacityNotice.tsx';
import { CountsCheck } from './CountsCheck.tsx';
import { recordLinks } from './recordLinks.ts';

const stack = style({ display: 'flex', flexDirection: 'column', gap: 20 });
const sentence = style({ font: 'ui-sm', color: 'neutral-subdued', margin: 0, marginTop: 8 });
const samePage = style({ ...focusRing(), color: 'neutral', textDecoration: 'underline', borderRadius: 'sm', outlineStyle: { default: 'none', ':focus-visible': 'solid' } });
/** Charts are drawn anew this often, milliseconds, and sooner where they would be seen to contradict the numbers, which change each second. */
const drawEvery = 5_000;

/** Live delivery of one destination: where the records are, how fast, when, and why some were not delivered. What time it is about stands in the address. */
export function DeliveryTab({ destinationId }: { destinationId: string }) {
  const { range, showSpan, showStretch } = useChartRange();
  const stretch = range.kind === 'fixed' ? { from: range.from, to: range.to } : null;
  const period = range.kind === 'fixed' ? periodOf(range) : spans[range.span].period;
  const delivery = useDelivery(destinationId, period, stretch);
  const pageTime = useNow();
  const points = delivery.stored.data?.metrics.points ?? [];
  const now = newestTime(stretch === null ? points : [], delivery.live, pageTime);
  const series = bucketSeries(points, delivery.newSeconds, stretch?.to ?? now, period);
  // Three charts take their time: whatever a person does at the page goes first.
  const drawn = useDeferredValue(useCalm(detailSeries(series, points), delivery.reading, now, drawEvery, isFarBehind));
  const links = recordLinks(destinationId, range);
  const pick = useCallback((one: number, other: number) => showStretch(pickedStretch(one, other, period.size)), [showStretch, period.size]);
  return (
    <div className={stack}>
      <RangeControl range={range} now={now} onSpan={showSpan} onStretch={showStretch} />
      <QueryState query={delivery.stored} what="delivery">
        {({ metrics }) => {
          const seconds = (delivery.live?.seconds ?? []).slice(-60);
          const open =
            stretch === null
              ? {
                  pending: delivery.live?.latest.totals.pending ?? metrics.totals.pending,
                  trend: seconds.map((second) => second.pending),
                  unseen: delivery.live?.latest.lag.changes ?? 0,
                }
              : { pending: 0, trend: [], unseen: 0 };
          const attempts = attemptsSentence(metrics.totals);
          return (
            <>
              <CapacityNotice wait={delivery.live?.latest.capacityWait} />
              <div>
                <PipelineBoxes stages={pipelineOf(series, open)} links={links} />
                {attempts !== '' && (
                  <p className={sentence}>
                    {attempts}{' '}
                    {stretch === null && metrics.totals.throttled > 0 && (
                      <a href="#shards" className={samePage}>
                        Show the shards
                      </a>
                    )}
                  </p>
                )}
              </div>
              {stretch === null && <DeliveryFacts seconds={seconds} points={metrics.points} hasDelivered={sumOf(series).activated > 0} lag={delivery.live?.latest.lag} />}
              <DeliveryChart series={drawn} size={period.size} onPick={pick} />
              {stretch === null && <ShardsPanel destinationId={destinationId} delivered={delivery.live?.latest.totals.activated} />}
              <div id="reasons">
                <Panel heading="Why records were not delivered">
                  <ReasonList reasons={metrics.reasons} destinationId={destinationId} failedLink={links.failed} />
                </Panel>
              </div>
              <CountsCheck destinationId={destinationId} />
            </>
          );
        }}
      </QueryState>
    </div>
  );
}
