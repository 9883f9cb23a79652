import type { LeaseStore } from '../leaseStore.ts';
import type { Synchronous } from './protocol.ts';

/** The data file is held by one process (`lockDataFile`), so whoever asks has the whole log, which is one partition. */
export function createLeases(): Synchronous<LeaseStore> {
  return {
    beat: (workerId) => ({ workers: [workerId], said: [null], holders: [workerId], leaseMs: null }),
    takePartitions: (_workerId, partitions) => [...partitions],
    releasePartitions: () => undefined,
    leaveWork: () => undefined,
    putReport: () => undefined,
    readReports: () => [],
    readPending: () => [],
  };
}
