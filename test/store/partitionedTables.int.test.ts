/** deploy/postgres-partitions.sql, the same store on a log and deliveries that are divided; and what docs/scaling.md sets. */
import { readFileSync } from 'node:fs';
import pg from 'pg';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { openPostgresStore } from '../../server/store/postgres/postgresStore.ts';
import { startPostgres, type PostgresServer } from '../postgresServer.ts';
import { deliverySuite } from '../suites/store/delivery.suite.ts';
import { profilesSuite } from '../suites/store/profiles.suite.ts';
import { retentionSuite } from '../suites/store/retention.suite.ts';
import { activate, allTimes, delivery, firstPage, profileWrite, settlement, type OpenedStore } from '../suites/store/rows.ts';

const script = readFileSync('deploy/postgres-partitions.sql', 'utf8');
const dayMs = 86_400_000;

let server: PostgresServer;
beforeAll(async () => {
  server = await startPostgres();
});
afterAll(() => server.stop());

/** Parts of the log hold so few entries that tests pass from one into the next. */
async function divide(url: URL): Promise<pg.Client> {
  const client = new pg.Client({ connectionString: url.href });
  await client.connect();
  await client.query("SET tributary.log_part_rows = '4'");
  await client.query(script);
  return client;
}

async function open(): Promise<OpenedStore> {
  const url = await server.createDatabase();
  let current = await openPostgresStore({ url, poolSize: 4 });
  await (await divide(url)).end();
  return {
    store: current,
    async reopen() {
      await current.close();
      current = await openPostgresStore({ url, poolSize: 4 });
      return current;
    },
    destroy: () => current.close(),
  };
}

profilesSuite(open);
deliverySuite(open);
retentionSuite(open);

test('parts that are no longer needed are dropped, and what others wait for stays; rows that were there before are kept, and counts too', async () => {
  const url = await server.createDatabase();
  const store = await openPostgresStore({ url, poolSize: 4 });
  await activate(store, 'one');
  await store.appendChanges([profileWrite('before')]);
  const { epoch } = (await store.takeOver('one')) ?? { epoch: 0 };
  const now = Date.now();
  await store.settle(settlement('one', epoch, { deliveries: [delivery('before', 'one', { deliveredAt: now })] }));
  const client = await divide(url);
  const names = async (query: string): Promise<unknown[]> => (await client.query<Record<string, unknown>>(query)).rows.map((row) => Object.values(row)[0]);

  for (let index = 0; index < 14; index += 1) await store.appendChanges([profileWrite(`p${index}`)]);
  await client.query('SELECT add_partitions()');
  // All that was appended is there, in parts; nothing lies where nobody made a part.
  expect((await store.readChanges(0, 100)).map(({ sequence }) => sequence)).toEqual(Array.from({ length: 15 }, (_, index) => index + 1));
  expect(await names('SELECT DISTINCT tableoid::regclass::text FROM change_log ORDER BY 1')).toEqual([
    'change_log_to_12',
    'change_log_to_16',
    'change_log_to_4',
    'change_log_to_8',
  ]);

  await store.settle(settlement('one', epoch, { watermark: 9, position: 9, deliveries: [delivery('tomorrow', 'one', { deliveredAt: now + dayMs })] }));
  expect(await names('SELECT drop_old_partitions(30)')).toEqual(['change_log_to_4', 'change_log_to_8']);
  expect((await store.readChanges(9, 100)).map(({ sequence }) => sequence)).toEqual([10, 11, 12, 13, 14, 15]);
  expect(await store.headSequence()).toBe(15);

  const all = async (): Promise<string[]> => (await store.listDeliveries({ destinationId: 'one', profileId: null, ...allTimes }, firstPage)).items.map(({ exportId }) => exportId);
  expect(await all()).toEqual(['tomorrow', 'before']);
  // As if it were the day after: today's part is over.
  expect(await names('SELECT drop_old_partitions(-1)')).toHaveLength(1);
  expect(await all()).toEqual(['tomorrow']);
  expect(await names("SELECT activated FROM pruned_outcomes WHERE destination_id = 'one' AND kept_as = 'deliveries'")).toEqual(['1']);
  await client.end();
  await store.close();
});

test('the settings of docs/scaling.md are settings of these tables', async () => {
  const url = await server.createDatabase();
  const store = await openPostgresStore({ url, poolSize: 2 });
  const client = new pg.Client({ connectionString: url.href });
  await client.connect();
  const blocks = [...readFileSync('docs/scaling.md', 'utf8').matchAll(/```sql\n(.*?)```/gs)].map(([, sql]) => sql ?? '');
  expect(blocks.length).toBeGreaterThan(0);
  for (const sql of blocks) await client.query(sql);
  const { rows } = await client.query("SELECT relname FROM pg_class WHERE 'fillfactor=85' = ANY (reloptions)");
  expect(rows).toEqual([{ relname: 'profiles' }]);
  await client.end();
  await store.close();
});
