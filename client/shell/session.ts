import type { UseQueryResult } from '@tanstack/react-query';
import type { Role, Session } from '../../shared/session.ts';
import { useApi } from '../api.ts';

/** Who is signed in. Inside the shell `data` is always there. */
export function useSession(): UseQueryResult<Session, Error> {
  return useApi('whoAmI');
}

const ranks: Record<Role, number> = { ingest: 0, viewer: 1, marketer: 2, admin: 3 };

/** Viewer < marketer < admin; `ingest` is for machines and sees no page. */
export function roleAllows(role: Role | undefined, needed: Exclude<Role, 'ingest'>): boolean {
  return role !== undefined && ranks[role] >= ranks[needed];
}

/** Whether the signed-in person may do what needs this role. The server decides; this only spares people a refusal. */
export function useMay(needed: Exclude<Role, 'ingest'>): boolean {
  return roleAllows(useSession().data?.role, needed);
}
