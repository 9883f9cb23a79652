import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { startFakeStream, type FakeStream } from '../fakes/fakeStream.ts';
import { seededRandom } from '../fakes/manualClock.ts';
import { ServerProcess } from '../serverProcess.ts';

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

interface CloudEvent {
  readonly id: string;
  readonly subject: string;
  readonly profileversion: string;
}

/** What a consumer reads: every record, and the first appearance of each event. */
function read(): { records: number; first: CloudEvent[] } {
  const records = stream.records().map(({ data }) => JSON.parse(data.toString('utf8')) as CloudEvent);
  const seen = new Set<string>();
  return { records: records.length, first: records.filter(({ id }) => !seen.has(id) && seen.add(id)) };
}

/** One request with one change of every profile; true when the server answered that all of it is accepted. */
async function post(round: number): Promise<boolean> {
  const lines = Array.from({ length: profiles }, (_, index) =>
    JSON.stringify({ profileId: `p${index}`, identityMap: { ecid: [{ id: `${index}-${round}` }] }, segmentMembership: { ups: { high: { status: 'realized' } } } }),
  );
  try {
    const response = await server.send('POST', '/api/profiles', lines.join('\n'), 'application/x-ndjson');
    return response.status === 200;
  } catch {
    return false;
  }
}

async function totals(): Promise<Record<string, number>> {
  return (await server.call('GET', `/api/destinations/${destinationId}/metrics`)).totals as Record<string, number>;
}

/** Every change in the log has its outcome: nothing pending, and the count stands still at what was accepted or more. */
async function settledAt(least: number): Promise<Record<string, number>> {
  for (let attempt = 0; attempt < 400; attempt += 1) {
    const now = await totals();
    if ((now.activated ?? 0) >= least && now.pending === 0) {
      await sleep(300);
      const later = await totals();
      if (later.activated === now.activated && later.pending === 0) return later;
    }
    await sleep(25);
  }
  throw new Error(`Not settled: ${JSON.stringify(await totals())}, wanted ${least}.`);
}

describe('the server process', () => {
  test('killed at random moments loses nothing it accepted, counts each change once, and keeps the order of every profile', async () => {
    const random = seededRandom(Number(process.env.CRASH_SEED ?? 42));
    const kills = Number(process.env.CRASH_KILLS ?? 6);
    let round = 0;
    let acceptedRounds = 0;
    for (let kill = 0; kill < kills; kill += 1) {
      let alive = true;
      const killing = sleep(30 + random() * 250).then(async () => {
        alive = false;
        await server.end('SIGKILL');
      });
      for (; alive; round += 1) if (await post(round)) acceptedRounds += 1;
      await killing;
      await server.start();
    }
    const counts = await settledAt(acceptedRounds * profiles);
    const { records, first } = read();
    const changes = first.length;
    expect(changes).toBeGreaterThanOrEqual(acceptedRounds * profiles);
    expect(changes).toBeLessThanOrEqual(round * profiles);
    expect(counts).toMatchObject({ received: changes, activated: changes, excluded: 0, failed: 0, pending: 0 });
    expect(records - changes).toBeLessThanOrEqual(kills * mostRepeatedPerKill);
    const last = new Map<string, string>();
    for (const { subject, profileversion } of first) {
      expect(profileversion > (last.get(subject) ?? '')).toBe(true);
      last.set(subject, profileversion);
    }
    expect(last.size).toBe(profiles);
  }, 120_000);

  test('told to stop finishes what is under way, ends with 0, and repeats nothing afterwards', async () => {
    let accepted = 0;
    for (let round = 0; round < 3; round += 1) {
      for (let request = 0; request < 4; request += 1) accepted += (await post(round * 4 + request)) ? profiles : 0;
      expect(await server.end('SIGTERM')).toBe(0);
      await server.start();
    }
    await settledAt(accepted);
    const { records, first } = read();
    expect(first.length).toBe(accepted);
    expect(records).toBe(accepted);
  }, 60_000);

  test('never writes the secret, a token or a payload into its log', async () => {
    await post(0);
    await settledAt(profiles);
    await server.end('SIGTERM');
    const log = server.lines.join('\n');
    for (const secret of ['s'.repeat(40), 'admin-token-for-tests', '"ecid"']) expect(log).not.toContain(secret);
  }, 60_000);
});
