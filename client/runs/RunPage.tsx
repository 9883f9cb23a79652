import { Button } from '@react-spectrum/s2/Button';
import { Link } from '@react-spectrum/s2/Link';
import { LinkButton } from '@react-spectrum/s2/LinkButton';
import { useParams } from 'react-router';
import type { Run } from '../../shared/delivery.ts';
import { problemIn, useApi } from '../api.ts';
import { RunActions } from '../destinations/RunActions.tsx';
import { RunHour } from '../destinations/RunHour.tsx';
import { isQueued, runKindTexts } from '../destinations/runWords.ts';
import { Page } from '../shell/Page.tsx';
import { EmptyState } from '../ui/EmptyState.tsx';
import { QueryState } from '../ui/QueryState.tsx';
import { RelativeTime } from '../ui/RelativeTime.tsx';
import { RunReport } from './RunReport.tsx';
import { useRunsAround } from './useRunsAround.ts';

/** One run of a destination: how far it is, what became of every record, and why. It prints as a report of one page. */
export default function RunPage() {
  const { id = '', runId = '' } = useParams();
  const run = useApi('getRun', { params: { id: runId }, refetchInterval: 3_000 });
  const runs = `/destinations/${id}/runs`;
  if (run.data !== undefined && run.data.destinationId === id) return <RunContent run={run.data} />;
  if (run.data !== undefined || (run.error !== null && problemIn(run.error).code === 'not_found'))
    return (
      <Page title="Run">
        <EmptyState
          title="This run does not exist"
          text="It may be of another destination, or so old that it was removed."
          action={
            <LinkButton variant="secondary" href={runs}>
              Show all runs
            </LinkButton>
          }
        />
      </Page>
    );
  return (
    <Page title="Run">
      <QueryState query={run} what="the run">
        {() => null}
      </QueryState>
    </Page>
  );
}

function Started({ at }: { at: string }) {
  return (
    <>
      started <RelativeTime at={at} />
    </>
  );
}

function RunContent({ run }: { run: Run }) {
  const destination = useApi('getDestination', { params: { id: run.destinationId } });
  const around = useRunsAround(run.destinationId, run.endedAt === null);
  const home = `/destinations/${run.destinationId}`;
  return (
    <Page
      title={runKindTexts[run.kind]}
      subtitle={
        <>
          Run of{' '}
          {destination.data === undefined ? (
            'a destination that was deleted'
          ) : (
            <>
              <Link href={home}>{destination.data.name}</Link>, stream {destination.data.stream} in {destination.data.region}
            </>
          )}
          {/* On paper the exact times below are enough: nobody knows when "2 minutes ago" was. */}
          <span data-screen-only>, {run.kind === 'streaming' ? <RunHour startedAt={run.startedAt} /> : <Started at={run.startedAt} />}</span>
        </>
      }
      actions={
        <>
          <RunActions run={run} />
          <LinkButton variant="secondary" href={`${home}/runs`}>
            All runs
          </LinkButton>
          <Button variant="secondary" onPress={() => window.print()}>
            Print
          </Button>
        </>
      }
    >
      <RunReport run={run} isQueued={isQueued(run, around)} />
    </Page>
  );
}
