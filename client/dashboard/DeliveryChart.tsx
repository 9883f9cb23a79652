import { lazy, memo, Suspense, useMemo, useState, type ComponentProps } from 'react';
import { SegmentedControl, SegmentedControlItem } from '@react-spectrum/s2/SegmentedControl';
import { style } from '@react-spectrum/s2/style' with { type: 'macro' };
import { drawn } from '../shell/clock.ts';
import { formatClock, formatHour } from '../ui/format.ts';
import { Panel } from '../ui/Panel.tsx';
import { useLater } from '../ui/useLater.ts';
import { bucketText } from './chartRange.ts';
import { ChartLegend, LineSample } from './ChartLegend.tsx';
import { DeliveryTable } from './DeliveryTable.tsx';
import { hasNews, type DetailPoint } from './detailSeries.ts';
import { lagLines, latencyLines } from './durationLines.ts';
import { OutcomeIcon, outcomeLabels } from './outcome.tsx';
import { timeTicks } from './timeTicks.ts';

const OutcomeChart = lazy(() => drawn().then(() => import('./OutcomeChart.tsx')));
const DurationChart = lazy(() => drawn().then(() => import('./DurationChart.tsx')));

const tall = style({ height: 240 });
const low = style({ height: 140 });
const part = style({ font: 'title-sm', marginTop: 20, marginBottom: 8 });
const empty = style({ font: 'ui', color: 'neutral-subdued', height: 200, display: 'flex', alignItems: 'center', justifyContent: 'center', textAlign: 'center' });
const hint = style({ font: 'ui-sm', color: 'neutral-subdued', margin: 0, marginTop: 8 });
const drawing = <div className={empty}>Drawing…</div>;
const dayMs = 86_400_000;
/** Between the drawing of one chart and of the next, milliseconds: three at once would hold up the page. */
const drawnApart = 200;

export interface DeliveryChartProps {
  readonly series: readonly DetailPoint[];
  /** Milliseconds of a bucket. */
  readonly size: number;
  /** How far a destination was behind is no matter of a single run. */
  readonly hasLag?: boolean;
  /** Somebody dragged from one bucket to another: their beginnings. */
  readonly onPick?: (one: number, other: number) => void;
}

/** Outcomes, latency and lag over time, as pictures or as one table with the same numbers. Drawn anew only when what it is given changes. */
export const DeliveryChart = memo(function DeliveryChart({ series, size, hasLag = true, onPick }: DeliveryChartProps) {
  const [view, setView] = useState<string>('chart');
  const heading = `Outcomes per ${bucketText(size)}`;
  const isLong = series.length * size > dayMs;
  const formatTick = isLong ? formatHour : formatClock;
  const ticks = useMemo(() => timeTicks(series, isLong ? 8 : 12), [series, isLong]);
  const times = { group: heading, series, ticks, formatTick };
  return (
    <Panel
      heading={heading}
      aside={
        <SegmentedControl aria-label="How to show the numbers" selectedKey={view} onSelectionChange={(key) => setView(String(key))}>
          <SegmentedControlItem id="chart">Chart</SegmentedControlItem>
          <SegmentedControlItem id="table">Table</SegmentedControlItem>
        </SegmentedControl>
      }
    >
      {!series.some(hasNews) ? (
        <div className={empty}>No records in this time. New ones appear here by themselves.</div>
      ) : view === 'table' ? (
        <DeliveryTable label={heading} series={series} size={size} formatTime={formatTick} hasLag={hasLag} />
      ) : (
        <>
          <ChartLegend
            label="Legend"
            entries={[
              ...(['delivered', 'excluded', 'failed'] as const).map((outcome) => [<OutcomeIcon key={outcome} outcome={outcome} />, outcomeLabels[outcome]] as const),
              ...(series.some(({ throttled }) => throttled > 0)
                ? [[<LineSample key="throttled" line={{ color: 'var(--throttled)', dash: '6 3' }} />, 'Held back: attempts when the stream took no more'] as const]
                : []),
            ]}
          />
          <div className={tall}>
            <Suspense fallback={drawing}>
              <OutcomeChart label={heading} series={series} ticks={ticks} formatTick={formatTick} onPick={onPick} />
            </Suspense>
          </div>
          <Durations
            label="From accepted to delivered"
            none={series.some(({ activated }) => activated > 0) ? 'Being measured: shown in some seconds.' : 'No delivery in this time.'}
            lines={latencyLines}
            {...times}
            drawnAfter={drawnApart}
          />
          {hasLag && (
            <Durations label="How far delivery was behind" none="No minute that is over ended with a change that waited." lines={lagLines} {...times} drawnAfter={2 * drawnApart} />
          )}
          {onPick !== undefined && <p className={hint}>Drag across the bars to look closer, or use Zoom in. Arrow keys walk the bars.</p>}
        </>
      )}
    </Panel>
  );
});

/** `none`: said where there is nothing to draw. */
type DurationsProps = ComponentProps<typeof DurationChart> & { readonly none: string; readonly drawnAfter: number };

/** One chart of durations; not drawn anew with the others, but so many milliseconds after. */
const Durations = memo(function Durations({ none, drawnAfter, series, ticks, ...chart }: DurationsProps) {
  const later = useLater(
    useMemo(() => ({ series, ticks }), [series, ticks]),
    drawnAfter,
  );
  if (!later.series.some((point) => chart.lines.some(({ key }) => (point[key] ?? 0) > 0)))
    return (
      <>
        <h3 className={part}>{chart.label}</h3>
        <p className={hint}>{none}</p>
      </>
    );
  return (
    <>
      <h3 className={part}>{chart.label}</h3>
      <ChartLegend label={`Legend of ${chart.label}`} entries={chart.lines.map((line) => [<LineSample key={line.key} line={line} />, line.label])} />
      <div className={low}>
        <Suspense fallback={drawing}>
          <DurationChart {...chart} {...later} />
        </Suspense>
      </div>
    </>
  );
});
