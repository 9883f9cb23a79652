import { Link } from '@react-spectrum/s2/Link';
import { style } from '@react-spectrum/s2/style' with { type: 'macro' };
import type { Import } from '../../shared/import.ts';
import { useApi } from '../api.ts';
import { formatCount } from '../ui/format.ts';
import { ListTable, type ListColumn } from '../ui/ListTable.tsx';
import { OutcomeBadge } from '../ui/OutcomeBadge.tsx';
import { Panel } from '../ui/Panel.tsx';
import { RelativeTime } from '../ui/RelativeTime.tsx';
import { SegmentLink } from '../ui/SegmentLink.tsx';
import { rowsText, stateWords } from './importWords.ts';

const shown = 5;

const columns: readonly ListColumn<Import>[] = [
  {
    key: 'file',
    label: 'File',
    cell: ({ id, fileName }) => (
      <Link href={`/segments/imports/${id}`} isStandalone isQuiet>
        {fileName}
      </Link>
    ),
  },
  {
    key: 'state',
    label: 'State',
    cell: ({ state }) => (
      <div className={style({ display: 'flex' })}>
        <OutcomeBadge outcome={stateWords[state].outcome} label={stateWords[state].label} />
      </div>
    ),
  },
  { key: 'segment', label: 'Segment', cell: ({ segment }) => (segment === null ? '–' : <SegmentLink segment={segment} />) },
  { key: 'rows', label: 'Rows', align: 'end', cell: rowsText },
  { key: 'rejected', label: 'Rejected', align: 'end', cell: ({ counts }) => formatCount(counts.rejected) },
  { key: 'uploaded', label: 'Uploaded', cell: ({ createdAt }) => <RelativeTime at={createdAt} /> },
];

/** The newest imports; nothing where there are none. */
export function RecentImports() {
  const imports = useApi('listImports', { query: { limit: shown } }).data?.items ?? [];
  if (imports.length === 0) return null;
  return (
    <div className={style({ marginTop: 32 })}>
      <Panel heading="Recent imports">
        <ListTable label="Recent imports" columns={columns} rows={imports} keyOf={({ id }) => id} />
      </Panel>
    </div>
  );
}
