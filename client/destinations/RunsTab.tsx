import { Link } from '@react-spectrum/s2/Link';
import { style } from '@react-spectrum/s2/style' with { type: 'macro' };
import type { Run } from '../../shared/delivery.ts';
import { durationOf } from '../dashboard/estimate.ts';
import { EmptyState } from '../ui/EmptyState.tsx';
import { formatBytes, formatCount, formatDuration } from '../ui/format.ts';
import { ListTable, type ListColumn } from '../ui/ListTable.tsx';
import { LoadMore } from '../ui/LoadMore.tsx';
import { QueryState } from '../ui/QueryState.tsx';
import { RelativeTime } from '../ui/RelativeTime.tsx';
import { useNow } from '../ui/useNow.ts';
import { usePages } from '../ui/usePages.ts';
import { RunActions } from './RunActions.tsx';
import { RunProgress } from './RunProgress.tsx';
import { isQueued, personText, runKindTexts } from './runWords.ts';

const quiet = style({ display: 'block', font: 'ui-sm', color: 'neutral-subdued', fontWeight: 'normal' });

/** Live changes are counted in runs of an hour, everything that somebody started in one each. */
export function RunsTab({ destinationId }: { destinationId: string }) {
  const pages = usePages('listRuns', { params: { id: destinationId }, refetchInterval: 5_000 });
  const now = useNow();
  const runs = pages.data ?? [];

  const columns: readonly ListColumn<Run>[] = [
    {
      key: 'kind',
      label: 'Run',
      cell: (run) => (
        <>
          {runKindTexts[run.kind]}
          {run.startedBy !== null && <span className={quiet}>by {personText(run.startedBy)}</span>}
        </>
      ),
    },
    { key: 'state', label: 'State', cell: (run) => <RunProgress run={run} isQueued={isQueued(run, runs)} /> },
    { key: 'started', label: 'Started', cell: (run) => <RelativeTime at={run.startedAt} /> },
    { key: 'duration', label: 'Duration', align: 'end', cell: (run) => formatDuration(durationOf(run, now)) },
    { key: 'received', label: 'Received', align: 'end', cell: (run) => formatCount(run.counts.received) },
    { key: 'excluded', label: 'Excluded', align: 'end', cell: (run) => formatCount(run.counts.excluded) },
    { key: 'waiting', label: 'Waiting', align: 'end', cell: (run) => formatCount(run.counts.pending) },
    {
      key: 'delivered',
      label: 'Delivered',
      align: 'end',
      cell: ({ id, counts }) =>
        counts.activated === 0 ? (
          '0'
        ) : (
          <Link href={`/destinations/${destinationId}/deliveries?run=${encodeURIComponent(id)}`} aria-label={`${formatCount(counts.activated)} delivered, show them`}>
            {formatCount(counts.activated)}
          </Link>
        ),
    },
    {
      key: 'failed',
      label: 'Failed',
      align: 'end',
      cell: ({ id, counts }) =>
        counts.failed === 0 ? (
          '0'
        ) : (
          <Link href={`/destinations/${destinationId}/dead-letters?run=${encodeURIComponent(id)}`} aria-label={`${formatCount(counts.failed)} failed, show their dead letters`}>
            {formatCount(counts.failed)}
          </Link>
        ),
    },
    { key: 'bytes', label: 'Sent', align: 'end', cell: (run) => formatBytes(run.bytes) },
    { key: 'actions', label: 'Actions', isLabelHidden: true, align: 'end', cell: (run) => <RunActions run={run} /> },
  ];

  return (
    <QueryState query={pages} what="runs">
      {(rows) =>
        rows.length === 0 ? (
          <EmptyState title="No runs yet" text="The first change of a mapped segment begins a run. Each hour of live changes is one, and so is each time everyone is sent." />
        ) : (
          <>
            <ListTable label="Runs" columns={columns} rows={rows} keyOf={(run) => run.id} />
            <LoadMore pages={pages} one="run" />
          </>
        )
      }
    </QueryState>
  );
}
