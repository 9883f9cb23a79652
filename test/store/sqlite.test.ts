import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openSqliteStore } from '../../server/store/sqlite/sqliteStore.ts';
import { storeSuite } from '../suites/store.suite.ts';

storeSuite('the store in SQLite', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'tributary-store-'));
  const file = join(folder, 'tributary.db');
  let current = await openSqliteStore({ file });
  return {
    store: current,
    async reopen() {
      await current.close();
      current = await openSqliteStore({ file });
      return current;
    },
    async destroy() {
      await current.close();
      rmSync(folder, { recursive: true });
    },
  };
});
