import { Bar, BarChart, CartesianGrid, ResponsiveContainer, Tooltip, XAxis, YAxis } from 'recharts';
import { css } from '@react-spectrum/s2/style' with { type: 'macro' };
import { formatClock, formatCompact, formatCount, formatExact } from '../ui/format.ts';
import { outcomeColors } from './outcomeColors.ts';
import type { ChartPoint } from './series.ts';

const frame = css('block-size: 100%; font-variant-numeric: tabular-nums; & .recharts-surface:focus-visible { outline: 2px solid var(--axis); outline-offset: 2px; }');
const names: Readonly<Record<string, string>> = { activated: 'Delivered', excluded: 'Excluded', failed: 'Failed' };

/** Stacked bars per bucket. In a file of its own, because the chart library is loaded only where a chart is shown. Arrow keys walk the bars. */
export default function OutcomeChart({ label, series, formatTick = formatClock }: { label: string; series: readonly ChartPoint[]; formatTick?: (at: number) => string }) {
  return (
    <div className={`${outcomeColors} ${frame}`}>
      <ResponsiveContainer width="100%" height="100%">
        <BarChart accessibilityLayer data={[...series]} margin={{ top: 8, right: 8, bottom: 0, left: 0 }} barCategoryGap={1} title={label}>
          <CartesianGrid vertical={false} stroke="var(--grid)" />
          <XAxis dataKey="at" tickFormatter={formatTick} stroke="var(--axis)" tickLine={false} fontSize={12} minTickGap={40} />
          <YAxis allowDecimals={false} tickFormatter={formatCompact} stroke="var(--axis)" tickLine={false} axisLine={false} fontSize={12} width={48} />
          <Tooltip
            isAnimationActive={false}
            cursor={{ fill: 'var(--grid)', opacity: 0.6 }}
            contentStyle={{ background: 'var(--surface)', border: '1px solid var(--grid)', borderRadius: 8, fontSize: 13 }}
            labelStyle={{ color: 'var(--axis)' }}
            itemStyle={{ color: 'inherit' }}
            labelFormatter={(at) => formatExact(Number(at))}
            formatter={(value, name) => [formatCount(Number(value)), names[String(name)] ?? String(name)]}
          />
          <Bar dataKey="activated" stackId="outcomes" fill="var(--delivered)" isAnimationActive={false} />
          <Bar dataKey="excluded" stackId="outcomes" fill="var(--excluded)" isAnimationActive={false} />
          <Bar dataKey="failed" stackId="outcomes" fill="var(--failed)" isAnimationActive={false} />
        </BarChart>
      </ResponsiveContainer>
    </div>
  );
}
