import type { z } from 'zod';
import type { Role } from './session.ts';

/** One route of the API; the tables are `api.ts` and what it takes in. */
export interface Route {
  readonly method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  /** Express style, for example `/api/accounts/:id`. */
  readonly path: string;
  readonly summary: string;
  /** `public`: no sign-in. `signed_in`: every role. A role: that role and every role above it (viewer < marketer < admin). `ingest`: ingest and admin. */
  readonly access: Role | 'public' | 'signed_in';
  readonly query?: z.ZodObject;
  /** JSON body. Absent: none, or one the route reads itself. */
  readonly body?: z.ZodType;
  /** A request without a body counts as one with `{}`. */
  readonly isBodyOptional?: boolean;
  readonly status: number;
  /** Absent: no body (204) or a stream. */
  readonly response?: z.ZodType;
}
