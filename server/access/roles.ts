import type { Route } from '../../shared/route.ts';
import type { Role } from '../../shared/session.ts';

/** Who may use a route of some access, in full: what is not listed may not. */
const allowed: Readonly<Record<Role, readonly Role[]>> = {
  viewer: ['viewer', 'marketer', 'admin'],
  marketer: ['marketer', 'admin'],
  admin: ['admin'],
  ingest: ['ingest', 'admin'],
};

export function mayUse(role: Role, access: Route['access']): boolean {
  return access === 'public' || access === 'signed_in' || allowed[access].includes(role);
}
