import { css } from '@react-spectrum/s2/style' with { type: 'macro' };
import { formatCount, formatExact } from '../ui/format.ts';
import { ListTable, type ListColumn } from '../ui/ListTable.tsx';
import { bucketText } from './chartRange.ts';
import { hasNews, type DetailPoint } from './detailSeries.ts';
import { durationText, latencyLines } from './durationLines.ts';

const scroll = css('max-block-size: 480px; overflow-y: auto;');

/** The numbers of the charts, newest first. Times in which nothing happened are not listed. */
export function DeliveryTable({
  label,
  series,
  size,
  formatTime,
  hasLag,
}: {
  label: string;
  series: readonly DetailPoint[];
  size: number;
  formatTime: (at: number) => string;
  hasLag: boolean;
}) {
  const columns: readonly ListColumn<DetailPoint>[] = [
    {
      key: 'at',
      label: `Beginning of the ${bucketText(size)}`,
      cell: ({ at }) => (
        <time dateTime={new Date(at).toISOString()} title={formatExact(at)}>
          {formatTime(at)}
        </time>
      ),
    },
    { key: 'delivered', label: 'Delivered', align: 'end', cell: ({ activated }) => formatCount(activated) },
    { key: 'excluded', label: 'Excluded', align: 'end', cell: ({ excluded }) => formatCount(excluded) },
    { key: 'failed', label: 'Failed', align: 'end', cell: ({ failed }) => formatCount(failed) },
    { key: 'throttled', label: 'Held back', align: 'end', cell: ({ throttled }) => formatCount(throttled) },
    ...latencyLines.map(({ key, label: name }) => ({ key, label: name, align: 'end', cell: (point: DetailPoint) => durationText(point[key]) }) as const),
    ...(hasLag ? [{ key: 'lag', label: 'Behind', align: 'end', cell: ({ lagMs }: DetailPoint) => durationText(lagMs) } as const] : []),
  ];
  return (
    // Focusable, so that the keyboard can scroll it.
    <div className={scroll} tabIndex={0} role="group" aria-label={label}>
      <ListTable label={label} rows={series.filter(hasNews).toReversed()} keyOf={({ at }) => String(at)} columns={columns} />
    </div>
  );
}
