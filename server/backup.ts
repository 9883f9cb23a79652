/** `npm run backup -- <folder>`: copies the data folder while the server runs (docs/operations.md). */
import { copyFileSync, existsSync, mkdirSync, readdirSync, renameSync } from 'node:fs';
import path from 'node:path';
import { ConfigError, quoted, readConfig, type Environment } from './config.ts';
import { keyFile } from './dataFolder.ts';
import { ActivationError } from './kit/errors.ts';
import { copyStore } from './store/sqlite/copyStore.ts';

/**
 * Copies the data folder into a new or empty one: the data file as it is at one moment, the key and the files to be
 * imported. Throws a `ConfigError` or an `ActivationError` that says what is in the way.
 */
export function backUp(folder: string | undefined, environment?: Environment): void {
  const { dataDir, databaseUrl } = readConfig(environment);
  if (databaseUrl !== null) throw new ConfigError(['DATABASE_URL is set: what it names is backed up with pg_dump (docs/operations.md). Unset it to back up a data folder.']);
  if (folder === undefined || folder === '') throw new ConfigError(['Name the folder to back up to: npm run backup -- /backups/today']);
  if (!existsSync(path.join(dataDir, 'tributary.db')))
    throw new ConfigError([`TRIBUTARY_DATA_DIR is ${quoted(dataDir)}, where no tributary.db is. It takes the data folder to back up.`]);
  try {
    copyFolder(dataDir, path.resolve(folder));
  } catch (thrown) {
    if (!(thrown instanceof Error && 'syscall' in thrown && 'code' in thrown)) throw thrown;
    throw new ActivationError('defect', `The backup to ${quoted(path.resolve(folder))} could not be written, and is incomplete (${String(thrown.code)}).`, { cause: thrown });
  }
}

/** The data file gets its name last: a folder without it is no backup. Files to be imported come after the rows that tell of them, so that none is missing that was there. */
function copyFolder(dataDir: string, into: string): void {
  mkdirSync(into, { recursive: true, mode: 0o700 });
  if (readdirSync(into).length > 0) throw new ConfigError([`The folder ${quoted(into)} is not empty. Name a new one: no backup takes the place of another.`]);
  const incomplete = path.join(into, 'incomplete.db');
  copyStore(path.join(dataDir, 'tributary.db'), incomplete);
  if (existsSync(keyFile(dataDir))) copyFileSync(keyFile(dataDir), keyFile(into));
  copyImports(path.join(dataDir, 'imports'), path.join(into, 'imports'));
  renameSync(incomplete, path.join(into, 'tributary.db'));
}

function copyImports(from: string, into: string): void {
  if (!existsSync(from)) return;
  mkdirSync(into, { mode: 0o700 });
  for (const name of readdirSync(from)) {
    try {
      copyFileSync(path.join(from, name), path.join(into, name));
    } catch (thrown) {
      // One that was imported to its end meanwhile is gone, and needed no more.
      if (!(thrown instanceof Error && 'code' in thrown && thrown.code === 'ENOENT')) throw thrown;
    }
  }
}

/** sysexits(3): 78 is a configuration error. */
function run(): void {
  const [folder] = process.argv.slice(2);
  try {
    backUp(folder);
    process.stdout.write(`Backed up to ${path.resolve(folder ?? '')}. To restore it, stop the server, put these files in place of those in the data folder, and start it.\n`);
  } catch (thrown) {
    if (!(thrown instanceof ConfigError || thrown instanceof ActivationError)) throw thrown;
    process.stderr.write(`${thrown.message}\n`);
    process.exitCode = thrown instanceof ConfigError ? 78 : 1;
  }
}

if (import.meta.main) run();
