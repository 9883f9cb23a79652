/** The whole server on PostgreSQL, as several hosts run it: one process takes profiles, some deliver. All of it, the database included, shares this machine. */
import { randomBytes } from 'node:crypto';
import { availableParallelism } from 'node:os';
import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';
import { startPostgres, type PostgresServer } from '../test/postgresServer.ts';
import { ServerProcess } from '../test/serverProcess.ts';
import { mapping, profileLine, segmentId } from './endToEnd.ts';
import { measureCalls } from './postgresCalls.ts';
import type { PostgresFigures, Step } from './postgresFigures.ts';
import { measureTakeover } from './postgresTakeover.ts';
import { postProfiles } from './postProfiles.ts';
import { machineCpuSeconds, ownCpuSeconds } from './processor.ts';
import type { Sink } from './startSink.ts';

/** Changes for each worker before anything is measured. */
const warmUp = 20_000;

/**
 * For each number of workers: how fast changes were accepted while nobody delivered, how fast that backlog was then
 * delivered, and what each cost. Then what single calls cost and take on disk, and how long a takeover takes.
 */
export async function benchPostgres(sink: Sink, changes: number, workers: readonly number[], takeovers: number): Promise<PostgresFigures> {
  const postgres = await startPostgres();
  try {
    const runs: PostgresFigures['runs'] = [];
    let rowBytes: PostgresFigures['rowBytes'] | undefined;
    for (const count of workers) {
      const { bytes, ...run } = await benchWorkers(sink, postgres, changes, count);
      rowBytes ??= bytes;
      runs.push(run);
    }
    if (rowBytes === undefined) throw new Error('No number of workers was given.');
    const calls = await measureCalls(postgres);
    return { cores: availableParallelism(), runs, takeover: await measureTakeover(sink, postgres, takeovers), ...calls, rowBytes };
  } finally {
    await postgres.stop();
  }
}

async function benchWorkers(
  sink: Sink,
  postgres: PostgresServer,
  changes: number,
  count: number,
): Promise<PostgresFigures['runs'][number] & { bytes: PostgresFigures['rowBytes'] }> {
  const url = await postgres.createDatabase();
  const shared = { TRIBUTARY_KINESIS_ENDPOINT: sink.http1, DATABASE_URL: url.href, TRIBUTARY_SECRET_KEY: randomBytes(32).toString('base64') };
  const api = new ServerProcess({ ...shared, TRIBUTARY_ROLE: 'api' });
  const workers = Array.from({ length: count }, () => new ServerProcess({ ...shared, TRIBUTARY_ROLE: 'worker' }));
  const observer = new pg.Client({ connectionString: url.href });
  await Promise.all([api.start(), observer.connect()]);
  try {
    await api.activate('sink', 'eu-west-1', { segments: [{ id: segmentId }], ...mapping });
    const bystanders = { sink, postgres, observer };
    // What a process does at first is slow, until its code is compiled: that is of its start, and not of a change.
    const first = warmUp * count;
    const line = (number: number): string => profileLine(number + first);
    await postProfiles(api, first, profileLine);
    const accepted = await timed(bystanders, [api], changes, () => postProfiles(api, changes, line));
    const bytes = { ...(await rowBytesOf(observer, { profile: 'profiles', membership: 'segment_members', logEntry: 'change_log' })), delivery: 0 };
    const before = await sink.records();
    await Promise.all(workers.map((worker) => worker.start()));
    while ((await sink.records()) - before < first) await sleep(5);
    const start = { settlements: await settlementsOf(observer, count), left: before + first + changes - (await sink.records()) };
    const delivered = await timed(bystanders, workers, start.left, async () => {
      while ((await sink.records()) - before < first + changes) await sleep(20);
    });
    const settled = { ...delivered, settlements: (await settlementsOf(observer, count)) - start.settlements };
    console.log(`  accepted            ${describe(accepted)}`);
    console.log(
      `  delivered by ${count}      ${describe(settled)}, ${Math.round(settled.settlements)} settlements, peak of a worker ${Math.max(...workers.map((worker) => worker.peakMiB())).toFixed(0)} MiB`,
    );
    return { workers: count, accepted, delivered: settled, bytes: { ...bytes, ...(await rowBytesOf(observer, { delivery: 'deliveries' })) } };
  } finally {
    await observer.end();
    await Promise.all([api, ...workers].map((server) => server.destroy()));
  }
}

function describe({ changes, seconds, servers, database, walBytes }: Step): string {
  const perMillion = (of: number): string => ((of / changes) * 1_000_000).toFixed(1);
  const rate = Math.round(changes / seconds).toLocaleString('en');
  return `${rate.padStart(7)}/s, CPU-s per million: servers ${perMillion(servers)}, PostgreSQL ${perMillion(database)}; WAL ${(walBytes / changes).toFixed(0)} bytes each`;
}

/** Those beside the measured servers. */
interface Bystanders {
  readonly sink: Sink;
  readonly postgres: PostgresServer;
  readonly observer: pg.Client;
}

async function timed({ sink, postgres, observer }: Bystanders, servers: readonly ServerProcess[], changes: number, work: () => Promise<void>): Promise<Step> {
  const read = async () => ({
    at: performance.now() / 1_000,
    servers: servers.reduce((sum, server) => sum + server.cpuSeconds(), 0),
    database: postgres.cpuSeconds(),
    around: (await sink.cpuSeconds()) + ownCpuSeconds(),
    machine: machineCpuSeconds(),
    wal: (await observer.query<{ bytes: number }>("SELECT pg_wal_lsn_diff(pg_current_wal_insert_lsn(), '0/0')::float8 AS bytes")).rows[0]?.bytes ?? Number.NaN,
  });
  const before = await read();
  await work();
  const after = await read();
  const since = (name: keyof typeof before): number => after[name] - before[name];
  const measured = { servers: since('servers'), database: since('database'), around: since('around') };
  const elsewhere = Math.max(0, since('machine') - measured.servers - measured.database - measured.around);
  return { changes, seconds: since('at'), ...measured, elsewhere, walBytes: since('wal'), settlements: 0 };
}

/** Every settlement counts in each partition of its worker, since the workers shared them out. */
async function settlementsOf(observer: pg.Client, workers: number): Promise<number> {
  const { rows } = await observer.query<{ count: number }>('SELECT avg(settled)::float8 AS count FROM checkpoints');
  return (rows[0]?.count ?? Number.NaN) * workers;
}

/** Bytes of each table on disk, with its indexes, per row. */
async function rowBytesOf<Name extends string>(observer: pg.Client, tables: Readonly<Record<Name, string>>): Promise<Record<Name, number>> {
  const entries: [string, number][] = [];
  for (const [name, table] of Object.entries<string>(tables)) {
    const { rows } = await observer.query<{ bytes: number }>(`SELECT pg_total_relation_size('${table}')::float8 / count(*) AS bytes FROM ${table}`);
    entries.push([name, rows[0]?.bytes ?? Number.NaN]);
  }
  return Object.fromEntries(entries) as Record<Name, number>;
}
