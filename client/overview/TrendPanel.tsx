import { css, style } from '@react-spectrum/s2/style' with { type: 'macro' };
import { lazy, Suspense } from 'react';
import type { ChartPoint } from '../dashboard/series.ts';
import { OutcomeIcon, outcomeLabels } from '../dashboard/outcome.tsx';
import { timeTicks } from '../dashboard/timeTicks.ts';
import { drawn } from '../shell/clock.ts';
import { formatClock, formatCount, formatExact, formatHour, formatUtcDay } from '../ui/format.ts';
import { ListTable } from '../ui/ListTable.tsx';
import { Panel } from '../ui/Panel.tsx';

const OutcomeChart = lazy(() => drawn().then(() => import('../dashboard/OutcomeChart.tsx')));

const hourMs = 3_600_000;
const sides = style({ display: 'grid', gap: 24, gridTemplateColumns: { default: ['minmax(0, 1fr)'], lg: ['minmax(0, 3fr)', 'minmax(0, 2fr)'] } });
const legend = style({ display: 'flex', flexWrap: 'wrap', gap: 16, font: 'ui-sm', listStyleType: 'none', padding: 0, marginTop: 0, marginBottom: 8 });
const entry = style({ display: 'flex', alignItems: 'center', gap: 4 });
const scroll = css('max-block-size: 300px; overflow-y: auto;');
const empty = style({ font: 'ui', color: 'neutral-subdued', minHeight: 120, display: 'flex', alignItems: 'center', justifyContent: 'center', textAlign: 'center' });

/** How bars of this length, milliseconds, are named: hours of the reader's clock, or days in UTC, which is what they are. */
function nameOf(step: number): (at: number) => string {
  if (step >= 24 * hourMs) return formatUtcDay;
  return step > hourMs ? formatHour : formatClock;
}

/** Delivered, excluded and failed over time, as a picture with the same numbers beside it. Times without records are not listed. `isOver`: nothing is added to this time any more. */
export function TrendPanel({ series, step, isOver }: { series: readonly ChartPoint[]; step: number; isOver: boolean }) {
  const filled = series.filter((point) => point.activated + point.excluded + point.failed > 0);
  const name = nameOf(step);
  const heading = 'Records over time';
  if (filled.length === 0)
    return (
      <Panel heading={heading}>
        <div className={empty}>No records in this time.{!isOver && ' New ones appear here by themselves.'}</div>
      </Panel>
    );
  return (
    <Panel heading={heading}>
      <div className={sides}>
        <div>
          <ul className={legend} aria-label="Legend">
            {(['delivered', 'excluded', 'failed'] as const).map((outcome) => (
              <li key={outcome} className={entry}>
                <OutcomeIcon outcome={outcome} />
                {outcomeLabels[outcome]}
              </li>
            ))}
          </ul>
          <div className={style({ height: 260 })}>
            <Suspense fallback={<div className={empty}>Drawing…</div>}>
              <OutcomeChart label={heading} series={series} ticks={timeTicks(series, name === formatClock ? 12 : 8)} formatTick={name} />
            </Suspense>
          </div>
        </div>
        {/* Focusable, so that the keyboard can scroll it. */}
        <div className={scroll} tabIndex={0} role="group" aria-label="The same as numbers">
          <ListTable
            label={heading}
            rows={filled.toReversed()}
            keyOf={(point) => String(point.at)}
            columns={[
              {
                key: 'at',
                label: step >= 24 * hourMs ? 'Day (UTC)' : 'From',
                cell: (point) => (
                  <time dateTime={new Date(point.at).toISOString()} title={formatExact(point.at)}>
                    {name(point.at)}
                  </time>
                ),
              },
              { key: 'delivered', label: 'Delivered', align: 'end', cell: (point) => formatCount(point.activated) },
              { key: 'excluded', label: 'Excluded', align: 'end', cell: (point) => formatCount(point.excluded) },
              { key: 'failed', label: 'Failed', align: 'end', cell: (point) => formatCount(point.failed) },
            ]}
          />
        </div>
      </div>
    </Panel>
  );
}
