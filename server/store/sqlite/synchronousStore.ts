import type { DatabaseSync } from 'node:sqlite';
import { createSharedMemory } from '../sharedMemory.ts';
import type { Store } from '../store.ts';
import { createAlertChannels } from './alertChannels.ts';
import { createAlerts } from './alerts.ts';
import { createAccess } from './access.ts';
import { createAccounts } from './accounts.ts';
import { createAuditTrail } from './auditTrail.ts';
import { createActivations } from './activations.ts';
import { createDeadLetters } from './deadLetters.ts';
import { createDelivery } from './delivery.ts';
import { createDestinationList } from './destinationList.ts';
import { createDestinations } from './destinations.ts';
import { createErasures } from './erasures.ts';
import { createHistory } from './history.ts';
import { createImports } from './imports.ts';
import { createLeases } from './leases.ts';
import { createHours } from './hours.ts';
import { createMinutes } from './minutes.ts';
import { createPolicies } from './policies.ts';
import { createProposals } from './proposals.ts';
import { createProfiles } from './profiles.ts';
import type { Synchronous } from './protocol.ts';
import { createPrunedOutcomes } from './prunedOutcomes.ts';
import { createRetention } from './retention.ts';
import { createRuns } from './runs.ts';
import { createSegments } from './segments.ts';
import { prepare } from './statement.ts';
import { createTotals } from './totals.ts';

export type SynchronousStore = Synchronous<Omit<Store, 'auditOutcomes' | 'findPeople' | 'close'>>;

/** Every method of the port on one open database. Transactions are the caller's business. */
export function createSynchronousStore(database: DatabaseSync): SynchronousStore {
  const profiles = createProfiles(database);
  const runs = createRuns(database);
  const totals = createTotals(database);
  const minutes = createMinutes(database, totals.addToTotals);
  const hours = createHours(database, minutes);
  const deadLetters = createDeadLetters(database, runs);
  const selectVersion = prepare(database, 'SELECT count(*) FROM users');
  const methods = {
    ...profiles,
    ...createSegments(database),
    ...createAccounts(database),
    ...createDestinations(database),
    ...createDestinationList(database),
    ...createActivations(database, profiles.headSequence, runs.insertRun),
    insertRun: runs.insertRun,
    openRuns: runs.openRuns,
    endRun: runs.endRun,
    pauseRun: runs.pauseRun,
    getRun: runs.getRun,
    listRuns: runs.listRuns,
    ...createLeases(),
    ...createDelivery(database, runs, minutes, hours, deadLetters),
    readMetrics: minutes.readMetrics,
    readHours: hours.readHours,
    noteLag: minutes.noteLag,
    readTotals: totals.readTotals,
    listDeadLetters: deadLetters.listDeadLetters,
    countOpenLetters: deadLetters.countOpenLetters,
    readOpenLetters: deadLetters.readOpenLetters,
    discardLetters: deadLetters.discardLetters,
    ...createRetention(database, createPrunedOutcomes(database), totals.pruneTotals),
    ...createHistory(database),
    ...createErasures(database, profiles.headSequence),
    ...createImports(database, profiles),
    ...createAccess(database),
    // The data file is held by one process: what all agree on is what this one knows.
    ...createSharedMemory(),
    ...createPolicies(database),
    ...createProposals(database),
    ...createAlerts(database),
    ...createAlertChannels(database),
    ping() {
      selectVersion.get();
    },
  };
  return { ...methods, ...createAuditTrail(database, methods) };
}
