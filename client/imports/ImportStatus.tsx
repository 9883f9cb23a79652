import { Link } from '@react-spectrum/s2/Link';
import { ProgressBar } from '@react-spectrum/s2/ProgressBar';
import { style } from '@react-spectrum/s2/style' with { type: 'macro' };
import type { Import } from '../../shared/import.ts';
import { useApi } from '../api.ts';
import { useMay } from '../shell/session.ts';
import { Facts } from '../ui/Facts.tsx';
import { formatBytes, formatCount, formatDuration } from '../ui/format.ts';
import { OutcomeBadge } from '../ui/OutcomeBadge.tsx';
import { Panel } from '../ui/Panel.tsx';
import { RelativeTime } from '../ui/RelativeTime.tsx';
import { SegmentLink } from '../ui/SegmentLink.tsx';
import { ImportActions } from './ImportActions.tsx';
import { ImportErrors } from './ImportErrors.tsx';
import { isUnderWay, rowsText, stateText, stateWords } from './importWords.ts';

/** Milliseconds between two looks at an import that is under way. */
const lookEvery = 1_000;
const note = style({ font: 'ui', color: 'neutral-subdued', margin: 0, fontVariantNumeric: 'tabular-nums' });

/** How an import goes: state, progress, counts, errors, and what can be done about it. */
export function ImportStatus({ row: read }: { row: Import }) {
  const mayImport = useMay('admin');
  const newest = useApi('getImport', { params: { id: read.id }, ...(isUnderWay(read.state) ? { refetchInterval: lookEvery } : {}) });
  const row = newest.data ?? read;
  const { outcome, label } = stateWords[row.state];
  const { counts, problem, progress, segment } = row;
  return (
    <div className={style({ display: 'flex', flexDirection: 'column', gap: 24, maxWidth: 960 })}>
      <Panel heading="Progress" aside={<OutcomeBadge outcome={outcome} label={label} />}>
        <div className={style({ display: 'flex', flexDirection: 'column', gap: 16 })}>
          <p role="status" className={note}>
            {progress?.waiting ?? stateText(row)}
          </p>
          {problem === null ? null : (
            <div role="alert" className={style({ font: 'ui', color: 'negative', overflowWrap: 'anywhere' })}>
              {problem.message} {problem.remedy}
            </div>
          )}
          {progress === null || !isUnderWay(row.state) ? null : <Progress progress={progress} />}
          {mayImport ? <ImportActions row={row} /> : null}
        </div>
      </Panel>
      <Panel heading="Counts">
        <Facts
          facts={[
            ['Rows in the file', rowsText(row)],
            ['Changed somebody', formatCount(counts.changed)],
            ['Changed nothing', formatCount(counts.unchanged)],
            ['Rejected', formatCount(counts.rejected)],
            ...(row.mode === 'replace' ? [['Left the segment', formatCount(counts.exited)] as const] : []),
            ['Segment', segment === null ? 'None: people were updated only' : <SegmentLink segment={segment} />],
            ['File', `${formatBytes(row.bytes)}, ${row.hasFile ? 'still on the server' : 'removed from the server'}`],
            ['Uploaded', <RelativeTime key="uploaded" at={row.createdAt} />],
            ['Ended', <RelativeTime key="ended" at={row.endedAt} empty="Not yet" />],
          ]}
        />
      </Panel>
      {row.errors.length === 0 ? null : <ImportErrors row={row} />}
      {row.state === 'uploaded' || isUnderWay(row.state) || !mayImport ? null : (
        <Link href="/segments/import" isStandalone>
          Import another file
        </Link>
      )}
    </div>
  );
}

function Progress({ progress: { done, total, unit, remainingSeconds } }: { progress: NonNullable<Import['progress']> }) {
  const amount = unit === 'bytes' ? formatBytes : formatCount;
  return (
    <>
      <ProgressBar aria-label="Progress" value={done} maxValue={Math.max(1, total)} styles={style({ width: 'full' })} />
      <p className={note}>
        {amount(done)} of {amount(total)} {unit === 'members' ? 'people looked at' : unit === 'rows' ? 'rows' : ''}
        {remainingSeconds === null ? '' : `, about ${formatDuration(remainingSeconds * 1_000)} left`}
      </p>
    </>
  );
}
