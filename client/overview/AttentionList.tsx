import { Link } from '@react-spectrum/s2/Link';
import { style } from '@react-spectrum/s2/style' with { type: 'macro' };
import type { ReactNode } from 'react';
import type { Account } from '../../shared/account.ts';
import type { CapacityWait } from '../../shared/delivery.ts';
import type { Destination } from '../../shared/destination.ts';
import type { Totals } from '../../shared/totals.ts';
import { oldKeyDays } from '../accounts/keyAge.ts';
import { useApi } from '../api.ts';
import { trailSentence } from '../audit/trailSentence.ts';
import { useTrailFault } from '../audit/useTrailFault.ts';
import { OutcomeIcon } from '../dashboard/outcome.tsx';
import { useLive } from '../shell/live.ts';
import { useMay } from '../shell/session.ts';
import { formatCount, formatDuration, formatPlural } from '../ui/format.ts';
import { Panel } from '../ui/Panel.tsx';
import { RelativeTime } from '../ui/RelativeTime.tsx';
import { useNow } from '../ui/useNow.ts';
import { accountAttentionOf, failingOf, freshEvents, liveAttentionOf } from './attention.ts';

const list = style({ listStyleType: 'none', margin: 0, padding: 0, display: 'flex', flexDirection: 'column', gap: 16 });
const item = style({ display: 'grid', gridTemplateColumns: ['auto', 'minmax(0, 1fr)'], columnGap: 12, alignItems: 'start', font: 'ui', overflowWrap: 'anywhere' });
const quiet = style({ color: 'neutral-subdued', marginTop: 4 });
const calm = style({ display: 'flex', gap: 8, alignItems: 'center', font: 'ui' });

/** How many of a kind are named; the others are a click away. Drafts are no trouble, so fewer of them. */
const shown = 10;
const draftsShown = 3;

/** What needs a person, what stopped first: cause, remedy and the way there. `day`: the last 24 hours. */
export function AttentionList({ day }: { day: Totals }) {
  const paused = useApi('listDestinations', { query: { status: 'paused', limit: shown, sort: 'modified' }, refetchInterval: 30_000 }).data?.items ?? [];
  const drafts = useApi('listDestinations', { query: { status: 'draft', limit: draftsShown, sort: '-created' }, refetchInterval: 30_000 }).data?.items ?? [];
  const accounts = useApi('listAccounts', { query: { limit: 500 }, refetchInterval: 60_000 });
  const { broken, ageing } = accountAttentionOf(accounts.data?.items ?? [], useNow(60_000));
  const live = useLive();
  const { waiting, lagging } = liveAttentionOf(freshEvents(live.deliveries));
  const failing = failingOf(day);
  const trail = useTrailFault();
  const mayChange = useMay('marketer');
  if (trail === null && [paused, failing, drafts, broken, ageing, waiting, lagging].every(({ length }) => length === 0))
    return (
      <Panel heading="Needs attention">
        <div className={calm}>
          <OutcomeIcon outcome="delivered" /> Nothing is paused or behind, nothing failed in 24 hours, and all sign-ins work.
        </div>
      </Panel>
    );
  return (
    <Panel heading="Needs attention">
      <ul className={list}>
        {trail !== null && (
          <Entry icon={<OutcomeIcon outcome="failed" />} href="/audit" name="The audit trail" what="was changed outside of Tributary">
            {trailSentence(trail)} Find out who can write the data folder.
          </Entry>
        )}
        {broken.map((account) => (
          <AccountItem key={account.id} icon={<OutcomeIcon outcome="failed" />} account={account} what={`cannot sign in: ${account.lastCheck?.title ?? ''}`}>
            {account.lastCheck?.remedy} {usersOf(account)} Nothing is lost.
          </AccountItem>
        ))}
        {paused.map((destination) => {
          const changes = live.deliveries.get(destination.id)?.lag.changes ?? 0;
          return (
            <Item key={destination.id} icon={<OutcomeIcon outcome="paused" />} destination={destination} what={`is paused: ${destination.pause?.title ?? ''}`}>
              {destination.pause?.remedy} Nothing is lost{changes > 0 && `: ${formatPlural(changes, 'change')} ${changes === 1 ? 'waits' : 'wait'}`}.{' '}
              {destination.pause !== null && (
                <>
                  Stopped <RelativeTime at={destination.pause.since} />.
                </>
              )}
            </Item>
          );
        })}
        <More count={day.statuses.paused - paused.length} href="/destinations?status=paused" what="paused" />
        {failing.slice(0, shown).map(({ id, name, failed }) => (
          <Item key={`${id} failed`} icon={<OutcomeIcon outcome="failed" />} destination={{ id, name }} what={`could not deliver ${formatPlural(failed, 'record')} in 24 hours`}>
            They are kept with their reasons. <Link href={`/destinations/${id}/dead-letters`}>Show the dead letters</Link>
          </Item>
        ))}
        <More count={failing.length - shown} href="/destinations" what="with records that failed" />
        {waiting.slice(0, shown).map(({ destinationId, capacityWait }) => (
          <NamedItem key={`${destinationId} waits`} id={destinationId} icon={<OutcomeIcon outcome="waiting" />} what="waits for capacity">
            {capacityWait !== null && waitText(capacityWait)} More shards would take more. Nothing is lost.
          </NamedItem>
        ))}
        {lagging.slice(0, shown).map(({ destinationId, lag }) => (
          <NamedItem key={`${destinationId} lags`} id={destinationId} icon={<OutcomeIcon outcome="waiting" />} what={`is ${formatDuration(lag.milliseconds)} behind`}>
            {formatPlural(lag.changes, 'change')} {lag.changes === 1 ? 'waits' : 'wait'}. It works through them in order, and nothing is lost.
          </NamedItem>
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
        <More count={day.statuses.draft - drafts.length} href="/destinations?status=draft" what="in draft" />
      </ul>
    </Panel>
  );
}

/** Full shards only, or all of them. */
function waitText({ records, shards, ofShards, milliseconds }: CapacityWait): string {
  const place = shards < ofShards ? `${formatCount(shards)} of ${formatPlural(ofShards, 'shard')} ${shards === 1 ? 'is' : 'are'} full` : 'its stream is full';
  return `${formatPlural(records, 'record')} ${records === 1 ? 'waits' : 'wait'}, since ${place}: about ${formatDuration(milliseconds)}.`;
}

function More({ count, href, what }: { count: number; href: string; what: string }) {
  if (count <= 0) return null;
  return (
    <li className={style({ font: 'ui' })}>
      <Link href={href}>{`${formatPlural(count, 'more destination')} ${what}`}</Link>
    </li>
  );
}

/** Of a destination of which only the id is known; there are few of them. */
function NamedItem({ id, ...rest }: { icon: ReactNode; id: string; what: string; children: ReactNode }) {
  const { data } = useApi('getDestination', { params: { id } });
  return data === undefined ? null : <Item {...rest} destination={data} />;
}

const usersOf = ({ destinations }: Account): string => `${formatPlural(destinations.length, 'destination')} ${destinations.length === 1 ? 'uses' : 'use'} it.`;

function Item({ destination, ...rest }: { icon: ReactNode; destination: Pick<Destination, 'id' | 'name'>; what: string; children: ReactNode }) {
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
        <Link href={href}>{name}</Link> {what}
        <div className={quiet}>{children}</div>
      </div>
    </li>
  );
}
