import pg from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openPostgresStore } from '../../server/store/postgres/postgresStore.ts';
import type { Store } from '../../server/store/store.ts';
import { startPostgres, type PostgresServer } from '../postgresServer.ts';
import { profileWrite, settlement } from '../suites/store/rows.ts';
import { everythingIn, fillStore } from './filledStore.ts';

/** Begins and ends so many transactions, as a cluster does that was used for long. */
const use = (client: pg.Client, transactions: number) => client.query(`DO $$ BEGIN FOR n IN 1..${transactions} LOOP PERFORM pg_current_xact_id(); COMMIT; END LOOP; END $$`);

async function withClient<Value>(url: URL, work: (client: pg.Client) => Promise<Value>): Promise<Value> {
  const client = new pg.Client({ connectionString: url.href });
  await client.connect();
  try {
    return await work(client);
  } finally {
    await client.end();
  }
}

/** Every row as pg_dump has it: with numbers of transactions of the cluster it comes from. */
const dump = (url: URL): Promise<Map<string, string>> =>
  withClient(url, async (client) => {
    const { rows } = await client.query<{ name: string }>(`SELECT relname AS name FROM pg_class WHERE relnamespace = 'public'::regnamespace AND relkind = 'r'`);
    const tables = new Map<string, string>();
    for (const { name } of rows) {
      const { rows: found } = await client.query<{ json: string }>(`SELECT coalesce(json_agg(t), '[]')::text AS json FROM ${name} t`);
      tables.set(name, found[0]?.json ?? '[]');
    }
    const { rows: sequence } = await client.query<{ last_value: string }>('SELECT last_value FROM change_log_sequence');
    return tables.set('change_log_sequence', sequence[0]?.last_value ?? '1');
  });

const restore = (url: URL, dumped: Map<string, string>): Promise<void> =>
  withClient(url, async (client) => {
    await client.query('SET session_replication_role = replica');
    for (const [name, json] of dumped) {
      if (name === 'change_log_sequence') {
        await client.query('SELECT setval($1, $2)', [name, json]);
        continue;
      }
      await client.query(`DELETE FROM ${name}`);
      await client.query(`INSERT INTO ${name} SELECT * FROM json_populate_recordset(NULL::${name}, $1)`, [json]);
    }
  });

const claims = (url: URL) =>
  withClient(
    url,
    async (client) => (await client.query<{ claims: string }>('SELECT string_agg(claimed_by::text, $1 ORDER BY sequence) AS claims FROM change_log', [' '])).rows[0]?.claims,
  );

async function eraseWhatWaits(store: Store): Promise<void> {
  for (let isMore = true; isMore;) ({ isMore } = await store.continueErasures(20_000 * 86_400_000, 500));
}

describe('a dump that was restored into another cluster', () => {
  let used: PostgresServer;
  let fresh: PostgresServer;
  beforeAll(async () => {
    [used, fresh] = await Promise.all([startPostgres(), startPostgres()]);
  });
  afterAll(() => Promise.all([used.stop(), fresh.stop()]));
  const open = (url: URL) => openPostgresStore({ url, poolSize: 4 });

  it('says the same as before, and goes on, though that cluster gave fewer numbers of transactions', async () => {
    const from = await used.createDatabase();
    await withClient(from, (client) => use(client, 5_000));
    const source = await open(from);
    await fillStore(source);
    // Somebody who was erased comes back while their erasure is under way.
    await source.appendChanges([profileWrite('person 59')]);
    const dumped = await dump(from);
    await eraseWhatWaits(source);
    const before = await everythingIn(source);
    await source.close();

    const into = await fresh.createDatabase();
    await (await open(into)).close();
    await restore(into, dumped);
    const restored = await open(into);
    await eraseWhatWaits(restored);
    expect(await everythingIn(restored)).toEqual(before);
    expect(before['changes']).toContainEqual(expect.objectContaining({ profileId: 'person 59', version: 1 }));

    const { sequence } = await restored.appendChanges([profileWrite('new')]);
    expect(sequence).toBe(Number(before['head']) + 1);
    expect(await restored.headSequence()).toBe(sequence);
    expect((await restored.readChanges(sequence - 1, 10)).map(({ profileId }) => profileId)).toEqual(['new']);
    const epoch = (await restored.takeOver('d'))?.epoch ?? 0;
    expect(await restored.settle(settlement('d', epoch, { watermark: sequence, position: sequence }))).toBe('settled');
    expect((await restored.trimChanges(500)).removed).toBeGreaterThan(40);
    await restored.close();
  });

  it('stays as it is where the cluster is further, as does a database that was never moved', async () => {
    const from = await fresh.createDatabase();
    const source = await open(from);
    await fillStore(source);
    await source.close();
    const before = await claims(from);
    await (await open(from)).close();
    expect(await claims(from)).toBe(before);

    const into = await used.createDatabase();
    await withClient(into, (client) => use(client, 5_000));
    await (await open(into)).close();
    await restore(into, await dump(from));
    const restored = await open(into);
    expect(await claims(into)).toBe(before);
    expect(await restored.readChanges(0, 1_000)).toHaveLength(before?.split(' ').length ?? 0);
    await restored.close();
  });
});
