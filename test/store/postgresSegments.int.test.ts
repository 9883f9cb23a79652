import pg from 'pg';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { openPostgresStore } from '../../server/store/postgres/postgresStore.ts';
import { startPostgres, type PostgresServer } from '../postgresServer.ts';

let server: PostgresServer;
beforeAll(async () => {
  server = await startPostgres();
});
afterAll(() => server.stop());

test('a segment of more members than one statement removes goes with all of them, and with no others', async () => {
  const url = await server.createDatabase();
  const store = await openPostgresStore({ url, poolSize: 2 });
  const client = new pg.Client({ connectionString: url.href });
  await client.connect();
  const fill = async (id: string, members: number): Promise<void> => {
    await store.putSegment({ id, name: id, at: 1, expectedVersion: null });
    await client.query(`INSERT INTO segment_members SELECT key, 'person ' || lpad(i::text, 7, '0') FROM segments, generate_series(1, $2::integer) i WHERE id = $1`, [id, members]);
  };
  await fill('beside', 7);
  await fill('large', 200_001);
  await fill('after', 7);
  expect(await store.deleteSegment('large')).toEqual({ ok: true });
  expect((await client.query('SELECT s.id, count(*)::integer AS members FROM segment_members m LEFT JOIN segments s ON s.key = m.segment_key GROUP BY 1 ORDER BY 1')).rows).toEqual(
    [
      { id: 'after', members: 7 },
      { id: 'beside', members: 7 },
    ],
  );
  await client.end();
  await store.close();
});
