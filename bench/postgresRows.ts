/** `npm run bench -- rows`: what rows take in PostgreSQL while profiles change, and how fast old ones are removed. */
import pg from 'pg';
import { manyWriters } from '../server/delivery/retention.ts';
import { openPostgresStore } from '../server/store/postgres/postgresStore.ts';
import type { ProfileWrite } from '../server/store/rows.ts';
import type { Store } from '../server/store/store.ts';
import { startPostgres } from '../test/postgresServer.ts';
import { activate, delivery, settlement } from '../test/suites/store/rows.ts';
import { profileLine, segmentId } from './endToEnd.ts';

const people = 50_000;
const batch = 500;
const rounds = 3;
const changeJson = JSON.stringify({ attributes: ['loyalty.points'], identities: [], segments: {} });
const everything = { deliveriesBefore: 0, deliveriesMost: 0, deadLettersBefore: 0, minutesBefore: 0, runsBefore: 0 };

/** Everybody is new once, and changes three times in a random order, for each room that is left on a page. */
export async function benchRows(): Promise<void> {
  const postgres = await startPostgres();
  try {
    for (const fillfactor of [100, 85, 70]) {
      const url = await postgres.createDatabase();
      const store = await openPostgresStore({ url, poolSize: 4 });
      const observer = new pg.Client({ connectionString: url.href });
      await observer.connect();
      await observer.query(`ALTER TABLE profiles SET (fillfactor = ${fillfactor})`);
      await activate(store, 'destination', segmentId);
      for (let round = 0; round <= rounds; round += 1) await changeAll(store, observer, round, `fillfactor ${fillfactor}, ${round === 0 ? 'new' : `change ${round}`}`);
      if (fillfactor === 100) await removeSome(store);
      await observer.end();
      await store.close();
    }
  } finally {
    await postgres.stop();
  }
}

async function changeAll(store: Store, observer: pg.Client, round: number, what: string): Promise<void> {
  const order = Array.from({ length: people }, (_, number) => ({ number, place: round === 0 ? number : Math.random() })).toSorted((a, b) => a.place - b.place);
  const before = await read(observer);
  for (let at = 0; at < people; at += batch) await store.appendChanges(order.slice(at, at + batch).map(({ number }) => write(number, round)));
  const after = await read(observer);
  const updated = after.updated - before.updated;
  console.log(
    `  ${what.padEnd(26)} WAL ${((after.wal - before.wal) / people).toFixed(0)} bytes a change, a profile ${(after.size / people).toFixed(0)} bytes${updated === 0 ? '' : `, ${(((after.inPlace - before.inPlace) / updated) * 100).toFixed(1)} % in place`}`,
  );
}

function write(number: number, expectedVersion: number): ProfileWrite {
  const { profileId, ...document } = JSON.parse(profileLine(number)) as { profileId: string; attributes: { loyalty: { points: number } } };
  document.attributes.loyalty.points = 1_000_000 + expectedVersion;
  const isNew = expectedVersion === 0;
  return {
    profileId,
    expectedVersion,
    version: expectedVersion + 1,
    acceptedAt: 1_000,
    documentJson: JSON.stringify(document),
    changeJson,
    touchedSegments: isNew ? [segmentId] : [],
    memberships: isNew ? [{ segmentId, member: true }] : [],
    coverage: [],
  };
}

async function read(observer: pg.Client): Promise<{ wal: number; size: number; updated: number; inPlace: number }> {
  // Statistics of other connections are told within a second of their last statement.
  await observer.query('SELECT pg_sleep(1.5)');
  const { rows } = await observer.query<{ wal: number; size: number; updated: number; inPlace: number }>(
    `SELECT pg_wal_lsn_diff(pg_current_wal_insert_lsn(), '0/0')::float8 AS wal, pg_total_relation_size('profiles')::float8 AS size,
       n_tup_upd::float8 AS updated, n_tup_hot_upd::float8 AS "inPlace" FROM pg_stat_user_tables WHERE relname = 'profiles'`,
  );
  const [row] = rows;
  if (row === undefined) throw new Error('There is no table of profiles.');
  return row;
}

/** How long a chunk of retention takes, of deliveries and of the log. */
async function removeSome(store: Store): Promise<void> {
  const { epoch } = (await store.takeOver('destination')) ?? { epoch: 0 };
  const chunks = 5;
  const deliveries = Array.from({ length: chunks * manyWriters.rows }, (_, index) => delivery(`export ${index}`, 'destination', { profileId: `crm-${index}` }));
  await store.settle(settlement('destination', epoch, { watermark: people, position: people, deliveries }));
  const timed = async (what: string, remove: () => Promise<{ removed: number }>): Promise<void> => {
    const startedAt = performance.now();
    let removed = 0;
    for (let chunk = 0; chunk < chunks; chunk += 1) removed += (await remove()).removed;
    console.log(`  ${what.padEnd(26)} ${((performance.now() - startedAt) / chunks).toFixed(1)} ms a chunk of ${removed / chunks}`);
  };
  await timed('deliveries are removed', () => store.pruneOutcomes(everything, manyWriters.rows));
  await timed('the log is trimmed', () => store.trimChanges(manyWriters.rows));
}
