import { SegmentedControl, SegmentedControlItem } from '@react-spectrum/s2/SegmentedControl';
import { css, style } from '@react-spectrum/s2/style' with { type: 'macro' };
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { lazy, Suspense, useState } from 'react';
import type { Growth } from '../../shared/segmentHistory.ts';
import { call } from '../api.ts';
import { drawn, now } from '../shell/clock.ts';
import { formatCount, formatExact } from '../ui/format.ts';
import { ListTable } from '../ui/ListTable.tsx';
import { Panel } from '../ui/Panel.tsx';
import { QueryState } from '../ui/QueryState.tsx';
import { RelativeTime } from '../ui/RelativeTime.tsx';
import { formatStep, growthPeriods, growthSentence, type GrowthPeriod } from './growthWords.ts';

const GrowthChart = lazy(() => drawn().then(() => import('./GrowthChart.tsx')));

const frame = style({ height: 240 });
const empty = style({ font: 'ui', color: 'neutral-subdued', height: 240, display: 'flex', alignItems: 'center', justifyContent: 'center', textAlign: 'center' });
const sentence = style({ font: 'ui', margin: 0, marginBottom: 12 });
const subtle = style({ color: 'neutral-subdued' });
const controls = style({ display: 'flex', flexWrap: 'wrap', gap: 8 });
const scroll = css('max-block-size: 320px; overflow-y: auto;');

/** How many people were in a segment over time, as a picture or as a table with the same numbers. */
export function GrowthPanel({ segmentId }: { segmentId: string }) {
  const [period, setPeriod] = useState<GrowthPeriod>('week');
  const [view, setView] = useState('chart');
  const growth = useQuery({
    queryKey: ['getSegmentGrowth', segmentId, period],
    queryFn: ({ signal }) => call('getSegmentGrowth', { params: { id: segmentId }, query: { from: new Date(now() - growthPeriods[period].length).toISOString() }, signal }),
    refetchInterval: 60_000,
    placeholderData: keepPreviousData,
  });
  return (
    <Panel
      heading="Growth"
      aside={
        <div className={controls}>
          <SegmentedControl aria-label="Time to show" selectedKey={period} onSelectionChange={(key) => setPeriod(key as GrowthPeriod)}>
            {Object.entries(growthPeriods).map(([key, { label }]) => (
              <SegmentedControlItem key={key} id={key}>
                {label}
              </SegmentedControlItem>
            ))}
          </SegmentedControl>
          <SegmentedControl aria-label="How to show the numbers" selectedKey={view} onSelectionChange={(key) => setView(String(key))}>
            <SegmentedControlItem id="chart">Chart</SegmentedControlItem>
            <SegmentedControlItem id="table">Table</SegmentedControlItem>
          </SegmentedControl>
        </div>
      }
    >
      <QueryState query={growth} what="the growth">
        {(data) => (
          <>
            <p className={sentence}>
              {growthSentence(data)}{' '}
              <span className={subtle}>
                Counted since <RelativeTime at={data.countedFrom} />.
              </span>
            </p>
            {view === 'table' ? (
              <GrowthTable growth={data} />
            ) : (
              <div className={frame}>
                <Suspense fallback={<div className={empty}>Drawing…</div>}>
                  <GrowthChart label="People in the segment" growth={data} />
                </Suspense>
              </div>
            )}
          </>
        )}
      </QueryState>
    </Panel>
  );
}

/** The newest first. Times in which nobody moved are not listed, but for the newest. */
function GrowthTable({ growth: { points, step } }: { growth: Growth }) {
  const rows = points.filter(({ entered, exited }, index) => entered + exited > 0 || index === points.length - 1).toReversed();
  return (
    // Focusable, so that the keyboard can scroll it.
    <div className={scroll} tabIndex={0} role="group" aria-label="People in the segment">
      <ListTable
        label="People in the segment"
        rows={rows}
        keyOf={(point) => point.at}
        columns={[
          {
            key: 'at',
            label: step === 'hour' ? 'Beginning of the hour' : 'Day (UTC)',
            cell: ({ at }) => (
              <time dateTime={at} title={formatExact(Date.parse(at))}>
                {formatStep(Date.parse(at), step)}
              </time>
            ),
          },
          { key: 'size', label: 'People at its end', align: 'end', cell: ({ size }) => formatCount(size) },
          { key: 'entered', label: 'Entered', align: 'end', cell: ({ entered }) => formatCount(entered) },
          { key: 'exited', label: 'Left', align: 'end', cell: ({ exited }) => formatCount(exited) },
        ]}
      />
    </div>
  );
}
