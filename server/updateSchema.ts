/** Brings the schema of the shared database up to date and ends: before new servers start, where a rollout wants that apart. Servers do the same as they start. */
import { ConfigError, readConfig } from './config.ts';
import { ActivationError } from './kit/errors.ts';
import { updatePostgresSchema } from './store/postgres/postgresStore.ts';

/** Exit codes as the server has them: 78 for settings (sysexits(3)), 1 for a database that cannot be used. */
async function run(): Promise<void> {
  try {
    const { databaseUrl } = readConfig();
    if (databaseUrl === null)
      throw new ConfigError(['DATABASE_URL is unset. It takes the address of the PostgreSQL database to update; an embedded database is updated as the server starts.']);
    process.stdout.write(`The database has schema ${await updatePostgresSchema(databaseUrl)}, which this version needs.\n`);
  } catch (thrown) {
    if (!(thrown instanceof ConfigError || thrown instanceof ActivationError)) throw thrown;
    const vendorCode = thrown instanceof ActivationError && thrown.vendorCode !== undefined ? ` (${thrown.vendorCode})` : '';
    process.stderr.write(`${thrown.message}${vendorCode}\n`);
    process.exitCode = thrown instanceof ConfigError ? 78 : 1;
  }
}

await run();
