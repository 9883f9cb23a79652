import type { Pool, PoolClient } from 'pg';
import { backoffMs, storeBackoff, type Random } from '../../kit/backoff.ts';
import type { Clock } from '../../kit/clock.ts';
import { ActivationError } from '../../kit/errors.ts';
import { databaseError, isConflict, isConnectionLost } from './failure.ts';
import { queriesOf, type Queries } from './queries.ts';

/** How often a transaction is tried that another one got in the way of. */
const mostConflicts = 8;
/** How long a call goes on while the database is away, milliseconds: as long as a standby takes to be promoted. */
const outageMs = 10_000;
/** How long a statement may take of a reader that goes through everything, milliseconds. */
const everythingMs = 6 * 3_600_000;
const retryAfterSeconds = 5;
/** Whoever changes configuration holds this lock until its transaction ends: one at a time, as with the embedded store. */
const oneWriterLock = 7_211_001;

export interface Transactions {
  /** Reads with one connection; each statement sees what was committed before it. */
  read<Value>(work: (queries: Queries) => Promise<Value>): Promise<Value>;
  /** Reads everything of one moment, however long that takes; `signal` ends it, for the reason it gives. */
  readAtOnce<Value>(work: (queries: Queries) => Promise<Value>, signal: AbortSignal): Promise<Value>;
  /**
   * All of it or nothing. `work` may be run more than once, so it changes nothing but the database. `alone`: after every
   * other one that is alone. Rejects without knowing which where the database goes away with the answer to a commit and
   * does not come back, or comes back as a standby that never heard of it.
   */
  write<Value>(work: (queries: Queries) => Promise<Value>, options: { readonly alone: boolean }): Promise<Value>;
}

export function createTransactions({ pool, clock, random }: { pool: Pool; clock: Clock; random: Random }): Transactions {
  /** Runs an attempt until it succeeds, fails for good, or has waited too long. */
  async function persist<Value>(attempt: (client: PoolClient) => Promise<Value>, signal?: AbortSignal): Promise<Value> {
    const deadline = clock.monotonic() + outageMs;
    for (let tries = 1; ; tries += 1) {
      try {
        return await withClient(attempt, signal);
      } catch (thrown) {
        const mayPass = isConflict(thrown) ? tries < mostConflicts : isConnectionLost(thrown) && clock.monotonic() < deadline;
        if (!mayPass) throw databaseError(thrown);
        await clock.sleep(backoffMs(storeBackoff, tries, random));
      }
    }
  }

  async function withClient<Value>(work: (client: PoolClient) => Promise<Value>, signal?: AbortSignal): Promise<Value> {
    const client = await pool.connect();
    let broken: Error | undefined;
    try {
      return await (signal === undefined ? work(client) : unlessAborted(signal, () => work(client)));
    } catch (thrown) {
      // A statement that is still under way ends with its connection.
      if (isConnectionLost(thrown) || signal?.aborted === true) broken = thrown as Error;
      else await client.query('ROLLBACK').catch((error: Error) => (broken = error));
      throw thrown;
    } finally {
      client.release(broken);
    }
  }

  /**
   * The connection was lost while the commit was under way. PostgreSQL knows what became of the transaction by its
   * number; until it is up again nobody does. False: it came to nothing, and may be tried again.
   */
  async function wasCommitted(transaction: string): Promise<boolean> {
    const state = await persist(async (client) => {
      const { rows } = await client.query<{ state: string | null }>('SELECT pg_xact_status($1::xid8) AS state', [transaction]);
      if (rows[0]?.state === 'in progress') throw Object.assign(new Error('The transaction is still in progress.'), { code: '57P05' });
      return rows[0]?.state ?? null;
    }).catch(() => null);
    if (state !== null) return state === 'committed';
    throw new ActivationError('defect', 'The database went away at the moment it was to store this: whether it did is unknown. Look before you try again.', { retryAfterSeconds });
  }

  async function once<Value>(client: PoolClient, work: (queries: Queries) => Promise<Value>, isAlone: boolean): Promise<{ value: Value; unsure: string | null }> {
    await client.query(isAlone ? `BEGIN; SELECT pg_advisory_xact_lock(${oneWriterLock})` : 'BEGIN');
    const value = await work(queriesOf(client));
    const { rows } = await client.query<{ transaction: string | null }>({ name: 'transaction', text: 'SELECT pg_current_xact_id_if_assigned() AS transaction' });
    try {
      await client.query('COMMIT');
      return { value, unsure: null };
    } catch (thrown) {
      const transaction = rows[0]?.transaction ?? null;
      if (transaction === null || !isConnectionLost(thrown)) throw thrown;
      return { value, unsure: transaction };
    }
  }

  return {
    read: (work) => persist((client) => work(queriesOf(client))),
    readAtOnce: (work, signal) =>
      persist(async (client) => {
        await client.query('BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY; SET LOCAL statement_timeout = 0');
        const value = await work(queriesOf(client, everythingMs));
        await client.query('COMMIT');
        return value;
      }, signal),
    async write(work, { alone }) {
      for (;;) {
        const { value, unsure } = await persist((client) => once(client, work, alone));
        if (unsure === null || (await wasCommitted(unsure))) return value;
      }
    },
  };
}

/** What `work` comes to, unless the signal is earlier: then its reason is thrown. */
async function unlessAborted<Value>(signal: AbortSignal, work: () => Promise<Value>): Promise<Value> {
  signal.throwIfAborted();
  const { promise, reject } = Promise.withResolvers<never>();
  const abort = (): void => reject(signal.reason as Error);
  signal.addEventListener('abort', abort);
  try {
    return await Promise.race([work(), promise]);
  } finally {
    signal.removeEventListener('abort', abort);
  }
}
