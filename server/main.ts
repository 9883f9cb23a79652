/** The composition root: the only file that knows every driver; `deliveryThread.ts` is that of the thread that delivers. Runs the server when it is the main module. */
import type { Server } from 'node:http';
import path from 'node:path';
import { createRequire } from 'node:module';
import { createAuditCheck } from './access/auditCheck.ts';
import { createPasswords } from './access/passwords.ts';
import { createSessions } from './access/sessions.ts';
import { createSetupToken } from './access/setupToken.ts';
import { createSignInThrottle } from './access/signInThrottle.ts';
import { createAlerts } from './alerts/alerts.ts';
import { createOutbox } from './alerts/outbox.ts';
import { createApp, createWorkerApp } from './api/app.ts';
import { createAuditing } from './api/auditing.ts';
import { createAuthentication } from './api/auth.ts';
import type { Demo } from './api/dependencies.ts';
import { createLiveEvents, type LiveEvents } from './api/liveEvents.ts';
import { createLiveTail, type LiveTail } from './api/liveTail.ts';
import { createMetrics } from './api/metrics.ts';
import { noDelivery } from './api/noDelivery.ts';
import { ingestRoute } from './api/routes/profiles.ts';
import { sharedEvents } from './api/sharedEvents.ts';
import { ConfigError, readConfig, type Environment } from './config.ts';
import { loadSecretKeys, prepareDataDir, refuseMoved } from './dataFolder.ts';
import { createClusterSupervisor } from './delivery/clusterSupervisor.ts';
import { createRemoteTail } from './delivery/remoteTail.ts';
import { createSelfChecks } from './delivery/selfCheck.ts';
import { manyWriters, oneWriter } from './delivery/retention.ts';
import { startUpkeep } from './delivery/upkeep.ts';
import { createAccountChecks } from './destinations/accountChecks.ts';
import { loadDestinationTypes } from './destinations/registry.ts';
import { createImportFiles } from './imports/importFiles.ts';
import { createImports } from './imports/imports.ts';
import { createSharedFiles } from './imports/sharedFiles.ts';
import { systemRandom } from './kit/backoff.ts';
import { systemClock } from './kit/clock.ts';
import { ActivationError } from './kit/errors.ts';
import { freeDiskBytes } from './kit/diskSpace.ts';
import { newId } from './kit/ids.ts';
import { createLog, type LogTarget } from './kit/log.ts';
import { createSecretBox } from './kit/secrets.ts';
import { withDiskReserve } from './profiles/diskReserve.ts';
import { createChangeTally } from './profiles/changeTally.ts';
import { createIngest } from './profiles/ingest.ts';
import { addressOf, finishRequests, listen } from './listen.ts';
import { openStore } from './openStore.ts';
import { createOwnChannels } from './ownChannels.ts';
import { startDelivery } from './startDelivery.ts';

/** Delivery may finish what is under way and store its outcomes for this long when the server stops, milliseconds: a request's deadline and a little. */
const drainMs = 18_000;
/** Whatever happens, the process has ended by then: whoever hands out requests is told, requests have their time (listen.ts), then delivery, and a second. */
const stopMs = 28_000;
/** Where other servers can answer instead, this one says that it stops this long before it does, milliseconds: whoever hands out requests needs a moment to notice. */
const leadMs = 4_000;
/** A thread has ended: for this long whoever asks still learns from /readyz what is wrong, milliseconds. */
const notReadyMs = 2_000;
const pruneEveryMs = 3_600_000;

export interface StartOptions {
  /** The environment to read the settings from; the process's own when left out. */
  readonly environment?: Environment;
  /** Demo mode: adds the Stream page and where it reads from. */
  readonly demo?: Demo;
  /** Where log lines go; the standard output when left out. */
  readonly logTarget?: LogTarget;
}

export interface RunningServer {
  /** Where people open it, without a slash at the end. */
  readonly url: string;
  /** The one-time link that makes the first admin; null once anybody has an account. */
  readonly setupUrl: string | null;
  /** Resolves when a thread has ended by a defect: nothing is delivered any more, and the server should be closed and started anew. */
  readonly failed: Promise<ActivationError>;
  /** Stops taking requests, lets delivery finish what is under way and closes the store. */
  close(): Promise<void>;
}

/**
 * Starts the server. Rejects with a `ConfigError` for bad settings and with an `ActivationError` whose message is one
 * clear line when the data folder is used by another process or damaged.
 */
