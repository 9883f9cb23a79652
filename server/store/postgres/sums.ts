import type { OutcomeSums } from '../rows.ts';
import { sumColumns, sumsOf, sumValues, type StoredSums } from '../storedSums.ts';
import { addSums } from '../sums.ts';

/** Sums that hold nothing, as columns of a row that is only now there. */
export const emptySums = `0, 0, 0, 0, 0, 0, 0, '{}', '[]'`;
/** Replaces every sum of a row by that of `n`. */
export const sumAssignments = sumColumns
  .split(', ')
  .map((column) => `${column} = n.${column}`)
  .join(', ');

/** The arrays that `sumArrays` gives, for `unnest`; `first` is the number of the first. */
export const sumParameters = (first: number): string =>
  sumColumns
    .split(', ')
    .map((_, index) => `$${first + index}::${index < 7 ? 'bigint' : 'text'}[]`)
    .join(', ');

/** One array per column. */
export function sumArrays(rows: readonly OutcomeSums[]): (number | string)[][] {
  const values = rows.map(sumValues);
  return sumColumns.split(', ').map((_, index) => values.map((row) => row[index] as number | string));
}

/** What is to be added to a row, by the text that stands for its key. */
export type Additions<Item> = ReadonlyMap<string, { readonly item: Item; readonly sums: OutcomeSums }>;

/** PURE. One addition per key, in the order of the keys: so two transactions that add to the same rows never wait for each other. */
export function additionsOf<Item>(items: readonly Item[], keyOf: (item: Item) => string, sumsOfItem: (item: Item) => OutcomeSums): Additions<Item> {
  const additions = new Map<string, { item: Item; sums: OutcomeSums }>();
  for (const item of items) {
    const known = additions.get(keyOf(item));
    additions.set(keyOf(item), { item, sums: known === undefined ? sumsOfItem(item) : addSums(known.sums, sumsOfItem(item)) });
  }
  return new Map([...additions].toSorted(([a], [b]) => (a < b ? -1 : 1)));
}

/** PURE. What rows hold once the additions are made. */
export const added = <Row extends StoredSums>(rows: readonly Row[], additions: Additions<unknown>, keyOf: (row: Row) => string): OutcomeSums[] =>
  rows.map((row) => {
    const addition = additions.get(keyOf(row));
    return addition === undefined ? sumsOf(row) : addSums(sumsOf(row), addition.sums);
  });
