import type { ChangedEvent, DeliveryEvent } from '../../shared/delivery.ts';
import { destinationOptionsSchema } from '../../shared/destination.ts';
import { policyRefusal } from '../governance/policyRefusal.ts';
import { violationsOf } from '../governance/violations.ts';
import type { Random } from '../kit/backoff.ts';
import { isoTime, type Clock } from '../kit/clock.ts';
import { newId } from '../kit/ids.ts';
import type { Log } from '../kit/log.ts';
import type { SecretBox } from '../kit/secrets.ts';
import type { StreamTarget } from '../destinations/definition.ts';
import type { DestinationRegistry } from '../destinations/registry.ts';
import { definitionOf, openAccount } from '../destinations/storedAccount.ts';
import type { ActivationRow } from '../store/activationRows.ts';
import type { Announcements } from '../store/announcements.ts';
import type { Store } from '../store/store.ts';
import { ChangeFeed } from './changeFeed.ts';
import { DestinationWorker, type Assignment } from './destinationWorker.ts';
import { PaceSharing } from './paceSharing.ts';
import { PartitionLease } from './partitionLease.ts';
import { planDelivery, readDocument, type MappedSegment } from './plan.ts';
import type { RunnableSupervisor } from './supervisor.ts';
import { serveTail } from './serveTail.ts';
import { Tail, type WatchedBatch } from './tail.ts';
import type { WorkerReport } from './workerReport.ts';

export interface SupervisorDependencies {
  readonly store: Store;
  /** From the other processes that share the store; null: there are none. */
  readonly announcements: Pick<Announcements, 'listen' | 'publish' | 'hear'> | null;
  readonly registry: DestinationRegistry;
  readonly secrets: SecretBox;
  /** Destination type → what its own schema made of the operator's variables. */
  readonly operatorSettings: Readonly<Record<string, unknown>>;
  readonly clock: Clock;
  readonly random: Random;
  readonly log: Log;
  readonly onChanged: (event: ChangedEvent) => void;
  /** Something for a watcher of this process, once a second at most; where processes share the store, they are told another way. */
  readonly onWatched: (batch: WatchedBatch) => void;
}

/** A change of configuration waits this long for the session before it to drain, milliseconds: a request's deadline and a little. It takes effect all the same, later, where outcomes cannot be stored. */
const refreshWaitMs = 20_000;
/** What is done here is reported to the other processes this often, milliseconds. */
const reportMs = 1_000;
/** A worker that gave no sign of life for this long is unwell, milliseconds. */
const aliveMs = 30_000;

/** One worker per destination, all on one change feed and on the partitions that are leased to this process. */
export function createSupervisor(deps: SupervisorDependencies): RunnableSupervisor {
  const { store, clock, random, log } = deps;
  const feed = new ChangeFeed(store, clock);
  const workers = new Map<string, DestinationWorker>();
  const tail =
    deps.announcements === null ? new Tail(clock, (batches) => batches.forEach(deps.onWatched)) : serveTail({ topics: deps.announcements, clock, newSource: () => newId('wrk') });
  const workerId = newId('wrk');
  const paces = new PaceSharing();
  const lease = new PartitionLease({
    store,
    clock,
    log,
    workerId,
    say: () => paces.say(clock.monotonic()),
    hear: (view, held) => paces.hear(view, workerId, held, clock.monotonic()),
    onChanged: () => refreshAll(),
  });
  let stopReporting = (): void => undefined;

  const workerOf = (destinationId: string): DestinationWorker => {
    let worker = workers.get(destinationId);
    if (worker === undefined) {
      worker = new DestinationWorker({
        destinationId,
        store,
        feed,
        lease,
        paces,
        clock,
        random,
        log,
        tap: tail.tapOf(destinationId),
        newDeadLetterId: () => newId('dlt'),
        readAssignment: (id) => readAssignment(deps, id),
        onChanged: (resource, id) => deps.onChanged({ resource, id }),
      });
      workers.set(destinationId, worker);
    }
    return worker;
  };

  const refreshAll = async (): Promise<void> => void (await Promise.all([...workers.values()].map((worker) => worker.refresh())));

  /** Takes up every destination there is. */
  async function takeUpAll(): Promise<void> {
    for (let cursor: string | null = null; ;) {
      const page: Awaited<ReturnType<Store['listDestinations']>> = await store.listDestinations({ limit: 500, cursor }, { search: '', status: null, tag: null });
      for (const { id } of page.items) await workerOf(id).refresh();
      if (page.nextCursor === null) break;
      cursor = page.nextCursor;
    }
  }

  async function refresh(destinationId: string): Promise<void> {
    const drained = new AbortController();
    await Promise.race([workerOf(destinationId).refresh(), clock.sleep(refreshWaitMs, drained.signal)]);
    drained.abort();
    if ((await store.getDestination(destinationId)) === null) forget(destinationId);
  }

  function forget(destinationId: string): void {
    workers.delete(destinationId);
    paces.forget(destinationId);
  }

  const snapshot = (): DeliveryEvent[] => [...workers].map(([destinationId, worker]) => deliveryEvent(destinationId, worker, feed, clock));
  // A run is of one destination, so no two workers name the same.
  const pendingByRun = (): Map<string, number> => new Map([...workers.values()].flatMap(({ totals }) => [...totals.pendingByRun]));

  async function report(): Promise<void> {
    const shardLoads = Object.fromEntries([...workers].map(([destinationId, worker]) => [destinationId, worker.loads.report()]));
    const said: WorkerReport = { events: snapshot(), shardLoads };
    await store.putReport(workerId, JSON.stringify(said));
  }

  /** The other processes tell what changed; where that may have got lost, everything is read anew. */
  function workWithOthers(announcements: Pick<Announcements, 'listen'>): void {
    const failed = (error: unknown): void => log.warn({ error }, 'A change of configuration could not be read; the next one brings it in');
    announcements.listen({
      take(announcement) {
        if ('appended' in announcement) feed.wake(announcement.appended);
        else if ('refresh' in announcement) refresh(announcement.refresh).catch(failed);
      },
      missed: () => void takeUpAll().catch(failed),
    });
    stopReporting = clock.every(reportMs, () => void report().catch((error: unknown) => log.warn({ error }, 'What this server delivers could not be reported to the pages')));
  }

  return {
    async start() {
      await feed.open();
      await lease.start();
      await takeUpAll();
      if (deps.announcements !== null) workWithOthers(deps.announcements);
      else stopReporting = clock.every(reportMs, () => paces.shareAlone(clock.monotonic()));
    },
    wake: (sequence) => feed.wake(sequence),
    refresh,
    snapshot: async () => snapshot(),
    pendingByRun: async () => pendingByRun(),
    shardLoads: async (destinationId) => workers.get(destinationId)?.loads.report() ?? null,
    watch: async (watch) => tail.watch(watch),
    unwatch: async (watchId) => tail.unwatch(watchId),
    delivers: async () => true,
    leads: async () => lease.isFirst,
    healthy: async () => [...workers.values()].every((worker) => worker.aliveWithin(aliveMs)),
    async stop(deadlineMs) {
      stopReporting();
      const drained = new AbortController();
      let draining = workers.size;
      const stops = [...workers.values()].map((worker) => worker.stop().then(() => (draining -= 1)));
      await Promise.race([Promise.all(stops), clock.sleep(deadlineMs, drained.signal)]);
      drained.abort();
      if (draining > 0) log.warn({ destinations: draining }, 'Stopped before every outcome was stored: what has none is sent again after the next start');
      else await lease.stop().catch((error: unknown) => log.warn({ error }, 'What this server delivered could not be handed back; others take it over after some seconds'));
    },
  };
}

