import { Button } from '@react-spectrum/s2/Button';
import { useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import type { Run } from '../../shared/delivery.ts';
import { call, refresh } from '../api.ts';
import { durationOf } from '../dashboard/estimate.ts';
import { useMay } from '../shell/session.ts';
import { ConfirmDialog } from '../ui/ConfirmDialog.tsx';
import { EmptyState } from '../ui/EmptyState.tsx';
import { formatBytes, formatCount, formatDuration } from '../ui/format.ts';
import { ListTable, type ListColumn } from '../ui/ListTable.tsx';
import { LoadMore } from '../ui/LoadMore.tsx';
import { QueryState } from '../ui/QueryState.tsx';
import { RelativeTime } from '../ui/RelativeTime.tsx';
import { useNow } from '../ui/useNow.ts';
import { usePages } from '../ui/usePages.ts';
import { RunProgress } from './RunProgress.tsx';

const kinds: Readonly<Record<Run['kind'], string>> = {
  streaming: 'Live changes',
  backfill: 'Everyone in the segments',
  replay: 'Replay of dead letters',
  discard: 'Discard of dead letters',
};

/** Live changes are counted in runs of an hour, backfills in one each. */
export function RunsTab({ destinationId }: { destinationId: string }) {
  const pages = usePages('listRuns', { params: { id: destinationId }, refetchInterval: 5_000 });
  const mayChange = useMay('marketer');
  const client = useQueryClient();
  const now = useNow();
  const [cancelling, setCancelling] = useState<Run | null>(null);
  const mayCancel = (run: Run): boolean => mayChange && run.kind === 'backfill' && run.endedAt === null && run.state !== 'cancelled';

  const columns: readonly ListColumn<Run>[] = [
    { key: 'kind', label: 'Run', cell: (run) => kinds[run.kind] },
    { key: 'state', label: 'State', cell: (run) => <RunProgress run={run} now={now} /> },
    { key: 'started', label: 'Started', cell: (run) => <RelativeTime at={run.startedAt} /> },
    { key: 'duration', label: 'Duration', align: 'end', cell: (run) => formatDuration(durationOf(run, now)) },
    { key: 'received', label: 'Received', align: 'end', cell: (run) => formatCount(run.counts.received) },
    { key: 'excluded', label: 'Excluded', align: 'end', cell: (run) => formatCount(run.counts.excluded) },
    { key: 'waiting', label: 'Waiting', align: 'end', cell: (run) => formatCount(run.counts.pending) },
    { key: 'delivered', label: 'Delivered', align: 'end', cell: (run) => formatCount(run.counts.activated) },
    { key: 'failed', label: 'Failed', align: 'end', cell: (run) => formatCount(run.counts.failed) },
    { key: 'bytes', label: 'Sent', align: 'end', cell: (run) => formatBytes(run.bytes) },
    {
      key: 'cancel',
      label: 'Actions',
      isLabelHidden: true,
      align: 'end',
      cell: (run) =>
        mayCancel(run) && (
          <Button variant="secondary" size="S" aria-label={`Cancel: ${kinds[run.kind]}`} onPress={() => setCancelling(run)}>
            Cancel
          </Button>
        ),
    },
  ];

  return (
    <>
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
      <ConfirmDialog
        isOpen={cancelling !== null}
        onClose={() => setCancelling(null)}
        title="Stop sending everyone?"
        action="Stop here"
        isDestructive
        onConfirm={async () => {
          if (cancelling === null) return;
          await call('cancelRun', { params: { id: cancelling.id } });
          await refresh(client, 'listRuns');
        }}
      >
        What was sent stays sent. People who were not reached yet are sent when they change, or when you send everyone again. Live changes go on.
      </ConfirmDialog>
    </>
  );
}
