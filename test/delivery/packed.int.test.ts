/** Records packed many to one, as a reader sees them who unpacks them and drops what is not in the range of the shard it reads. */
import { afterEach, beforeEach, expect, test } from 'vitest';
import kinesis from '../../server/destinations/amazon-kinesis/index.ts';
import { systemClock } from '../../server/kit/clock.ts';
import { unpack } from '../destinations/deaggregate.ts';
import { startFakeStream, type FakeStream } from '../fakes/fakeStream.ts';
import { faults } from '../fakes/streamFaults.ts';
import { Installation } from './harness.ts';
import { activation, everyone } from './people.ts';

const account = { region: 'eu-west-1', credentials: { method: 'access_key', accessKeyId: 'AKIATESTTESTTESTTEST', secretAccessKey: 's'.repeat(40) } };
const people = 200;

let stream: FakeStream;
let installation: Installation;

beforeEach(async () => {
  stream = await startFakeStream({ enforceShardLimits: false, seed: 3 });
  stream.latencyMs = 4;
  const target = { name: stream.name, arn: stream.arn, createdAt: null, maxRecordBytes: 1024 * 1024 };
  installation = new Installation(() => kinesis.createClient(account, target, { TRIBUTARY_KINESIS_ENDPOINT: stream.endpoint }, 'kpl_aggregated'));
  await installation.open();
  await installation.activate(activation);
});
afterEach(async () => {
  await installation.close();
  installation.destroy();
  await stream.close();
});

/** What the reader sees, in order: states by name, and how many records it dropped. */
function readUnpacked(): { names: string[]; dropped: number } {
  const names: string[] = [];
  let dropped = 0;
  for (const { shardId, partitionKey, data } of stream.records()) {
    for (const record of unpack(partitionKey, data)) {
      if (stream.holds(shardId, record.partitionKey)) names.push((JSON.parse(record.data.toString()) as { person: { name: { firstName: string } } }).person.name.firstName);
      else dropped += 1;
    }
  }
  return { names, dropped };
}

/** First appearances per person, as the numbers of their states. */
function firstAppearances(names: readonly string[]): number[][] {
  const byPerson = Map.groupBy(new Set(names), (name) => name.split('#')[0] as string);
  return [...byPerson.values()].map((states) => states.map((name) => Number(name.split('#')[1])));
}

test('everything accepted is read once, in order per person, from fewer records than were sent', async () => {
  for (let state = 0; state < 10; state += 1) await installation.accept(...everyone(state, people));
  await installation.delivered();
  const { names, dropped } = readUnpacked();
  expect([names.length, dropped]).toEqual([10 * people, 0]);
  expect(firstAppearances(names)).toEqual(Array.from({ length: people }, () => Array.from({ length: 10 }, (_, state) => state)));
  expect(stream.records().length).toBeLessThan(names.length / 5);
  // Shards tell both: what people's records they took, and in how many of the stream's.
  const shards = (await installation.supervisor.shardLoads(installation.destinationId))?.shards ?? [];
  const total = (of: 'records' | 'bytes' | 'storedPerSecond' | 'bytesPerSecond'): number => shards.reduce((sum, shard) => sum + shard[of], 0);
  expect(total('records')).toBe(names.length);
  expect((total('storedPerSecond') * total('bytes')) / total('bytesPerSecond')).toBeCloseTo(stream.records().length);
  await installation.reconcile();
});

test('while the stream is split and merged, and refuses and breaks now and then, a reader misses nobody and sees nobody’s states out of order', async () => {
  stream.faults = [
    { fault: faults.throttledRows(0.1), probability: 0.3 },
    { fault: { kind: 'resetAfter' }, probability: 0.03 },
  ];
  const shards = [8, 3, 5, 4];
  for (let state = 0; state < 40; state += 1) {
    await installation.accept(...everyone(state, people));
    if (state % 10 === 5) stream.reshard(shards[(state - 5) / 10] ?? 4);
    await systemClock.sleep(10);
  }
  await installation.delivered(60_000);
  const { names, dropped } = readUnpacked();
  // Parcels did land in shards that hold only some of their records.
  expect(dropped).toBeGreaterThan(0);
  const appearances = firstAppearances(names);
  expect(appearances.map((states) => states.length)).toEqual(Array.from({ length: people }, () => 40));
  expect(appearances.filter((states) => states.some((state, index) => state !== index))).toEqual([]);
  await installation.reconcile();
}, 90_000);
