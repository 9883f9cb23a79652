import type { AuditStore } from '../auditStore.ts';
import type { Store } from '../store.ts';
import { createAccess } from './access.ts';
import { createAccounts } from './accounts.ts';
import { createActivations } from './activations.ts';
import { createAlertChannels } from './alertChannels.ts';
import { createAlerts } from './alerts.ts';
import { createAuditTrail } from './auditTrail.ts';
import { createDeadLetters } from './deadLetters.ts';
import { createDelivery } from './delivery.ts';
import { createDestinationList } from './destinationList.ts';
import { createDestinations } from './destinations.ts';
import { createErasures } from './erasures.ts';
import { findPeople } from './findPeople.ts';
import { createHistory } from './history.ts';
import { createHours } from './hours.ts';
import { createImports } from './imports.ts';
import { createLeases } from './leases.ts';
import { createMembers } from './members.ts';
import { createMinutes } from './minutes.ts';
import { createOutcomeAudit } from './outcomeAudit.ts';
import { createPolicies } from './policies.ts';
import { createProfiles } from './profiles.ts';
import { createProposals } from './proposals.ts';
import { createPrunedOutcomes } from './prunedOutcomes.ts';
import type { Queries } from './queries.ts';
import { createRetention } from './retention.ts';
import { createRuns } from './runs.ts';
import { createSegments } from './segments.ts';
import { createSharedState } from './sharedState.ts';
import { createTotals } from './totals.ts';

/** Every method of the port on one connection. Transactions are the caller's business. */
export function createMethods(queries: Queries): Omit<Store, 'close'> {
  const profiles = createProfiles(queries);
  const runs = createRuns(queries);
  const totals = createTotals(queries);
  const minutes = createMinutes(queries);
  const hours = createHours(queries, minutes);
  const deadLetters = createDeadLetters(queries, runs);
  const methods: Omit<Store, 'close' | keyof AuditStore> = {
    ...profiles,
    ...createSegments(queries),
    ...createAccounts(queries),
    ...createDestinations(queries),
    ...createDestinationList(queries),
    ...createActivations(queries, runs.insertRun),
    ...createPolicies(queries),
    ...createProposals(queries),
    ...createAlerts(queries),
    ...createAlertChannels(queries),
    ...createAccess(queries),
    ...createLeases(queries),
    ...createSharedState(queries),
    ...createHistory(queries),
    ...createErasures(queries, createMembers(queries)),
    ...createImports(queries, profiles),
    insertRun: runs.insertRun,
    openRuns: runs.openRuns,
    endRun: runs.endRun,
    pauseRun: runs.pauseRun,
    getRun: runs.getRun,
    listRuns: runs.listRuns,
    ...createDelivery(queries, { runs, minutes, hours, totals }, deadLetters),
    readMetrics: minutes.readMetrics,
    readHours: hours.readHours,
    noteLag: minutes.noteLag,
    readTotals: totals.readTotals,
    listDeadLetters: deadLetters.listDeadLetters,
    countOpenLetters: deadLetters.countOpenLetters,
    readOpenLetters: deadLetters.readOpenLetters,
    discardLetters: deadLetters.discardLetters,
    ...createRetention(queries, createPrunedOutcomes(queries), totals.pruneTotals),
    ...createOutcomeAudit(queries),
    findPeople: (values, limit) => findPeople(queries, values, limit),
    async ping() {
      await queries.row('SELECT 1');
    },
  };
  return { ...methods, ...createAuditTrail(queries, methods) };
}
