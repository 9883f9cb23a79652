import { style } from '@react-spectrum/s2/style' with { type: 'macro' };
import type { ReactNode } from 'react';
import type { Totals } from '../../shared/totals.ts';
import { OutcomeIcon, type Outcome } from '../dashboard/outcome.tsx';
import { shareText } from '../dashboard/shares.ts';
import { useLive } from '../shell/live.ts';
import { formatCount, formatDuration, formatPlural } from '../ui/format.ts';
import { freshEvents } from './attention.ts';

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
  // Five in rows of two.
  gridColumnEnd: { default: { ':last-child': 'span 2' }, lg: 'auto' },
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

/** Sums over all destinations: what a time brought, and how far behind the slowest is now. `words` completes "in …". */
export function Figures({ totals: { totals, statuses }, words }: { totals: Totals; words: string }) {
  const live = useLive();
  const settled = totals.activated + totals.excluded + totals.failed;
  const lags = freshEvents(live.deliveries).map(({ lag }) => lag);
  const lag = lags.length === 0 ? null : lags.reduce((worst, candidate) => (candidate.milliseconds > worst.milliseconds ? candidate : worst));
  const hint = (count: number): string => (settled === 0 ? `In ${words}` : `${shareText(count, settled)} of all in ${words}`);
  const all = Object.values(statuses).reduce((sum, count) => sum + count, 0);
  return (
    <dl className={row} aria-label="Figures">
      <Figure name="Active destinations" hint={`of ${formatCount(all)}${statuses.paused === 0 ? '' : `, ${formatCount(statuses.paused)} paused`}`}>
        {formatCount(statuses.enabled + statuses.paused)}
      </Figure>
      <Figure name="Delivered" outcome="delivered" hint={hint(totals.activated)}>
        {formatCount(totals.activated)}
      </Figure>
      <Figure name="Excluded" outcome="excluded" hint={hint(totals.excluded)}>
        {formatCount(totals.excluded)}
      </Figure>
      <Figure name="Failed" outcome="failed" hint={hint(totals.failed)}>
        {formatCount(totals.failed)}
      </Figure>
      <Figure name="Behind" outcome="waiting" hint={lag === null || lag.changes === 0 ? 'Every change was looked at' : `${formatPlural(lag.changes, 'change')} at the slowest`}>
        {lag === null ? '–' : lag.changes === 0 ? 'Up to date' : formatDuration(lag.milliseconds)}
      </Figure>
    </dl>
  );
}
