import { style } from '@react-spectrum/s2/style' with { type: 'macro' };
import type { ReactNode } from 'react';

export interface Column<T> {
  readonly key: string;
  readonly label: ReactNode;
  readonly cell: (row: T) => ReactNode;
  /** `end` for numbers. */
  readonly align?: 'start' | 'end';
  /** The narrowest window that still shows the column; every window when left out. */
  readonly from?: 'sm' | 'lg';
  /** The column whose cell names the row. */
  readonly isRowHeader?: boolean;
}

export interface DataTableProps<T> {
  /** Read aloud as the table's name. */
  readonly label: string;
  readonly columns: readonly Column<T>[];
  readonly rows: readonly T[];
  readonly rowKey: (row: T) => string;
  readonly isSelected?: (row: T) => boolean;
}

const cell = style({
  display: { default: '[table-cell]', isFromSmall: { default: 'none', sm: '[table-cell]' }, isFromLarge: { default: 'none', lg: '[table-cell]' } },
  font: 'ui',
  fontWeight: { default: 'normal', isHeader: 'bold' },
  color: { default: 'neutral', isHeader: 'neutral-subdued' },
  textAlign: { default: 'start', isEnd: 'end' },
  fontVariantNumeric: 'tabular-nums',
  paddingX: 12,
  paddingY: 8,
  verticalAlign: 'middle',
  borderStyle: 'solid',
  borderWidth: 0,
  borderBottomWidth: 1,
  borderColor: 'gray-200',
});

const tableRow = style({ backgroundColor: { default: 'transparent', ':hover': 'gray-75', isSelected: 'gray-100' } });

function looks<T>(column: Column<T>, isHeader: boolean) {
  return cell({ isHeader, isEnd: column.align === 'end', isFromSmall: column.from === 'sm', isFromLarge: column.from === 'lg' });
}

/** A plain table in the look of the product; scrolls sideways inside itself where the window is too narrow. Paging and sorting belong to the caller. */
export function DataTable<T>({ label, columns, rows, rowKey, isSelected }: DataTableProps<T>) {
  return (
    <div className={style({ overflowX: 'auto', borderStyle: 'solid', borderWidth: 1, borderColor: 'gray-200', borderRadius: 'lg' })} role="region" aria-label={label} tabIndex={0}>
      <table aria-label={label} className={style({ width: 'full', borderCollapse: 'collapse' })}>
        <thead>
          <tr>
            {columns.map((column) => (
              <th key={column.key} scope="col" className={looks(column, true)}>
                {column.label}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map((row) => (
            <tr key={rowKey(row)} className={tableRow({ isSelected: isSelected?.(row) ?? false })}>
              {columns.map((column) =>
                column.isRowHeader === true ? (
                  <th key={column.key} scope="row" className={looks(column, false)}>
                    {column.cell(row)}
                  </th>
                ) : (
                  <td key={column.key} className={looks(column, false)}>
                    {column.cell(row)}
                  </td>
                ),
              )}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
