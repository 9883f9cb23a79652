import type { AuditStore } from '../auditStore.ts';
import type { Store } from '../store.ts';
import { createAccess } from './access.ts';
import { createAccounts } from './accounts.ts';
import { createActivations } from './activations.ts';
import { createAlertChannels } from './alertChannels.ts';
import { createAlerts } from './alerts.ts';
import { createAuditTrail } from './auditTrail.ts';
import { createDestinationList } from './destinationList.ts';
import { createDestinations } from './destinations.ts';
import { createLeases } from './leases.ts';
import { createErasures } from './erasures.ts';
import { findPeople } from './findPeople.ts';
import { createHistory } from './history.ts';
import { createImports } from './imports.ts';
import { createMembers } from './members.ts';
import { createPolicies } from './policies.ts';
import { createProfiles } from './profiles.ts';
import { createProposals } from './proposals.ts';
import type { Queries } from './queries.ts';
import { createSegments } from './segments.ts';

/** Every method of the port on one connection. Transactions are the caller's business. */
export function createMethods(queries: Queries): Omit<Store, 'close'> {
  const profiles = createProfiles(queries);
  const methods = {
    ...profiles,
    ...createSegments(queries),
    ...createAccounts(queries),
    ...createDestinations(queries),
    ...createDestinationList(queries),
    ...createActivations(queries, (run) => methods.insertRun(run)),
    ...createPolicies(queries),
    ...createProposals(queries),
    ...createAlerts(queries),
    ...createAlertChannels(queries),
    ...createAccess(queries),
    ...createLeases(queries),
    ...createHistory(queries),
    ...createErasures(queries, createMembers(queries)),
    ...createImports(queries, profiles),
    findPeople: (values: readonly string[], limit: number) => findPeople(queries, values, limit),
    async ping() {
      await queries.row('SELECT 1');
    },
  } as Omit<Store, 'close' | keyof AuditStore>;
  return { ...methods, ...createAuditTrail(queries, methods) };
}
