import { expect, test } from 'vitest';
import { timeParts } from '../../server/store/timeParts.ts';

const units = [100, 10, 1];

test.each([
  [0, 300, [[100, 0, 300]]],
  [
    95,
    312,
    [
      [10, 90, 90],
      [1, 95, 100],
      [100, 100, 300],
      [10, 300, 310],
      [1, 310, 312],
    ],
  ],
  [5, 8, [[1, 5, 8]]],
  [20, 50, [[10, 20, 50]]],
  [7, 7, []],
  [9, 11, [[1, 9, 11]]],
])('from %d to %d is read in as long units as fit', (from, end, parts) => {
  const found = timeParts(from, end, units).map((part) => [part.unit, part.from, part.end]);
  expect(found).toEqual(parts.filter(([, first, last]) => first !== last));
});
