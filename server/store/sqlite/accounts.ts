import type { DatabaseSync } from 'node:sqlite';
import { nameKey } from '../../../shared/text.ts';
import type { AccountRow } from '../rows.ts';
import type { ConfigurationStore } from '../store.ts';
import { pageOf, readCursor } from '../cursor.ts';
import type { Synchronous } from './protocol.ts';
import { prepare } from './statement.ts';

type Accounts = Synchronous<Pick<ConfigurationStore, 'insertAccount' | 'updateAccount' | 'noteAccountCheck' | 'deleteAccount' | 'getAccount' | 'listAccounts'>>;

/** A row as read: the destinations are JSON. */
type StoredAccount = Omit<AccountRow, 'destinations'> & { nameKey: string; destinations: string };

const columns = `
  a.id, a.type, a.name, a.name_key AS nameKey, a.region, a.sealed, a.facts AS factsJson, a.last_check AS lastCheckJson, a.rotated_at AS rotatedAt,
  a.created_at AS createdAt, a.updated_at AS updatedAt, a.version,
  (SELECT json_group_array(json_object('id', d.id, 'name', d.name) ORDER BY d.name_key, d.id)
   FROM destinations d WHERE d.account_id = a.id) AS destinations`;

export function createAccounts(database: DatabaseSync): Accounts {
  const selectAccount = prepare<StoredAccount>(database, `SELECT ${columns} FROM accounts a WHERE a.id = ?`);
  const selectPage = prepare<StoredAccount>(
    database,
    `SELECT ${columns} FROM accounts a WHERE (a.name_key, a.id) > (?, ?) AND instr(a.name_key, ?) > 0 ORDER BY a.name_key, a.id LIMIT ?`,
  );
  const selectOwner = prepare<{ id: string }>(database, 'SELECT id FROM accounts WHERE name_key = ?');
  const insert = prepare(
    database,
    `INSERT INTO accounts (id, type, name, name_key, region, sealed, facts, rotated_at, created_at, updated_at, version)
     VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?9, 1)`,
  );
  const update = prepare(database, 'UPDATE accounts SET name = ?, name_key = ?, region = ?, sealed = ?, facts = ?, rotated_at = ?, updated_at = ?, version = ? WHERE id = ?');
  const noteCheck = prepare(database, 'UPDATE accounts SET last_check = ? WHERE id = ? AND sealed = ?');
  const selectUse = prepare<{ found: number }>(database, 'SELECT 1 AS found FROM destinations WHERE account_id = ? LIMIT 1');
  const remove = prepare(database, 'DELETE FROM accounts WHERE id = ?');

  return {
    insertAccount(account) {
      const key = nameKey(account.name);
      if (selectOwner.get(key) !== undefined) return { ok: false, reason: 'name_taken' };
      insert.run(account.id, account.type, account.name, key, account.region, account.sealed, account.factsJson, account.rotatedAt, account.createdAt);
      return { ok: true, version: 1 };
    },
    updateAccount(id, change, at, expectedVersion) {
      const current = selectAccount.get(id);
      if (current === undefined) return { ok: false, reason: 'not_found' };
      if (expectedVersion !== null && expectedVersion !== current.version) return { ok: false, reason: 'version_stale' };
      const name = change.name ?? current.name;
      const owner = selectOwner.get(nameKey(name));
      if (owner !== undefined && owner.id !== id) return { ok: false, reason: 'name_taken' };
      const version = current.version + 1;
      update.run(
        name,
        nameKey(name),
        change.region ?? current.region,
        change.sealed ?? current.sealed,
        change.factsJson ?? current.factsJson,
        change.rotatedAt ?? current.rotatedAt,
        at,
        version,
        id,
      );
      return { ok: true, version };
    },
    noteAccountCheck(id, sealed, checkJson) {
      noteCheck.run(checkJson, id, sealed);
    },
    deleteAccount(id) {
      if (selectUse.get(id) !== undefined) return { ok: false, reason: 'in_use' };
      return remove.run(id) === 0 ? { ok: false, reason: 'not_found' } : { ok: true };
    },
    getAccount(id) {
      const row = selectAccount.get(id);
      return row === undefined ? null : accountOf(row);
    },
    listAccounts(page, search) {
      const [name, id] = readCursor(page.cursor, ['', '']) ?? ['', ''];
      return pageOf(selectPage.all(name, id, nameKey(search), page.limit + 1), page, (row) => [row.nameKey, row.id], accountOf);
    },
  };
}

function accountOf({ nameKey: _, ...row }: StoredAccount): AccountRow {
  return { ...row, destinations: JSON.parse(row.destinations) as AccountRow['destinations'] };
}
