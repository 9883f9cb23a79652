import { Link } from '@react-spectrum/s2/Link';
import { style } from '@react-spectrum/s2/style' with { type: 'macro' };
import type { Destination } from '../../shared/destination.ts';
import type { Segment } from '../../shared/segment.ts';
import { useApi } from '../api.ts';
import { formatCount } from '../ui/format.ts';
import { ListTable, type ListColumn } from '../ui/ListTable.tsx';
import { Panel } from '../ui/Panel.tsx';
import { QueryState } from '../ui/QueryState.tsx';
import { RelativeTime } from '../ui/RelativeTime.tsx';
import { SegmentLink } from '../ui/SegmentLink.tsx';
import { StatusBadge } from '../ui/StatusBadge.tsx';

const sideBySide = style({ display: 'grid', gridTemplateColumns: { default: ['minmax(0, 1fr)'], lg: ['minmax(0, 1fr)', 'minmax(0, 1fr)'] }, gap: 20, alignItems: 'start' });
/** What both lists are asked for. */
const newest = { query: { sort: '-modified', limit: 5 }, refetchInterval: 30_000 } as const;

const destinationColumns: readonly ListColumn<Destination>[] = [
  {
    key: 'name',
    label: 'Name',
    cell: ({ id, name }) => (
      <Link href={`/destinations/${id}`} isStandalone isQuiet>
        {name}
      </Link>
    ),
  },
  { key: 'status', label: 'Status', cell: (destination) => <StatusBadge destination={destination} /> },
  { key: 'modified', label: 'Modified', cell: ({ updatedAt }) => <RelativeTime at={updatedAt} /> },
];

const segmentColumns: readonly ListColumn<Segment>[] = [
  { key: 'name', label: 'Name', cell: (segment) => <SegmentLink segment={segment} /> },
  { key: 'size', label: 'People', align: 'end', cell: ({ size }) => formatCount(size) },
  { key: 'modified', label: 'Modified', cell: ({ updatedAt }) => <RelativeTime at={updatedAt} /> },
];

/** The destinations whose settings changed last, and the segments that were found, named, described or labelled last. */
export function RecentlyChanged() {
  const destinations = useApi('listDestinations', newest);
  const segments = useApi('listSegments', newest);
  return (
    <div className={sideBySide}>
      <Panel heading="Recently changed destinations">
        <QueryState query={destinations} what="destinations">
          {({ items }) => <ListTable label="Recently changed destinations" columns={destinationColumns} rows={items} keyOf={({ id }) => id} />}
        </QueryState>
      </Panel>
      <Panel heading="Recently changed segments">
        <QueryState query={segments} what="segments">
          {({ items }) =>
            items.length === 0 ? 'There are no segments yet.' : <ListTable label="Recently changed segments" columns={segmentColumns} rows={items} keyOf={({ id }) => id} />
          }
        </QueryState>
      </Panel>
    </div>
  );
}
