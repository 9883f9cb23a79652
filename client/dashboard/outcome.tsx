import type { ReactNode } from 'react';
import CheckmarkCircle from '@react-spectrum/s2/icons/CheckmarkCircle';
import AlertTriangle from '@react-spectrum/s2/icons/AlertTriangle';
import ClockPending from '@react-spectrum/s2/icons/ClockPending';
import Import from '@react-spectrum/s2/icons/Import';
import PauseCircle from '@react-spectrum/s2/icons/PauseCircle';
import RemoveCircle from '@react-spectrum/s2/icons/RemoveCircle';
import { iconStyle } from '@react-spectrum/s2/style' with { type: 'macro' };

/** Where a record can be, in the order it gets there; `paused` is a destination's. */
export type Outcome = 'received' | 'excluded' | 'waiting' | 'delivered' | 'failed' | 'paused';

export const outcomeLabels: Readonly<Record<Outcome, string>> = {
  received: 'Received',
  excluded: 'Excluded',
  waiting: 'Waiting',
  delivered: 'Delivered',
  failed: 'Failed',
  paused: 'Paused',
};

/** One sentence for people who meet the word for the first time. */
export const outcomeHelp: Readonly<Record<Exclude<Outcome, 'paused'>, string>> = {
  received: 'Records made for this destination.',
  excluded: 'Left out on purpose, with a reason.',
  waiting: 'On the way; each will become delivered, excluded or failed.',
  delivered: 'Accepted by the stream.',
  failed: 'Could not be delivered; kept as dead letters.',
};

const icons: Readonly<Record<Outcome, ReactNode>> = {
  received: <Import aria-hidden styles={iconStyle({ size: 'S', color: 'neutral' })} />,
  excluded: <RemoveCircle aria-hidden styles={iconStyle({ size: 'S', color: 'gray' })} />,
  waiting: <ClockPending aria-hidden styles={iconStyle({ size: 'S', color: 'informative' })} />,
  delivered: <CheckmarkCircle aria-hidden styles={iconStyle({ size: 'S', color: 'positive' })} />,
  failed: <AlertTriangle aria-hidden styles={iconStyle({ size: 'S', color: 'negative' })} />,
  paused: <PauseCircle aria-hidden styles={iconStyle({ size: 'S', color: 'notice' })} />,
};

/** The one icon and colour of an outcome. Always stands beside its word. */
export function OutcomeIcon({ outcome }: { outcome: Outcome }): ReactNode {
  return icons[outcome];
}
