import type { AuditVerification } from '../../shared/audit.ts';
import { formatCount, formatExact, formatHour } from '../ui/format.ts';

/** PURE. Whether the trail holds, in a sentence. */
export function trailSentence({ ok, entries, since, fault }: AuditVerification): string {
  if (ok || fault === null)
    return since === null
      ? 'There is no entry yet.'
      : `No sign that anybody changed the audit trail: ${entries === 1 ? 'its only entry, of' : `all ${formatCount(entries)} entries since`} ${formatHour(Date.parse(since))}${entries === 1 ? ', fits' : ' fit together'}.`;
  return fault.what === 'missing'
    ? `Entry ${fault.sequence} is missing.`
    : `Entry ${fault.sequence}${fault.at === null ? '' : `, of ${formatExact(Date.parse(fault.at))},`} does not fit the one before it.`;
}
