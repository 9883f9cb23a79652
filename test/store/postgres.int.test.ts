import { afterAll, beforeAll } from 'vitest';
import { openPostgresStore } from '../../server/store/postgres/postgresStore.ts';
import { startPostgres, type PostgresServer } from '../postgresServer.ts';
import { storeSuite } from '../suites/store.suite.ts';
import type { OpenedStore } from '../suites/store/rows.ts';

let server: PostgresServer;
beforeAll(async () => {
  server = await startPostgres();
});
afterAll(() => server.stop());

async function open(): Promise<OpenedStore> {
  const url = await server.createDatabase();
  let current = await openPostgresStore({ url, poolSize: 4 });
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

storeSuite('the store in PostgreSQL', open);
