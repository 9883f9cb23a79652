import { SegmentedControl, SegmentedControlItem } from '@react-spectrum/s2/SegmentedControl';
import { css, style } from '@react-spectrum/s2/style' with { type: 'macro' };
import { periods } from './span.ts';
import type { SpanChoice } from './useSpan.ts';

const row = style({ display: 'flex', flexWrap: 'wrap', gap: 12, alignItems: 'center' });
const label = style({ display: 'inline-flex', alignItems: 'center', gap: 8, font: 'ui', color: 'neutral-subdued' });
const field = style({
  font: 'ui',
  color: 'neutral',
  backgroundColor: 'layer-1',
  borderWidth: 2,
  borderStyle: 'solid',
  borderColor: 'gray-300',
  borderRadius: 'lg',
  paddingX: 8,
  height: 32,
  boxSizing: 'border-box',
});
const scheme = css('color-scheme: light dark;');

/** Which time the figures are about: back from now, or days of the calendar. */
export function SpanPicker({ choice: { period, days, problem, set } }: { choice: SpanChoice }) {
  const day = (name: 'from' | 'to', text: string) => (
    <label className={label}>
      {text}
      <input type="date" className={`${field} ${scheme}`} value={days[name]} onChange={(event) => set({ [name]: event.target.value })} />
    </label>
  );
  return (
    <div className={row}>
      <SegmentedControl aria-label="Time" selectedKey={period} onSelectionChange={(key) => set({ period: key === 'day' ? '' : String(key) })}>
        {Object.entries(periods).map(([key, text]) => (
          <SegmentedControlItem key={key} id={key}>
            {text}
          </SegmentedControlItem>
        ))}
      </SegmentedControl>
      {period === 'custom' && (
        <>
          {day('from', 'First day')}
          {day('to', 'Last day')}
          {problem !== null && <span role="status" className={style({ font: 'ui', color: 'neutral-subdued' })}>{`${problem} Until then the last 24 hours are shown.`}</span>}
        </>
      )}
    </div>
  );
}
