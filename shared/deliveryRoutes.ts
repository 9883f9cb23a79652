/** Routes about what delivery did and does: runs, deliveries, dead letters, figures. Part of the table in api.ts. */
import { z } from 'zod';
import { deadLetterSchema, deadLetterStates, deliveryReasons, deliverySchema, metricsSchema, runKinds, runSchema, runStates } from './delivery.ts';
import { errorCodeNames } from './errorCodes.ts';
import { findPersonRequestSchema, foundPeopleSchema } from './findPerson.ts';
import { pageQuerySchema, pageSchema, rangeQuery } from './page.ts';
import { personNowSchema } from './personNow.ts';
import { readBackRequestSchema, readBackSchema } from './readBack.ts';
import type { Route } from './route.ts';
import { selfCheckSchema } from './selfCheck.ts';
import { shardsSchema } from './shards.ts';
import { tailFilterSchema } from './tail.ts';
import { totalsSchema } from './totals.ts';

const step = z.coerce
  .number('The step is a number of seconds.')
  .int()
  .min(60, 'The step is at least 60 seconds.')
  .max(86_400, 'The step is at most a day.')
  .multipleOf(60, 'The step is a multiple of 60 seconds.')
  .default(60);
const letterFilter = { code: z.enum(errorCodeNames).optional(), profileId: z.string().max(256).optional(), runId: z.string().max(128).optional(), ...rangeQuery };
/** Which open dead letters: some by their ids, or all that a filter takes; an empty body takes every one. */
const letterSelectionSchema = z
  .strictObject({
    ...letterFilter,
    ids: z.array(z.string().min(1).max(128)).min(1, 'Name at least one dead letter.').max(1_000, 'Name at most 1,000, or use a filter.').optional(),
  })
  .refine(({ ids, ...filter }) => ids === undefined || Object.values(filter).every((value) => value === undefined), { path: ['ids'], message: 'Send ids or a filter, not both.' });
/** `runId` is null when nothing matched: then nothing was started. */
const letterRunSchema = z.object({ runId: z.string().nullable(), matched: z.int() });

