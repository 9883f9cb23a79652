import { Link } from '@react-spectrum/s2/Link';
import type { Import, RowError } from '../../shared/import.ts';
import { routes } from '../../shared/api.ts';
import { pathOf } from '../requestUrl.ts';
import { formatCount } from '../ui/format.ts';
import { ListTable, type ListColumn } from '../ui/ListTable.tsx';
import { Panel } from '../ui/Panel.tsx';

/** Errors shown here; the file has them all. */
const shown = 20;

const columns: readonly ListColumn<RowError>[] = [
  { key: 'line', label: 'Line', cell: ({ line }) => formatCount(line) },
  { key: 'column', label: 'Column', cell: ({ column }) => (column === '' ? 'The whole row' : column) },
  { key: 'message', label: 'What is wrong', cell: ({ message }) => message },
];

/** The first errors of an import, and all of them to download. */
export function ImportErrors({ row: { id, errors, counts } }: { row: Import }) {
  return (
    <Panel
      heading={counts.rejected === 1 ? '1 row was rejected' : `${formatCount(counts.rejected)} rows were rejected`}
      aside={
        <Link isStandalone href={pathOf(routes.getImportErrors.path, { id })} download="import-errors.csv">
          Download all errors
        </Link>
      }
    >
      <ListTable label="First errors" columns={columns} rows={errors.slice(0, shown)} keyOf={({ row, column, message }) => `${row} ${column} ${message}`} />
    </Panel>
  );
}
