import type { Page } from '../../shared/page.ts';
import { foreignCursor } from '../kit/errors.ts';
import type { PageRequest } from './storeCalls.ts';

/** The sort key of one row; which types it holds is the list's own business. */
export type SortKey = readonly (string | number)[];

/** Whether a list can have ended with it: numbers are whole, and no database takes a NUL in a text. */
const canBePart = (part: unknown): boolean => (typeof part === 'number' ? Number.isSafeInteger(part) : typeof part === 'string' && !part.includes('\0'));

/**
 * Where the page before ended, or null for the first page. `like` is any key of this list: a cursor that is broken or
 * comes from a list of other keys has another shape, and throws an `ActivationError` that blames `cursor`.
 */
export function readCursor<Key extends SortKey>(cursor: string | null, like: Key): Key | null {
  if (cursor === null) return null;
  const key = parsed(cursor);
  if (Array.isArray(key) && key.length === like.length && key.every((part, index) => canBePart(part) && typeof part === typeof like[index])) return key as unknown as Key;
  throw foreignCursor();
}

/** Undefined where it is no JSON. */
function parsed(cursor: string): unknown {
  try {
    return JSON.parse(Buffer.from(cursor, 'base64url').toString('utf8'));
  } catch {
    return undefined;
  }
}

/** Cuts one row too many, which tells that there is a next page, off the rows that were read. */
export function pageOf<Row, Item>(rows: readonly Row[], page: PageRequest, keyOf: (row: Row) => SortKey, itemOf: (row: Row) => Item): Page<Item> {
  const shown = rows.slice(0, page.limit);
  const last = shown[shown.length - 1];
  const more = rows.length > page.limit && last !== undefined;
  return { items: shown.map(itemOf), nextCursor: more ? cursorOf(keyOf(last)) : null };
}

/** Where a list goes on after a row. */
export const cursorOf = (key: SortKey): string => Buffer.from(JSON.stringify(key)).toString('base64url');