export const deliveryRoutes = {
  listRuns: {
    method: 'GET',
    path: '/api/destinations/:id/runs',
    summary: 'Runs, newest first',
    access: 'viewer',
    query: pageQuerySchema.extend({ kind: z.enum(runKinds).optional(), state: z.enum(runStates).optional() }),
    status: 200,
    response: pageSchema(runSchema),
  },
  getRun: { method: 'GET', path: '/api/runs/:id', summary: 'One run', access: 'viewer', status: 200, response: runSchema },
  pauseRun: { method: 'POST', path: '/api/runs/:id/pause', summary: 'Hold a backfill, replay or discard where it is', access: 'marketer', status: 200, response: runSchema },
  resumeRun: { method: 'POST', path: '/api/runs/:id/resume', summary: 'Let a paused run go on where it was', access: 'marketer', status: 200, response: runSchema },
  cancelRun: { method: 'POST', path: '/api/runs/:id/cancel', summary: 'End a backfill, replay or discard where it is', access: 'marketer', status: 200, response: runSchema },
  startBackfill: {
    method: 'POST',
    path: '/api/destinations/:id/backfill',
    summary: 'Send everyone who is in these segments now',
    access: 'marketer',
    body: z.strictObject({ segmentIds: z.array(z.string().min(1).max(256)).min(1, 'Pick at least one segment.').max(2_500) }),
    status: 202,
    response: runSchema,
  },
  listDeliveries: {
    method: 'GET',
    path: '/api/destinations/:id/deliveries',
    summary: 'Proof of delivered records, newest first. By reason or run, a page may hold fewer than asked for while there is more',
    access: 'viewer',
    query: pageQuerySchema.extend({ profileId: z.string().max(256).optional(), reason: z.enum(deliveryReasons).optional(), runId: z.string().max(128).optional(), ...rangeQuery }),
    status: 200,
    response: pageSchema(deliverySchema),
  },
  /** Server-sent events (shared/tail.ts): one `state`, then `records`, one a second at most. */
  tailDestination: {
    method: 'GET',
    path: '/api/destinations/:id/tail',
    summary: 'What becomes of records at this moment, as server-sent events: at most 50 a second, with how many there were',
    access: 'viewer',
    query: tailFilterSchema,
    status: 200,
  },
  findPerson: {
    method: 'POST',
    path: '/api/people/find',
    summary: 'Find people by an identity, in one namespace or any; seconds where there are millions of people',
    access: 'marketer',
    body: findPersonRequestSchema,
    status: 200,
    response: foundPeopleSchema,
  },
  getPersonNow: {
    method: 'GET',
    path: '/api/destinations/:id/people/:profileId',
    summary: 'What would become of a change of a person at a destination now, and why',
    access: 'marketer',
    status: 200,
    response: personNowSchema,
  },
  readBackDelivery: {
    method: 'POST',
    path: '/api/destinations/:id/deliveries/:exportId/read-back',
    summary: 'Read one delivered record back from the stream, personal values as far as the role may see them',
    access: 'marketer',
    body: readBackRequestSchema,
    status: 200,
    response: readBackSchema,
  },
  listDeadLetters: {
    method: 'GET',
    path: '/api/destinations/:id/dead-letters',
    summary: 'Changes that could not be delivered, newest first',
    access: 'viewer',
    query: pageQuerySchema.extend({ ...letterFilter, state: z.enum(deadLetterStates).optional() }),
    status: 200,
    response: pageSchema(deadLetterSchema),
  },
  replayDeadLetters: {
    method: 'POST',
    path: '/api/destinations/:id/dead-letters/replay',
    summary: 'Send the profiles of open dead letters as they are now',
    access: 'marketer',
    body: letterSelectionSchema,
    status: 202,
    response: letterRunSchema,
  },
  discardDeadLetters: {
    method: 'POST',
    path: '/api/destinations/:id/dead-letters/discard',
    summary: 'Give open dead letters up; nothing is sent',
    access: 'admin',
    body: letterSelectionSchema,
    status: 202,
    response: letterRunSchema,
  },
  countDeadLetters: {
    method: 'POST',
    path: '/api/destinations/:id/dead-letters/count',
    summary: 'How many open dead letters a replay or discard would be about',
    access: 'viewer',
    body: letterSelectionSchema,
    status: 200,
    response: z.object({ matched: z.int() }),
  },
  getMetrics: {
    method: 'GET',
    path: '/api/destinations/:id/metrics',
    summary: 'Counts and latency over time',
    access: 'viewer',
    query: z.object({ ...rangeQuery, step }),
    status: 200,
    response: metricsSchema,
  },
  getShards: {
    method: 'GET',
    path: '/api/destinations/:id/shards',
    summary: 'What each shard of the stream took in the last hour and how full it is, as far as this server sent it; counted since it started',
    access: 'viewer',
    status: 200,
    response: shardsSchema,
  },
  getTotals: {
    method: 'GET',
    path: '/api/metrics',
    summary: 'Outcomes of all destinations over time, and of each; the last 24 hours unless a range is given',
    access: 'viewer',
    query: z.object({
      ...rangeQuery,
      step: z.coerce
        .number('The step is a number of seconds.')
        .int()
        .min(3_600, 'The step is at least an hour, 3600 seconds.')
        .max(604_800, 'The step is at most a week.')
        .multipleOf(3_600, 'The step is a multiple of an hour, 3600 seconds.')
        .default(3_600),
    }),
    status: 200,
    response: totalsSchema,
  },
  getRunMetrics: {
    method: 'GET',
    path: '/api/runs/:id/metrics',
    summary: 'Counts and latency of one run over time',
    access: 'viewer',
    query: z.object({ ...rangeQuery, step }),
    status: 200,
    response: metricsSchema,
  },
  getSelfCheck: {
    method: 'GET',
    path: '/api/destinations/:id/self-check',
    summary: 'Count all outcomes again and say whether every sum agrees; a check that is not older than maxAgeSeconds is answered as it is',
    access: 'viewer',
    query: z.object({
      maxAgeSeconds: z.coerce.number('The age is a number of seconds.').int().min(0, 'The age is 0 or more.').max(604_800, 'The age is at most a week.').default(0),
    }),
    status: 200,
    response: selfCheckSchema,
  },
} as const satisfies Record<string, Route>;
