import { startTransition, useEffect, useState, type ReactNode } from 'react';
import { sortAfterPress, sortDirection, type ColumnSort } from './columnSort.ts';
import { css, style } from '@react-spectrum/s2/style' with { type: 'macro' };

/** Rows drawn at once, about as many as a window shows; the others follow as soon as these are to be seen. */
const drawnFirst = 8;

export interface ListColumn<T> {
  readonly key: string;
  readonly label: string;
  /** `end` for numbers. */
  readonly align?: 'start' | 'end';
  /** For columns that need no heading to look at, such as a row menu. The label is still read aloud. */
  readonly isLabelHidden?: boolean;
  /** For cells of several lines: on a phone they stand beneath their label, over the whole width. */
  readonly isBlock?: boolean;
  readonly cell: (row: T) => ReactNode;
  /** The whole list can be put into the order of this column. */
  readonly sort?: ColumnSort;
}

/** The order a list has, and what changes it. */
export interface ListSort {
  readonly value: string;
  readonly onChange: (value: string) => void;
}

const colors = style({
  '--line': { type: 'backgroundColor', value: 'gray-200' },
  '--label': { type: 'backgroundColor', value: 'gray-700' },
  '--hover': { type: 'backgroundColor', value: 'gray-50' },
  font: 'ui',
  color: 'neutral',
  width: 'full',
});

const table = css(`
  border-collapse: collapse;
  font-variant-numeric: tabular-nums;
  & th { font-weight: 500; font-size: 0.8125rem; color: var(--label); text-align: start; padding: 8px 12px; border-block-end: 1px solid var(--line); white-space: nowrap; vertical-align: bottom; }
  & td { padding: 10px 12px; border-block-end: 1px solid var(--line); vertical-align: middle; overflow-wrap: anywhere; }
  & tbody th { font-size: inherit; color: inherit; white-space: normal; padding: 10px 12px; vertical-align: middle; overflow-wrap: anywhere; }
  & [data-align=end] { text-align: end; white-space: nowrap; }
  & time { white-space: nowrap; }
  & td[data-label=""] { white-space: nowrap; }
  & td[data-label=""] > * { margin-inline-start: auto; inline-size: max-content; }
  & thead button { all: unset; cursor: pointer; display: inline-flex; gap: 4px; align-items: center; border-radius: 4px; }
  & thead button:hover { text-decoration: underline; }
  & thead button:focus-visible { outline: 2px solid currentcolor; outline-offset: 2px; }
  & tbody tr:hover { background: var(--hover); }
  & [data-hidden] { position: absolute; inline-size: 1px; block-size: 1px; overflow: hidden; clip-path: inset(50%); white-space: nowrap; }
  @media (width < 48rem) {
    &, & tbody, & td, & tbody th { display: block; }
    & thead { position: absolute; inline-size: 1px; block-size: 1px; overflow: hidden; clip-path: inset(50%); }
    & tbody tr { display: grid; grid-template-columns: minmax(0, 1fr) auto; padding: 8px 0; border-block-end: 1px solid var(--line); }
    & tbody th { border: 0; padding: 6px 4px; }
    & td { grid-column: 1 / -1; border: 0; padding: 4px; display: flex; gap: 16px; justify-content: space-between; align-items: baseline; text-align: end; }
    & td[data-align=end] { white-space: normal; }
    & td[data-block]:has(> *) { display: block; text-align: start; }
    & td[data-block]:has(> *)::before { display: block; margin-block-end: 4px; }
    & td::before { content: attr(data-label); color: var(--label); font-size: 0.8125rem; flex: none; text-align: start; }
    & td[data-label=""]::before { content: none; }
    & td[data-label=""] { grid-column: 2; grid-row: 1; }
  }
`);

/**
 * A table whose rows become blocks of "label: value" lines below 768 px, so that nothing scrolls sideways. The first column
 * names its row. The roles are said again because `display: block` takes them away in some browsers.
 */
export function ListTable<T>({
  label,
  columns,
  rows,
  keyOf,
  sort,
}: {
  label: string;
  columns: readonly ListColumn<T>[];
  rows: readonly T[];
  keyOf: (row: T) => string;
  sort?: ListSort;
}) {
  const [isWhole, setWhole] = useState(rows.length <= drawnFirst);
  useEffect(() => startTransition(() => setWhole(true)), []);
  return (
    <table aria-label={label} role="table" className={`${colors} ${table}`}>
      <thead role="rowgroup">
        <tr role="row">
          {columns.map((column) => (
            <th
              key={column.key}
              role="columnheader"
              scope="col"
              data-align={column.align ?? 'start'}
              aria-sort={sort === undefined || column.sort === undefined ? undefined : sortDirection(column.sort, sort.value)}
            >
              {sort !== undefined && column.sort !== undefined ? (
                <SortButton label={column.label} column={column.sort} sort={sort} />
              ) : column.isLabelHidden === true ? (
                <span data-hidden="">{column.label}</span>
              ) : (
                column.label
              )}
            </th>
          ))}
        </tr>
      </thead>
      <tbody role="rowgroup">
        {(isWhole ? rows : rows.slice(0, drawnFirst)).map((row) => (
          <tr key={keyOf(row)} role="row">
            {columns.map((column, index) =>
              index === 0 ? (
                <th key={column.key} role="rowheader" scope="row">
                  {column.cell(row)}
                </th>
              ) : (
                <td
                  key={column.key}
                  role="cell"
                  data-align={column.align ?? 'start'}
                  data-label={column.isLabelHidden === true ? '' : column.label}
                  data-block={column.isBlock === true ? '' : undefined}
                >
                  {column.cell(row)}
                </td>
              ),
            )}
          </tr>
        ))}
      </tbody>
    </table>
  );
}

const marks = { ascending: '↑', descending: '↓', none: '' } as const;

function SortButton({ label, column, sort }: { label: string; column: ColumnSort; sort: ListSort }) {
  return (
    <button type="button" onClick={() => sort.onChange(sortAfterPress(column, sort.value))}>
      {label}
      <span aria-hidden="true">{marks[sortDirection(column, sort.value)]}</span>
    </button>
  );
}
