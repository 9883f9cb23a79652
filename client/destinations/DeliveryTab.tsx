import { SegmentedControl, SegmentedControlItem } from '@react-spectrum/s2/SegmentedControl';
import { style } from '@react-spectrum/s2/style' with { type: 'macro' };
import { useState } from 'react';
import { DeliveryChart } from '../dashboard/DeliveryChart.tsx';
import { DeliveryFacts } from '../dashboard/DeliveryFacts.tsx';
import { pipelineOf } from '../dashboard/pipeline.ts';
import { PipelineBoxes } from '../dashboard/PipelineBoxes.tsx';
import { ReasonList } from '../dashboard/ReasonList.tsx';
import { bucketSeries, lastDay, lastHour, newestTime, type Period } from '../dashboard/series.ts';
import { useDelivery } from '../dashboard/useDelivery.ts';
import { Panel } from '../ui/Panel.tsx';
import { QueryState } from '../ui/QueryState.tsx';
import { useNow } from '../ui/useNow.ts';
import { CapacityNotice } from './CapacityNotice.tsx';
import { CountsCheck } from './CountsCheck.tsx';

const stack = style({ display: 'flex', flexDirection: 'column', gap: 20 });
const periods: Readonly<Record<string, { period: Period; label: string; heading: string; unit: string }>> = {
  hour: { period: lastHour, label: 'Last hour', heading: 'Outcomes per minute', unit: 'minute' },
  day: { period: lastDay, label: 'Last 24 hours', heading: 'Outcomes per quarter of an hour', unit: 'quarter' },
};

/** Live delivery of one destination: where the records are, how fast, when, and why some were not delivered. */
export function DeliveryTab({ destinationId }: { destinationId: string }) {
  const [chosen, setChosen] = useState('hour');
  const { period, heading, unit } = periods[chosen] as (typeof periods)[string];
  const delivery = useDelivery(destinationId, period);
  const pageTime = useNow();
  return (
    <QueryState query={delivery.stored} what="delivery">
      {({ metrics }) => {
        const now = newestTime(metrics.points, delivery.live, pageTime);
        const series = bucketSeries(metrics.points, delivery.newSeconds, now, period);
        const seconds = (delivery.live?.seconds ?? []).slice(-60);
        const pending = delivery.live?.latest.totals.pending ?? metrics.totals.pending;
        return (
          <div className={stack}>
            <div className={style({ display: 'flex', justifyContent: 'end' })}>
              <SegmentedControl aria-label="Period" selectedKey={chosen} onSelectionChange={(key) => setChosen(String(key))}>
                {Object.entries(periods).map(([id, { label }]) => (
                  <SegmentedControlItem key={id} id={id}>
                    {label}
                  </SegmentedControlItem>
                ))}
              </SegmentedControl>
            </div>
            <CapacityNotice wait={delivery.live?.latest.capacityWait} />
            <PipelineBoxes stages={pipelineOf(series, { pending, trend: seconds.map((second) => second.pending), unseen: delivery.live?.latest.lag.changes ?? 0 })} />
            <DeliveryFacts seconds={seconds} points={metrics.points} lag={delivery.live?.latest.lag} />
            <DeliveryChart heading={heading} series={series} unit={unit} />
            <Panel heading="Why records were not delivered">
              <ReasonList reasons={metrics.reasons} destinationId={destinationId} />
            </Panel>
            <CountsCheck destinationId={destinationId} />
          </div>
        );
      }}
    </QueryState>
  );
}
