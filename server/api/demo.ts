import express, { type Router } from 'express';
import { demoRecordsSchema } from '../../shared/demo.ts';
import { authorize, type Authentication } from './auth.ts';
import type { Demo } from './dependencies.ts';
import { refuseMethod } from './router.ts';

/** Demo mode only: the newest records, read back from the stream. */
export function demoRouter(demo: Demo, authentication: Authentication): Router {
  const router = express.Router({ caseSensitive: true });
  router.get('/api/demo/records', async (request, response) => {
    authorize(await authentication.callerOf(request), 'viewer');
    response.json(demoRecordsSchema.parse(await demo.readStream()));
  });
  router.all('/api/demo/records', refuseMethod(['GET']));
  return router;
}
