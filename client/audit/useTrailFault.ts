import { useQuery } from '@tanstack/react-query';
import type { AuditVerification } from '../../shared/audit.ts';
import { apiQuery } from '../api.ts';
import { useMay } from '../shell/session.ts';

/** Milliseconds for which a check counts: it computes the whole trail again. */
const checkedFor = 10 * 60_000;

/** What does not fit in the audit trail, for administrators; null where all does, where nobody may know, and before it is known. */
export function useTrailFault(): AuditVerification | null {
  const check = useQuery({ ...apiQuery('verifyAudit'), enabled: useMay('admin'), staleTime: checkedFor });
  return check.data?.ok === false ? check.data : null;
}
