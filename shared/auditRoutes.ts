import { auditEntrySchema, auditQuerySchema, auditVerificationSchema, changeEntrySchema } from './audit.ts';
import { exportRequestSchema } from './export.ts';
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
  beginExport: {
    method: 'POST',
    path: '/api/exports',
    summary: 'Tell the audit trail that a list is about to be saved as a file; the rows are read by the routes of the lists',
    access: 'viewer',
    body: exportRequestSchema,
    status: 204,
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
