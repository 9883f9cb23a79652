import { DatabaseError } from 'pg';
import { ActivationError, toActivationError } from '../../kit/errors.ts';

/** Nothing was stored, and the same transaction may succeed at once: a conflict with another one, or a deadlock (postgresql.org/docs/current/errcodes-appendix.html). */
const conflicts: ReadonlySet<string> = new Set(['40001', '40P01']);
/** The server is gone, going, or coming up. */
const absences: ReadonlySet<string> = new Set([
  '57P01',
  '57P02',
  '57P03',
  '57P05',
  '25P03',
  '25006',
  'ECONNREFUSED',
  'ECONNRESET',
  'EPIPE',
  'ETIMEDOUT',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'ENOTFOUND',
  'EAI_AGAIN',
]);
const retryAfterSeconds = 5;

const sentences: Readonly<Record<string, string>> = {
  '08': 'The database cannot be reached. Nothing was stored; try again in a moment. Whoever runs the server: see that it is up and that DATABASE_URL names it.',
  '28': 'The database refused the user or password of DATABASE_URL.',
  '3D': 'The database named in DATABASE_URL does not exist. Create it, then start again.',
  '42': 'The database refused a statement: its schema is not the one this version expects, or the user of DATABASE_URL may not use it.',
  '53': 'The database is out of room: of disk, memory or connections. Nothing was stored; see its log.',
  '55': 'The database was busy with the same rows for too long. Nothing was stored; try again in a moment.',
  '57': 'The database took too long or is restarting. Nothing was stored; try again in a moment.',
};
const passing: ReadonlySet<string> = new Set(['08', '53', '55', '57']);

const codeOf = (thrown: unknown): string => (thrown instanceof Error && 'code' in thrown ? String(thrown.code) : '');

export const isConflict = (thrown: unknown): boolean => thrown instanceof DatabaseError && conflicts.has(codeOf(thrown));

/** Whether the connection is lost: what a commit that was under way came to is then unknown. */
export function isConnectionLost(thrown: unknown): boolean {
  if (!(thrown instanceof Error)) return false;
  const code = codeOf(thrown);
  return code.startsWith('08') || absences.has(code) || (code === '' && /connection|timeout/i.test(thrown.message));
}

/** Whatever the database or its code threw, as the one error class. Values stand in the details of PostgreSQL's errors, so those are left out. */
export function databaseError(thrown: unknown): ActivationError {
  if (!(thrown instanceof Error) || thrown instanceof ActivationError) return toActivationError(thrown);
  const code = codeOf(thrown);
  const kind = isConnectionLost(thrown) ? '08' : thrown instanceof DatabaseError ? code.slice(0, 2) : '';
  if (kind === '') return toActivationError(thrown);
  const message = sentences[kind] ?? 'The database refused a change. Nothing of it was stored.';
  const cause = new Error(thrown instanceof DatabaseError ? `${thrown.message} (${thrown.table ?? ''} ${thrown.constraint ?? ''})` : thrown.message);
  return new ActivationError('defect', message, { vendorCode: `POSTGRESQL ${code}`, cause, ...(passing.has(kind) && { retryAfterSeconds }) });
}
