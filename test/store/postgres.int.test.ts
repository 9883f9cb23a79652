import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createMembers } from '../../server/store/postgres/members.ts';
import { createPool } from '../../server/store/postgres/pool.ts';
import { openPostgresStore } from '../../server/store/postgres/postgresStore.ts';
import { appendClaimed, claimSequences } from '../../server/store/postgres/profiles.ts';
import { queriesOf } from '../../server/store/postgres/queries.ts';
import { startPostgres, type PostgresServer } from '../postgresServer.ts';
import { storeSuite } from '../suites/store.suite.ts';
import { profileWrite, type OpenedStore } from '../suites/store/rows.ts';

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

describe('an erasure and an append of the same person, at the same time', () => {
  const erasure = { profileId: 'ada', expectedVersion: 1, memberships: [], coverage: [], tombstone: null, author: 'a', at: 10_000 };

  /** A store that knows Ada, and a transaction of another server, open with a sequence that is claimed; Bob's is claimed after it. */
  async function begun() {
    const url = await server.createDatabase();
    const store = await openPostgresStore({ url, poolSize: 4 });
    const pool = createPool({ url, size: 1, name: 'other', statementMs: 30_000 });
    const client = await pool.connect();
    const queries = queriesOf(client);
    await store.appendChanges([profileWrite('ada')]);
    await client.query('BEGIN');
    const sequence = await claimSequences(queries, 1);
    await store.appendChanges([profileWrite('bob')]);
    return {
      store,
      append: (expectedVersion: number) => appendClaimed(queries, createMembers(queries), [profileWrite('ada', { expectedVersion })], sequence),
      commit: () => client.query('COMMIT'),
      async destroy() {
        client.release();
        await pool.end();
        await store.close();
      },
    };
  }

  it('lets the append conflict that comes after it', async () => {
    const { store, append, commit, destroy } = await begun();
    expect(await store.beginErasure(erasure)).toMatchObject({ ok: true });
    expect(await append(1)).toMatchObject({ conflicts: ['ada'] });
    await commit();
    expect(await store.readProfiles(['ada'])).toEqual([]);
    await destroy();
  });

  it('is refused where the append has the person first', async () => {
    const { store, append, commit, destroy } = await begun();
    await append(1);
    const beginning = store.beginErasure(erasure);
    await commit();
    expect(await beginning).toEqual({ ok: false, reason: 'version_stale' });
    expect(await store.readProfiles(['ada'])).toMatchObject([{ version: 2 }]);
    await destroy();
  });

  it('leaves the entry of somebody who comes back, though its sequence was claimed before', async () => {
    const { store, append, commit, destroy } = await begun();
    await store.beginErasure(erasure);
    expect(await append(0)).toMatchObject({ conflicts: [] });
    await commit();
    while ((await store.continueErasures(erasure.at, 10)).isMore);
    expect((await store.readChanges(0, 9)).map(({ profileId }) => profileId)).toEqual(['erased', 'ada', 'bob']);
    await destroy();
  });
});
