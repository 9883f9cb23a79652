import { createServer, type Server } from 'node:http';
import { mkdtemp, rm } from 'node:fs/promises';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { once } from 'node:events';
import { createPasswords } from '../../server/access/passwords.ts';
import { createSessions } from '../../server/access/sessions.ts';
import { createSetupToken } from '../../server/access/setupToken.ts';
import { createSignInThrottle } from '../../server/access/signInThrottle.ts';
import { createAddressRules } from '../../server/alerts/addresses.ts';
import { createChannels } from '../../server/alerts/channels.ts';
import { createApp } from '../../server/api/app.ts';
import { createAuditing } from '../../server/api/auditing.ts';
import { createAuthentication } from '../../server/api/auth.ts';
import { createLiveEvents } from '../../server/api/liveEvents.ts';
import { createLiveTail } from '../../server/api/liveTail.ts';
import { createMetrics } from '../../server/api/metrics.ts';
import { ingestRoute } from '../../server/api/routes/profiles.ts';
import { readConfig } from '../../server/config.ts';
import { createSelfChecks } from '../../server/delivery/selfCheck.ts';
import type { DeliverySupervisor } from '../../server/delivery/supervisor.ts';
import type { ShardLoadReport } from '../../server/delivery/shardLoads.ts';
import type { Watch } from '../../server/delivery/tail.ts';
import { createImportFiles } from '../../server/imports/importFiles.ts';
import { createImports } from '../../server/imports/imports.ts';
import { createLog } from '../../server/kit/log.ts';
import { createSecretBox } from '../../server/kit/secrets.ts';
import { createIngest } from '../../server/profiles/ingest.ts';
import { openSqliteStore } from '../../server/store/sqlite/sqliteStore.ts';
import type { DeliveryEvent } from '../../shared/delivery.ts';
import type { Role } from '../../shared/session.ts';
import { ManualClock } from '../fakes/manualClock.ts';
import { createToy } from './toyDestination.ts';

export const adminToken = 'an-admin-token-of-enough-characters';

export interface Reply {
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
  /** The body as JSON; whatever it is, tests look into it. */
  // oxlint-disable-next-line typescript/no-explicit-any -- a test reads answers of every shape
  readonly json: any;
}

export interface Call {
  readonly token?: string | null;
  readonly cookie?: string;
  readonly body?: unknown;
  readonly raw?: string | Uint8Array<ArrayBuffer>;
  readonly headers?: Record<string, string>;
}

export type Harness = Awaited<ReturnType<typeof startApi>>;

