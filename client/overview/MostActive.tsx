import { Link } from '@react-spectrum/s2/Link';
import type { Totals } from '../../shared/totals.ts';
import { formatCount } from '../ui/format.ts';
import { ListTable, type ListColumn } from '../ui/ListTable.tsx';

type Row = Totals['destinations'][number];

/** How many destinations the overview names; the others are a click away. */
const shown = 10;

const columns: readonly ListColumn<Row>[] = [
  {
    key: 'name',
    label: 'Name',
    cell: ({ id, name, isDeleted }) =>
      isDeleted ? (
        `${name} (deleted)`
      ) : (
        <Link href={`/destinations/${id}`} isStandalone isQuiet>
          {name}
        </Link>
      ),
  },
  { key: 'received', label: 'Received', align: 'end', cell: ({ received }) => formatCount(received) },
  { key: 'delivered', label: 'Delivered', align: 'end', cell: ({ activated }) => formatCount(activated) },
  { key: 'excluded', label: 'Excluded', align: 'end', cell: ({ excluded }) => formatCount(excluded) },
  { key: 'failed', label: 'Failed', align: 'end', cell: ({ failed }) => formatCount(failed) },
];

/** The destinations with the most records, each with its sums. */
export function MostActive({ destinations }: Pick<Totals, 'destinations'>) {
  if (destinations.length === 0) return <>No records in this time.</>;
  return <ListTable label="Destinations" columns={columns} rows={destinations.slice(0, shown)} keyOf={({ id }) => id} />;
}
