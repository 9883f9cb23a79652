/** The folder that everything is kept in, and the key in it that seals credentials. */
import { randomBytes } from 'node:crypto';
import { chmodSync, existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { ConfigError, quoted, type Config } from './config.ts';

/** Makes the data folder, readable by its owner only. Throws a `ConfigError` when that cannot be. */
export function prepareDataDir(dataDir: string): void {
  try {
    makeFolder(dataDir);
    // Listing it also proves that it is a folder, before its mode is touched.
    readdirSync(dataDir);
    chmodSync(dataDir, 0o700);
  } catch (thrown) {
    throw new ConfigError([`TRIBUTARY_DATA_DIR is ${quoted(dataDir)}, which cannot be used (${errno(thrown)}). It takes a folder this user may write to.`]);
  }
}

const movedFile = (dataDir: string): string => path.join(dataDir, 'moved-to-postgresql');

/** Notes that everything in the folder is in PostgreSQL now; `at` is RFC 3339. */
export function markMoved(dataDir: string, at: string): void {
  writeFileSync(movedFile(dataDir), `${at}\n`, { mode: 0o600, flush: true });
}

/** Throws a `ConfigError` where a server would go on with a data folder whose people and outcomes are elsewhere by now. */
export function refuseMoved({ dataDir, databaseUrl }: Pick<Config, 'dataDir' | 'databaseUrl'>): void {
  const file = movedFile(dataDir);
  if (databaseUrl !== null || !existsSync(file)) return;
  throw new ConfigError([
    `What the data folder ${quoted(dataDir)} holds was moved to PostgreSQL (${readFileSync(file, 'utf8').trim()}). Set DATABASE_URL to go on there; to go back to what the folder held then, remove ${quoted(file)}.`,
  ]);
}

/** One level at a time: where no folder can ever be made, as under /proc, Node's recursive option tries for ever. */
function makeFolder(folder: string): void {
  try {
    mkdirSync(folder, { mode: 0o700 });
  } catch (thrown) {
    if (errno(thrown) === 'EEXIST') return;
    if (errno(thrown) !== 'ENOENT' || path.dirname(folder) === folder) throw thrown;
    makeFolder(path.dirname(folder));
    mkdirSync(folder, { mode: 0o700 });
  }
}

export const keyFile = (dataDir: string): string => path.join(dataDir, 'secret.key');

/**
 * The keys of the settings, or the one in `<data dir>/secret.key`, which the first start makes and nobody but its owner
 * may read. The folder must be prepared. Throws a `ConfigError` when the file is damaged or cannot be read or written.
 */
export function loadSecretKeys(config: Config): readonly Uint8Array[] {
  if (config.secretKeys !== null) return config.secretKeys;
  const file = keyFile(config.dataDir);
  try {
    writeFileSync(file, `${randomBytes(32).toString('base64')}\n`, { mode: 0o600, flag: 'wx', flush: true });
  } catch (thrown) {
    if (errno(thrown) !== 'EEXIST')
      throw new ConfigError([`The key file ${quoted(file)} cannot be written (${errno(thrown)}). Let this user write to the data folder, or set TRIBUTARY_SECRET_KEY.`]);
  }
  let text: string;
  try {
    chmodSync(file, 0o600);
    text = readFileSync(file, 'utf8').trim();
  } catch (thrown) {
    throw new ConfigError([`The key file ${quoted(file)} cannot be read (${errno(thrown)}). Let this user own it.`]);
  }
  const key = Buffer.from(text, 'base64');
  if (key.length !== 32) throw new ConfigError([`The key file ${quoted(file)} is damaged. Put it back from a backup; without it the stored credentials cannot be opened.`]);
  return [key];
}

function errno(thrown: unknown): string {
  return thrown instanceof Error && 'code' in thrown ? String(thrown.code) : 'unknown';
}
