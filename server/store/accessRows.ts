/** What the store keeps of people and their requests. Times are epoch milliseconds. */
import type { Role } from '../../shared/session.ts';

export interface UserRow {
  readonly id: string;
  readonly email: string;
  readonly passwordHash: string;
  readonly role: Role;
  readonly createdAt: number;
}

export interface SessionRow {
  /** SHA-256 of the cookie's value. */
  readonly idHash: string;
  /** Null for a session that a token opened. */
  readonly userId: string | null;
  readonly email: string | null;
  readonly role: Role;
  readonly createdAt: number;
  readonly lastSeenAt: number;
  readonly expiresAt: number;
}

export interface DraftRow {
  readonly id: string;
  /** Who may see it: a user id, or the role for token sessions. */
  readonly owner: string;
  readonly contentJson: string;
  readonly createdAt: number;
  readonly updatedAt: number;
}

/** The first answer to a request with an `Idempotency-Key`. */
export interface IdempotencyRow {
  readonly key: string;
  /** SHA-256 of the request's body. */
  readonly requestHash: string;
  readonly status: number;
  readonly bodyJson: string;
  readonly createdAt: number;
}
