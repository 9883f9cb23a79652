/**
 * How several processes share one shard that enforces its limits: in even times, when another joins, and when one is
 * killed; as workers of one PostgreSQL, and as strangers who know nothing of each other, in turn. One record of 440
 * bytes per key, more of them than go.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import { updatePostgresSchema } from '../server/store/postgres/postgresStore.ts';
import { startPostgres } from '../test/postgresServer.ts';
import { startSenders } from './saturation.ts';
import { startLimitedSink, type LimitedSink, type StreamCount } from './startLimitedSink.ts';

const perSecond = 1_000;
/** An answer of the same region. */
const latencyMs = 15;
const sampleMs = 500;
/** From this part of the capacity on the shard is in full use. */
const full = 0.95;

/** Prints, for each number of processes, what each time of the run looked like. `seconds`: of each of them. */
export async function benchSharedPace(counts: readonly number[], seconds: number): Promise<void> {
  const postgres = await startPostgres();
  try {
    for (const count of counts)
      for (const shares of [false, true]) {
        const database = await postgres.createDatabase();
        await updatePostgresSchema(database);
        console.log(`  ${count} ${shares ? 'workers' : 'strangers'}`);
        await run(count, seconds, shares ? database.href : undefined);
      }
  } finally {
    await postgres.stop();
  }
}

async function run(count: number, seconds: number, database: string | undefined): Promise<void> {
  const sink = await startLimitedSink({ shards: 1, latencyMs });
  const start = (first: number, many: number): ReturnType<typeof startSenders> =>
    startSenders(
      sink,
      Array.from({ length: many }, (_, index) => ({ name: `sender-${first + index}`, ...(database !== undefined && { database }) })),
    );
  const senders = await start(1, count - 1);
  await observe(sink, 'the first begin', seconds);
  const [last] = await start(count, 1);
  senders.push(...(last === undefined ? [] : [last]));
  await observe(sink, 'another joins', seconds);
  await observe(sink, 'even times', seconds);
  last?.kill('SIGKILL');
  await observe(sink, 'it is killed', seconds);
  for (const sender of senders) sender.kill('SIGKILL');
  sink.stop();
}

async function observe(sink: LimitedSink, what: string, seconds: number): Promise<void> {
  const counts: StreamCount[] = [await sink.count()];
  const before = (await sink.report()).bySender;
  for (let sample = 0; sample < (seconds * 1_000) / sampleMs; sample += 1) {
    await sleep(sampleMs);
    counts.push(await sink.count());
  }
  const taken = Object.entries((await sink.report()).bySender).map(([sender, records]) => records - (before[sender] ?? 0));
  const usedOf = (from: StreamCount, to: StreamCount): number => (to.stored - from.stored) / ((to.at - from.at) / 1_000) / perSecond;
  const uses = counts.slice(1).map((count, index) => usedOf(counts[index] as StreamCount, count));
  const [begin, end] = [counts[0], counts.at(-1)] as [StreamCount, StreamCount];
  const rows = end.rows - begin.rows;
  const throttled = rows - (end.stored - begin.stored);
  const fullAt = uses.findIndex((used, index) => used >= full && (uses[index + 1] ?? full) >= full);
  const parts = taken.map((records) => records / (end.stored - begin.stored)).filter((part) => part > 0.005);
  console.log(
    `    ${what.padEnd(16)} used ${usedOf(begin, end).toFixed(3)}  throttled ${((100 * throttled) / rows).toFixed(2).padStart(5)} % (${throttled})  ${fullAt < 0 ? 'never in full use' : `in full use after ${((fullAt * sampleMs) / 1_000).toFixed(1)} s`}  parts ${parts.map((part) => part.toFixed(2)).join(' ')}`,
  );
}
