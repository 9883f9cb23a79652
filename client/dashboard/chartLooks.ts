import { css } from '@react-spectrum/s2/style' with { type: 'macro' };

/** What all charts have in common; `outcomeColors` sets the colours. */
export const chartFrame = css(
  'block-size: 100%; user-select: none; font-variant-numeric: tabular-nums; & .recharts-surface:focus-visible { outline: 2px solid var(--axis); outline-offset: 2px; }',
);
export const tick = { fontSize: 12, stroke: 'var(--axis)', tickLine: false } as const;
/** Where there is no room for all marks, every second or third of them stays. */
export const timeAxis = { interval: 'equidistantPreserveStart', minTickGap: 24 } as const;
export const tooltip = {
  isAnimationActive: false,
  contentStyle: { background: 'var(--surface)', border: '1px solid var(--grid)', borderRadius: 8, fontSize: 13 },
  labelStyle: { color: 'var(--axis)' },
  itemStyle: { color: 'inherit' },
} as const;
