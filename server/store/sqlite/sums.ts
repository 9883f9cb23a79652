import { sumColumns } from '../storedSums.ts';

/** For an upsert: replaces every sum by the new one. */
export const sumAssignments = sumColumns
  .split(', ')
  .map((column) => `${column} = excluded.${column}`)
  .join(', ');
