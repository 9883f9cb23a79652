import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { connectSqliteStore, openSqliteStore, type SqliteStore } from '../../server/store/sqlite/sqliteStore.ts';
import type { Store } from '../../server/store/store.ts';
import { storeSuite } from '../suites/store.suite.ts';
import { profileWrite, type OpenedStore } from '../suites/store/rows.ts';

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

it('counts the bytes inside the file that hold nothing any more', async () => {
  const { store, destroy } = await open((opened) => opened);
  await store.appendChanges(Array.from({ length: 6 }, (_, n) => profileWrite(`large ${n}`, { documentJson: JSON.stringify('x'.repeat(900_000)) })));
  const before = await store.reusableBytes();
  for (let isMore = true; isMore;) ({ isMore } = await store.trimChanges(1_000));
  expect((await store.reusableBytes()) - before).toBeGreaterThan(5_000_000);
  await destroy();
});
