import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { startFakeStream, type FakeStream } from '../fakes/fakeStream.ts';
import { seededRandom } from '../fakes/manualClock.ts';
import { ServerProcess } from '../serverProcess.ts';
import { readStream } from './consumer.ts';

/** `CRASH_KILLS=100 npm test -- test/server/crash` for a long run, `CRASH_SEED` for other moments (CONTRIBUTING.md). */
const kills = Number(process.env.CRASH_KILLS ?? 6);
const random = seededRandom(Number(process.env.CRASH_SEED ?? 42));
/** A start, what goes before the kill, and its part of the settling at the end; milliseconds, with much to spare. */
const perKillMs = 10_000;
const profiles = 60;
/** Records of requests that may be under way when the process dies: four requests of 500. */
const mostRepeatedPerKill = 2_000;

let stream: FakeStream;
let server: ServerProcess;
let destinationId: string;

beforeEach(async () => {
  stream = await startFakeStream({ enforceShardLimits: false, seed: 5 });
  stream.latencyMs = 15;
  server = new ServerProcess({ TRIBUTARY_KINESIS_ENDPOINT: stream.endpoint, LOG_LEVEL: 'info' });
  await server.start();
  destinationId = await server.activate(stream.name, 'us-east-1', { segments: [{ id: 'high' }] }, { envelope: 'cloudevents' });
});
afterEach(async () => {
  await server.destroy();
  await stream.close();
});

const markOf = (profile: number, round: number): string => `${profile}-${round}`;

/** One request with one change of every profile, marked by its identity; true when the server answered that all of it is accepted. */
async function post(round: number): Promise<boolean> {
  const lines = Array.from({ length: profiles }, (_, index) =>
    JSON.stringify({ profileId: `p${index}`, identityMap: { ecid: [{ id: markOf(index, round) }] }, segmentMembership: { ups: { high: { status: 'realized' } } } }),
  );
  try {
    const response = await server.send('POST', '/api/profiles', lines.join('\n'), 'application/x-ndjson');
    return response.status === 200 && ((await response.json()) as { accepted: number }).accepted === profiles;
  } catch {
    return false;
  }
}

type Counts = Record<'received' | 'activated' | 'excluded' | 'failed' | 'pending', number>;

async function totals(): Promise<Counts> {
  return (await server.call('GET', `/api/destinations/${destinationId}/metrics`)).totals as Counts;
}

/** Every change in the log has its outcome: nothing pending, and the count stands still at what was accepted or more. */
async function settledAt(least: number): Promise<Counts> {
  for (let attempt = 0; attempt < 1_200; attempt += 1) {
    const now = await totals();
    if (now.activated >= least && now.pending === 0) {
      await sleep(300);
      const later = await totals();
      if (later.activated === now.activated && later.pending === 0) return later;
    }
    await sleep(25);
  }
  throw new Error(`Not settled: ${JSON.stringify(await totals())}, wanted ${least}.`);
}

/** The sum over all runs, which are counted apart from the minutes. */
async function sumOfRuns(): Promise<number> {
  let sum = 0;
  for (let cursor: string | null = null; ;) {
    const more: string = cursor === null ? '' : `&cursor=${encodeURIComponent(cursor)}`;
    const page = (await server.call('GET', `/api/destinations/${destinationId}/runs?limit=100${more}`)) as unknown as { items: { counts: Counts }[]; nextCursor: string | null };
    for (const { counts } of page.items) sum += counts.activated;
    if (page.nextCursor === null) return sum;
    cursor = page.nextCursor;
  }
}

test(
  `killed ${kills} times at random moments the server loses nothing it accepted, repeats records only as they were, keeps the order of every profile, and its counts agree`,
  async () => {
    const accepted: number[] = [];
    let round = 0;
    for (let kill = 0; kill < kills; kill += 1) {
      let alive = true;
      const killing = sleep(5 + random() * 400).then(async () => {
        alive = false;
        await server.end('SIGKILL');
      });
      for (; alive; round += 1) if (await post(round)) accepted.push(round);
      await killing;
      await server.start();
    }
    const counts = await settledAt(accepted.length * profiles);
    const { records, first, marks, broken } = readStream(stream.records());
    if (process.env.CRASH_KILLS !== undefined)
      process.stdout.write(
        `${kills} kills: ${accepted.length * profiles} changes accepted in ${accepted.length} of ${round} requests; ${first.length} delivered, ${records - first.length} repeated; ${JSON.stringify(counts)}\n`,
      );
    const lost = accepted.flatMap((number) => Array.from({ length: profiles }, (_, index) => markOf(index, number))).filter((mark) => !marks.has(mark));
    expect(lost).toEqual([]);
    expect(broken).toEqual([]);
    expect(accepted.length).toBeGreaterThan(kills);
    // A request whose answer the kill cut off may have been stored all the same.
    expect(first.length).toBeLessThanOrEqual(round * profiles);
    expect(counts).toMatchObject({ received: first.length, activated: first.length, excluded: 0, failed: 0, pending: 0 });
    expect(await sumOfRuns()).toBe(first.length);
    expect(records - first.length).toBeLessThanOrEqual(kills * mostRepeatedPerKill);
  },
  60_000 + kills * perKillMs,
);

test('told to stop the server finishes what is under way, ends with 0, and repeats nothing afterwards', async () => {
  let accepted = 0;
  for (let round = 0; round < 3; round += 1) {
    for (let request = 0; request < 4; request += 1) accepted += (await post(round * 4 + request)) ? profiles : 0;
    expect(await server.end('SIGTERM')).toBe(0);
    await server.start();
  }
  await settledAt(accepted);
  const { records, first, broken } = readStream(stream.records());
  expect([first.length, records, broken]).toEqual([accepted, accepted, []]);
}, 60_000);

test('the log never holds a secret, a token or a payload', async () => {
  await post(0);
  await settledAt(profiles);
  await server.end('SIGTERM');
  const log = server.lines.join('\n');
  for (const secret of ['s'.repeat(40), 'admin-token-for-tests', '"ecid"']) expect(log).not.toContain(secret);
}, 60_000);
