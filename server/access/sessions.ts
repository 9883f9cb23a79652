import type { Role } from '../../shared/session.ts';
import type { Clock } from '../kit/clock.ts';
import type { SessionRow } from '../store/accessRows.ts';
import type { AccessStore } from '../store/store.ts';
import { hashToken, newToken } from './tokens.ts';

/** Ends this long after the last request, milliseconds. */
export const sessionIdleMs = 8 * 3_600_000;
/** Ends this long after the sign-in, whatever happens, milliseconds. */
export const sessionAbsoluteMs = 12 * 3_600_000;
/** How old `lastSeenAt` may get before it is written again: one write a minute and session at most. */
const touchEveryMs = 60_000;

/** Who makes a request. `owner` is under which drafts are kept: the user, or the role where a token stands for nobody in particular. */
export interface Caller {
  readonly role: Role;
  readonly email: string | null;
  readonly owner: string;
  /** Epoch milliseconds; null for a bearer token, which has no session. */
  readonly expiresAt: number | null;
  /** Null for a bearer token. */
  readonly sessionHash: string | null;
}

/** Whom versions and runs name as their author. */
export const authorOf = ({ email, owner }: Caller): string => email ?? owner;

/** A person, or nobody in particular where a token opens the session. */
export interface Principal {
  readonly userId: string | null;
  readonly email: string | null;
  readonly role: Role;
}

export interface Sessions {
  /** A new session, always under a new id; `cookie` is that id and is told to nobody else. */
  open(principal: Principal): Promise<{ cookie: string; caller: Caller }>;
  /** The caller behind a cookie; null when there is no such session or it has run out. Rejects when the store fails: then nobody is let in. */
  find(cookie: string): Promise<Caller | null>;
  /** The same for a session already found, without counting as use of it. */
  isOpen(sessionHash: string): Promise<boolean>;
  end(sessionHash: string): Promise<void>;
}

/** Sessions in the store: only the SHA-256 of an id is kept, so that reading the database opens no session. */
export function createSessions(store: AccessStore, clock: Clock): Sessions {
  const endOf = (session: SessionRow): number => Math.min(session.expiresAt, session.lastSeenAt + sessionIdleMs);

  const callerOf = (session: SessionRow): Caller => ({
    role: session.role,
    email: session.email,
    owner: session.userId ?? `role:${session.role}`,
    expiresAt: endOf(session),
    sessionHash: session.idHash,
  });

  async function read(idHash: string): Promise<SessionRow | null> {
    const session = await store.getSession(idHash);
    return session !== null && clock.now() < endOf(session) ? session : null;
  }

  return {
    async open(principal) {
      const cookie = newToken();
      const now = clock.now();
      const session: SessionRow = { ...principal, idHash: hashToken(cookie), createdAt: now, lastSeenAt: now, expiresAt: now + sessionAbsoluteMs };
      await store.insertSession(session);
      return { cookie, caller: callerOf(session) };
    },
    async find(cookie) {
      const session = await read(hashToken(cookie));
      if (session === null) return null;
      const now = clock.now();
      if (now - session.lastSeenAt < touchEveryMs) return callerOf(session);
      try {
        await store.touchSession(session.idHash, now);
      } catch {
        // It is open all the same, and whoever has to free a full disk must be able to look.
        return callerOf(session);
      }
      return callerOf({ ...session, lastSeenAt: now });
    },
    isOpen: async (sessionHash) => (await read(sessionHash)) !== null,
    end: (sessionHash) => store.deleteSession(sessionHash),
  };
}
