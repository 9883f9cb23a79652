import type { Store } from '../store.ts';
import { createProfiles } from './profiles.ts';
import type { Queries } from './queries.ts';
import { createSegments } from './segments.ts';

/** Every method of the port on one connection. Transactions are the caller's business. */
export function createMethods(queries: Queries): Omit<Store, 'close'> {
  const profiles = createProfiles(queries);
  return {
    ...profiles,
    ...createSegments(queries),
    async ping() {
      await queries.row('SELECT 1');
    },
  } as Omit<Store, 'close'>;
}
