import pg from 'pg';
import { openPostgresStore } from '../server/store/postgres/postgresStore.ts';
import { delivery, activate, settlement, sums } from '../test/suites/store/rows.ts';
import type { PostgresServer } from '../test/postgresServer.ts';
import type { PostgresFigures } from './postgresFigures.ts';
import { ownCpuSeconds } from './processor.ts';

const settledEach = [1, 1_000];
const settlementsOf = (deliveries: number): number => (deliveries === 1 ? 1_000 : 40);
const warmUp = 20;
const claimants = [1, 4, 16];
const claimed = [1, 100, 500];
const claimMs = 3_000;

/** What a settlement costs with one delivery and with many, and how many claims of sequences PostgreSQL grants. */
export async function measureCalls(postgres: PostgresServer): Promise<Pick<PostgresFigures, 'settlements' | 'claims'>> {
  const url = await postgres.createDatabase();
  const store = await openPostgresStore({ url, poolSize: 4 });
  try {
    await activate(store, 'destination');
    const checkpoint = await store.takeOver('destination');
    if (checkpoint === null) throw new Error('The destination is not activated.');
    let number = 0;
    const settle = async (deliveries: number): Promise<void> => {
      const from = (number += 1) * 10_000;
      const counted = sums({ received: deliveries, activated: deliveries, bytes: deliveries * 400, latency: { 10: deliveries } });
      await store.settle(
        settlement('destination', checkpoint.epoch, {
          number,
          runs: [{ id: 'run', kind: 'streaming', startedAt: 1, sums: counted }],
          minutes: [{ runId: 'run', minute: 60_000, sums: counted }],
          deliveries: Array.from({ length: deliveries }, (_, index) => delivery(`exp_${from + index}`, 'destination', { profileId: `crm-${from + index}` })),
        }),
      );
    };
    const settlements = [];
    for (const deliveries of settledEach) {
      // The first ones are slow: neither side has seen these statements.
      for (let index = 0; index < warmUp; index += 1) await settle(deliveries);
      const before = [ownCpuSeconds(), postgres.cpuSeconds()] as const;
      const count = settlementsOf(deliveries);
      for (let index = 0; index < count; index += 1) await settle(deliveries);
      const [servers, database] = [(ownCpuSeconds() - before[0]) / count, (postgres.cpuSeconds() - before[1]) / count];
      settlements.push({ deliveries, servers, database });
      console.log(`  a settlement of ${String(deliveries).padEnd(5)} ${(servers * 1_000).toFixed(2)} ms of CPU here, ${(database * 1_000).toFixed(2)} ms in PostgreSQL`);
    }
    const claims = [];
    for (const wanted of claimed) for (const connections of claimants) claims.push({ connections, wanted, perSecond: await claimsPerSecond(url, connections, wanted) });
    for (const { connections, wanted, perSecond } of claims)
      console.log(`  claims of ${String(wanted).padEnd(4)} by ${String(connections).padEnd(3)} ${Math.round(perSecond).toLocaleString('en').padStart(7)}/s`);
    return { settlements, claims };
  } finally {
    await store.close();
  }
}

/** Each connection claims again once its claim is committed. The lock is given back before that, so who waits for the disk holds nobody up, and nobody waits for it here. */
async function claimsPerSecond(url: URL, connections: number, wanted: number): Promise<number> {
  const clients = Array.from({ length: connections }, () => new pg.Client({ connectionString: url.href }));
  await Promise.all(clients.map((client) => client.connect()));
  await Promise.all(clients.map((client) => client.query('SET synchronous_commit = off')));
  let count = 0;
  const startedAt = performance.now();
  await Promise.all(
    clients.map(async (client) => {
      while (performance.now() - startedAt < claimMs) {
        await client.query({ name: 'claim', text: 'SELECT claim_sequences($1)', values: [wanted] });
        count += 1;
      }
    }),
  );
  const seconds = (performance.now() - startedAt) / 1_000;
  await Promise.all(clients.map((client) => client.end()));
  return count / seconds;
}