export async function startServer(options: StartOptions = {}): Promise<RunningServer> {
  const registry = await loadDestinationTypes();
  const config = readConfig(options.environment, Object.fromEntries(registry.all().map(({ type, operatorSettings }) => [type, operatorSettings])));
  const logTarget = options.logTarget ?? process.stdout;
  const log = createLog(config.logLevel, logTarget);
  for (const warning of config.warnings) log.warn({}, warning);
  prepareDataDir(config.dataDir);
  refuseMoved(config);
  const secretKeys = loadSecretKeys(config);
  const secrets = createSecretBox(secretKeys);
  const database = await openStore(config);
  const signOf = (profileId: string): string => secrets.sign(profileId, 'audit');
  const auditing = createAuditing({ store: database.store, clock: systemClock, log, signOf });
  const { store } = auditing;

  // Both need the other: delivery reports changes to the pages, and the pages show what delivery counts.
  let onChanged: LiveEvents['changed'] = () => {};
  let onWatched: LiveTail['take'] = () => {};
  const { logLevel, operatorSettings } = config;
  const delivery =
    config.role === 'api'
      ? null
      : startDelivery({ store: database, secretKeys, operatorSettings, logLevel, log, logTarget, onChanged: (event) => onChanged(event), onWatched: (batch) => onWatched(batch) });
  let canStore = true;
  void database.died.then((error) => {
    canStore = false;
    log.error({ error }, 'A defect: nothing is stored any more until the server is started again');
  });
  const { announcements, importParts } = database;
  const supervisor =
    announcements === null
      ? (delivery ?? noDelivery)
      : createClusterSupervisor({
          store,
          announcements,
          tail: createRemoteTail({ topics: announcements, address: newId('wrk'), clock: systemClock, onWatched: (batch) => onWatched(batch) }),
          monotonic: () => systemClock.monotonic(),
          local: delivery,
        });
  const sessions = createSessions(store, systemClock);
  const isOpen = (session: string): Promise<boolean> => sessions.isOpen(session);
  const liveTail = createLiveTail({ supervisor, isOpen, clock: systemClock, log });
  const liveEvents = sharedEvents(createLiveEvents({ snapshot: () => supervisor.snapshot(), isOpen, clock: systemClock, log }), liveTail, announcements);
  onChanged = (event) => liveEvents.changed(event);
  onWatched = (batch) => liveTail.take(batch);
  const selfChecks = createSelfChecks({
    store,
    clock: systemClock,
    log,
    pendingOf: async (id) => (await supervisor.snapshot()).find(({ destinationId }) => destinationId === id)?.totals.pending ?? 0,
  });
  const metrics = createMetrics(() => supervisor.snapshot());
  const setupToken = createSetupToken({ store, secrets, clock: systemClock });
  const authentication = createAuthentication({ sessions, adminToken: config.adminToken, secureCookie: config.publicUrl?.protocol === 'https:' });
  const changeTally = createChangeTally();
  const onAppended: Parameters<typeof createIngest>[0]['onAppended'] = (sequence, changes) => {
    supervisor.wake(sequence);
    changeTally.note(changes);
  };
  const ingest = metrics.counting(
    withDiskReserve(createIngest({ store, clock: systemClock, onAppended }), {
      // Where people are kept in PostgreSQL, this disk takes nothing of them.
      reserveBytes: config.databaseUrl === null ? config.diskReserveBytes : 0,
      readSpace: async () => ({ onDisk: await freeDiskBytes(config.dataDir), inFile: await store.reusableBytes() }),
      clock: systemClock,
      log,
    }),
  );
  const importsFolder = path.join(config.dataDir, 'imports');
  const imports = createImports({
    store,
    ingest,
    areOthers: announcements !== null,
    files: importParts === null ? createImportFiles(importsFolder) : createSharedFiles({ parts: importParts, folder: importsFolder, process: newId('wrk') }),
    clock: systemClock,
    log,
    reserveBytes: config.diskReserveBytes,
    freeBytes: () => freeDiskBytes(config.dataDir),
    onChanged: (resource, id) => liveEvents.changed({ resource, id }),
  });
  const channels = createOwnChannels(config, secrets);
  let isStopping = false;
  const shared = { config, store, supervisor, clock: systemClock, log, metrics, authentication, isStopping: () => isStopping };
  const app =
    config.role === 'worker'
      ? createWorkerApp(shared)
      : createApp({
          ...shared,
          auditing,
          registry,
          secrets,
          selfChecks,
          sessions,
          setupToken,
          liveEvents,
          liveTail,
          random: systemRandom,
          passwords: createPasswords(),
          throttle: createSignInThrottle(store, systemClock),
          ingest: ingestRoute({ ingest, store, clock: systemClock, onRefused: () => metrics.profileRefused() }),
          imports,
          channels,
          demo: options.demo ?? null,
          pagesFolder: path.resolve(import.meta.dirname, '../dist/client'),
          version: String((createRequire(import.meta.url)('../package.json') as { version: string }).version),
        });

  let server: Server | null = null;
  try {
    if (config.role !== 'worker') await imports.open();
    server = await listen(app, config);
    await delivery?.start();
    const url = config.publicUrl?.origin ?? addressOf(server, config.host);
    const firstStart = config.role !== 'worker' && (await store.countUsers()) === 0;
    const stopPruning = systemClock.every(
      pruneEveryMs,
      () => void store.prune(systemClock.now()).catch((error: unknown) => log.warn({ error }, 'What has run out could not be removed')),
    );
    const accountChecks =
      config.role === 'api' ? null : createAccountChecks({ store, registry, secrets, operatorSettings, clock: systemClock, log, onChanged: liveEvents.changed });
    const alerts = config.role === 'api' ? null : createAlerts({ store, snapshot: () => supervisor.snapshot(), clock: systemClock, log, onChanged: liveEvents.changed });
    const notices = alerts === null ? null : createOutbox({ store, channels, clock: systemClock, log, onChanged: liveEvents.changed });
    const upkeep = startUpkeep({
      store,
      clock: systemClock,
      log,
      keep: config.keep,
      removal: announcements === null ? oneWriter : manyWriters,
      selfChecks,
      auditCheck: createAuditCheck(store, log),
      changeTally: config.role === 'worker' ? null : changeTally,
      leads: () => supervisor.leads(),
      accountChecks,
      alerts,
      notices,
    });
    log.info({ url, role: config.role, dataDir: config.dataDir }, 'The server is ready');
    return {
      url,
      setupUrl: firstStart ? `${url}/set-up#token=${await setupToken.issue()}` : null,
      failed: Promise.race(delivery === null ? [database.died] : [database.died, delivery.died]),
      async close() {
        stopPruning();
        upkeep.stop();
        isStopping = true;
        if (announcements !== null && config.role !== 'worker') await systemClock.sleep(leadMs);
        liveEvents.close();
        liveTail.close();
        await finishRequests(server as Server);
        await imports.close();
        await supervisor.stop(canStore ? drainMs : 0);
        await announcements?.close();
        await importParts?.close();
        if (canStore) await store.close();
        log.info({}, 'The server has stopped');
      },
    };
  } catch (thrown) {
    liveEvents.close();
    liveTail.close();
    server?.close();
    server?.closeAllConnections();
    await imports.close();
    await supervisor.stop(0);
    await announcements?.close();
    await importParts?.close();
    await store.close();
    throw thrown;
  }
}

