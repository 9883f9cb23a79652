import type { DatabaseSync } from 'node:sqlite';
import type { DraftRow, IdempotencyRow, SessionRow, UserRow } from '../accessRows.ts';
import type { AccessStore } from '../store.ts';
import type { Synchronous } from './protocol.ts';
import { prepare } from './statement.ts';

const dayMs = 24 * 60 * 60 * 1000;
/** An answer is repeated for 24 hours, as the API promises. */
const idempotencyMs = dayMs;
const draftMs = 30 * dayMs;

export function createAccess(database: DatabaseSync): Synchronous<AccessStore> {
  const countUsers = prepare<{ users: number }>(database, 'SELECT count(*) AS users FROM users');
  const insertUser = prepare(database, 'INSERT INTO users (id, email, password_hash, role, created_at) SELECT ?, ?, ?, ?, ? WHERE NOT EXISTS (SELECT 1 FROM users)');
  const selectUser = prepare<UserRow>(database, 'SELECT id, email, password_hash AS passwordHash, role, created_at AS createdAt FROM users WHERE email = ?');
  const insertSession = prepare(database, 'INSERT INTO sessions (id_hash, user_id, email, role, created_at, last_seen_at, expires_at) VALUES (?, ?, ?, ?, ?, ?, ?)');
  const selectSession = prepare<SessionRow>(
    database,
    'SELECT id_hash AS idHash, user_id AS userId, email, role, created_at AS createdAt, last_seen_at AS lastSeenAt, expires_at AS expiresAt FROM sessions WHERE id_hash = ?',
  );
  const touchSession = prepare(database, 'UPDATE sessions SET last_seen_at = ? WHERE id_hash = ?');
  const deleteSession = prepare(database, 'DELETE FROM sessions WHERE id_hash = ?');
  const insertDraft = prepare(database, 'INSERT INTO drafts (id, owner, content, created_at, updated_at) VALUES (?, ?, ?, ?, ?)');
  const updateDraft = prepare(database, 'UPDATE drafts SET content = ?, updated_at = ? WHERE id = ?');
  const selectDraft = prepare<DraftRow>(database, 'SELECT id, owner, content AS contentJson, created_at AS createdAt, updated_at AS updatedAt FROM drafts WHERE id = ?');
  const deleteDraft = prepare(database, 'DELETE FROM drafts WHERE id = ?');
  const selectIdempotency = prepare<IdempotencyRow>(
    database,
    'SELECT key, request_hash AS requestHash, status, body AS bodyJson, created_at AS createdAt FROM idempotency WHERE key = ?',
  );
  // The first answer stays until it has run out.
  const putIdempotency = prepare(
    database,
    `INSERT INTO idempotency (key, request_hash, status, body, created_at) VALUES (?, ?, ?, ?, ?)
     ON CONFLICT (key) DO UPDATE SET request_hash = excluded.request_hash, status = excluded.status, body = excluded.body, created_at = excluded.created_at
     WHERE idempotency.created_at <= excluded.created_at - ${idempotencyMs}`,
  );
  const pruneSessions = prepare(database, 'DELETE FROM sessions WHERE expires_at <= ?');
  const pruneIdempotency = prepare(database, 'DELETE FROM idempotency WHERE created_at <= ?');
  const pruneDrafts = prepare(database, 'DELETE FROM drafts WHERE updated_at <= ?');

  return {
    countUsers: () => countUsers.get()?.users ?? 0,
    insertFirstUser: ({ id, email, passwordHash, role, createdAt }) => insertUser.run(id, email, passwordHash, role, createdAt) > 0,
    getUserByEmail: (email) => selectUser.get(email) ?? null,
    insertSession({ idHash, userId, email, role, createdAt, lastSeenAt, expiresAt }) {
      insertSession.run(idHash, userId, email, role, createdAt, lastSeenAt, expiresAt);
    },
    getSession: (idHash) => selectSession.get(idHash) ?? null,
    touchSession(idHash, lastSeenAt) {
      touchSession.run(lastSeenAt, idHash);
    },
    deleteSession(idHash) {
      deleteSession.run(idHash);
    },
    insertDraft({ id, owner, contentJson, createdAt, updatedAt }) {
      insertDraft.run(id, owner, contentJson, createdAt, updatedAt);
    },
    updateDraft: (id, contentJson, at) => updateDraft.run(contentJson, at, id) > 0,
    getDraft: (id) => selectDraft.get(id) ?? null,
    deleteDraft: (id) => deleteDraft.run(id) > 0,
    getIdempotency: (key) => selectIdempotency.get(key) ?? null,
    putIdempotency({ key, requestHash, status, bodyJson, createdAt }) {
      putIdempotency.run(key, requestHash, status, bodyJson, createdAt);
    },
    prune(now) {
      pruneSessions.run(now);
      pruneIdempotency.run(now - idempotencyMs);
      pruneDrafts.run(now - draftMs);
    },
  };
}
