import express, { type Request, type RequestHandler, type Response, type Router } from 'express';
import { routes, type RouteName } from '../../shared/api.ts';
import type { Route } from '../../shared/route.ts';
import type { Issue } from '../../shared/problem.ts';
import type { Caller } from '../access/sessions.ts';
import type { Auditing } from './auditing.ts';
import { authorize, refuseForeignOrigin, type Authentication } from './auth.ts';
import { streamingRoutes, type Context, type Handler, type Handlers } from './context.ts';
import { HttpRefusal } from './httpRefusal.ts';
import { demandJson, hasBody, readJsonBody } from './jsonBody.ts';
import { validate, validateQuery } from './validate.ts';

export interface RouterOptions {
  readonly handlers: Handlers;
  readonly authentication: Authentication;
  readonly auditing: Auditing;
  readonly publicUrl: URL | null;
  /** Extra checks before a route's handler, for example rate limits. */
  readonly guards: Partial<Record<RouteName, readonly RequestHandler[]>>;
  /** What else is wrong with a body that its schema cannot see; asked even when the schema refuses, so that all is told at once. `id`: the one in the path, or empty. */
  readonly moreIssues: Partial<Record<RouteName, (body: unknown, id: string) => Promise<readonly Issue[]>>>;
}

/** Routes that read their bodies themselves, as they come in. */
const readsItsBody: ReadonlySet<RouteName> = new Set(['ingestProfiles', 'createImport']);

/** A version that nothing has: what `If-Match` names when it names no version of ours. */
const noVersion = -1;

function expectedVersion(request: Request): number | null {
  const header = request.headers['if-match']?.trim();
  if (header === undefined || header === '*') return null;
  const version = /^"(\d{1,15})"$/.exec(header)?.[1];
  return version === undefined ? noVersion : Number(version);
}

/** Aborts once the connection is gone before the answer is complete. */
function hangUpSignal(response: Response): AbortSignal {
  const controller = new AbortController();
  response.on('close', () => {
    if (!response.writableFinished) controller.abort();
  });
  return controller.signal;
}

/** The answer holds what the table promises and nothing else; a handler that breaks the promise is a defect. */
function answer(response: Response, route: Route, result: unknown): void {
  if (response.headersSent) return;
  if (route.response === undefined) {
    response.status(route.status).end();
    return;
  }
  const body: unknown = route.response.parse(result);
  if (typeof body === 'object' && body !== null && 'version' in body) response.set('ETag', `"${String(body.version)}"`);
  response.status(route.status).json(body);
}

/** Everything between a request and its handler, the same for every route, in this order. */
function handle(name: RouteName, options: RouterOptions): RequestHandler {
  const route: Route = routes[name];
  const handler = options.handlers[name] as Handler<RouteName>;
  return async (request, response) => {
    const told = options.auditing.of(name, { address: request.ip ?? '', requestId: String(response.locals['requestId']) });
    let caller: Caller | null = null;
    try {
      response.locals['route'] = route.path;
      caller = route.access === 'public' ? null : await options.authentication.callerOf(request);
      authorize(caller, route.access);
      response.locals['role'] = caller?.role;
      refuseForeignOrigin(request, options.publicUrl);
      const query = validateQuery(route.query, request.query as Record<string, unknown>);
      // A route that streams reads its own body; where none is expected, a form of another site must not get through.
      if (route.body === undefined && !readsItsBody.has(name) && hasBody(request)) demandJson(request);
      const isLeftOut = route.isBodyOptional === true && !hasBody(request);
      const json = route.body === undefined ? undefined : isLeftOut ? {} : await readJsonBody(request, response);
      const body = route.body === undefined ? undefined : validate(route.body, json, (await options.moreIssues[name]?.(json, String(request.params['id'] ?? ''))) ?? []);
      const context = {
        params: request.params,
        query: route.query === undefined ? undefined : query,
        body,
        caller,
        expectedVersion: expectedVersion(request),
        address: request.ip ?? '',
        signal: hangUpSignal(response),
        request,
        response,
      } as unknown as Context<RouteName>;
      const result: unknown = await told.during(context, () => handler(context));
      if (!streamingRoutes.has(name)) answer(response, route, result);
    } catch (thrown) {
      await told.refused(thrown, caller, request.headers.authorization !== undefined);
      throw thrown;
    }
  };
}

function register(router: Router, method: Route['method'], path: string, handlers: RequestHandler[]): void {
  switch (method) {
    case 'GET':
      return void router.get(path, ...handlers);
    case 'POST':
      return void router.post(path, ...handlers);
    case 'PUT':
      return void router.put(path, ...handlers);
    case 'PATCH':
      return void router.patch(path, ...handlers);
    case 'DELETE':
      return void router.delete(path, ...handlers);
  }
}

/** Routes exactly as the table has them. Known paths answer 405 to other methods. */
export function createApiRouter(options: RouterOptions): Router {
  const router = express.Router({ caseSensitive: true });
  const names = Object.keys(routes) as RouteName[];
  for (const name of names) {
    register(router, routes[name].method, routes[name].path, [...(options.guards[name] ?? []), handle(name, options)]);
  }
  for (const path of new Set(names.map((name) => routes[name].path))) {
    const methods = names.filter((name) => routes[name].path === path).map((name) => routes[name].method);
    router.all(path, refuseMethod(methods));
  }
  return router;
}

/** 405 with what is possible instead. */
export function refuseMethod(methods: readonly string[]): RequestHandler {
  const allow = methods.includes('GET') ? ['HEAD', ...methods] : methods;
  return (_request, response) => {
    response.set('Allow', allow.join(', '));
    throw new HttpRefusal(405, 'request_invalid', `This address takes ${allow.join(', ')}.`);
  };
}
