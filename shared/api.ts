/**
 * Every route of the API: method, path, who may call it, what it takes and what it answers.
 * The server registers and checks by this table, the OpenAPI text is made from it, and the pages call by it.
 */
import { z } from 'zod';
import { accessRequestSchema, accessTextsSchema } from './access.ts';
import {
  accountInputSchema,
  accountPatchSchema,
  accountSchema,
  externalIdRequestSchema,
  externalIdSchema,
  streamListSchema,
  checkResultSchema,
  testRecordSchema,
} from './account.ts';
import { activationRoutes } from './activationRoutes.ts';
import { auditRoutes } from './auditRoutes.ts';
import { destinationTestSchema, storedDestinationTestSchema } from './connectionTest.ts';
import { alertRoutes } from './alertRoutes.ts';
import { deliverySchema } from './delivery.ts';
import { deliveryRoutes } from './deliveryRoutes.ts';
import { destinationInputSchema, destinationPatchSchema, destinationSchema, destinationSorts, destinationStatuses, destinationTypeSchema } from './destination.ts';
import { draftContentSchema, draftSchema } from './draft.ts';
import { importRoutes } from './importRoutes.ts';
import { pageQuerySchema, pageSchema } from './page.ts';
import { erasureSchema, ingestResultSchema } from './profile.ts';
import { breachSchema } from './policy.ts';
import { policyRoutes } from './policyRoutes.ts';
import { proposalRoutes } from './proposalRoutes.ts';
import { profileFieldsRequestSchema, profileFieldsSchema } from './profileFields.ts';
import { segmentInputSchema, segmentSchema, segmentSorts } from './segment.ts';
import { segmentRoutes } from './segmentRoutes.ts';
import type { Route } from './route.ts';
import { sessionSchema, setupSchema, signInSchema } from './session.ts';

