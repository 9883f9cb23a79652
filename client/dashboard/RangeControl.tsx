import { ActionButton } from '@react-spectrum/s2/ActionButton';
import { SegmentedControl, SegmentedControlItem } from '@react-spectrum/s2/SegmentedControl';
import { style } from '@react-spectrum/s2/style' with { type: 'macro' };
import { formatHour } from '../ui/format.ts';
import { coveredBy, moved, spans, type ChartRange, type Move, type Span, type Stretch } from './chartRange.ts';

const row = style({ display: 'flex', flexWrap: 'wrap', alignItems: 'center', gap: 8, justifyContent: 'space-between' });
const group = style({ display: 'flex', flexWrap: 'wrap', alignItems: 'center', gap: 8 });
const moves: readonly (readonly [Move, string])[] = [
  ['earlier', 'Earlier'],
  ['later', 'Later'],
  ['in', 'Zoom in'],
  ['out', 'Zoom out'],
];

/** Which time the charts show: a span that ends now, or any stretch by steps that need no pointer. */
export function RangeControl({ range, now, onSpan, onStretch }: { range: ChartRange; now: number; onSpan: (span: Span) => void; onStretch: (stretch: Stretch) => void }) {
  const covered = coveredBy(range, now);
  const atEnd = range.kind === 'live' || range.to >= now - 60_000;
  return (
    <div data-screen-only className={row}>
      <div className={group}>
        {moves.map(([move, label]) => (
          <ActionButton key={move} size="S" isDisabled={move === 'later' && atEnd} onPress={() => onStretch(moved(covered, move, now))}>
            {label}
          </ActionButton>
        ))}
        {range.kind === 'fixed' && (
          <span className={style({ font: 'ui-sm', color: 'neutral-subdued' })}>
            {formatHour(range.from)} to {formatHour(range.to)}
          </span>
        )}
      </div>
      <SegmentedControl aria-label="Period" selectedKey={range.kind === 'live' ? range.span : 'fixed'} onSelectionChange={(key) => key !== 'fixed' && onSpan(key as Span)}>
        {Object.entries(spans).map(([id, { text }]) => (
          <SegmentedControlItem key={id} id={id}>
            {text}
          </SegmentedControlItem>
        ))}
        {range.kind === 'fixed' && <SegmentedControlItem id="fixed">Chosen time</SegmentedControlItem>}
      </SegmentedControl>
    </div>
  );
}
