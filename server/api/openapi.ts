import { OpenApiGeneratorV31, OpenAPIRegistry, type RouteConfig } from '@asteasolutions/zod-to-openapi';
import { z } from 'zod';
import { webhookPayloadSchema } from '../../shared/alertChannel.ts';
import { routes } from '../../shared/api.ts';
import type { Route } from '../../shared/route.ts';
import { changedEventSchema, deliveryEventSchema } from '../../shared/delivery.ts';
import { problemSchema } from '../../shared/problem.ts';
import { profileUpdateSchema } from '../../shared/profile.ts';
import { errorStatuses } from './errorHandler.ts';

const statusTexts: Readonly<Record<number, string>> = {
  200: 'Done',
  201: 'Created',
  202: 'Begun',
  204: 'Done; no body',
  207: 'Some accepted, some rejected',
  400: 'The request cannot be read',
  401: 'Not signed in',
  403: 'The role does not allow this',
  404: 'Nothing is here',
  405: 'The address takes another method',
  409: 'In conflict with what is there',
  410: 'Used or run out',
  412: 'Changed since it was read',
  413: 'Too large',
  415: 'Another media type or encoding',
  421: 'Not a name of this server',
  422: 'Understood, but cannot be accepted',
  429: 'Too many; try again after `Retry-After` seconds',
  500: 'A defect on our side',
  503: 'Not possible at this moment',
};

const problemResponses = Object.fromEntries(
  errorStatuses.map((status) => [
    status,
    { description: statusTexts[status] ?? 'Refused', content: { 'application/problem+json': { schema: { $ref: '#/components/schemas/Problem' } } } },
  ]),
);

const parameterNames = (path: string): string[] => [...path.matchAll(/:(\w+)/g)].map((match) => match[1] as string);
const changesVersion = ({ method, path }: Route): boolean =>
  method === 'PATCH' || (method === 'PUT' && !path.includes('/drafts')) || (method === 'DELETE' && path.includes(':')) || /\/(enable|disable)$/.test(path);

/** What the routes that stream take and answer; the table leaves that to them. */
const streams: Readonly<Record<string, { body?: NonNullable<RouteConfig['request']>['body']; responses?: RouteConfig['responses'] }>> = {
  ingestProfiles: {
    body: {
      description: 'A profile a line (NDJSON), or one JSON object, or an array of them. gzip is read.',
      required: true,
      content: { 'application/x-ndjson': { schema: { type: 'string' } }, 'application/json': { schema: z.union([profileUpdateSchema, z.array(profileUpdateSchema)]) } },
    },
    responses: { 207: { description: statusTexts[207] as string, content: { 'application/json': { schema: routes.ingestProfiles.response } } } },
  },
  createImport: {
    body: {
      description: 'The file as it is. The two text kinds are UTF-8, and read as gzip with `Content-Encoding: gzip`.',
      required: true,
      content: {
        'text/csv': { schema: { type: 'string' } },
        'application/x-ndjson': { schema: { type: 'string' } },
        'application/vnd.apache.parquet': { schema: { type: 'string', format: 'binary' } },
      },
    },
  },
  getImportErrors: {
    responses: { 200: { description: 'Columns `row`, `line`, `column`, `code` and `message`', content: { 'text/csv': { schema: { type: 'string' } } } } },
  },
  events: {
    responses: {
      200: {
        description: 'Events named `delivery` (DeliveryEvent) and `changed` (ChangedEvent), until either side hangs up',
        content: { 'text/event-stream': { schema: { type: 'string' } } },
      },
    },
  },
};

/** The reference of the API, made from the table of routes: OpenAPI 3.1. */
export function createOpenApi(version: string) {
  const registry = new OpenAPIRegistry();
  registry.registerComponent('securitySchemes', 'session', {
    type: 'apiKey',
    in: 'cookie',
    name: 'tributary',
    description: 'The cookie that `POST /api/session` sets; `__Host-tributary` over TLS.',
  });
  registry.registerComponent('securitySchemes', 'token', { type: 'http', scheme: 'bearer', description: 'The token of TRIBUTARY_ADMIN_TOKEN.' });
  registry.registerComponent('schemas', 'Problem', z.toJSONSchema(problemSchema, { target: 'draft-2020-12' }) as Parameters<typeof registry.registerComponent>[2]);
  for (const [name, schema] of Object.entries({ DeliveryEvent: deliveryEventSchema, ChangedEvent: changedEventSchema, WebhookPayload: webhookPayloadSchema })) {
    registry.registerComponent('schemas', name, z.toJSONSchema(schema, { target: 'draft-2020-12' }) as Parameters<typeof registry.registerComponent>[2]);
  }

  for (const [name, route] of Object.entries(routes) as [string, Route][]) {
    const stream = streams[name];
    const parameters = parameterNames(route.path);
    const headers = { ...(changesVersion(route) && { 'If-Match': z.string().optional() }), ...(name === 'ingestProfiles' && { 'Idempotency-Key': z.string().optional() }) };
    registry.registerPath({
      method: route.method.toLowerCase() as RouteConfig['method'],
      path: route.path.replaceAll(/:(\w+)/g, '{$1}'),
      operationId: name,
      summary: route.summary,
      description:
        route.access === 'public'
          ? 'Needs no sign-in.'
          : route.access === 'signed_in'
            ? 'Needs any role.'
            : `Needs the role ${route.access}${route.access === 'admin' ? '' : ', or one above it'}.`,
      tags: [route.path.split('/')[2] ?? 'api'],
      security: route.access === 'public' ? [] : [{ session: [] }, { token: [] }],
      request: {
        ...(parameters.length > 0 && { params: z.object(Object.fromEntries(parameters.map((parameter) => [parameter, z.string()]))) }),
        ...(route.query && { query: route.query }),
        ...(Object.keys(headers).length > 0 && { headers: z.object(headers) }),
        ...(route.body ? { body: { required: route.isBodyOptional !== true, content: { 'application/json': { schema: route.body } } } } : stream?.body && { body: stream.body }),
      },
      responses: {
        [route.status]: { description: statusTexts[route.status] ?? 'Done', ...(route.response && { content: { 'application/json': { schema: route.response } } }) },
        ...stream?.responses,
        ...problemResponses,
      },
    });
  }
  return new OpenApiGeneratorV31(registry.definitions).generateDocument({
    openapi: '3.1.0',
    info: {
      title: 'Tributary',
      version,
      description:
        'Activates marketing segments to data streams. Errors are RFC 9457 problems; times are RFC 3339 UTC; `If-Match: "<version>"` is honoured for everything that has a version.',
    },
    servers: [{ url: '/' }],
  });
}
