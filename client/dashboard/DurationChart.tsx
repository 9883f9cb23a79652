import { memo } from 'react';
import { CartesianGrid, Line, LineChart, ResponsiveContainer, Tooltip, XAxis, YAxis } from 'recharts';
import { formatDuration, formatExact } from '../ui/format.ts';
import { chartFrame, tick, timeAxis, tooltip } from './chartLooks.ts';
import type { DetailPoint } from './detailSeries.ts';
import type { DurationLine } from './durationLines.ts';
import { outcomeColors } from './outcomeColors.ts';

const formatTime = (milliseconds: number): string => formatDuration(milliseconds).replace(' ', '\u00a0');
/** Nothing is blown up to look like much. */
const atLeastASecond = (most: number): number => Math.max(1_000, most);

/** Durations over time as lines that differ by their dashes, not only by colour. `group`: the chart whose pointer it follows. */
export default memo(function DurationChart({
  label,
  group,
  series,
  lines,
  ticks,
  formatTick,
}: {
  label: string;
  group: string;
  series: readonly DetailPoint[];
  lines: readonly DurationLine[];
  /** Beginnings of the buckets that get a mark. */
  ticks: readonly number[];
  formatTick: (at: number) => string;
}) {
  return (
    <div className={`${outcomeColors} ${chartFrame}`}>
      <ResponsiveContainer width="100%" height="100%">
        <LineChart accessibilityLayer data={[...series]} margin={{ top: 8, right: 8, bottom: 0, left: 0 }} title={label} syncId={group}>
          <CartesianGrid vertical={false} stroke="var(--grid)" />
          <XAxis dataKey="at" scale="band" tickFormatter={formatTick} ticks={[...ticks]} {...timeAxis} {...tick} />
          <YAxis tickFormatter={formatTime} domain={[0, atLeastASecond]} axisLine={false} width={56} {...tick} />
          <Tooltip
            {...tooltip}
            cursor={{ stroke: 'var(--axis)' }}
            labelFormatter={(at) => formatExact(Number(at))}
            formatter={(value, name) => [formatDuration(Number(value)), lines.find(({ key }) => key === name)?.label ?? String(name)]}
          />
          {lines.map(({ key, color, dash, isAlone }) => (
            <Line
              key={key}
              dataKey={key}
              stroke={color}
              strokeWidth={2}
              strokeDasharray={dash}
              dot={isAlone ? { r: 1.5, strokeDasharray: 'none' } : false}
              isAnimationActive={false}
            />
          ))}
        </LineChart>
      </ResponsiveContainer>
    </div>
  );
});