/** Returns what ends the process: in order the first time, at once the second. */
function createStop(server: RunningServer): (exitCode: number) => Promise<void> {
  let stopping = false;
  return async (exitCode) => {
    if (stopping) process.exit(1);
    stopping = true;
    void systemClock.sleep(stopMs).then(() => process.exit(1));
    await server.close();
    process.exit(exitCode);
  };
}

/** Everything from the first line to the exit code. sysexits(3): 78 is a configuration error. */
async function run(): Promise<void> {
  // Rejections that nobody handled arrive here, too. What state the process is in is unknown: it ends, and delivery goes on from its checkpoints.
  process.on('uncaughtException', (error) => {
    createLog('error').error({ error }, 'A defect: nobody handled this failure, so the server stops');
    process.exit(1);
  });
  try {
    const server = await startServer();
    const stop = createStop(server);
    process.on('SIGTERM', () => void stop(0));
    process.on('SIGINT', () => void stop(0));
    void server.failed.then(() => systemClock.sleep(notReadyMs)).then(() => stop(1));
    process.stdout.write(`Tributary is running at ${server.url}\n`);
    if (server.setupUrl !== null) process.stdout.write(`Open this link within an hour to create the first account: ${server.setupUrl}\n`);
  } catch (thrown) {
    if (!(thrown instanceof ConfigError || thrown instanceof ActivationError)) throw thrown;
    const vendorCode = thrown instanceof ActivationError && thrown.vendorCode !== undefined ? ` (${thrown.vendorCode})` : '';
    process.stderr.write(`${thrown.message}${vendorCode}\n`);
    process.exit(thrown instanceof ConfigError ? 78 : 1);
  }
}

if (import.meta.main) await run();
