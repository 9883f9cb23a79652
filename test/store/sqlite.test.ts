import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { connectSqliteStore, openSqliteStore, type SqliteStore } from '../../server/store/sqlite/sqliteStore.ts';
import type { Store } from '../../server/store/store.ts';
import { storeSuite } from '../suites/store.suite.ts';
import type { OpenedStore } from '../suites/store/rows.ts';

/** `lineOf`: how the suite reaches the store that was opened. */
async function open(lineOf: (opened: SqliteStore) => Store): Promise<OpenedStore> {
  const folder = mkdtempSync(join(tmpdir(), 'tributary-store-'));
  const file = join(folder, 'tributary.db');
  let current = await openSqliteStore({ file });
  return {
    store: lineOf(current),
    async reopen() {
      await current.close();
      current = await openSqliteStore({ file });
      return lineOf(current);
    },
    async destroy() {
      await current.close();
      rmSync(folder, { recursive: true });
    },
  };
}

storeSuite('the store in SQLite', () => open((opened) => opened));
storeSuite('the store in SQLite over a further line', () => open((opened) => connectSqliteStore(opened.openLine())));
