import { ActivationError, toActivationError } from '../../kit/errors.ts';

/** SQLite's primary result codes (sqlite.org/rescode.html) whose cause may pass: worth another try later. */
const passing: Readonly<Record<number, string>> = {
  5: 'Another program is using the database file. Nothing was stored; try again in a moment.',
  6: 'Another program is using the database file. Nothing was stored; try again in a moment.',
  8: 'The database file cannot be written. Nothing was stored; check the permissions of the data folder.',
  10: 'The disk of the data folder failed. Nothing was stored; check the disk.',
  13: 'The disk of the data folder is full. Nothing was stored; free some space.',
};
/** Those that stay until somebody acts. */
const lasting: Readonly<Record<number, string>> = {
  11: 'The database file is damaged. Restore it from a backup.',
  14: 'The database file cannot be opened. Check that the data folder exists and may be written.',
  26: 'The database file is not a database. Give the server another data folder, or restore the file from a backup.',
};
const retryAfterSeconds = 5;

/** Whatever the database or its code threw, as the one error class. SQLite's messages name tables and columns, never values. */
export function databaseError(thrown: unknown): ActivationError {
  if (!(thrown instanceof Error)) return toActivationError(thrown);
  if ('errcode' in thrown && typeof thrown.errcode === 'number') {
    const detail = { vendorCode: `SQLITE ${thrown.errcode}`, cause: thrown };
    const primary = thrown.errcode & 0xff;
    const message = passing[primary];
    if (message !== undefined) return new ActivationError('defect', message, { ...detail, retryAfterSeconds });
    return new ActivationError('defect', lasting[primary] ?? 'The database refused a change. Nothing of it was stored.', detail);
  }
  // The files are made and given their mode before SQLite opens them.
  if ('syscall' in thrown && 'code' in thrown) return new ActivationError('defect', lasting[14] as string, { vendorCode: String(thrown.code), cause: thrown });
  return toActivationError(thrown);
}
