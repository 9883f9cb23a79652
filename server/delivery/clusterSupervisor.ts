import type { Announcements } from '../store/announcements.ts';
import type { LeaseStore } from '../store/leaseStore.ts';
import type { RemoteTail } from './remoteTail.ts';
import type { DeliverySupervisor } from './supervisor.ts';
import { mergeEvents, mergeShardLoads, type ReadReport, type WorkerReport } from './workerReport.ts';

/** A report is read again after this, milliseconds: workers write theirs every second. */
const freshMs = 500;

/**
 * Delivery as everybody sees it where several processes share a store: whoever asks is answered for all workers, from
 * what they report every second; what is told is told to all. `local`: the workers of this process, if it has any.
 */
export function createClusterSupervisor(options: {
  readonly store: Pick<LeaseStore, 'readReports' | 'readPending'>;
  readonly announcements: Pick<Announcements, 'announce'>;
  readonly tail: RemoteTail;
  readonly monotonic: () => number;
  readonly local: DeliverySupervisor | null;
}): DeliverySupervisor {
  const { store, announcements, tail, monotonic, local } = options;
  let last: { readonly at: number; readonly reports: Promise<ReadReport[]> } | null = null;

  function reports(): Promise<ReadReport[]> {
    const now = monotonic();
    if (last === null || now - last.at >= freshMs) {
      const read = store.readReports().then((rows) => rows.map(({ isAlive, reportJson }) => ({ isAlive, report: JSON.parse(reportJson) as WorkerReport })));
      last = { at: now, reports: read };
      read.catch(() => (last = null));
    }
    return last.reports;
  }

  return {
    wake: (sequence) => announcements.announce({ appended: sequence }),
    refresh: async (destinationId) => announcements.announce({ refresh: destinationId }),
    snapshot: async () => mergeEvents(await reports(), await store.readPending()),
    pendingByRun: async () => new Map((await store.readPending()).map(({ runId, count }) => [runId, count])),
    shardLoads: async (destinationId) => mergeShardLoads(await reports(), destinationId),
    watch: (watch) => tail.watch(watch),
    unwatch: async (watchId) => tail.unwatch(watchId),
    delivers: async () => (await reports()).some(({ isAlive }) => isAlive),
    leads: async () => (await local?.leads()) ?? false,
    healthy: async () => (await local?.healthy()) ?? true,
    stop: async (deadlineMs) => local?.stop(deadlineMs),
  };
}
