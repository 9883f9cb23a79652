import type { AuditEntry, ChangeEntry } from '../../../shared/audit.ts';
import { checkAuditTrail } from '../../access/auditCheck.ts';
import { isoTime } from '../../kit/clock.ts';
import type { AuditRow } from '../../store/auditStore.ts';
import type { Handlers } from '../context.ts';
import type { ApiDependencies } from '../dependencies.ts';
import { presentPage } from '../present.ts';
import { notFound } from '../refusals.ts';
import { always, rangeOf } from '../timeRange.ts';

const stateOf = (json: string | null): ChangeEntry['before'] => (json === null ? null : (JSON.parse(json) as Record<string, unknown>));

const presentChange = (row: AuditRow): ChangeEntry => ({
  sequence: row.sequence,
  at: isoTime(row.at),
  actor: row.actor,
  action: row.action,
  resource: { kind: row.kind, id: row.resourceId, name: row.name },
  before: stateOf(row.beforeJson),
  after: stateOf(row.afterJson),
});

function presentEntry(row: AuditRow): AuditEntry {
  const { role, address, result, code, destinationId, requestId, hash } = row;
  return { ...presentChange(row), role, address, result, code, destinationId, requestId, hash };
}

export function auditRoutes({ store, secrets }: Pick<ApiDependencies, 'store' | 'secrets'>): Pick<Handlers, 'listAudit' | 'verifyAudit' | 'getDestinationHistory'> {
  return {
    async listAudit({ query }) {
      const { actor = null, action = null, result = null, destinationId = null, resource, limit, cursor } = query;
      // People stand there by a sign: who knows an id can look for it, and nobody can read one.
      const named = resource === undefined ? null : { ids: [resource, secrets.sign(resource, 'audit')], name: resource };
      const filter = { actor, action, result, resource: named, destinationId, ...rangeOf(query, always) };
      return presentPage(await store.listAudit(filter, { limit, cursor: cursor ?? null }), presentEntry);
    },

    async verifyAudit() {
      const { entries, since, fault } = await checkAuditTrail(store);
      return {
        ok: fault === null,
        entries,
        since: since === null ? null : isoTime(since),
        fault: fault === null ? null : { ...fault, at: fault.at === null ? null : isoTime(fault.at) },
      };
    },

    async getDestinationHistory({ params, query }) {
      const destination = await store.getDestination(params.id);
      const page = await store.listChangesOf(params.id, destination?.accountId ?? null, { limit: query.limit, cursor: query.cursor ?? null });
      if (destination === null && page.items.length === 0) throw notFound('destination');
      return presentPage(page, presentChange);
    },
  };
}
