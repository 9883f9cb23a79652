import type { DatabaseSync } from 'node:sqlite';
import type { Store } from '../store.ts';
import { createAccess } from './access.ts';
import { createAccounts } from './accounts.ts';
import { createActivations } from './activations.ts';
import { createDelivery } from './delivery.ts';
import { createDestinations } from './destinations.ts';
import { createMinutes } from './minutes.ts';
import { createProfiles } from './profiles.ts';
import type { Synchronous } from './protocol.ts';
import { createPrunedOutcomes } from './prunedOutcomes.ts';
import { createRetention } from './retention.ts';
import { createRuns } from './runs.ts';
import { createSegments } from './segments.ts';
import { prepare } from './statement.ts';

export type SynchronousStore = Synchronous<Omit<Store, 'auditOutcomes' | 'close'>>;

/** Every method of the port on one open database. Transactions are the caller's business. */
export function createSynchronousStore(database: DatabaseSync): SynchronousStore {
  const profiles = createProfiles(database);
  const runs = createRuns(database);
  const minutes = createMinutes(database);
  const pruned = createPrunedOutcomes(database);
  const selectVersion = prepare(database, 'SELECT count(*) FROM users');
  return {
    ...profiles,
    ...createSegments(database),
    ...createAccounts(database),
    ...createDestinations(database),
    ...createActivations(database, profiles.headSequence, runs.insertRun),
    insertRun: runs.insertRun,
    openBackfills: runs.openBackfills,
    endRun: runs.endRun,
    getRun: runs.getRun,
    listRuns: runs.listRuns,
    ...createDelivery(database, runs, minutes, pruned),
    readMetrics: minutes.readMetrics,
    noteLag: minutes.noteLag,
    ...createRetention(database, pruned),
    ...createAccess(database),
    ping() {
      selectVersion.get();
    },
  };
}
