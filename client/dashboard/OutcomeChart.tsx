import { Bar, CartesianGrid, ComposedChart, Line, ReferenceArea, ResponsiveContainer, Tooltip, XAxis, YAxis } from 'recharts';
import { useState } from 'react';
import { formatCompact, formatCount, formatExact } from '../ui/format.ts';
import { chartFrame, tick, timeAxis, tooltip } from './chartLooks.ts';
import { outcomeColors } from './outcomeColors.ts';
import type { ChartPoint } from './series.ts';

const names: Readonly<Record<string, string>> = { activated: 'Delivered', excluded: 'Excluded', failed: 'Failed', throttled: 'Held back (attempts)' };

/** Outcomes of a bucket, and attempts that were held back where that is known. */
interface OutcomePoint extends ChartPoint {
  readonly throttled?: number;
}

/**
 * Stacked bars per bucket, and a line of attempts that were held back. In a file of its own, because the chart library is
 * loaded only where a chart is shown. Arrow keys walk the bars; dragging across them picks a stretch: `onPick` gets the
 * beginnings of its first and last bucket, in the order they were met.
 */
export default function OutcomeChart({
  label,
  series,
  ticks,
  formatTick,
  onPick,
}: {
  label: string;
  series: readonly OutcomePoint[];
  /** Beginnings of the buckets that get a mark. */
  ticks: readonly number[];
  formatTick: (at: number) => string;
  onPick?: ((one: number, other: number) => void) | undefined;
}) {
  const [drag, setDrag] = useState<{ readonly from: number; readonly to: number } | null>(null);
  const hasThrottled = series.some(({ throttled = 0 }) => throttled > 0);
  const move = (at: number): void => setDrag((before) => before && { ...before, to: at });
  const pick = (): void => {
    if (drag !== null && drag.from !== drag.to) onPick?.(drag.from, drag.to);
    setDrag(null);
  };
  return (
    <div className={`${outcomeColors} ${chartFrame}`}>
      <ResponsiveContainer width="100%" height="100%">
        <ComposedChart
          accessibilityLayer
          data={[...series]}
          margin={{ top: 8, right: 8, bottom: 0, left: 0 }}
          barCategoryGap={1}
          title={label}
          syncId={label}
          {...(onPick !== undefined && {
            onMouseDown: ({ activeLabel }) => activeLabel !== undefined && setDrag({ from: Number(activeLabel), to: Number(activeLabel) }),
            onMouseMove: ({ activeLabel }) => activeLabel !== undefined && move(Number(activeLabel)),
            onMouseUp: pick,
            onMouseLeave: () => setDrag(null),
          })}
        >
          <CartesianGrid vertical={false} stroke="var(--grid)" />
          <XAxis dataKey="at" tickFormatter={formatTick} ticks={[...ticks]} {...timeAxis} {...tick} />
          <YAxis allowDecimals={false} tickFormatter={formatCompact} axisLine={false} width={56} {...tick} />
          <Tooltip
            {...tooltip}
            cursor={{ fill: 'var(--grid)', opacity: 0.6 }}
            labelFormatter={(at) => formatExact(Number(at))}
            formatter={(value, name) => [formatCount(Number(value)), names[String(name)] ?? String(name)]}
          />
          <Bar dataKey="activated" stackId="outcomes" maxBarSize={48} fill="var(--delivered)" isAnimationActive={false} />
          <Bar dataKey="excluded" stackId="outcomes" maxBarSize={48} fill="var(--excluded)" isAnimationActive={false} />
          <Bar dataKey="failed" stackId="outcomes" maxBarSize={48} fill="var(--failed)" isAnimationActive={false} />
          {hasThrottled && <Line dataKey="throttled" dot={series.length === 1} stroke="var(--throttled)" strokeWidth={2} strokeDasharray="6 3" isAnimationActive={false} />}
          {drag !== null && drag.from !== drag.to && (
            <ReferenceArea x1={Math.min(drag.from, drag.to)} x2={Math.max(drag.from, drag.to)} fill="var(--waiting)" fillOpacity={0.2} ifOverflow="hidden" />
          )}
        </ComposedChart>
      </ResponsiveContainer>
    </div>
  );
}
