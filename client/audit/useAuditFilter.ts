import { auditActions, auditResults, type AuditAction, type AuditResult } from '../../shared/audit.ts';
import type { RouteQuery } from '../../shared/api.ts';
import { useNow } from '../ui/useNow.ts';
import { useUrlChoice, useUrlText } from '../ui/useUrlText.ts';
import { auditAges, isAuditAge } from './auditAges.ts';

export interface AuditFilter {
  readonly query: Partial<RouteQuery<'listAudit'>>;
  readonly isNarrow: boolean;
  readonly person: ReturnType<typeof useUrlText>;
  readonly resource: ReturnType<typeof useUrlText>;
  readonly action: AuditAction | null;
  readonly result: AuditResult | null;
  readonly age: string;
  readonly setAction: (value: string) => void;
  readonly setResult: (value: string) => void;
  readonly setAge: (value: string) => void;
}

/** The filter of the audit trail, kept in the address. */
export function useAuditFilter(): AuditFilter {
  const person = useUrlText('person');
  const resource = useUrlText('resource');
  const [chosen, setAction] = useUrlChoice('action');
  const [outcome, setResult] = useUrlChoice('result');
  const [age, setAge] = useUrlChoice('age');
  const now = useNow(60_000);
  const action = auditActions.find((known) => known === chosen) ?? null;
  const result = auditResults.find((known) => known === outcome) ?? null;
  // By the minute: a query that changes with every look would never be answered from what is known.
  const minute = now - (now % 60_000);
  const query = {
    ...(person.settled !== '' && { actor: person.settled }),
    ...(resource.settled !== '' && { resource: resource.settled }),
    ...(action !== null && { action }),
    ...(result !== null && { result }),
    ...(isAuditAge(age) && { from: new Date(minute - auditAges[age].ms).toISOString() }),
  };
  return { query, isNarrow: Object.keys(query).length > 0, person, resource, action, result, age: isAuditAge(age) ? age : 'all', setAction, setResult, setAge };
}
