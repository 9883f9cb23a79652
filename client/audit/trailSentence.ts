import type { AuditVerification } from '../../shared/audit.ts';
import { formatExact, formatPlural } from '../ui/format.ts';

/** PURE. Whether the trail holds, in a sentence. */
export function trailSentence({ ok, entries, since, fault }: AuditVerification): string {
  if (ok || fault === null)
    return since === null ? 'There is no entry yet.' : `Every entry since ${formatExact(Date.parse(since))} fits the one before it: ${formatPlural(entries, 'entry', 'entries')}.`;
  return fault.what === 'missing'
    ? `Entry ${fault.sequence} is missing.`
    : `Entry ${fault.sequence}${fault.at === null ? '' : `, of ${formatExact(Date.parse(fault.at))},`} does not fit the one before it.`;
}
