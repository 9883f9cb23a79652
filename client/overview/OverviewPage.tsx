import { LinkButton } from '@react-spectrum/s2/LinkButton';
import { style } from '@react-spectrum/s2/style' with { type: 'macro' };
import { keepPreviousData, useQuery, type QueryClient } from '@tanstack/react-query';
import type { Totals } from '../../shared/totals.ts';
import { apiQuery } from '../api.ts';
import { now as pageTime } from '../shell/clock.ts';
import { Page } from '../shell/Page.tsx';
import { useMay } from '../shell/session.ts';
import { EmptyState } from '../ui/EmptyState.tsx';
import { Panel } from '../ui/Panel.tsx';
import { QueryState } from '../ui/QueryState.tsx';
import { AttentionList } from './AttentionList.tsx';
import { Figures } from './Figures.tsx';
import { MostActive } from './MostActive.tsx';
import { RecentlyChanged } from './RecentlyChanged.tsx';
import { seriesOf, spanBack, type Span } from './span.ts';
import { SpanPicker } from './SpanPicker.tsx';
import { TrendPanel } from './TrendPanel.tsx';
import { useSpan, wholeMinute, type SpanChoice } from './useSpan.ts';

const stack = style({ display: 'flex', flexDirection: 'column', gap: 20 });

/** Milliseconds between two readings: hours are read often enough to see the first records of a new destination arrive; longer times cost more to read and change less. */
const readEvery = ({ step }: Span): number => (step <= 3_600_000 ? 10_000 : 60_000);

/**
 * What every overview begins with.
 * @public `client/routes.tsx` calls it.
 */
export function ask(client: QueryClient): void {
  void client.prefetchQuery(totalsQuery(spanBack('day', wholeMinute(pageTime()))));
}

/** How everything is going: what needs attention first, then sums and trends of a time, and each destination. */
export default function OverviewPage() {
  const mayChange = useMay('marketer');
  const choice = useSpan();
  const day = useTotals(spanBack('day', choice.now));
  return (
    <Page title="Overview" subtitle="What flows where, and what needs you.">
      <QueryState query={day} what="the overview">
        {(totals) => (Object.values(totals.statuses).every((count) => count === 0) ? <Welcome mayChange={mayChange} /> : <Content choice={choice} day={totals} />)}
      </QueryState>
    </Page>
  );
}

function totalsQuery({ from, to, step }: Span) {
  return apiQuery('getTotals', { query: { from: new Date(from).toISOString(), ...(to !== null && { to: new Date(to).toISOString() }), step: step / 1_000 } });
}

/** The sums of a time. While the next one is read, the last one stays. */
function useTotals(span: Span) {
  return useQuery({ ...totalsQuery(span), placeholderData: keepPreviousData, refetchInterval: readEvery(span) });
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

function Content({ choice, day }: { choice: SpanChoice; day: Totals }) {
  const { span, now } = choice;
  const totals = useTotals(span);
  return (
    <div className={stack}>
      <AttentionList day={day} />
      <SpanPicker choice={choice} />
      <QueryState query={totals} what="the figures">
        {(read) => (
          <>
            <Figures totals={read} words={span.words} />
            <TrendPanel series={seriesOf(read.points, span, now)} step={span.step} isOver={span.to !== null && span.to < now} />
            <Panel
              heading="Most records"
              aside={
                <LinkButton variant="secondary" size="S" href="/destinations">
                  Show all destinations
                </LinkButton>
              }
            >
              <MostActive destinations={read.destinations} />
            </Panel>
          </>
        )}
      </QueryState>
      <RecentlyChanged />
    </div>
  );
}
