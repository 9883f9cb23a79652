import { rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { startFakeStream, type FakeStream } from '../fakes/fakeStream.ts';
import { faultFile, withThreadFaults } from '../fakes/threadFaults.ts';
import { ServerProcess } from '../serverProcess.ts';
import { readStream } from './consumer.ts';

let stream: FakeStream;
let server: ServerProcess;
let destinationId: string;

beforeEach(async () => {
  stream = await startFakeStream({ enforceShardLimits: false });
  server = new ServerProcess({ TRIBUTARY_KINESIS_ENDPOINT: stream.endpoint, ...withThreadFaults });
  await server.start();
  destinationId = await server.activate(stream.name, 'us-east-1', { segments: [{ id: 'high' }] }, { envelope: 'cloudevents' });
});
afterEach(async () => {
  await server.destroy();
  await stream.close();
});

async function post(profileId: string): Promise<void> {
  const line = JSON.stringify({ profileId, identityMap: { ecid: [{ id: profileId }] }, segmentMembership: { ups: { high: { status: 'realized' } } } });
  const response = await server.send('POST', '/api/profiles', line, 'application/x-ndjson');
  expect(response.status).toBe(200);
}

/** Accepts a change and waits until the stream has the request that holds it. */
async function sendingOf(profileId: string): Promise<void> {
  const before = stream.requests.PutRecords ?? 0;
  await post(profileId);
  await expect.poll(() => stream.requests.PutRecords, { timeout: 10_000 }).toBeGreaterThan(before);
}

const marks = (): string[] => [...readStream(stream.records()).marks].toSorted();
const arrived = (...expected: string[]) => expect.poll(marks, { timeout: 20_000 }).toEqual(expected);
const statusOf = async (apiPath: string): Promise<number> => (await server.send('GET', apiPath, undefined, 'application/json')).status;
const plant = (fault: string): void => writeFileSync(path.join(server.dataDir, fault), '');
const unplant = (fault: string): void => rmSync(path.join(server.dataDir, fault));
const logLines = (level: string): string[] => server.lines.filter((line) => line.includes(`"level":"${level}"`));

async function secondsOf<T>(run: Promise<T>): Promise<{ result: T; seconds: number }> {
  const startedAt = performance.now();
  return { result: await run, seconds: (performance.now() - startedAt) / 1_000 };
}

describe('a server that is told to stop', () => {
  test('lets requests under way finish, ends with 0, and repeats nothing after the next start', async () => {
    await post('a');
    await arrived('a');
    stream.latencyMs = 2_000;
    await sendingOf('b');
    const { result, seconds } = await secondsOf(server.end('SIGTERM'));
    expect([result, marks()]).toEqual([0, ['a', 'b']]);
    expect(seconds).toBeLessThan(10);
    stream.latencyMs = 0;
    await server.start();
    await post('c');
    await arrived('a', 'b', 'c');
    expect(stream.records()).toHaveLength(3);
  }, 60_000);

  test('waits for a request that hangs no longer than its deadline, ends with 0, and sends its records after the next start', async () => {
    stream.faults = [{ fault: { kind: 'hang' } }];
    await sendingOf('a');
    const { result, seconds } = await secondsOf(server.end('SIGTERM'));
    expect(result).toBe(0);
    expect(seconds).toBeGreaterThan(5);
    expect(seconds).toBeLessThan(25);
    stream.faults = [];
    await server.start();
    await arrived('a');
  }, 60_000);

  test('ends within 25 seconds even while the thread that delivers computes and hears nothing, and says so', async () => {
    plant(faultFile('delivery', 'hang'));
    await sleep(200);
    await post('a');
    const { result, seconds } = await secondsOf(server.end('SIGTERM'));
    expect(result).toBe(0);
    expect(seconds).toBeLessThan(25);
    expect(logLines('warn')).toEqual([expect.stringContaining('Delivery did not stop by itself')]);
    unplant(faultFile('delivery', 'hang'));
    await server.start();
    await arrived('a');
  }, 60_000);

  test('ends at once when it is told a second time, and loses nothing by it', async () => {
    stream.faults = [{ fault: { kind: 'hang' } }];
    await sendingOf('a');
    let draining = true;
    const first = server.end('SIGTERM').finally(() => (draining = false));
    await sleep(500);
    expect(draining).toBe(true);
    const { result, seconds } = await secondsOf(server.end('SIGTERM'));
    expect([result, await first]).toEqual([1, 1]);
    expect(seconds).toBeLessThan(2);
    stream.faults = [];
    await server.start();
    await arrived('a');
  }, 60_000);
});

describe('the thread that delivers', () => {
  test.each([
    ['crash', 'A fault planted by a test.'],
    ['exit', 'It ended with 3.'],
  ] as const)(
    'takes the process with it when it ends (%s): not ready, one line that says why, exit code 1; after a start nothing is missing',
    async (fault, cause) => {
      await post('a');
      await arrived('a');
      const ended = server.ended();
      plant(faultFile('delivery', fault));
      await expect.poll(() => statusOf('/readyz'), { interval: 20 }).toBe(503);
      // What is accepted now waits in the log.
      await post('b');
      expect(await ended).toBe(1);
      expect(logLines('error').filter((line) => line.includes('nothing is delivered any more'))).toEqual([expect.stringContaining(cause)]);
      await server.start();
      expect(await statusOf('/readyz')).toBe(200);
      await arrived('a', 'b');
    },
    60_000,
  );

  test('costs nobody an answer while it computes for long: people and upstream go on, only /readyz says so', async () => {
    plant(faultFile('delivery', 'hang'));
    await sleep(200);
    const { seconds } = await secondsOf(Promise.all([post('a'), server.call('GET', '/api/destinations'), statusOf('/healthz')]));
    expect(seconds).toBeLessThan(2);
    expect(await statusOf('/readyz')).toBe(503);
    expect(marks()).toEqual([]);
    unplant(faultFile('delivery', 'hang'));
    await expect.poll(() => statusOf('/readyz')).toBe(200);
    await arrived('a');
  }, 60_000);

  test('and the store are asked one after the other for what is stored and what is under way: no change is counted twice', async () => {
    stream.latencyMs = 5;
    let posted = 0;
    let over = false;
    const asking = (async () => {
      const seen: boolean[] = [];
      while (!over) {
        const { totals } = (await server.call('GET', `/api/destinations/${destinationId}/metrics`)) as { totals: { received: number } };
        seen.push(totals.received <= posted);
      }
      return seen;
    })();
    for (; posted < 400;) {
      posted += 1;
      await post(`p${posted}`);
    }
    await expect.poll(() => stream.records().length, { timeout: 20_000 }).toBe(posted);
    over = true;
    const seen = await asking;
    expect(seen.length).toBeGreaterThan(50);
    expect(seen).not.toContain(false);
  }, 60_000);
});

test('the thread of the database takes the process with it when it ends: not ready, a line that says why, exit code 1; after a start nothing is missing', async () => {
  await post('a');
  const ended = server.ended();
  plant(faultFile('store', 'crash'));
  await expect.poll(() => statusOf('/readyz'), { interval: 20 }).toBe(503);
  expect(await ended).toBe(1);
  expect(logLines('error').filter((line) => line.includes('nothing is stored any more'))).toEqual([expect.stringContaining('A fault planted by a test.')]);
  await server.start();
  await post('b');
  await arrived('a', 'b');
}, 60_000);
