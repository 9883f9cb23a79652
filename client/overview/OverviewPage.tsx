import { LinkButton } from '@react-spectrum/s2/LinkButton';
import { style } from '@react-spectrum/s2/style' with { type: 'macro' };
import type { Destination } from '../../shared/destination.ts';
import { useApi } from '../api.ts';
import { Page } from '../shell/Page.tsx';
import { useMay } from '../shell/session.ts';
import { EmptyState } from '../ui/EmptyState.tsx';
import { Panel } from '../ui/Panel.tsx';
import { QueryState } from '../ui/QueryState.tsx';
import { AttentionList } from './AttentionList.tsx';
import { DayFigures } from './DayFigures.tsx';
import { DestinationSummary } from './DestinationSummary.tsx';
import { useDay } from './useDay.ts';

const stack = style({ display: 'flex', flexDirection: 'column', gap: 20 });

/** The most destinations that are looked at: one page of the API. */
const shownAtMost = 500;

/** How everything is going: what needs attention first, then the figures of the day and each destination. */
export default function OverviewPage() {
  const mayChange = useMay('marketer');
  const destinations = useApi('listDestinations', { query: { limit: shownAtMost }, refetchInterval: 30_000 });
  return (
    <Page title="Overview" subtitle="What flows where, and what needs you.">
      <QueryState query={destinations} what="the overview">
        {({ items }) => (items.length === 0 ? <Welcome mayChange={mayChange} /> : <Figures destinations={items} />)}
      </QueryState>
    </Page>
  );
}

function Welcome({ mayChange }: { mayChange: boolean }) {
  return (
    <EmptyState
      title="Let your segments flow"
      text="Connect an AWS account, name a stream and pick segments. Each time somebody enters or leaves one, a record lands in your stream seconds later."
      action={
        mayChange && (
          <LinkButton variant="accent" href="/catalog">
            Browse the catalog
          </LinkButton>
        )
      }
    />
  );
}

function Figures({ destinations }: { destinations: readonly Destination[] }) {
  const day = useDay(destinations);
  return (
    <div className={stack}>
      <AttentionList destinations={destinations} day={day} />
      <DayFigures destinations={destinations} day={day} />
      <Panel
        heading="Destinations"
        aside={
          <LinkButton variant="secondary" size="S" href="/destinations">
            Show all
          </LinkButton>
        }
      >
        <DestinationSummary destinations={destinations} day={day} />
      </Panel>
    </div>
  );
}
