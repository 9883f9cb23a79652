import { LinkButton } from '@react-spectrum/s2/LinkButton';
import { style } from '@react-spectrum/s2/style' with { type: 'macro' };
import type { QueryClient } from '@tanstack/react-query';
import { useNavigate, useParams, type Params } from 'react-router';
import type { Destination } from '../../shared/destination.ts';
import { problemIn, useApi } from '../api.ts';
import { Page } from '../shell/Page.tsx';
import { useMay } from '../shell/session.ts';
import { AddressedTabs } from '../ui/AddressedTabs.tsx';
import { EmptyState } from '../ui/EmptyState.tsx';
import { QueryState } from '../ui/QueryState.tsx';
import { ActivationTab } from './ActivationTab.tsx';
import { AlertsNotice } from './AlertsNotice.tsx';
import { DeliveriesTab } from '../deliveries/DeliveriesTab.tsx';
import { DeadLettersTab } from './DeadLettersTab.tsx';
import { DeliveryTab } from './DeliveryTab.tsx';
import { DestinationMenu } from './DestinationMenu.tsx';
import { ProposalNotice } from '../approval/ProposalNotice.tsx';
import { HistoryTab } from './HistoryTab.tsx';
import { PausedNotice } from './PausedNotice.tsx';
import { RunsTab } from './RunsTab.tsx';
import { StatusSwitch } from './StatusSwitch.tsx';
import { LiveTailTab } from '../tail/LiveTailTab.tsx';
import { askForTab } from './askForTab.ts';
import { tabOf, tabs, type TabName } from './tabs.ts';

const labels: Readonly<Record<TabName, string>> = {
  delivery: 'Delivery',
  runs: 'Runs',
  activation: 'Activation',
  'dead-letters': 'Dead letters',
  deliveries: 'Deliveries',
  tail: 'Live tail',
  history: 'History',
};

/**
 * What the tab shows first.
 * @public `client/routes.tsx` calls it.
 */
export function ask(client: QueryClient, { id = '', tab }: Params, search: URLSearchParams): void {
  askForTab(client, id, tabOf(tab), search);
}

/** One destination. The tab stands in the address. */
export default function DestinationPage() {
  const { id = '', tab } = useParams();
  const destination = useApi('getDestination', { params: { id }, refetchInterval: 15_000 });
  if (destination.data !== undefined) return <DestinationContent key={id} destination={destination.data} tab={tabOf(tab)} />;
  if (destination.error !== null && problemIn(destination.error).code === 'not_found')
    return (
      <Page title="Destination">
        <EmptyState
          title="This destination does not exist"
          text="It may have been deleted."
          action={
            <LinkButton variant="secondary" href="/destinations">
              Show all destinations
            </LinkButton>
          }
        />
      </Page>
    );
  return (
    <Page title="Destination">
      <QueryState query={destination} what="the destination">
        {() => null}
      </QueryState>
    </Page>
  );
}

function DestinationContent({ destination, tab }: { destination: Destination; tab: TabName }) {
  const navigate = useNavigate();
  const mayChange = useMay('marketer');
  const base = `/destinations/${destination.id}`;
  return (
    <Page
      title={destination.name}
      subtitle={<Facts destination={destination} />}
      actions={
        <>
          <StatusSwitch destination={destination} />
          {mayChange && destination.status === 'draft' && tab !== 'activation' && (
            <LinkButton variant="accent" href={`${base}/activate`}>
              Activate segments
            </LinkButton>
          )}
          <DestinationMenu destination={destination} onDeleted={() => void navigate('/destinations')} />
        </>
      }
    >
      <div className={style({ display: 'flex', flexDirection: 'column', gap: 16 })}>
        <PausedNotice destination={destination} />
        <ProposalNotice destination={destination} />
        <AlertsNotice destination={destination} />
        <AddressedTabs label="About this destination" tabs={tabs.map((name) => ({ id: name, label: labels[name], href: `${base}/${name}` }))} selected={tab}>
          {tab === 'delivery' && <DeliveryTab destinationId={destination.id} />}
          {tab === 'runs' && <RunsTab destinationId={destination.id} />}
          {tab === 'activation' && <ActivationTab destination={destination} />}
          {tab === 'dead-letters' && <DeadLettersTab destinationId={destination.id} />}
          {tab === 'history' && <HistoryTab destinationId={destination.id} />}
          {tab === 'deliveries' && <DeliveriesTab destinationId={destination.id} />}
          {tab === 'tail' && <LiveTailTab destinationId={destination.id} />}
        </AddressedTabs>
      </div>
    </Page>
  );
}

function Facts({ destination }: { destination: Destination }) {
  return (
    <span>
      Stream <b>{destination.stream}</b> in {destination.region}, account {destination.accountName}
      {destination.description !== '' && <span className={style({ display: 'block', marginTop: 4 })}>{destination.description}</span>}
    </span>
  );
}
