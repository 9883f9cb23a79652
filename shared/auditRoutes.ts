import { auditEntrySchema, auditQuerySchema, auditVerificationSchema, changeEntrySchema } from './audit.ts';
import { pageQuerySchema, pageSchema } from './page.ts';
import type { Route } from './route.ts';

/** Who did what. Part of the table in api.ts. */
export const auditRoutes = {
  listAudit: {
    method: 'GET',
    path: '/api/audit',
    summary: 'Who did what, when, from where, with what was before and after; newest first',
    access: 'admin',
    query: auditQuerySchema,
    status: 200,
    response: pageSchema(auditEntrySchema),
  },
  verifyAudit: {
    method: 'GET',
    path: '/api/audit/verify',
    summary: 'Compute the chain of the audit trail again and name the first entry that does not fit',
    access: 'admin',
    status: 200,
    response: auditVerificationSchema,
  },
  getDestinationHistory: {
    method: 'GET',
    path: '/api/destinations/:id/history',
    summary: 'Who changed a destination, what it sends and its account; of deleted destinations, too',
    access: 'viewer',
    query: pageQuerySchema,
    status: 200,
    response: pageSchema(changeEntrySchema),
  },
} as const satisfies Record<string, Route>;