function deliveryEvent(destinationId: string, worker: DestinationWorker, feed: ChangeFeed, clock: Clock): DeliveryEvent {
  const { changes, since } = worker.position === null ? { changes: 0, since: null } : feed.lagBehind(worker.position);
  const now = clock.now();
  const wait = worker.capacityWait;
  return {
    destinationId,
    at: isoTime(now),
    status: worker.state,
    totals: worker.totals.counts(),
    capacityWait: wait === null ? null : { records: wait.records, shards: wait.partitions, ofShards: wait.ofPartitions, milliseconds: wait.milliseconds },
    lag: { changes, milliseconds: since === null ? 0 : Math.max(0, now - since) },
  };
}

/** The segments whose exits are still being sent. One that is mapped again is not left. */
async function readLeaving(store: Pick<Store, 'openRuns' | 'getSegment'>, activation: ActivationRow): Promise<MappedSegment[]> {
  const mapped = new Set(activation.segments.map(({ id }) => id));
  const exits = (await store.openRuns(activation.destinationId)).filter(({ kind }) => kind === 'exits');
  const left = [...new Set(exits.flatMap(({ segmentIds }) => segmentIds))].filter((id) => !mapped.has(id));
  const segments = await Promise.all(left.map((id) => store.getSegment(id)));
  return segments.flatMap((segment) => (segment === null ? [] : [{ ...segment, mappingCreatedAt: segment.createdAt, mappingUpdatedAt: segment.updatedAt }]));
}

/** What a destination is to do now, from what is configured. */
async function readAssignment({ store, registry, secrets, operatorSettings }: SupervisorDependencies, destinationId: string): Promise<Assignment | null> {
  const [destination, activation] = await Promise.all([store.getDestination(destinationId), store.getActivation(destinationId)]);
  if (destination === null || activation === null || !destination.enabled || activation.state === 'paused') return null;
  const account = await store.getAccount(destination.accountId);
  if (account === null) throw new Error(`Destination ${destinationId} has no account.`);
  const document = readDocument(activation.documentJson);
  const options = destinationOptionsSchema.parse(JSON.parse(destination.optionsJson));
  // Where policies cannot be read this rejects, and nothing is sent. Segments whose exits are still being sent do not count: only by them readers learn to stop.
  const violations = violationsOf({ ...document, segmentIds: activation.segments.map(({ id }) => id), options }, await store.readGovernance());
  if (violations.length > 0) throw policyRefusal(violations);
  const open = openAccount(secrets, account);
  const plan = planDelivery(
    destinationId,
    document,
    activation.segments.map((segment) => ({
      id: segment.id,
      name: segment.name,
      createdAt: segment.segmentCreatedAt,
      updatedAt: segment.segmentUpdatedAt,
      mappingCreatedAt: segment.mappedAt,
      mappingUpdatedAt: segment.mappingUpdatedAt,
    })),
    options,
    await readLeaving(store, activation),
  );
  const definition = definitionOf(registry, destination.type);
  const settings = operatorSettings[destination.type];
  const { targetJson } = destination;
  const target = JSON.parse(targetJson) as StreamTarget;
  return {
    plan,
    stream: { target, targetJson, look: (signal) => definition.verifyStream(open, target.name, settings, signal) },
    accountId: account.id,
    createClient: (seen) => definition.createClient(open, seen, settings, plan.options.recordFormat),
    paused: destination.pauseJson !== null,
  };
}
