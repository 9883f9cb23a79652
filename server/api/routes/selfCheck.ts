import type { Handlers } from '../context.ts';
import type { ApiDependencies } from '../dependencies.ts';
import { notFound } from '../refusals.ts';

export function selfCheckRoutes({ store, selfChecks }: Pick<ApiDependencies, 'store' | 'selfChecks'>): Pick<Handlers, 'getSelfCheck'> {
  return {
    async getSelfCheck({ params, query }) {
      if ((await store.getDestination(params.id)) === null) throw notFound('destination');
      return selfChecks.check(params.id, query.maxAgeSeconds * 1_000);
    },
  };
}
