import { Badge, Text } from '@react-spectrum/s2/Badge';
import AlertTriangle from '@react-spectrum/s2/icons/AlertTriangle';
import CheckmarkCircle from '@react-spectrum/s2/icons/CheckmarkCircle';
import ClockPending from '@react-spectrum/s2/icons/ClockPending';
import Edit from '@react-spectrum/s2/icons/Edit';
import PauseCircle from '@react-spectrum/s2/icons/PauseCircle';
import RemoveCircle from '@react-spectrum/s2/icons/RemoveCircle';
import type { ComponentType } from 'react';

export type Outcome = 'delivered' | 'waiting' | 'excluded' | 'failed' | 'paused' | 'draft';

const looks: Record<Outcome, { variant: 'positive' | 'informative' | 'neutral' | 'negative' | 'notice'; label: string; Icon: ComponentType }> = {
  delivered: { variant: 'positive', label: 'Delivered', Icon: CheckmarkCircle },
  waiting: { variant: 'informative', label: 'Waiting', Icon: ClockPending },
  excluded: { variant: 'neutral', label: 'Excluded', Icon: RemoveCircle },
  failed: { variant: 'negative', label: 'Failed', Icon: AlertTriangle },
  paused: { variant: 'notice', label: 'Paused', Icon: PauseCircle },
  draft: { variant: 'neutral', label: 'Draft', Icon: Edit },
};

/** One colour and one icon per outcome, the same on every page; `label` replaces the word, never the look. */
export function OutcomeBadge({ outcome, label }: { outcome: Outcome; label?: string }) {
  const { variant, label: word, Icon } = looks[outcome];
  return (
    // Truncating keeps the word on one line: wrapped, a narrow column would break it between its letters.
    <Badge variant={variant} fillStyle="subtle" overflowMode="truncate" UNSAFE_className="outcome-badge">
      <Icon />
      <Text>{label ?? word}</Text>
    </Badge>
  );
}
