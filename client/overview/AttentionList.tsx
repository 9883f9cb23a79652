import { Link } from '@react-spectrum/s2/Link';
import { style } from '@react-spectrum/s2/style' with { type: 'macro' };
import type { ReactNode } from 'react';
import type { Destination } from '../../shared/destination.ts';
import { OutcomeIcon } from '../dashboard/outcome.tsx';
import { useLive } from '../shell/live.ts';
import { useMay } from '../shell/session.ts';
import { formatPlural } from '../ui/format.ts';
import { Panel } from '../ui/Panel.tsx';
import { RelativeTime } from '../ui/RelativeTime.tsx';
import { attentionOf } from './attention.ts';
import type { Day } from './useDay.ts';

const list = style({ listStyleType: 'none', margin: 0, padding: 0, display: 'flex', flexDirection: 'column', gap: 16 });
const item = style({ display: 'grid', gridTemplateColumns: ['auto', 'minmax(0, 1fr)'], columnGap: 12, alignItems: 'start', font: 'ui', overflowWrap: 'anywhere' });
const quiet = style({ color: 'neutral-subdued', marginTop: 4 });
const calm = style({ display: 'flex', gap: 8, alignItems: 'center', font: 'ui' });

/** What needs a person: cause, remedy and the way there. */
export function AttentionList({ destinations, day }: { destinations: readonly Destination[]; day: Day }) {
  const { paused, failing, drafts } = attentionOf(destinations, (destination) => day.outcomes.get(destination.id)?.failed ?? 0);
  const live = useLive();
  const mayChange = useMay('marketer');
  if (paused.length === 0 && failing.length === 0 && drafts.length === 0)
    return (
      <Panel heading="Needs attention">
        <div className={calm}>
          <OutcomeIcon outcome="delivered" /> Nothing is paused, and nothing failed in 24 hours.
        </div>
      </Panel>
    );
  return (
    <Panel heading="Needs attention">
      <ul className={list}>
        {paused.map((destination) => {
          const waiting = live.deliveries.get(destination.id)?.lag.changes ?? 0;
          return (
            <Item key={destination.id} icon={<OutcomeIcon outcome="paused" />} destination={destination} what={`is paused: ${destination.pause?.title ?? ''}`}>
              {destination.pause?.remedy} Nothing is lost{waiting > 0 && `: ${formatPlural(waiting, 'change')} ${waiting === 1 ? 'waits' : 'wait'}`}.{' '}
              {destination.pause !== null && (
                <>
                  Stopped <RelativeTime at={destination.pause.since} />.
                </>
              )}
            </Item>
          );
        })}
        {failing.map(({ destination, failed }) => (
          <Item
            key={`${destination.id} failed`}
            icon={<OutcomeIcon outcome="failed" />}
            destination={destination}
            what={`could not deliver ${formatPlural(failed, 'record')} in 24 hours`}
          >
            They are kept with their reasons. <Link href={`/destinations/${destination.id}/dead-letters`}>Show the dead letters</Link>
          </Item>
        ))}
        {drafts.map((destination) => (
          <Item key={destination.id} icon={<OutcomeIcon outcome="excluded" />} destination={destination} what="is a draft: it sends nothing yet">
            {mayChange ? <Link href={`/destinations/${destination.id}/activate`}>Activate segments</Link> : 'Somebody with the role marketer can activate segments.'}
          </Item>
        ))}
      </ul>
    </Panel>
  );
}

function Item({ icon, destination, what, children }: { icon: ReactNode; destination: Destination; what: string; children: ReactNode }) {
  return (
    <li className={item}>
      {icon}
      <div>
        <Link href={`/destinations/${destination.id}`} variant="secondary">
          {destination.name}
        </Link>{' '}
        {what}
        <div className={quiet}>{children}</div>
      </div>
    </li>
  );
}
