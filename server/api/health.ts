import express, { type RequestHandler, type Router } from 'express';
import type { Role } from '../../shared/session.ts';
import type { DeliverySupervisor } from '../delivery/supervisor.ts';
import type { Store } from '../store/store.ts';
import { authorize, type Authentication } from './auth.ts';
import { HttpRefusal } from './httpRefusal.ts';
import type { Metrics } from './metrics.ts';
import { isFromThisMachine } from './network.ts';
import { refuseMethod } from './router.ts';

/** Lets through who asks from this machine itself, and who is signed in with the role. */
export function localOr(role: Role, authentication: Authentication): RequestHandler {
  return async (request, _response, next) => {
    if (!isFromThisMachine(request)) authorize(await authentication.callerOf(request), role);
    next();
  };
}

/** For whoever runs the server: alive (public, says nothing else), ready, and numbers. */
export function healthRouter(options: {
  store: Pick<Store, 'ping'>;
  supervisor: Pick<DeliverySupervisor, 'healthy'>;
  isStopping: () => boolean;
  metrics: Metrics;
  authentication: Authentication;
}): Router {
  const router = express.Router({ caseSensitive: true });
  const local = localOr('admin', options.authentication);

  router.get('/healthz', (_request, response) => {
    response.set('Cache-Control', 'no-store').type('text/plain').send('ok\n');
  });
  router.get('/readyz', local, async (_request, response) => {
    if (options.isStopping()) throw new HttpRefusal(503, 'defect', 'The server is about to stop.');
    try {
      await options.store.ping();
    } catch (cause) {
      throw new HttpRefusal(503, 'defect', 'The database cannot be reached.', { cause });
    }
    if (!(await options.supervisor.healthy())) throw new HttpRefusal(503, 'defect', 'A delivery worker gives no sign of life.');
    response.set('Cache-Control', 'no-store').type('text/plain').send('ready\n');
  });
  router.get('/metrics', local, async (_request, response) => {
    const { contentType, text } = await options.metrics.read();
    response.set('Cache-Control', 'no-store').set('Content-Type', contentType).send(text);
  });
  for (const path of ['/healthz', '/readyz', '/metrics']) router.all(path, refuseMethod(['GET']));
  return router;
}
