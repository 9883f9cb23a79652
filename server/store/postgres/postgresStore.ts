import type { Pool } from 'pg';
import type { Announcements } from '../announcements.ts';
import type { ImportParts } from '../importParts.ts';
import { systemRandom } from '../../kit/backoff.ts';
import { systemClock } from '../../kit/clock.ts';
import { ActivationError } from '../../kit/errors.ts';
import { methodKinds, type Method } from '../methodKinds.ts';
import type { Store } from '../store.ts';
import { createAnnouncements } from './announcements.ts';
import { databaseError } from './failure.ts';
import { createImportParts } from './importParts.ts';
import { createMethods } from './methods.ts';
import { migrate, readMigrations } from './migrate.ts';
import { createPool } from './pool.ts';
import type { Queries } from './queries.ts';
import { createTransactions, type Transactions } from './transactions.ts';

/** How long a statement may take, milliseconds: of people and of upkeep; of delivery, which begins anew after it; a sign of life. */
const servingMs = 30_000;
const deliveringMs = 8_000;
const leasingMs = 2_000;
/** An update of the schema may take hours, or wait for another process that makes it. */
const schemaMs = 6 * 3_600_000;

export interface PostgresOptions {
  /** `postgres://user:password@host:port/database`. */
  readonly url: URL;
  /** Connections at most. */
  readonly poolSize: number;
}

/** Writes that many make at a time and that guard the rows they change themselves. All others go one by one. */
const besideOthers: ReadonlySet<Method> = new Set<Method>([
  'appendChanges',
  'appendImported',
  'settle',
  'touchSession',
  'putIdempotency',
  'swapShared',
  'noteChanges',
  'noteLag',
  'discardLetters',
  'pruneOutcomes',
  'continueErasures',
  'trimImportedIds',
  'claimImport',
  'prune',
]);

const leaseMethods: ReadonlySet<Method> = new Set<Method>(['beat', 'takePartitions', 'releasePartitions', 'leaveWork', 'putReport']);

/**
 * The store in a PostgreSQL database that several servers share. Brings its schema up to date first. Rejects with an
 * `ActivationError` that says in a sentence why it cannot be used.
 */
export async function openPostgresStore({ url, poolSize }: PostgresOptions): Promise<Store> {
  await updatePostgresSchema(url);
  return storeOf(createPool({ url, size: poolSize, name: 'tributary', statementMs: servingMs }), url);
}

/** Brings the schema up to date, and nothing else; its number. Rejects like `openPostgresStore`. */
export async function updatePostgresSchema(url: URL): Promise<number> {
  const migrations = readMigrations();
  const pool = createPool({ url, size: 1, name: 'tributary schema', statementMs: schemaMs });
  try {
    await migrate(pool, migrations);
  } catch (thrown) {
    throw databaseError(thrown);
  } finally {
    await pool.end();
  }
  return migrations.length;
}

/** The same for a further thread of a process that has opened it. */
export function connectPostgresStore({ url, poolSize }: PostgresOptions): Store {
  return storeOf(createPool({ url, size: poolSize, name: 'tributary delivery', statementMs: deliveringMs }), url);
}

function storeOf(pool: Pool, url: URL): Store {
  const transactions = createTransactions({ pool, clock: systemClock, random: systemRandom });
  // Signs of life wait for nobody: they have a connection of their own.
  const leasePool = createPool({ url, size: 1, name: 'tributary lease', statementMs: leasingMs });
  const leases = createTransactions({ pool: leasePool, clock: systemClock, random: systemRandom });
  const running = new Set<Promise<unknown>>();
  const closing = new AbortController();
  let closed: Promise<void> | null = null;

  async function close(): Promise<void> {
    closing.abort(storeClosed());
    closed ??= Promise.allSettled(running).then(async () => void (await Promise.all([pool.end(), leasePool.end()])));
    await closed;
  }
  const methods = (Object.keys(methodKinds) as Method[]).map((method) => [
    method,
    async (...args: readonly unknown[]) => {
      closing.signal.throwIfAborted();
      const call = perform(leaseMethods.has(method) ? leases : transactions, method, args, closing.signal);
      running.add(call);
      try {
        return await call;
      } finally {
        running.delete(call);
      }
    },
  ]);
  return { ...(Object.fromEntries(methods) as Store), close };
}

function perform(transactions: Transactions, method: Method, args: readonly unknown[], closing: AbortSignal): Promise<unknown> {
  const work = (queries: Queries): Promise<unknown> => {
    const implementation = createMethods(queries)[method as keyof ReturnType<typeof createMethods>] as (...parameters: readonly unknown[]) => Promise<unknown>;
    return implementation(...args);
  };
  switch (methodKinds[method]) {
    case 'write':
      return transactions.write(work, { alone: !besideOthers.has(method) && !leaseMethods.has(method) });
    case 'aside':
      return transactions.readAtOnce(work, closing);
    default:
      return transactions.read(work);
  }
}

/** What the processes tell each other that share this database. */
export function openAnnouncements(url: URL): Announcements {
  return createAnnouncements({ pool: createPool({ url, size: 2, name: 'tributary announcements', statementMs: leasingMs }), clock: systemClock, random: systemRandom });
}

/** Files of people in this database. Uploads and readers have connections of their own: large pieces hold up nothing else. */
export function openImportParts(url: URL): ImportParts {
  const pool = createPool({ url, size: 2, name: 'tributary files', statementMs: servingMs });
  return createImportParts(createTransactions({ pool, clock: systemClock, random: systemRandom }), () => pool.end());
}

const storeClosed = (): ActivationError => new ActivationError('defect', 'The store is closed.');
