import type { DraftRow, IdempotencyRow, SessionRow, UserRow } from '../accessRows.ts';
import type { AccessStore } from '../store.ts';
import type { Queries } from './queries.ts';

const dayMs = 24 * 60 * 60 * 1000;
/** An answer is repeated for 24 hours, as the API promises. */
const idempotencyMs = dayMs;
const draftMs = 30 * dayMs;

export function createAccess(queries: Queries): AccessStore {
  /** Rows up to a time. What another server removes at the same moment is left to it: two never wait for each other's rows. */
  const deleteUpTo = (table: 'sessions' | 'idempotency' | 'drafts' | 'shared_state', key: string, time: string, at: number) =>
    queries.run(`DELETE FROM ${table} WHERE (${key}) IN (SELECT ${key} FROM ${table} WHERE ${time} <= $1 FOR UPDATE SKIP LOCKED)`, at);

  return {
    countUsers: async () => (await queries.row<{ users: number }>('SELECT count(*) AS users FROM users'))?.users ?? 0,
    insertFirstUser: async ({ id, email, passwordHash, role, createdAt }) =>
      (await queries.run(
        'INSERT INTO users (id, email, password_hash, role, created_at) SELECT $1, $2, $3, $4, $5 WHERE NOT EXISTS (SELECT 1 FROM users)',
        id,
        email,
        passwordHash,
        role,
        createdAt,
      )) > 0,
    getUserByEmail: async (email) =>
      (await queries.row<UserRow>('SELECT id, email, password_hash AS "passwordHash", role, created_at AS "createdAt" FROM users WHERE email = $1', email)) ?? null,
    async insertSession({ idHash, userId, email, role, createdAt, lastSeenAt, expiresAt }) {
      await queries.run(
        'INSERT INTO sessions (id_hash, user_id, email, role, created_at, last_seen_at, expires_at) VALUES ($1, $2, $3, $4, $5, $6, $7)',
        idHash,
        userId,
        email,
        role,
        createdAt,
        lastSeenAt,
        expiresAt,
      );
    },
    getSession: async (idHash) =>
      (await queries.row<SessionRow>(
        `SELECT id_hash AS "idHash", user_id AS "userId", email, role, created_at AS "createdAt", last_seen_at AS "lastSeenAt", expires_at AS "expiresAt"
         FROM sessions WHERE id_hash = $1`,
        idHash,
      )) ?? null,
    async touchSession(idHash, lastSeenAt) {
      await queries.run('UPDATE sessions SET last_seen_at = $2 WHERE id_hash = $1', idHash, lastSeenAt);
    },
    async deleteSession(idHash) {
      await queries.run('DELETE FROM sessions WHERE id_hash = $1', idHash);
    },
    async insertDraft({ id, owner, contentJson, createdAt, updatedAt }) {
      await queries.run('INSERT INTO drafts (id, owner, content, created_at, updated_at) VALUES ($1, $2, $3, $4, $5)', id, owner, contentJson, createdAt, updatedAt);
    },
    updateDraft: async (id, contentJson, at) => (await queries.run('UPDATE drafts SET content = $2, updated_at = $3 WHERE id = $1', id, contentJson, at)) > 0,
    getDraft: async (id) =>
      (await queries.row<DraftRow>('SELECT id, owner, content AS "contentJson", created_at AS "createdAt", updated_at AS "updatedAt" FROM drafts WHERE id = $1', id)) ?? null,
    deleteDraft: async (id) => (await queries.run('DELETE FROM drafts WHERE id = $1', id)) > 0,
    getIdempotency: async (key) =>
      (await queries.row<IdempotencyRow>(
        'SELECT key, request_hash AS "requestHash", status, body AS "bodyJson", created_at AS "createdAt" FROM idempotency WHERE key = $1',
        key,
      )) ?? null,
    async putIdempotency({ key, requestHash, status, bodyJson, createdAt }) {
      // The first answer stays until it has run out.
      await queries.run(
        `INSERT INTO idempotency (key, request_hash, status, body, created_at) VALUES ($1, $2, $3, $4, $5)
         ON CONFLICT (key) DO UPDATE SET request_hash = excluded.request_hash, status = excluded.status, body = excluded.body, created_at = excluded.created_at
         WHERE idempotency.created_at <= excluded.created_at - ${idempotencyMs}`,
        key,
        requestHash,
        status,
        bodyJson,
        createdAt,
      );
    },
    async prune(now) {
      await deleteUpTo('sessions', 'id_hash', 'expires_at', now);
      await deleteUpTo('idempotency', 'key', 'created_at', now - idempotencyMs);
      await deleteUpTo('drafts', 'id', 'updated_at', now - draftMs);
      await deleteUpTo('shared_state', 'scope, key', 'expires_at', now);
    },
  };
}
