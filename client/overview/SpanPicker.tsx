import { SegmentedControl, SegmentedControlItem } from '@react-spectrum/s2/SegmentedControl';
import { style } from '@react-spectrum/s2/style' with { type: 'macro' };
import { lazy, Suspense } from 'react';
import { periods } from './span.ts';
import type { SpanChoice } from './useSpan.ts';

const DaysField = lazy(() => import('./DaysField.tsx'));

const rows = style({ display: 'flex', flexDirection: 'column', gap: 12, alignItems: 'start' });
/** As high as the field with its help, so that nothing jumps when it comes. */
const room = style({ minHeight: 88 });

/** Which time the figures are about: back from now, or days of the calendar. */
export function SpanPicker({ choice }: { choice: SpanChoice }) {
  const { period, set } = choice;
  return (
    <div className={rows}>
      <SegmentedControl aria-label="Time" selectedKey={period} onSelectionChange={(key) => set({ period: key === 'day' ? '' : String(key) })}>
        {Object.entries(periods).map(([key, text]) => (
          <SegmentedControlItem key={key} id={key}>
            {text}
          </SegmentedControlItem>
        ))}
      </SegmentedControl>
      {period === 'custom' && (
        <Suspense fallback={<div className={room} />}>
          <DaysField choice={choice} />
        </Suspense>
      )}
    </div>
  );
}
