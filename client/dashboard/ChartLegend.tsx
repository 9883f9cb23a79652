import { style } from '@react-spectrum/s2/style' with { type: 'macro' };
import type { ReactNode } from 'react';
import type { DurationLine } from './durationLines.ts';
import { outcomeColors } from './outcomeColors.ts';

const list = style({ display: 'flex', flexWrap: 'wrap', columnGap: 16, rowGap: 4, font: 'ui-sm', listStyleType: 'none', padding: 0, marginTop: 0, marginBottom: 8 });
const entry = style({ display: 'flex', alignItems: 'center', gap: 4 });

/** A piece of a line as the chart draws it. */
export function LineSample({ line: { color, dash } }: { line: Pick<DurationLine, 'color' | 'dash'> }) {
  return (
    <svg aria-hidden width="24" height="8" className={outcomeColors}>
      <path d="M0 4 H24" stroke={color} strokeWidth="2" strokeDasharray={dash} />
    </svg>
  );
}

/** What the marks of a chart mean. */
export function ChartLegend({ label, entries }: { label: string; entries: readonly (readonly [mark: ReactNode, text: string])[] }) {
  return (
    <ul className={list} aria-label={label}>
      {entries.map(([mark, text]) => (
        <li key={text} className={entry}>
          {mark}
          {text}
        </li>
      ))}
    </ul>
  );
}