/** The API on a real store in a folder of its own, with a delivery that only takes notes. */
export async function startApi(options: { environment?: Record<string, string>; uploadReserveBytes?: number } = {}) {
  const folder = await mkdtemp(path.join(tmpdir(), 'tributary-api-'));
  const clock = new ManualClock(Date.parse('2026-11-20T10:00:00Z'));
  const toy = createToy();
  const notes: string[] = [];
  const events: DeliveryEvent[] = [];
  const pending = new Map<string, number>();
  const shardLoads = new Map<string, ShardLoadReport>();
  const watches = new Map<string, Watch>();
  let isDelivering = true;
  const logLines: string[] = [];
  const supervisor: DeliverySupervisor = {
    wake: () => {},
    refresh: async (id) => {
      const row = await store.getDestination(id);
      notes.push(`refresh ${row === null ? 'deleted' : row.enabled ? 'enabled' : 'disabled'}`);
    },
    snapshot: async () => events,
    pendingByRun: async () => pending,
    shardLoads: async (id) => shardLoads.get(id) ?? null,
    watch: async (watch) => void watches.set(watch.id, watch),
    unwatch: async (id) => void watches.delete(id),
    delivers: async () => isDelivering,
    leads: async () => true,
    healthy: async () => true,
    stop: async () => {},
  };
  const secrets = createSecretBox([new Uint8Array(32).fill(7)]);
  const config = readConfig({ TRIBUTARY_ADMIN_TOKEN: adminToken, LOG_LEVEL: 'debug', ...options.environment });
  const log = createLog('debug', { write: (line) => void logLines.push(line) });
  const auditing = createAuditing({
    store: await openSqliteStore({ file: path.join(folder, 'tributary.db') }),
    clock,
    log,
    signOf: (profileId) => secrets.sign(profileId, 'audit'),
  });
  const { store } = auditing;
  const sessions = createSessions(store, clock);
  const liveEvents = createLiveEvents({ snapshot: async () => events, isOpen: (hash) => sessions.isOpen(hash), clock, log });
  const liveTail = createLiveTail({ supervisor, isOpen: (hash) => sessions.isOpen(hash), clock, log });
  const metrics = createMetrics(async () => events);
  const setupToken = createSetupToken({ store, secrets, clock });
  const ingest = metrics.counting(createIngest({ store, clock, onAppended: () => {} }));
  const imports = createImports({
    store,
    ingest,
    areOthers: false,
    files: createImportFiles(path.join(folder, 'imports')),
    clock,
    log,
    reserveBytes: options.uploadReserveBytes ?? 0,
    freeBytes: async () => 1024 * 1024 * 1024,
    onChanged: (resource, id) => liveEvents.changed({ resource, id }),
  });
  await imports.open();
  const app = createApp({
    config,
    store,
    supervisor,
    clock,
    log,
    metrics,
    isStopping: () => false,
    sessions,
    setupToken,
    liveEvents,
    liveTail,
    random: () => 0.5,
    selfChecks: createSelfChecks({ store, clock, log, pendingOf: async (id) => events.find(({ destinationId }) => destinationId === id)?.totals.pending ?? 0 }),
    registry: { get: (type) => (type === 'toy' ? toy.definition : undefined), all: () => [toy.definition] },
    secrets,
    auditing,
    authentication: createAuthentication({ sessions, adminToken: config.adminToken, secureCookie: config.publicUrl?.protocol === 'https:' }),
    passwords: createPasswords(),
    throttle: createSignInThrottle(store, clock),
    ingest: ingestRoute({ ingest, store, clock, onRefused: () => metrics.profileRefused() }),
    imports,
    channels: createChannels({
      secrets: createSecretBox([new Uint8Array(32).fill(7)]),
      clock,
      mail: config.mail,
      base: null,
      rules: createAddressRules(config.webhookAllow, []),
      resolve: async () => [{ address: '127.0.0.1', family: 4 }],
    }),
    demo: null,
    pagesFolder: path.join(folder, 'pages'),
    version: '0.0.0',
  });
  const server: Server = createServer(app);
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const base = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;

  async function call(method: string, address: string, { token = adminToken, cookie, body, raw, headers = {} }: Call = {}): Promise<Reply> {
    const response = await fetch(base + address, {
      method,
      redirect: 'manual',
      headers: {
        ...(cookie === undefined ? token !== null && { authorization: `Bearer ${token}` } : { cookie }),
        ...((body !== undefined || raw !== undefined) && { 'content-type': 'application/json' }),
        ...headers,
      },
      ...(raw !== undefined ? { body: raw } : body !== undefined && { body: JSON.stringify(body) }),
    });
    const text = await response.text();
    const isJson = response.headers.get('content-type')?.includes('json') ?? false;
    return { status: response.status, headers: response.headers, text, json: isJson ? JSON.parse(text) : null };
  }

  return {
    base,
    folder,
    pagesFolder: path.join(folder, 'pages'),
    call,
    clock,
    store,
    toy,
    notes,
    events,
    pending,
    shardLoads,
    logLines,
    setupToken,
    sessions,
    liveEvents,
    liveTail,
    watches,
    /** Whether anybody is there who delivers. */
    setDelivering: (is: boolean) => void (isDelivering = is),
    /** The cookie header of a fresh session with this role. */
    async cookieOf(role: Role): Promise<string> {
      const { cookie } = await sessions.open({ userId: null, email: null, role });
      return `tributary=${cookie}`;
    },
    async createAccount(name = 'Production'): Promise<string> {
      return (await call('POST', '/api/accounts', { body: { type: 'toy', name, region: 'eu-west-1', credentials: { key: 'KEY-12345678', secret: 's3cret' } } })).json.id;
    },
    async createDestination(accountId: string, name = 'Audience'): Promise<string> {
      return (await call('POST', '/api/destinations', { body: { accountId, name, stream: 'events' } })).json.id;
    },
    async stop(): Promise<void> {
      liveEvents.close();
      liveTail.close();
      server.closeAllConnections();
      server.close();
      await imports.close();
      await store.close();
      await rm(folder, { recursive: true, force: true });
    },
  };
}
