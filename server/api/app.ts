import { randomUUID } from 'node:crypto';
import express, { type Express, type RequestHandler } from 'express';
import { rateLimit, type Store as RateLimitStore } from 'express-rate-limit';
import helmet from 'helmet';
import { ActivationError } from '../kit/errors.ts';
import type { Clock } from '../kit/clock.ts';
import type { Log } from '../kit/log.ts';
import type { Authentication } from './auth.ts';
import { bodyDeadline } from './bodyDeadline.ts';
import { destinationIssues, destinationPatchIssues } from './chosenStream.ts';
import type { ApiDependencies } from './dependencies.ts';
import { demoRouter } from './demo.ts';
import { docsRouter } from './docs.ts';
import { errorHandler } from './errorHandler.ts';
import { handlersOf } from './handlers.ts';
import { healthRouter } from './health.ts';
import { HttpRefusal } from './httpRefusal.ts';
import type { Metrics } from './metrics.ts';
import { refuseForeignHost } from './network.ts';
import { pagesRouter } from './pages.ts';
import { createApiRouter } from './router.ts';
import { accountIssues, accountPatchIssues } from './routes/accounts.ts';
import { draftIssues } from './routes/drafts.ts';
import { sharedCounts } from './sharedCounts.ts';

const minuteMs = 60_000;

/** A page may load from this server only. Charts and components set style attributes, which no file can hold. */
const securityHeaders = (secure: boolean): RequestHandler =>
  helmet({
    contentSecurityPolicy: {
      useDefaults: false,
      directives: {
        'default-src': ["'none'"],
        'script-src': ["'self'"],
        'style-src': ["'self'"],
        'style-src-attr': ["'unsafe-inline'"],
        'img-src': ["'self'", 'data:'],
        'connect-src': ["'self'"],
        'font-src': ["'self'"],
        'manifest-src': ["'self'"],
        'form-action': ["'self'"],
        'base-uri': ["'none'"],
        'frame-ancestors': ["'none'"],
        'object-src': ["'none'"],
      },
    },
    strictTransportSecurity: secure ? { maxAge: 31_536_000, includeSubDomains: true } : false,
    xFrameOptions: { action: 'deny' },
  });

const otherHeaders: RequestHandler = (request, response, next) => {
  response.set('Permissions-Policy', 'camera=(), microphone=(), geolocation=(), payment=(), usb=()');
  if (request.path === '/api' || request.path.startsWith('/api/')) response.set('Cache-Control', 'no-store');
  next();
};

/** One line per request: who asked what by the path of the table, and how it ended. Never what was in it. */
function requestLog(log: Log, clock: Clock, metrics: Metrics): RequestHandler {
  return (request, response, next) => {
    const requestId = randomUUID();
    const startedAt = clock.monotonic();
    response.locals['requestId'] = requestId;
    response.set('X-Request-Id', requestId);
    response.on('close', () => {
      const route: unknown = response.locals['route'];
      const path = typeof route === 'string' ? route : 'other';
      const durationMs = clock.monotonic() - startedAt;
      const { method } = request;
      const status = response.statusCode;
      metrics.requestEnded({ method: knownMethod(method), route: path, status, seconds: durationMs / 1_000 });
      const line = {
        requestId,
        method,
        route: path,
        status,
        durationMs: Math.round(durationMs * 10) / 10,
        role: response.locals['role'],
        ...(!response.writableFinished && { hungUp: true }),
      };
      if (path === 'other' && status < 400) log.debug(line, 'Request');
      else log.info(line, 'Request');
    });
    next();
  };
}

/** Methods are free text: only known ones may become a label of a metric. */
function knownMethod(method: string): string {
  return ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS'].includes(method) ? method : 'other';
}

