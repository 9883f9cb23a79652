import { style } from '@react-spectrum/s2/style' with { type: 'macro' };
import type { ReactNode } from 'react';
import type { Destination } from '../../shared/destination.ts';
import { OutcomeIcon, type Outcome } from '../dashboard/outcome.tsx';
import { shareText } from '../dashboard/shares.ts';
import { useLive } from '../shell/live.ts';
import { formatCount, formatDuration, formatPlural } from '../ui/format.ts';
import type { Day } from './useDay.ts';

const row = style({ display: 'grid', gap: 12, margin: 0, gridTemplateColumns: { default: 'repeat(2, minmax(0, 1fr))', lg: 'repeat(5, minmax(0, 1fr))' } });
const box = style({
  backgroundColor: 'elevated',
  borderWidth: 1,
  borderStyle: 'solid',
  borderColor: 'gray-200',
  borderRadius: 'lg',
  padding: 16,
  boxSizing: 'border-box',
  minWidth: 0,
});
const term = style({ display: 'flex', alignItems: 'center', gap: 8, font: 'ui', color: 'neutral-subdued' });
const value = style({ font: 'heading-lg', margin: 0, marginTop: 8, fontVariantNumeric: 'tabular-nums', overflowWrap: 'anywhere' });
const note = style({ font: 'ui-sm', color: 'neutral-subdued', margin: 0, marginTop: 4, minHeight: 20 });

function Figure({ name, outcome, children, hint }: { name: string; outcome?: Outcome; children: ReactNode; hint: string }) {
  return (
    <div className={box}>
      <dt className={term}>
        {outcome !== undefined && <OutcomeIcon outcome={outcome} />}
        {name}
      </dt>
      <dd className={value}>{children}</dd>
      <dd className={note}>{hint}</dd>
    </div>
  );
}

/** Sums over all destinations: what the last 24 hours brought, and how far behind the slowest is. */
export function DayFigures({ destinations, day }: { destinations: readonly Destination[]; day: Day }) {
  const live = useLive();
  const sum = day.total;
  const settled = sum.activated + sum.excluded + sum.failed;
  const lags = destinations.flatMap((destination) => live.deliveries.get(destination.id)?.lag ?? []);
  const lag = lags.length === 0 ? null : lags.reduce((worst, candidate) => (candidate.milliseconds > worst.milliseconds ? candidate : worst));
  const shown = (count: number): string => (day.isComplete ? formatCount(count) : '–');
  const hint = (count: number): string => {
    if (day.unread > 0) return `${formatPlural(day.unread, 'destination')} could not be read`;
    if (!day.isComplete) return 'Reading…';
    return settled === 0 ? 'In 24 hours' : `${shareText(count, settled)} in 24 hours`;
  };
  const active = destinations.filter((destination) => destination.status === 'enabled' || destination.status === 'paused').length;
  return (
    <dl className={row} aria-label="Figures">
      <Figure name="Active destinations" hint={`of ${formatCount(destinations.length)}`}>
        {formatCount(active)}
      </Figure>
      <Figure name="Delivered" outcome="delivered" hint={hint(sum.activated)}>
        {shown(sum.activated)}
      </Figure>
      <Figure name="Excluded" outcome="excluded" hint={hint(sum.excluded)}>
        {shown(sum.excluded)}
      </Figure>
      <Figure name="Failed" outcome="failed" hint={hint(sum.failed)}>
        {shown(sum.failed)}
      </Figure>
      <Figure name="Behind" outcome="waiting" hint={lag === null || lag.changes === 0 ? 'Every change was looked at' : `${formatPlural(lag.changes, 'change')} at the slowest`}>
        {lag === null ? '–' : lag.changes === 0 ? 'Up to date' : formatDuration(lag.milliseconds)}
      </Figure>
    </dl>
  );
}
