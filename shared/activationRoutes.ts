import { z } from 'zod';
import { activationInputSchema, activationSchema, previewRequestSchema, previewSchema } from './activation.ts';
import { activationVersionSchema, comparisonSchema, compareRequestSchema, restoreRequestSchema, schemaQuerySchema } from './activationVersion.ts';
import { forecastRequestSchema, forecastSchema } from './forecast.ts';
import { pageQuerySchema, pageSchema } from './page.ts';
import type { Route } from './route.ts';

/** What a destination sends: reading, changing, looking ahead and back. */
export const activationRoutes = {
  getActivation: { method: 'GET', path: '/api/destinations/:id/activation', summary: 'What the destination sends', access: 'viewer', status: 200, response: activationSchema },
  putActivation: {
    method: 'PUT',
    path: '/api/destinations/:id/activation',
    summary: 'Set what the destination sends',
    access: 'marketer',
    body: activationInputSchema,
    status: 200,
    response: activationSchema,
  },
  previewActivation: {
    method: 'POST',
    path: '/api/destinations/:id/activation/preview',
    summary: 'Exact records for sample profiles',
    access: 'marketer',
    body: previewRequestSchema,
    status: 200,
    response: previewSchema,
  },
  forecastActivation: {
    method: 'POST',
    path: '/api/destinations/:id/activation/forecast',
    summary: 'How much sending everyone would be, and how long it takes',
    access: 'marketer',
    body: forecastRequestSchema,
    status: 200,
    response: forecastSchema,
  },
  listActivationVersions: {
    method: 'GET',
    path: '/api/destinations/:id/activation/versions',
    summary: 'Every version of the activation, newest first, with author, time and what it changed',
    access: 'viewer',
    query: pageQuerySchema,
    status: 200,
    response: pageSchema(activationVersionSchema),
  },
  compareActivation: {
    method: 'POST',
    path: '/api/destinations/:id/activation/compare',
    summary: 'What differs between a version and a draft, in words and in the records of sample profiles',
    access: 'marketer',
    body: compareRequestSchema,
    isBodyOptional: true,
    status: 200,
    response: comparisonSchema,
  },
  restoreActivation: {
    method: 'POST',
    path: '/api/destinations/:id/activation/versions/:version/restore',
    summary: 'Make an earlier version the newest; whether the destination sends stays as it is',
    access: 'marketer',
    body: restoreRequestSchema,
    isBodyOptional: true,
    status: 200,
    response: activationSchema,
  },
  getRecordSchema: {
    method: 'GET',
    path: '/api/destinations/:id/activation/schema',
    summary: 'JSON Schema of the records, of the version in force or another, with the options of the destination as they are now',
    access: 'viewer',
    query: schemaQuerySchema,
    status: 200,
    response: z.record(z.string(), z.unknown()),
  },
} as const satisfies Record<string, Route>;
