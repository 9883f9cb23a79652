import { Link } from '@react-spectrum/s2/Link';
import type { Destination } from '../../shared/destination.ts';
import { useApi } from '../api.ts';
import { ListTable, type ListColumn } from '../ui/ListTable.tsx';
import { QueryState } from '../ui/QueryState.tsx';
import { RelativeTime } from '../ui/RelativeTime.tsx';
import { StatusBadge } from '../ui/StatusBadge.tsx';

const shown = 5;

const columns: readonly ListColumn<Destination>[] = [
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

/** The destinations whose settings changed last. */
export function RecentlyChanged() {
  const destinations = useApi('listDestinations', { query: { sort: '-modified', limit: shown }, refetchInterval: 30_000 });
  return (
    <QueryState query={destinations} what="destinations">
      {({ items }) => <ListTable label="Recently changed" columns={columns} rows={items} keyOf={({ id }) => id} />}
    </QueryState>
  );
}
