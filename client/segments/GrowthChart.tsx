import { Area, AreaChart, CartesianGrid, ResponsiveContainer, Tooltip, XAxis, YAxis } from 'recharts';
import { css, style } from '@react-spectrum/s2/style' with { type: 'macro' };
import type { Growth } from '../../shared/segmentHistory.ts';
import { outcomeColors } from '../dashboard/outcomeColors.ts';
import { formatCompact, formatCount } from '../ui/format.ts';
import { formatStep } from './growthWords.ts';

const frame = css('block-size: 100%; font-variant-numeric: tabular-nums; & .recharts-surface:focus-visible { outline: 2px solid var(--axis); outline-offset: 2px; }');
const colors = style({ '--people': { type: 'backgroundColor', value: 'blue-800' } });
const tick = { fontSize: 12, stroke: 'var(--axis)', tickLine: false };

/** People in a segment over time, from zero. In a file of its own, because the chart library is loaded only where a chart is shown. Arrow keys walk the points. */
export default function GrowthChart({ label, growth: { points, step } }: { label: string; growth: Growth }) {
  const data = points.map((point) => ({ ...point, at: Date.parse(point.at) }));
  return (
    <div className={`${outcomeColors} ${colors} ${frame}`}>
      <ResponsiveContainer width="100%" height="100%">
        <AreaChart accessibilityLayer data={data} margin={{ top: 8, right: 8, bottom: 0, left: 0 }} title={label}>
          <CartesianGrid vertical={false} stroke="var(--grid)" />
          <XAxis dataKey="at" tickFormatter={(at) => formatStep(Number(at), step)} minTickGap={48} {...tick} />
          <YAxis allowDecimals={false} tickFormatter={formatCompact} axisLine={false} width={48} {...tick} />
          <Tooltip
            isAnimationActive={false}
            cursor={{ stroke: 'var(--axis)' }}
            contentStyle={{ background: 'var(--surface)', border: '1px solid var(--grid)', borderRadius: 8, fontSize: 13 }}
            labelStyle={{ color: 'var(--axis)' }}
            itemStyle={{ color: 'inherit' }}
            labelFormatter={(at) => formatStep(Number(at), step)}
            formatter={(size, _name, { payload }: { payload?: { entered: number; exited: number } }) => [
              `${formatCount(Number(size))} (${formatCount(payload?.entered ?? 0)} entered, ${formatCount(payload?.exited ?? 0)} left)`,
              'People',
            ]}
          />
          <Area dataKey="size" type="stepAfter" stroke="var(--people)" strokeWidth={2} fill="var(--people)" fillOpacity={0.15} isAnimationActive={false} />
        </AreaChart>
      </ResponsiveContainer>
    </div>
  );
}
