/** The whole server on PostgreSQL, as several hosts run it: one process takes profiles, some deliver. All of it, the database included, shares this machine. */
import { randomBytes } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { startPostgres, type PostgresServer } from '../test/postgresServer.ts';
import { ServerProcess } from '../test/serverProcess.ts';
import { mapping, profileLine, segmentId } from './endToEnd.ts';
import { postProfiles } from './postProfiles.ts';
import type { Sink } from './startSink.ts';

/** Prints, for each number of workers: how fast changes were accepted while nobody delivered, how fast that backlog was then delivered, and what each cost. */
export async function benchPostgres(sink: Sink, changes: number, workers: readonly number[]): Promise<void> {
  const postgres = await startPostgres();
  try {
    for (const count of workers) await benchWorkers(sink, postgres, changes, count);
  } finally {
    await postgres.stop();
  }
}

async function benchWorkers(sink: Sink, postgres: PostgresServer, changes: number, count: number): Promise<void> {
  const shared = {
    TRIBUTARY_KINESIS_ENDPOINT: sink.http1,
    DATABASE_URL: (await postgres.createDatabase()).href,
    TRIBUTARY_SECRET_KEY: randomBytes(32).toString('base64'),
  };
  const api = new ServerProcess({ ...shared, TRIBUTARY_ROLE: 'api' });
  const workers = Array.from({ length: count }, () => new ServerProcess({ ...shared, TRIBUTARY_ROLE: 'worker' }));
  await api.start();
  try {
    await api.activate('sink', 'eu-west-1', { segments: [{ id: segmentId }], ...mapping });
    const accepting = await timed(postgres, [api], () => postProfiles(api, changes, profileLine));
    const before = await sink.records();
    // From the first record on: starting is not what is measured.
    await Promise.all(workers.map((worker) => worker.start()));
    while ((await sink.records()) === before) await sleep(5);
    const delivering = await timed(postgres, workers, async () => {
      while ((await sink.records()) - before < changes) await sleep(20);
    });
    const perMillion = (seconds: number): string => ((seconds / changes) * 1_000_000).toFixed(1);
    const row = ({ seconds, own, database }: Timed): string =>
      `${Math.round(changes / seconds)
        .toLocaleString('en')
        .padStart(7)}/s, CPU-s per million: servers ${perMillion(own)}, PostgreSQL ${perMillion(database)}`;
    console.log(`  accepted            ${row(accepting)}`);
    console.log(`  delivered by ${count}      ${row(delivering)}, peak of a worker ${Math.max(...workers.map((worker) => worker.peakMiB())).toFixed(0)} MiB`);
  } finally {
    await Promise.all([api, ...workers].map((server) => server.destroy()));
  }
}

interface Timed {
  readonly seconds: number;
  /** CPU of the measured servers, and of the database, meanwhile. */
  readonly own: number;
  readonly database: number;
}

async function timed(postgres: PostgresServer, servers: readonly ServerProcess[], work: () => Promise<void>): Promise<Timed> {
  const cpu = (): number => servers.reduce((sum, server) => sum + server.cpuSeconds(), 0);
  const [own, database, startedAt] = [cpu(), postgres.cpuSeconds(), performance.now()];
  await work();
  return { seconds: (performance.now() - startedAt) / 1_000, own: cpu() - own, database: postgres.cpuSeconds() - database };
}
