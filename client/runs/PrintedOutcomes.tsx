import { bucketText } from '../dashboard/chartRange.ts';
import { hasNews, type DetailPoint } from '../dashboard/detailSeries.ts';
import { DataTable } from '../ui/DataTable.tsx';
import { formatCount, formatHour } from '../ui/format.ts';
import { Panel } from '../ui/Panel.tsx';
import { coarser } from './runSeries.ts';

/** Lines that leave the report on one page. */
const mostLines = 15;

/** What the charts show on a screen, as numbers for paper. Times without records are not listed. `size`: milliseconds of a bucket. */
export function PrintedOutcomes({ series, size }: { series: readonly DetailPoint[]; size: number }) {
  const every = Math.ceil(series.length / mostLines);
  const rows = coarser(series, every).filter(hasNews);
  if (rows.length === 0) return null;
  const heading = `Outcomes per ${bucketText(size * every)}`;
  return (
    <div data-print-only>
      <Panel heading={heading}>
        <DataTable
          label={heading}
          rows={rows}
          rowKey={({ at }) => String(at)}
          columns={[
            { key: 'at', label: 'From', isRowHeader: true, cell: ({ at }) => formatHour(at) },
            { key: 'delivered', label: 'Delivered', align: 'end', cell: ({ activated }) => formatCount(activated) },
            { key: 'excluded', label: 'Excluded', align: 'end', cell: ({ excluded }) => formatCount(excluded) },
            { key: 'failed', label: 'Failed', align: 'end', cell: ({ failed }) => formatCount(failed) },
            { key: 'throttled', label: 'Held back', align: 'end', cell: ({ throttled }) => formatCount(throttled) },
          ]}
        />
      </Panel>
    </div>
  );
}
