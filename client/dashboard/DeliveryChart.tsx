import { lazy, Suspense, useState } from 'react';
import { SegmentedControl, SegmentedControlItem } from '@react-spectrum/s2/SegmentedControl';
import { css, style } from '@react-spectrum/s2/style' with { type: 'macro' };
import { ListTable } from '../ui/ListTable.tsx';
import { formatClock, formatCount, formatExact } from '../ui/format.ts';
import { Panel } from '../ui/Panel.tsx';
import { OutcomeIcon, outcomeLabels } from './outcome.tsx';
import type { ChartPoint } from './series.ts';

const OutcomeChart = lazy(() => import('./OutcomeChart.tsx'));

const frame = style({ height: 260 });
const legend = style({ display: 'flex', flexWrap: 'wrap', gap: 16, font: 'ui-sm', listStyleType: 'none', padding: 0, marginTop: 0, marginBottom: 8 });
const entry = style({ display: 'flex', alignItems: 'center', gap: 4 });
const scroll = css('max-block-size: 320px; overflow-y: auto;');
const empty = style({ font: 'ui', color: 'neutral-subdued', height: 260, display: 'flex', alignItems: 'center', justifyContent: 'center', textAlign: 'center' });

/** Delivered, excluded and failed over time, as a picture or as a table with the same numbers. Times without records are not listed in the table. */
export function DeliveryChart({ heading, series, unit }: { heading: string; series: readonly ChartPoint[]; unit: string }) {
  const [view, setView] = useState<string>('chart');
  const filled = series.filter((point) => point.activated + point.excluded + point.failed > 0);
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
      {filled.length === 0 ? (
        <div className={empty}>No records in this time. New ones appear here by themselves.</div>
      ) : view === 'table' ? (
        // Focusable, so that the keyboard can scroll it.
        <div className={scroll} tabIndex={0} role="group" aria-label={heading}>
          <ListTable
            label={heading}
            rows={filled.toReversed()}
            keyOf={(point) => String(point.at)}
            columns={[
              {
                key: 'at',
                label: `Beginning of the ${unit}`,
                cell: (point) => (
                  <time dateTime={new Date(point.at).toISOString()} title={formatExact(point.at)}>
                    {formatClock(point.at)}
                  </time>
                ),
              },
              { key: 'delivered', label: 'Delivered', align: 'end', cell: (point) => formatCount(point.activated) },
              { key: 'excluded', label: 'Excluded', align: 'end', cell: (point) => formatCount(point.excluded) },
              { key: 'failed', label: 'Failed', align: 'end', cell: (point) => formatCount(point.failed) },
            ]}
          />
        </div>
      ) : (
        <>
          <ul className={legend} aria-label="Legend">
            {(['delivered', 'excluded', 'failed'] as const).map((outcome) => (
              <li key={outcome} className={entry}>
                <OutcomeIcon outcome={outcome} />
                {outcomeLabels[outcome]}
              </li>
            ))}
          </ul>
          <div className={frame}>
            <Suspense fallback={<div className={empty}>Drawing…</div>}>
              <OutcomeChart label={heading} series={series} />
            </Suspense>
          </div>
        </>
      )}
    </Panel>
  );
}
