/** `npm run migrate`: moves what the data folder holds to the PostgreSQL database of DATABASE_URL (docs/operations.md). */
import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { ConfigError, quoted, readConfig, type Config, type Environment } from './config.ts';
import { keyFile, markMoved } from './dataFolder.ts';
import { createImportFiles } from './imports/importFiles.ts';
import { isoTime, systemClock } from './kit/clock.ts';
import { ActivationError } from './kit/errors.ts';
import { grouped, progressLine } from './kit/progressLine.ts';
import { createSecretBox } from './kit/secrets.ts';
import type { LeftFiles, LeftStore, MovedCount, MoveProgress } from './store/moving.ts';
import { moveIn } from './store/postgres/moveIn.ts';
import { openLeftStore } from './store/sqlite/leftStore.ts';

export interface MoveOptions {
  /** The environment to read the settings from; the process's own when left out. */
  readonly environment?: Environment;
  readonly output: { readonly isTTY?: boolean; write(text: string): unknown };
}

/**
 * Moves everything or nothing, and returns the counts of both sides, which agree. Rejects with a `ConfigError` or an
 * `ActivationError` whose message says what is in the way and what to do.
 */
export async function moveStore({ environment, output }: MoveOptions): Promise<MovedCount[]> {
  const config = readMoveConfig(environment);
  const source = openLeftStore(config.file);
  try {
    refuseOtherKey(config, source);
    const { onProgress, end } = showProgress(output);
    const counts = await moveIn({
      url: config.databaseUrl,
      source,
      files: leftFiles(config.dataDir),
      onProgress,
      beforeCommit: () => markMoved(config.dataDir, isoTime(systemClock.now())),
    }).finally(end);
    output.write(tableOf(counts));
    return counts;
  } finally {
    source.close();
  }
}

interface MoveConfig extends Pick<Config, 'dataDir'> {
  readonly databaseUrl: URL;
  readonly secretKeys: readonly Uint8Array[];
  readonly file: string;
}

function readMoveConfig(environment: Environment | undefined): MoveConfig {
  const { dataDir, databaseUrl, secretKeys } = readConfig(environment);
  const file = path.join(dataDir, 'tributary.db');
  if (databaseUrl === null || secretKeys === null)
    throw new ConfigError(['DATABASE_URL is unset. It takes the PostgreSQL database to move to, for example postgres://user:password@db.example.com:5432/tributary.']);
  if (!existsSync(file)) throw new ConfigError([`TRIBUTARY_DATA_DIR is ${quoted(dataDir)}, where no tributary.db is. It takes the data folder to move.`]);
  return { dataDir, databaseUrl, secretKeys, file };
}

/** Without the key that the folder was sealed with, credentials would be moved that nobody can open. */
function refuseOtherKey({ dataDir, secretKeys }: MoveConfig, source: LeftStore): void {
  const { isOurs } = createSecretBox(secretKeys);
  const sealed = ['accounts', 'alert_channels'].flatMap((table) => [...source.rows({ table })].map((row) => String(row['sealed'])));
  const file = keyFile(dataDir);
  const stored = existsSync(file) ? readFileSync(file, 'utf8').trim() : null;
  // A folder whose key came from the settings may still have the one of its first start.
  const isRight = sealed.length > 0 ? sealed.every(isOurs) : stored === null || secretKeys.some((key) => Buffer.from(key).toString('base64') === stored);
  if (isRight) return;
  const where = stored === null ? 'Set it to the value that the server had until now.' : `Set it to what stands in ${quoted(file)}.`;
  throw new ConfigError([`TRIBUTARY_SECRET_KEY is not the key that this data folder was sealed with. ${where}`]);
}

/** Those that lie beside the data file. */
export function leftFiles(dataDir: string): LeftFiles {
  const files = createImportFiles(path.join(dataDir, 'imports'));
  return {
    async *read(id, kind, bytes) {
      try {
        yield* kind === 'file' ? files.source({ id, bytes, sha256: '' }).read() : files.readReport(id, bytes);
      } catch (thrown) {
        // One that is not there has no bytes; whoever counts them says so.
        if (!(thrown instanceof Error && 'code' in thrown && thrown.code === 'ENOENT')) throw thrown;
      }
    },
  };
}

/** A bar that moves on a terminal; elsewhere a line per table. */
function showProgress(output: MoveOptions['output']): { onProgress(progress: MoveProgress): void; end(): void } {
  if (output.isTTY === true) return { onProgress: (progress) => void output.write(`\r\u001B[K${progressLine(progress)}`), end: () => void output.write('\n') };
  let last: MoveProgress | null = null;
  const flush = (): void => void (last !== null && output.write(`${progressLine(last)}\n`));
  return {
    onProgress(progress) {
      if (last !== null && last.table !== progress.table) flush();
      last = progress;
    },
    end: flush,
  };
}

function tableOf(counts: readonly MovedCount[]): string {
  const line = (table: string, left: string, arrived: string): string => `${table.padEnd(24)}${left.padStart(16)}${arrived.padStart(16)}\n`;
  return [
    line('table', 'data folder', 'PostgreSQL'),
    ...counts.map(({ table, left, arrived }) => line(table, grouped(left), grouped(arrived))),
    'All counts agree: everything was moved. Start the servers with DATABASE_URL and TRIBUTARY_SECRET_KEY as they are set now.\n',
  ].join('');
}

/** sysexits(3): 78 is a configuration error. */
async function run(): Promise<void> {
  try {
    await moveStore({ output: process.stdout });
  } catch (thrown) {
    if (!(thrown instanceof ConfigError || thrown instanceof ActivationError)) throw thrown;
    const vendorCode = thrown instanceof ActivationError && thrown.vendorCode !== undefined ? ` (${thrown.vendorCode})` : '';
    process.stderr.write(`${thrown.message}${vendorCode}\n`);
    process.exitCode = thrown instanceof ConfigError ? 78 : 1;
  }
}

if (import.meta.main) await run();