/** Failed requests of one address in a minute. `counts`: where they are counted; left out: in this process. */
function limited(perMinute: number, message: string, counts?: RateLimitStore): RequestHandler {
  return rateLimit({
    windowMs: minuteMs,
    limit: perMinute,
    skipSuccessfulRequests: true,
    standardHeaders: counts === undefined && 'draft-8',
    legacyHeaders: false,
    ...(counts !== undefined && { store: counts }),
    // No proxy is trusted, so a forwarded address is somebody's claim; the library would print a warning about it.
    validate: { xForwardedForHeader: false },
    handler: (_request, _response, next) => next(new ActivationError('too_many_requests', message, { retryAfterSeconds: 60 })),
  });
}

export interface AppOptions extends ApiDependencies {
  readonly metrics: Metrics;
  /** Whether the server is about to stop: it answers still, and whoever hands out requests is to go elsewhere. */
  readonly isStopping: () => boolean;
  /** The folder the pages are built into. */
  readonly pagesFolder: string;
  readonly version: string;
}

/** What every role has: headers, log, refusal of strange hosts and methods, health. */
function createBase(options: {
  config: AppOptions['config'];
  log: Log;
  clock: Clock;
  metrics: Metrics;
  authentication: Authentication;
  store: AppOptions['store'];
  supervisor: AppOptions['supervisor'];
  isStopping: AppOptions['isStopping'];
}): Express {
  const { config, log, clock, metrics, isStopping } = options;
  const app = express();
  app.disable('x-powered-by');
  app.disable('etag');
  app.set('query parser', 'simple');
  app.set('trust proxy', false);
  app.use(requestLog(log, clock, metrics));
  app.use(bodyDeadline(clock));
  app.use(securityHeaders(config.publicUrl?.protocol === 'https:'), otherHeaders);
  app.use((request, response, next) => {
    if (isStopping()) response.set('Connection', 'close');
    if (request.method !== 'TRACE') return next();
    response.set('Allow', 'GET, HEAD, POST, PUT, PATCH, DELETE');
    throw new HttpRefusal(405, 'request_invalid', 'TRACE is not answered.');
  });
  app.use(healthRouter(options));
  app.use(refuseForeignHost(config));
  return app;
}

function finish(app: Express, log: Log): Express {
  app.use(() => {
    throw new ActivationError('not_found', 'There is nothing at this address.');
  });
  app.use(errorHandler(log));
  return app;
}

/** Pages and API. Without `TRIBUTARY_ROLE=worker`, that is. */
export function createApp(options: AppOptions): Express {
  const { authentication, config, log, registry } = options;
  const app = createBase(options);
  const tooMany = 'Too many attempts to sign in from your network. Wait a minute, then try again.';
  // The first stops a flood without asking the database, the second whoever goes from one server to the next.
  const signIns: RequestHandler[] = [limited(30, tooMany), limited(30, tooMany, sharedCounts({ ...options, name: 'sign-ins', windowMs: minuteMs }))];
  app.use(
    createApiRouter({
      handlers: handlersOf(options),
      authentication,
      auditing: options.auditing,
      publicUrl: config.publicUrl,
      guards: { signIn: signIns, setUp: signIns },
      moreIssues: {
        createAccount: async (body) => accountIssues(registry, body),
        testAccount: async (body) => accountIssues(registry, body),
        updateAccount: (body, id) => accountPatchIssues(options, id, body),
        createDraft: async (body) => draftIssues(registry, body),
        putDraft: async (body) => draftIssues(registry, body),
        createDestination: (body) => destinationIssues(options, body),
        testDestination: (body) => destinationIssues(options, body),
        updateDestination: (body, id) => destinationPatchIssues(options, id, body),
      },
    }),
  );
  if (options.demo !== null) app.use(demoRouter(options.demo, authentication));
  app.use(docsRouter(options));
  app.use(pagesRouter(options.pagesFolder));
  return finish(app, log);
}

/** Health and metrics, and nothing else. */
export function createWorkerApp(options: Parameters<typeof createBase>[0]): Express {
  return finish(createBase(options), options.log);
}
