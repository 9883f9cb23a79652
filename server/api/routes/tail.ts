import { ActivationError } from '../../kit/errors.ts';
import type { Handlers } from '../context.ts';
import type { ApiDependencies } from '../dependencies.ts';
import { knownDestination } from '../knownDestination.ts';

export function tailRoutes({ store, liveTail }: Pick<ApiDependencies, 'store' | 'liveTail'>): Pick<Handlers, 'tailDestination'> {
  return {
    async tailDestination({ params, query, caller, request, response }) {
      await knownDestination(store, params.id);
      if (request.method === 'HEAD') {
        response.type('text/event-stream').end();
        return;
      }
      if (!liveTail.listen(response, caller, params.id, query))
        throw new ActivationError('too_many_requests', 'Too many people watch records at this moment.', { retryAfterSeconds: 30 });
    },
  };
}
