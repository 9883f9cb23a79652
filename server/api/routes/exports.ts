import { routes, type RouteName } from '../../../shared/api.ts';
import type { ExportedList } from '../../../shared/export.ts';
import { createCallAllowance } from '../../access/callAllowance.ts';
import { ActivationError } from '../../kit/errors.ts';
import { authorize } from '../auth.ts';
import type { Handlers } from '../context.ts';
import type { ApiDependencies } from '../dependencies.ts';
import { notFound } from '../refusals.ts';

/** Each is an entry of the audit trail, which nobody may fill. */
const exportsPerMinute = 30;

const routeOf: Readonly<Record<ExportedList, RouteName>> = {
  accounts: 'listAccounts',
  destinations: 'listDestinations',
  segments: 'listSegments',
  runs: 'listRuns',
  dead_letters: 'listDeadLetters',
  deliveries: 'listDeliveries',
  audit: 'listAudit',
};

/** Stores nothing: its rule in auditRules.ts tells of the export. The pages ask before they read the first row. */
export function exportRoutes({ store, clock }: Pick<ApiDependencies, 'store' | 'clock'>): Pick<Handlers, 'beginExport'> {
  const allowance = createCallAllowance({ store, clock, name: 'exports', perMinute: exportsPerMinute });
  return {
    async beginExport({ body: { list, destinationId }, caller }) {
      const wait = await allowance.take(caller.owner);
      if (wait > 0) throw new ActivationError('too_many_requests', `Too many exports at this moment. Wait ${wait} seconds, then export again.`, { retryAfterSeconds: wait });
      authorize(caller, routes[routeOf[list]].access);
      if (destinationId !== undefined && (await store.getDestination(destinationId)) === null) throw notFound('destination');
    },
  };
}
