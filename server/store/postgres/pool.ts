import pg, { type Pool } from 'pg';

/** When a connection is given up that does not answer at all, milliseconds after the statement would have been ended. */
const silenceMs = 2_000;
/** How long a statement waits for a row that another one changes, milliseconds. */
const lockMs = 10_000;
/** A transaction of somebody who was frozen or cut off is ended after this, milliseconds: it holds rows, and readers of the log wait for it. Sooner than others take over what they had. */
const idleMs = 4_000;
const connectMs = 5_000;

/** bigint and the sums of bigints as numbers: none here passes 2^53. */
const numberTypes: ReadonlySet<number> = new Set([pg.types.builtins.INT8, pg.types.builtins.NUMERIC]);
const getTypeParser = ((id: number, format?: 'text' | 'binary') => (numberTypes.has(id) ? Number : pg.types.getTypeParser(id, format))) as typeof pg.types.getTypeParser;

/** Set anew on every connection, whatever the database or the role has: a commit is on the disk when it is answered. */
const settings = (statementMs: number): string[] => [
  'synchronous_commit = on',
  "timezone = 'UTC'",
  'jit = off',
  `statement_timeout = ${statementMs}`,
  `lock_timeout = ${lockMs}`,
  `idle_in_transaction_session_timeout = ${idleMs}`,
];

export interface PoolOptions {
  readonly url: URL;
  /** Connections at most. */
  readonly size: number;
  /** As PostgreSQL lists its connections. */
  readonly name: string;
  /** A statement that takes longer is ended by PostgreSQL, milliseconds; what goes through millions of rows says so (`aside`). */
  readonly statementMs: number;
}

/**
 * Connections to the database of `url`. Encrypted and to a server whose certificate is checked, unless it
 * is on this machine or the address says otherwise by `sslmode`.
 */
export function createPool({ url, size, name, statementMs }: PoolOptions): Pool {
  const pool = new pg.Pool({
    connectionString: url.href,
    ...(isOnThisMachine(url) || url.searchParams.has('sslmode') ? {} : { ssl: true }),
    application_name: name,
    max: size,
    connectionTimeoutMillis: connectMs,
    idleTimeoutMillis: 60_000,
    keepAlive: true,
    keepAliveInitialDelayMillis: 10_000,
    query_timeout: statementMs + silenceMs,
    types: { getTypeParser },
    onConnect: (client) =>
      client.query(
        settings(statementMs)
          .map((setting) => `SET ${setting}`)
          .join('; '),
      ) as unknown as void,
  });
  // A connection that breaks while nobody uses it leaves the pool; the next one who needs it gets another.
  pool.on('error', () => undefined);
  // And one that breaks between two statements fails the next of them.
  pool.on('connect', (client) => client.on('error', () => undefined));
  return pool;
}

const loopback: ReadonlySet<string> = new Set(['', 'localhost', '127.0.0.1', '[::1]']);
const isOnThisMachine = (url: URL): boolean => loopback.has(url.hostname) || (url.searchParams.get('host') ?? '').startsWith('/');
