import type { AuditEntry } from '../../shared/audit.ts';
import type { ExportColumn } from '../export/fileFormat.ts';
import { entryText } from './auditWords.ts';

const jsonOf = (state: AuditEntry['before']): string => (state === null ? '' : JSON.stringify(state));

/** What a CSV file of the audit trail holds. */
export const auditExport: readonly ExportColumn<AuditEntry>[] = [
  { label: 'Entry', value: ({ sequence }) => sequence },
  { label: 'Time', value: ({ at }) => at },
  { label: 'Who', value: ({ actor }) => actor },
  { label: 'Role', value: ({ role }) => role },
  { label: 'From', value: ({ address }) => address },
  { label: 'What', value: entryText },
  { label: 'Action', value: ({ action }) => action },
  { label: 'Result', value: ({ result }) => result },
  { label: 'Reason', value: ({ code }) => code },
  { label: 'About', value: ({ resource }) => resource.kind },
  { label: 'Id', value: ({ resource }) => resource.id },
  { label: 'Name', value: ({ resource }) => resource.name },
  { label: 'Destination', value: ({ destinationId }) => destinationId },
  { label: 'Before', value: ({ before }) => jsonOf(before) },
  { label: 'After', value: ({ after }) => jsonOf(after) },
  { label: 'Request', value: ({ requestId }) => requestId },
  { label: 'Hash', value: ({ hash }) => hash },
];
