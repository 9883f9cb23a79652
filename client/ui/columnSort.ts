/** An order of a list by one column, as the API names it: "name", and "-name" for the other way round. */
export interface ColumnSort {
  readonly key: string;
  /** The first press of the heading shows the newest or most first. */
  readonly isDescendingFirst?: boolean;
}

/** How a list with this order stands by a column. */
export function sortDirection({ key }: ColumnSort, sort: string): 'ascending' | 'descending' | 'none' {
  if (sort === key) return 'ascending';
  return sort === `-${key}` ? 'descending' : 'none';
}

/** The order after the heading of a column was pressed: turned round where it is in the order of that column already. */
export function sortAfterPress(column: ColumnSort, sort: string): string {
  const direction = sortDirection(column, sort);
  const isDescending = direction === 'none' ? column.isDescendingFirst === true : direction === 'ascending';
  return isDescending ? `-${column.key}` : column.key;
}
