import { hash } from 'node:crypto';
import type { AuditRow } from './auditStore.ts';

/** PURE. SHA-256 in hex of the hash before and of everything in an entry, as JSON in this order: whoever has the log of the server can compute it, too. */
export function auditHash(before: string, row: Omit<AuditRow, 'hash'>): string {
  const { sequence, at, actor, role, address, action, result, code, kind, resourceId, name, destinationId, beforeJson, afterJson, requestId } = row;
  return hash(
    'sha256',
    JSON.stringify([before, sequence, at, actor, role, address, action, result, code, kind, resourceId, name, destinationId, beforeJson, afterJson, requestId]),
  );
}
