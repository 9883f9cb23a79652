import { nameKey } from '../../../shared/text.ts';
import { pageOf, readCursor } from '../cursor.ts';
import type { AccountRow } from '../rows.ts';
import type { ConfigurationStore } from '../store.ts';
import { jsonRows } from './jsonRows.ts';
import type { Queries } from './queries.ts';

type Accounts = Pick<ConfigurationStore, 'insertAccount' | 'updateAccount' | 'noteAccountCheck' | 'deleteAccount' | 'getAccount' | 'listAccounts'>;

const columns = `
  a.id, a.type, a.name, a.region, a.sealed, a.facts AS "factsJson", a.last_check AS "lastCheckJson", a.rotated_at AS "rotatedAt",
  a.created_at AS "createdAt", a.updated_at AS "updatedAt", a.version,
  ${jsonRows('SELECT d.id, d.name FROM destinations d WHERE d.account_id = a.id ORDER BY d.name_key, d.id')} AS destinations`;

export function createAccounts(queries: Queries): Accounts {
  const accountOf = (id: string) => queries.row<AccountRow>(`SELECT ${columns} FROM accounts a WHERE a.id = $1`, id);
  const ownerOf = (key: string) => queries.row<{ id: string }>('SELECT id FROM accounts WHERE name_key = $1', key);

  return {
    async insertAccount({ id, type, name, region, sealed, factsJson, rotatedAt, createdAt }) {
      const key = nameKey(name);
      if ((await ownerOf(key)) !== undefined) return { ok: false, reason: 'name_taken' };
      await queries.run(
        `INSERT INTO accounts (id, type, name, name_key, region, sealed, facts, rotated_at, created_at, updated_at, version)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $9, 1)`,
        id,
        type,
        name,
        key,
        region,
        sealed,
        factsJson,
        rotatedAt,
        createdAt,
      );
      return { ok: true, version: 1 };
    },
    async updateAccount(id, change, at, expectedVersion) {
      const current = await accountOf(id);
      if (current === undefined) return { ok: false, reason: 'not_found' };
      if (expectedVersion !== null && expectedVersion !== current.version) return { ok: false, reason: 'version_stale' };
      const name = change.name ?? current.name;
      const owner = await ownerOf(nameKey(name));
      if (owner !== undefined && owner.id !== id) return { ok: false, reason: 'name_taken' };
      const version = current.version + 1;
      await queries.run(
        'UPDATE accounts SET name = $2, name_key = $3, region = $4, sealed = $5, facts = $6, rotated_at = $7, updated_at = $8, version = $9 WHERE id = $1',
        id,
        name,
        nameKey(name),
        change.region ?? current.region,
        change.sealed ?? current.sealed,
        change.factsJson ?? current.factsJson,
        change.rotatedAt ?? current.rotatedAt,
        at,
        version,
      );
      return { ok: true, version };
    },
    async noteAccountCheck(id, sealed, checkJson) {
      await queries.run('UPDATE accounts SET last_check = $3 WHERE id = $1 AND sealed = $2', id, sealed, checkJson);
    },
    async deleteAccount(id) {
      if ((await queries.row('SELECT 1 FROM destinations WHERE account_id = $1 LIMIT 1', id)) !== undefined) return { ok: false, reason: 'in_use' };
      return (await queries.run('DELETE FROM accounts WHERE id = $1', id)) === 0 ? { ok: false, reason: 'not_found' } : { ok: true };
    },
    getAccount: async (id) => (await accountOf(id)) ?? null,
    async listAccounts(page, search) {
      const [name, id] = readCursor(page.cursor, ['', '']) ?? ['', ''];
      const rows = await queries.rows<AccountRow & { nameKey: string }>(
        `SELECT ${columns}, a.name_key AS "nameKey" FROM accounts a WHERE (a.name_key, a.id) > ($1, $2) AND strpos(a.name_key, $3) > 0 ORDER BY a.name_key, a.id LIMIT $4`,
        name,
        id,
        nameKey(search),
        page.limit + 1,
      );
      return pageOf(
        rows,
        page,
        (row) => [row.nameKey, row.id],
        ({ nameKey: _, ...row }) => row,
      );
    },
  };
}
