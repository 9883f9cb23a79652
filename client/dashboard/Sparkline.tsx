import { sparklinePath } from './sparklinePath.ts';
import { outcomeColors } from './outcomeColors.ts';

/** A small trend without axes, for the eye only; the number it belongs to stands beside it. `slots`: how many values fill the width. */
export function Sparkline({
  values,
  slots = values.length,
  color,
}: {
  values: readonly number[];
  slots?: number;
  color: 'received' | 'delivered' | 'excluded' | 'failed' | 'waiting';
}) {
  return (
    <svg aria-hidden viewBox="0 0 120 28" preserveAspectRatio="none" width="100%" height="28" className={outcomeColors}>
      <path d={sparklinePath(values, slots, 120, 28, true)} fill={`var(--${color})`} opacity="0.15" />
      <path d={sparklinePath(values, slots, 120, 28, false)} fill="none" stroke={`var(--${color})`} strokeWidth="1.5" vectorEffect="non-scaling-stroke" strokeLinejoin="round" />
    </svg>
  );
}