const search = { search: z.string().max(256).optional() };
export const routes = {
  signIn: { method: 'POST', path: '/api/session', summary: 'Sign in', access: 'public', body: signInSchema, status: 200, response: sessionSchema },
  setUp: {
    method: 'POST',
    path: '/api/setup',
    summary: 'Create the first admin with the one-time link of the first start',
    access: 'public',
    body: setupSchema,
    status: 201,
    response: sessionSchema,
  },
  whoAmI: { method: 'GET', path: '/api/session', summary: 'Who am I', access: 'viewer', status: 200, response: sessionSchema },
  signOut: { method: 'DELETE', path: '/api/session', summary: 'Sign out', access: 'viewer', status: 204 },

  listDestinationTypes: {
    method: 'GET',
    path: '/api/destination-types',
    summary: 'The catalog',
    access: 'viewer',
    status: 200,
    response: z.object({ items: z.array(destinationTypeSchema) }),
  },

  describeAccess: {
    method: 'POST',
    path: '/api/destination-types/:type/access-texts',
    summary: 'What an administrator has to grant, as texts to paste',
    access: 'marketer',
    body: accessRequestSchema,
    status: 200,
    response: accessTextsSchema,
  },

  createAccount: {
    method: 'POST',
    path: '/api/accounts',
    summary: 'Connect an account; verified first',
    access: 'admin',
    body: accountInputSchema,
    status: 201,
    response: accountSchema,
  },
  testAccount: {
    method: 'POST',
    path: '/api/accounts/test',
    summary: 'Test an unsaved account',
    access: 'admin',
    body: accountInputSchema,
    status: 200,
    response: checkResultSchema,
  },
  createExternalId: {
    method: 'POST',
    path: '/api/accounts/external-id',
    summary: 'An external id for a role that is to be connected, and whom the role has to trust',
    access: 'admin',
    body: externalIdRequestSchema,
    status: 200,
    response: externalIdSchema,
  },
  listAccounts: {
    method: 'GET',
    path: '/api/accounts',
    summary: 'Accounts',
    access: 'viewer',
    query: pageQuerySchema.extend(search),
    status: 200,
    response: pageSchema(accountSchema),
  },
  getAccount: { method: 'GET', path: '/api/accounts/:id', summary: 'One account', access: 'viewer', status: 200, response: accountSchema },
  testStoredAccount: {
    method: 'POST',
    path: '/api/accounts/:id/test',
    summary: 'Test an account in stages',
    access: 'admin',
    status: 200,
    response: checkResultSchema,
  },
  updateAccount: {
    method: 'PATCH',
    path: '/api/accounts/:id',
    summary: 'Rename an account or rotate its credentials; verified first',
    access: 'admin',
    body: accountPatchSchema,
    status: 200,
    response: accountSchema,
  },
  deleteAccount: { method: 'DELETE', path: '/api/accounts/:id', summary: 'Delete an account no destination uses', access: 'admin', status: 204 },
  listStreams: {
    method: 'GET',
    path: '/api/accounts/:id/streams',
    summary: 'Streams the account may list',
    access: 'marketer',
    query: z.object({ query: z.string().max(128).optional() }),
    status: 200,
    response: streamListSchema,
  },

  createDestination: {
    method: 'POST',
    path: '/api/destinations',
    summary: 'Create a destination; the stream is described first',
    access: 'marketer',
    body: destinationInputSchema,
    status: 201,
    response: destinationSchema,
  },
  testDestination: {
    method: 'POST',
    path: '/api/destinations/test',
    summary: 'Test an unsaved destination in stages; writes nothing unless a test record is asked for',
    access: 'marketer',
    body: destinationTestSchema,
    status: 200,
    response: checkResultSchema,
  },
  testStoredDestination: {
    method: 'POST',
    path: '/api/destinations/:id/test',
    summary: 'Test a destination in stages; writes nothing unless a test record is asked for',
    access: 'marketer',
    body: storedDestinationTestSchema,
    isBodyOptional: true,
    status: 200,
    response: checkResultSchema,
  },
  sendTestRecord: {
    method: 'POST',
    path: '/api/destinations/:id/test-record',
    summary: 'Send one record that is marked as a test',
    access: 'marketer',
    status: 200,
    response: testRecordSchema,
  },
  listDestinations: {
    method: 'GET',
    path: '/api/destinations',
    summary: 'Destinations',
    access: 'viewer',
    query: pageQuerySchema.extend({
      ...search,
      status: z.enum(destinationStatuses).optional(),
      tag: z.string().max(64).optional(),
      accountId: z.string().max(128).optional(),
      sort: z.enum(destinationSorts, 'Sort by name, status, lastDelivery, created or modified; "-" in front turns the order round.').default('name'),
    }),
    status: 200,
    response: pageSchema(destinationSchema),
  },
  getDestination: { method: 'GET', path: '/api/destinations/:id', summary: 'One destination', access: 'viewer', status: 200, response: destinationSchema },
  updateDestination: {
    method: 'PATCH',
    path: '/api/destinations/:id',
    summary: 'Edit a destination; a stream or account in the body is described first, and sent to from then on',
    access: 'marketer',
    body: destinationPatchSchema,
    status: 200,
    response: destinationSchema,
  },
  deleteDestination: { method: 'DELETE', path: '/api/destinations/:id', summary: 'Delete a destination; deliveries stop first', access: 'marketer', status: 204 },
  enableDestination: { method: 'POST', path: '/api/destinations/:id/enable', summary: 'Resume from the checkpoint', access: 'marketer', status: 200, response: destinationSchema },
  disableDestination: {
    method: 'POST',
    path: '/api/destinations/:id/disable',
    summary: 'Stop sending; nothing is lost',
    access: 'marketer',
    status: 200,
    response: destinationSchema,
  },

  ...activationRoutes,
  ...policyRoutes,
  ...proposalRoutes,
  ...alertRoutes,

  listSegments: {
    method: 'GET',
    path: '/api/segments',
    summary: 'Segments',
    access: 'viewer',
    query: pageQuerySchema.extend({ ...search, sort: z.enum(segmentSorts, 'Sort by name, or by -modified for the last changed first.').default('name') }),
    status: 200,
    response: pageSchema(segmentSchema),
  },
  getSegment: { method: 'GET', path: '/api/segments/:id', summary: 'One segment', access: 'viewer', status: 200, response: segmentSchema },
  putSegment: {
    method: 'PUT',
    path: '/api/segments/:id',
    summary: 'Create, name, describe or label a segment',
    access: 'ingest',
    body: segmentInputSchema,
    status: 200,
    response: segmentSchema.extend({ breaches: z.array(breachSchema) }),
  },
  deleteSegment: { method: 'DELETE', path: '/api/segments/:id', summary: 'Delete a segment that no activation uses and that has no labels', access: 'admin', status: 204 },

  ...segmentRoutes,

  /** The body is NDJSON or JSON, plain or gzip, and is read line by line by the route itself. */
  ingestProfiles: { method: 'POST', path: '/api/profiles', summary: 'Create and update profiles', access: 'ingest', status: 200, response: ingestResultSchema },
  getProfile: {
    method: 'GET',
    path: '/api/profiles/:profileId',
    summary: 'One profile and its latest deliveries',
    access: 'admin',
    status: 200,
    response: z.object({
      profile: z.record(z.string(), z.unknown()),
      profileVersion: z.int(),
      updatedAt: z.string(),
      deliveries: z.array(deliverySchema.extend({ destinationId: z.string() })),
    }),
  },

  describeProfileFields: {
    method: 'POST',
    path: '/api/profile-fields',
    summary: 'What profiles of some segments hold: attributes and identities, how many people have them, examples, and what is personal',
    access: 'marketer',
    body: profileFieldsRequestSchema,
    status: 200,
    response: profileFieldsSchema,
  },
  deleteProfile: {
    method: 'DELETE',
    path: '/api/profiles/:profileId',
    summary: 'Erase a person: profile, memberships and outcomes at once, what waits to be sent within a day. What lies in a stream stays there until AWS removes it',
    access: 'admin',
    status: 202,
    response: erasureSchema,
  },

  ...importRoutes,

  ...deliveryRoutes,
  ...auditRoutes,
  /** Server-sent events named `delivery` (shared/delivery.ts, deliveryEventSchema) and `changed` (changedEventSchema). */
  events: { method: 'GET', path: '/api/events', summary: 'Live counters and changes, as server-sent events', access: 'viewer', status: 200 },

  createDraft: { method: 'POST', path: '/api/drafts', summary: 'Begin a draft of the wizard', access: 'marketer', body: draftContentSchema, status: 201, response: draftSchema },
  getDraft: { method: 'GET', path: '/api/drafts/:id', summary: 'One draft', access: 'marketer', status: 200, response: draftSchema },
  putDraft: { method: 'PUT', path: '/api/drafts/:id', summary: 'Keep a draft', access: 'marketer', body: draftContentSchema, status: 200, response: draftSchema },
  deleteDraft: { method: 'DELETE', path: '/api/drafts/:id', summary: 'Throw a draft away', access: 'marketer', status: 204 },
} as const satisfies Record<string, Route>;

export type RouteName = keyof typeof routes;
export type RouteBody<N extends RouteName> = (typeof routes)[N] extends { body: infer B extends z.ZodType } ? z.input<B> : undefined;
export type RouteQuery<N extends RouteName> = (typeof routes)[N] extends { query: infer Q extends z.ZodType } ? z.input<Q> : undefined;
export type RouteResponse<N extends RouteName> = (typeof routes)[N] extends { response: infer R extends z.ZodType } ? z.output<R> : undefined;
