import { Link } from '@react-spectrum/s2/Link';
import { style } from '@react-spectrum/s2/style' with { type: 'macro' };
import type { ReactNode } from 'react';
import type { Account } from '../../shared/account.ts';
import type { Destination } from '../../shared/destination.ts';
import { oldKeyDays } from '../accounts/keyAge.ts';
import { useApi } from '../api.ts';
import { OutcomeIcon } from '../dashboard/outcome.tsx';
import { useLive } from '../shell/live.ts';
import { useMay } from '../shell/session.ts';
import { formatPlural } from '../ui/format.ts';
import { Panel } from '../ui/Panel.tsx';
import { RelativeTime } from '../ui/RelativeTime.tsx';
import { useNow } from '../ui/useNow.ts';
import { accountAttentionOf, attentionOf } from './attention.ts';
import type { Day } from './useDay.ts';

const list = style({ listStyleType: 'none', margin: 0, padding: 0, display: 'flex', flexDirection: 'column', gap: 16 });
const item = style({ display: 'grid', gridTemplateColumns: ['auto', 'minmax(0, 1fr)'], columnGap: 12, alignItems: 'start', font: 'ui', overflowWrap: 'anywhere' });
const quiet = style({ color: 'neutral-subdued', marginTop: 4 });
const calm = style({ display: 'flex', gap: 8, alignItems: 'center', font: 'ui' });

/** What needs a person: cause, remedy and the way there. */
export function AttentionList({ destinations, day }: { destinations: readonly Destination[]; day: Day }) {
  const { paused, failing, drafts } = attentionOf(destinations, (destination) => day.outcomes.get(destination.id)?.failed ?? 0);
  const accounts = useApi('listAccounts', { query: { limit: 500 }, refetchInterval: 60_000 });
  const { broken, ageing } = accountAttentionOf(accounts.data?.items ?? [], useNow(60_000));
  const live = useLive();
  const mayChange = useMay('marketer');
  if ([paused, failing, drafts, broken, ageing].every(({ length }) => length === 0))
    return (
      <Panel heading="Needs attention">
        <div className={calm}>
          <OutcomeIcon outcome="delivered" /> Nothing is paused, nothing failed in 24 hours, and all sign-ins work.
        </div>
      </Panel>
    );
  return (
    <Panel heading="Needs attention">
      <ul className={list}>
        {broken.map((account) => (
          <AccountItem key={account.id} icon={<OutcomeIcon outcome="failed" />} account={account} what={`cannot sign in: ${account.lastCheck?.title ?? ''}`}>
            {account.lastCheck?.remedy} {usersOf(account)} Nothing is lost.
          </AccountItem>
        ))}
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
        {ageing.map((account) => (
          <AccountItem key={account.id} icon={<OutcomeIcon outcome="paused" />} account={account} what={`has a key that is older than ${oldKeyDays} days`}>
            Make a new key in AWS, rotate it on the Accounts page, then delete the old one. {usersOf(account)}
          </AccountItem>
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

const usersOf = ({ destinations }: Account): string => `${formatPlural(destinations.length, 'destination')} ${destinations.length === 1 ? 'uses' : 'use'} it.`;

function Item({ destination, ...rest }: { icon: ReactNode; destination: Destination; what: string; children: ReactNode }) {
  return <Entry {...rest} href={`/destinations/${destination.id}`} name={destination.name} />;
}

function AccountItem({ account, ...rest }: { icon: ReactNode; account: Account; what: string; children: ReactNode }) {
  return <Entry {...rest} href={`/accounts?search=${encodeURIComponent(account.name)}`} name={account.name} />;
}

function Entry({ icon, href, name, what, children }: { icon: ReactNode; href: string; name: string; what: string; children: ReactNode }) {
  return (
    <li className={item}>
      {icon}
      <div>
        <Link href={href} variant="secondary">
          {name}
        </Link>{' '}
        {what}
        <div className={quiet}>{children}</div>
      </div>
    </li>
  );
}
