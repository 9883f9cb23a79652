import type { DestinationRow } from '../store/rows.ts';
import type { Store } from '../store/store.ts';
import { notFound } from './refusals.ts';

/** The destination that a path names. Throws `not_found` where there is none: an empty list would say that it is there and has nothing. */
export async function knownDestination(store: Pick<Store, 'getDestination'>, id: string): Promise<DestinationRow> {
  const row = await store.getDestination(id);
  if (row === null) throw notFound('destination');
  return row;
}
