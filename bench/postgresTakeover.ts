import { randomBytes } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';
import type { PostgresServer } from '../test/postgresServer.ts';
import { ServerProcess } from '../test/serverProcess.ts';
import { mapping, profileLine, segmentId } from './endToEnd.ts';
import type { PostgresFigures } from './postgresFigures.ts';
import { postProfiles } from './postProfiles.ts';
import type { Sink } from './startSink.ts';

/** So many people have somebody in every lane, practically. */
const people = 640;
/** Longer than it takes to store what was delivered, milliseconds: who is killed then leaves nothing that is sent twice. */
const calmMs = 2_000;

/** Two workers share the log; how soon few changes are delivered, and how long after the kill of one everybody's changes are. */
export async function measureTakeover(sink: Sink, postgres: PostgresServer, rounds: number): Promise<PostgresFigures['takeover']> {
  const url = await postgres.createDatabase();
  const shared = { TRIBUTARY_KINESIS_ENDPOINT: sink.http1, DATABASE_URL: url.href, TRIBUTARY_SECRET_KEY: randomBytes(32).toString('base64') };
  const api = new ServerProcess({ ...shared, TRIBUTARY_ROLE: 'api' });
  const started: ServerProcess[] = [];
  const startWorker = async (): Promise<ServerProcess> => {
    const worker = new ServerProcess({ ...shared, TRIBUTARY_ROLE: 'worker' });
    started.push(worker);
    await worker.start();
    return worker;
  };
  const observer = new pg.Client({ connectionString: url.href });
  await Promise.all([api.start(), observer.connect()]);
  let posted = 0;
  const post = async (count: number): Promise<void> => {
    const from = posted;
    posted += count;
    await postProfiles(api, count, (number) => profileLine(from + number));
  };
  try {
    const destinationId = await api.activate('sink', 'eu-west-1', { segments: [{ id: segmentId }], ...mapping });
    const before = await sink.records();
    const delivered = async (): Promise<void> => {
      while ((await sink.records()) - before < posted) await sleep(10);
    };
    let victim = await startWorker();
    await startWorker();
    await evenlyShared(observer);
    for (let request = 0; request < 100; request += 1) {
      await post(10);
      await sleep(50);
    }
    await delivered();
    await sleep(calmMs);
    const quietMs = await latencyOf(api, destinationId);
    const seconds: number[] = [];
    for (let round = 0; round < rounds; round += 1) {
      await sleep(calmMs + Math.random() * 1_000);
      await victim.end('SIGKILL');
      const killedAt = performance.now();
      await post(people);
      await delivered();
      seconds.push((performance.now() - killedAt) / 1_000);
      victim = await startWorker();
      await evenlyShared(observer);
    }
    console.log(`  takeover            ${seconds.map((each) => each.toFixed(1)).join(', ')} s after the kill; few changes take ${quietMs.p50} ms (p50), ${quietMs.p99} ms (p99)`);
    return { quietMs, seconds };
  } finally {
    await observer.end();
    await Promise.all([api, ...started].map((server) => server.destroy()));
  }
}

/** Two workers have half of the partitions each. */
async function evenlyShared(observer: pg.Client): Promise<void> {
  for (;;) {
    const { rows } = await observer.query(
      "SELECT holder FROM partition_leases WHERE holder IN (SELECT id FROM workers WHERE beat_at > now() - interval '2 seconds') GROUP BY holder HAVING count(*) = 8",
    );
    if (rows.length === 2) return;
    await sleep(100);
  }
}

async function latencyOf(api: ServerProcess, destinationId: string): Promise<{ p50: number; p99: number }> {
  const { points } = (await api.call('GET', `/api/destinations/${destinationId}/metrics?step=86400`)) as unknown as { points: { latencyMs: { p50: number; p99: number } }[] };
  const last = points.at(-1)?.latencyMs;
  if (last === undefined) throw new Error('Nothing was delivered.');
  return { p50: Math.round(last.p50), p99: Math.round(last.p99) };
}
