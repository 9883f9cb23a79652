import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { createMembers } from '../../server/store/postgres/members.ts';
import { createPool } from '../../server/store/postgres/pool.ts';
import { openPostgresStore } from '../../server/store/postgres/postgresStore.ts';
import { appendClaimed, claimSequences } from '../../server/store/postgres/profiles.ts';
import { queriesOf } from '../../server/store/postgres/queries.ts';
import { seededRandom } from '../fakes/manualClock.ts';
import { startPostgres, type PostgresServer } from '../postgresServer.ts';
import { activate, profileWrite } from '../suites/store/rows.ts';

let server: PostgresServer;
beforeAll(async () => {
  server = await startPostgres();
});
afterAll(() => server.stop());

/** A store, and connections of other servers to the same database. */
async function begin(others: number) {
  const url = await server.createDatabase();
  const store = await openPostgresStore({ url, poolSize: 4 });
  const pool = createPool({ url, size: others, name: 'other', statementMs: 30_000 });
  return {
    store,
    pool,
    async end() {
      await pool.end();
      await store.close();
    },
  };
}

it('shows nothing of the log behind what is undecided, and in the end everything in order', async () => {
  const { store, pool, end } = await begin(1);
  await store.appendChanges([profileWrite('first')]);
  const client = await pool.connect();
  const queries = queriesOf(client);
  await client.query('BEGIN');
  const sequence = await claimSequences(queries, 1);
  // Claimed later and stored sooner.
  await store.appendChanges([profileWrite('third')]);
  const names = async () => (await store.readChanges(0, 9)).map(({ profileId }) => profileId);
  expect(await names()).toEqual(['first']);
  expect(await store.headSequence()).toBe(sequence - 1);
  // What is activated now has to get what is undecided: its checkpoint lies before it.
  await activate(store, 'd');
  expect(await store.getCheckpoint('d')).toMatchObject({ watermark: sequence - 1 });
  await appendClaimed(queries, createMembers(queries), [profileWrite('second')], sequence);
  await client.query('COMMIT');
  expect(await names()).toEqual(['first', 'second', 'third']);
  client.release();
  await end();
});

it('refuses to claim sequences once something is written: its transaction would be older than its place in the log', async () => {
  const { pool, end } = await begin(1);
  const client = await pool.connect();
  await client.query('BEGIN; SELECT pg_current_xact_id()');
  await expect(claimSequences(queriesOf(client), 1)).rejects.toThrow('sequences are claimed before anything is written');
  client.release(true);
  await end();
});

it('hands every entry to who reads on from where they were, while many append at the same time and some give up', async () => {
  const writers = 4;
  const perWriter = 60;
  const { store, pool, end } = await begin(writers);
  const random = seededRandom(7);
  const stored: string[] = [];
  let isOver = false;
  async function write(writer: number): Promise<void> {
    const client = await pool.connect();
    const queries = queriesOf(client);
    for (let number = 0; number < perWriter; number += 1) {
      const name = `${writer} ${number}`;
      await client.query('BEGIN');
      const sequence = await claimSequences(queries, 2);
      if (random() < 0.3) await sleep(random() * 8);
      await appendClaimed(queries, createMembers(queries), [profileWrite(name), profileWrite(`${name} too`)], sequence);
      if (random() < 0.3) await sleep(random() * 8);
      const givesUp = random() < 0.1;
      await client.query(givesUp ? 'ROLLBACK' : 'COMMIT');
      if (!givesUp) stored.push(name, `${name} too`);
    }
    client.release();
  }
  const read: { readonly sequence: number; readonly profileId: string }[] = [];
  async function readOn(): Promise<void> {
    for (;;) {
      const wasOver = isOver;
      const page = await store.readChanges(read.at(-1)?.sequence ?? 0, 7);
      read.push(...page);
      if (page.length === 0 && wasOver) return;
    }
  }
  const reading = readOn();
  await Promise.all(Array.from({ length: writers }, (_, writer) => write(writer)));
  isOver = true;
  await reading;
  expect(read.map(({ profileId }) => profileId).toSorted()).toEqual(stored.toSorted());
  expect(read.every(({ sequence }, at) => sequence > (read[at - 1]?.sequence ?? 0))).toBe(true);
  await end();
});
