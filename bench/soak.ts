/** `npm run bench:soak [minutes]`: full load on several processes and one PostgreSQL, as long as is asked for, and what each of them holds in memory meanwhile. */
import { randomBytes } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { startPostgres } from '../test/postgresServer.ts';
import { ServerProcess } from '../test/serverProcess.ts';
import { mapping, profileLine, segmentId } from './endToEnd.ts';
import { postProfiles } from './postProfiles.ts';
import { startSink } from './startSink.ts';

/** The same people change again and again, so that what grows is not the number of people. */
const people = 20_000;
/** More than a few minutes bring: old deliveries are removed all the time, as after weeks. */
const deliveriesKept = 100_000;
const workers = 2;
const reportEveryMs = 30_000;

const minutes = Number(process.argv[2] ?? 60);
const sink = await startSink();
const postgres = await startPostgres();
const shared = {
  TRIBUTARY_KINESIS_ENDPOINT: sink.http1,
  DATABASE_URL: (await postgres.createDatabase()).href,
  TRIBUTARY_SECRET_KEY: randomBytes(32).toString('base64'),
  TRIBUTARY_DELIVERIES_MAX: String(deliveriesKept),
};
const servers = [new ServerProcess({ ...shared, TRIBUTARY_ROLE: 'api' }), ...Array.from({ length: workers }, () => new ServerProcess({ ...shared, TRIBUTARY_ROLE: 'worker' }))];
const api = servers[0] as ServerProcess;

/** One report: what was resident in each process, MiB. */
const resident: number[][] = [];

async function report(startedAt: number): Promise<void> {
  const seconds = (performance.now() - startedAt) / 1_000;
  const held = servers.map((server) => server.residentMiB());
  resident.push(held);
  const taken = accepted - before.accepted;
  const delivered = (await sink.records()) - before.delivered;
  before = { accepted, delivered: before.delivered + delivered };
  const rate = (count: number): string => Math.round(count / (reportEveryMs / 1_000)).toLocaleString('en');
  console.log(
    `${(seconds / 60).toFixed(1).padStart(5)} min  accepted ${rate(taken)}/s  delivered ${rate(delivered)}/s  resident ${held.map((mib) => mib.toFixed(0)).join(' + ')} MiB`,
  );
}

let accepted = 0;
let before = { accepted: 0, delivered: 0 };

try {
  await api.start();
  await Promise.all(servers.slice(1).map((server) => server.start()));
  await api.activate('sink', 'eu-west-1', { segments: [{ id: segmentId }], attributes: [...mapping.attributes, { source: 'loyalty.points' }] });
  const startedAt = performance.now();
  const until = startedAt + minutes * 60_000;
  let isOver = false;
  const posting = (async () => {
    for (let round = 0; performance.now() < until; round += 1) {
      await postProfiles(api, people, (number) => profileLine(number, round));
      accepted += people;
    }
    isOver = true;
  })();
  while (!isOver) {
    await Promise.race([posting, sleep(reportEveryMs)]);
    await report(startedAt);
  }
  await posting;
  while ((await sink.records()) < accepted) await sleep(100);
  console.log(`${accepted.toLocaleString('en')} changes accepted and delivered, in ${((performance.now() - startedAt) / 60_000).toFixed(1)} minutes.`);
  const half = Math.ceil(resident.length / 2);
  const mean = (some: readonly number[]): number => some.reduce((sum, mib) => sum + mib, 0) / some.length;
  servers.forEach((_, at) => {
    const of = (part: readonly number[][]): string => mean(part.map((held) => held[at] as number)).toFixed(0);
    console.log(`${at === 0 ? 'api     ' : `worker ${at}`}  ${of(resident.slice(0, half))} MiB on average in the first half, ${of(resident.slice(half))} in the second`);
  });
} finally {
  await Promise.all(servers.map((server) => server.destroy()));
  await postgres.stop();
  sink.stop();
}
