import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { startFakeStream, type FakeStream } from '../fakes/fakeStream.ts';
import { ServerProcess } from '../serverProcess.ts';

const people = 10_000;
const kills = 4;
/** What may be under way when the process dies: a run hands out up to 1,000 records and a page. */
const mostRepeatedPerKill = 1_200;

let stream: FakeStream;
let server: ServerProcess;
let base: string;

beforeEach(async () => {
  stream = await startFakeStream({ enforceShardLimits: false });
  stream.latencyMs = 60;
  server = new ServerProcess({ TRIBUTARY_KINESIS_ENDPOINT: stream.endpoint, LOG_LEVEL: 'info' });
  await server.start();
  const activation = { segments: [{ id: 'high' }], partitionKey: { kind: 'attribute', source: 'key' } };
  base = `/api/destinations/${await server.activate(stream.name, 'us-east-1', activation, { envelope: 'cloudevents' })}`;
});
afterEach(async () => {
  await server.destroy();
  await stream.close();
});

/** A partition key that is too long makes a dead letter; correcting it sends nothing by itself, for it is not in the record. */
async function accept(key: string): Promise<void> {
  for (let from = 0; from < people; from += 2_000) {
    const lines = Array.from({ length: 2_000 }, (_, index) =>
      JSON.stringify({ profileId: `p${from + index}`, attributes: { key: `${key}${from + index}` }, segmentMembership: { ups: { high: { status: 'realized' } } } }),
    );
    expect((await server.send('POST', '/api/profiles', lines.join('\n'), 'application/x-ndjson')).status).toBe(200);
  }
}

const openLetters = async (): Promise<number> => Number((await server.call('POST', `${base}/dead-letters/count`, {})).matched);

test('a replay of ten thousand letters, killed again and again, delivers each and closes each once, and repeats with the same ids', async () => {
  await accept('k'.repeat(300));
  await expect.poll(openLetters, { timeout: 30_000 }).toBe(people);
  await accept('k');
  const { runId } = await server.call('POST', `${base}/dead-letters/replay`, {});
  for (let kill = 0; kill < kills; kill += 1) {
    await sleep(150 + kill * 70);
    await server.end('SIGKILL');
    await server.start();
    if (kill === 0) expect(await openLetters()).toBeGreaterThan(0);
  }
  await expect.poll(async () => (await server.call('GET', `/api/runs/${String(runId)}`)).state, { timeout: 60_000 }).toBe('completed');
  const run = await server.call('GET', `/api/runs/${String(runId)}`);
  expect(run).toMatchObject({ progress: { done: people, total: people }, counts: { received: people, activated: people, excluded: 0, failed: 0, pending: 0 } });
  const records = stream.records().map(({ data }) => JSON.parse(data.toString('utf8')) as { id: string; subject: string });
  expect(new Set(records.map(({ id }) => id)).size).toBe(people);
  expect(new Set(records.map(({ subject }) => subject)).size).toBe(people);
  expect(records.length - people).toBeLessThanOrEqual(kills * mostRepeatedPerKill);
  expect(await openLetters()).toBe(0);
}, 120_000);
