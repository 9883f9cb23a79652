import type { Handlers } from '../context.ts';
import type { ApiDependencies } from '../dependencies.ts';
import { knownDestination } from '../knownDestination.ts';

export function selfCheckRoutes({ store, selfChecks }: Pick<ApiDependencies, 'store' | 'selfChecks'>): Pick<Handlers, 'getSelfCheck'> {
  return {
    async getSelfCheck({ params, query }) {
      await knownDestination(store, params.id);
      return selfChecks.check(params.id, query.maxAgeSeconds * 1_000);
    },
  };
}
