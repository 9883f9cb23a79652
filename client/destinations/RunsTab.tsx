import { Link } from '@react-spectrum/s2/Link';
import { Picker, PickerItem } from '@react-spectrum/s2/Picker';
import { style } from '@react-spectrum/s2/style' with { type: 'macro' };
import { runKinds, runStates, type Run, type RunKind, type RunState } from '../../shared/delivery.ts';
import { durationOf } from '../dashboard/estimate.ts';
import { ExportMenu } from '../export/ExportMenu.tsx';
import { useRunsAround } from '../runs/useRunsAround.ts';
import { EmptyState } from '../ui/EmptyState.tsx';
import { formatBytes, formatCount, formatDuration } from '../ui/format.ts';
import { ListTable, type ListColumn } from '../ui/ListTable.tsx';
import { ListToolbar } from '../ui/ListToolbar.tsx';
import { LoadMore } from '../ui/LoadMore.tsx';
import { QueryState } from '../ui/QueryState.tsx';
import { RelativeTime } from '../ui/RelativeTime.tsx';
import { useNow } from '../ui/useNow.ts';
import { usePages } from '../ui/usePages.ts';
import { runExport } from './outcomeExport.ts';
import { useUrlChoice } from '../ui/useUrlText.ts';
import { RunActions } from './RunActions.tsx';
import { RunHour } from './RunHour.tsx';
import { RunProgress } from './RunProgress.tsx';
import { isQueued, personText, runKindTexts, runStateTexts } from './runWords.ts';

const quiet = style({ display: 'block', font: 'ui-sm', color: 'neutral-subdued', fontWeight: 'normal' });

const isKind = (value: string): value is RunKind => (runKinds as readonly string[]).includes(value);
const isState = (value: string): value is RunState => (runStates as readonly string[]).includes(value);
const narrow = style({ width: { default: 'full', sm: 240 } });

/** Live changes are counted in runs of an hour, everything that somebody started in one each. Which are shown stands in the address. */
export function RunsTab({ destinationId }: { destinationId: string }) {
  const [kind, setKind] = useUrlChoice('kind');
  const [state, setState] = useUrlChoice('state');
  const query = { ...(isKind(kind) && { kind }), ...(isState(state) && { state }) };
  const isFiltered = Object.keys(query).length > 0;
  const pages = usePages('listRuns', { params: { id: destinationId }, query, refetchInterval: 5_000 });
  const around = useRunsAround(destinationId, isFiltered);
  const now = useNow();
  const runs = isFiltered ? around : (pages.data ?? []);

  const columns: readonly ListColumn<Run>[] = [
    {
      key: 'kind',
      label: 'Run',
      cell: (run) => (
        <>
          <Link href={`/destinations/${destinationId}/runs/${encodeURIComponent(run.id)}`} isStandalone isQuiet>
            {runKindTexts[run.kind]}
          </Link>
          {run.startedBy !== null && <span className={quiet}>by {personText(run.startedBy)}</span>}
        </>
      ),
    },
    { key: 'state', label: 'State', cell: (run) => <RunProgress run={run} isQueued={isQueued(run, runs)} /> },
    { key: 'started', label: 'When', cell: (run) => (run.kind === 'streaming' ? <RunHour startedAt={run.startedAt} /> : <RelativeTime at={run.startedAt} />) },
    { key: 'duration', label: 'Duration', align: 'end', cell: (run) => (run.kind === 'streaming' ? '–' : formatDuration(durationOf(run, now))) },
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
    <>
      <ListToolbar
        search={
          <>
            <Picker aria-label="Kind" value={query.kind ?? 'all'} onChange={(key) => setKind(key === 'all' ? '' : String(key))} styles={narrow}>
              <PickerItem id="all">Every kind</PickerItem>
              {runKinds.map((value) => (
                <PickerItem key={value} id={value}>
                  {runKindTexts[value]}
                </PickerItem>
              ))}
            </Picker>
            <Picker aria-label="State" value={query.state ?? 'all'} onChange={(key) => setState(key === 'all' ? '' : String(key))} styles={narrow}>
              <PickerItem id="all">Every state</PickerItem>
              {runStates.map((value) => (
                <PickerItem key={value} id={value}>
                  {runStateTexts[value]}
                </PickerItem>
              ))}
            </Picker>
          </>
        }
      >
        <ExportMenu what="runs" route="listRuns" params={{ id: destinationId }} query={query} columns={runExport} />
      </ListToolbar>
      <QueryState query={pages} what="runs">
        {(rows) =>
          rows.length > 0 ? (
            <>
              <ListTable label="Runs" columns={columns} rows={rows} keyOf={(run) => run.id} />
              <LoadMore pages={pages} one="run" />
            </>
          ) : isFiltered ? (
            <EmptyState title="No run matches" text="Show every kind and state to see all runs." />
          ) : (
            <EmptyState title="No runs yet" text="The first change of a mapped segment begins a run. Each hour of live changes is one, and so is each time everyone is sent." />
          )
        }
      </QueryState>
    </>
  );
}
