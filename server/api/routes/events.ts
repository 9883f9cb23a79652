import { ActivationError } from '../../kit/errors.ts';
import type { Handlers } from '../context.ts';
import type { ApiDependencies } from '../dependencies.ts';

export function eventRoutes({ liveEvents }: Pick<ApiDependencies, 'liveEvents'>): Pick<Handlers, 'events'> {
  return {
    async events({ caller, request, response }) {
      if (request.method === 'HEAD') {
        response.type('text/event-stream').end();
        return;
      }
      if (!liveEvents.listen(response, caller.sessionHash)) throw new ActivationError('too_many_requests', 'Too many pages listen at this moment.', { retryAfterSeconds: 30 });
    },
  };
}
