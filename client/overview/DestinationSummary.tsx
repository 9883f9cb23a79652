import { Link } from '@react-spectrum/s2/Link';
import type { Destination } from '../../shared/destination.ts';
import { formatCount } from '../ui/format.ts';
import { ListTable, type ListColumn } from '../ui/ListTable.tsx';
import { RelativeTime } from '../ui/RelativeTime.tsx';
import { StatusBadge } from '../ui/StatusBadge.tsx';
import type { Day } from './useDay.ts';

/** How many destinations the overview names; the others are a click away. */
const shown = 10;

function columnsWith(day: Day): readonly ListColumn<Destination>[] {
  const count = (destination: Destination, outcome: 'activated' | 'failed'): string => {
    const outcomes = day.outcomes.get(destination.id);
    return outcomes === undefined ? '–' : formatCount(outcomes[outcome]);
  };
  return [
    {
      key: 'name',
      label: 'Name',
      cell: (destination) => (
        <Link href={`/destinations/${destination.id}`} isStandalone isQuiet>
          {destination.name}
        </Link>
      ),
    },
    { key: 'status', label: 'Status', cell: (destination) => <StatusBadge destination={destination} /> },
    { key: 'stream', label: 'Stream', cell: (destination) => destination.stream },
    { key: 'delivered', label: 'Delivered in 24 h', align: 'end', cell: (destination) => count(destination, 'activated') },
    { key: 'failed', label: 'Failed in 24 h', align: 'end', cell: (destination) => count(destination, 'failed') },
    { key: 'last', label: 'Last delivery', cell: (destination) => <RelativeTime at={destination.lastDeliveredAt} empty="None yet" /> },
  ];
}

/** The destinations that delivered last, each with its day. */
export function DestinationSummary({ destinations, day }: { destinations: readonly Destination[]; day: Day }) {
  const latest = destinations.toSorted((a, b) => (b.lastDeliveredAt ?? '').localeCompare(a.lastDeliveredAt ?? '')).slice(0, shown);
  return <ListTable label="Destinations" columns={columnsWith(day)} rows={latest} keyOf={(destination) => destination.id} />;
}
