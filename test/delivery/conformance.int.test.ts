/** The published format of records, held from the door for profiles to the bytes in the stream. */
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { RecordFormat } from '../../shared/destination.ts';
import kinesis from '../../server/destinations/amazon-kinesis/index.ts';
import { systemClock, type Clock } from '../../server/kit/clock.ts';
import { eraseProfile } from '../../server/profiles/erase.ts';
import type { StreamClient } from '../../server/publisher/streamClient.ts';
import { unpack } from '../destinations/deaggregate.ts';
import { startFakeStream } from '../fakes/fakeStream.ts';
import { MemoryStream } from '../fakes/memoryStream.ts';
import { body, dayMs, isIn, named, realized, rows, start, at, type Step } from './conformanceRows.ts';
import { Installation } from './harness.ts';

const limits = { maxRecordsPerRequest: 500, maxBytesPerRequest: 10 * 1024 * 1024, maxBytesPerRecord: 1024 * 1024 };
let now = start;
const clock: Clock = { ...systemClock, now: () => now };
let stream: MemoryStream;
let installation: Installation;

async function open(createClient: () => StreamClient): Promise<void> {
  now = start;
  installation = new Installation(createClient, clock);
  await installation.open();
}
beforeEach(() => {
  stream = new MemoryStream(systemClock, limits);
  stream.latencyMs = 1;
});
afterEach(async () => {
  await installation.close();
  installation.destroy();
});

async function follow(activation: object, options: object, steps: readonly Step[]): Promise<void> {
  await installation.activate(activation, options);
  for (const { days = 0, accept = [], erase, activate, backfill } of steps) {
    now = start + days * dayMs;
    for (const profile of accept) await installation.accept(profile);
    await installation.delivered();
    if (erase !== undefined) await eraseProfile(installation.store, clock, erase, 'grace@example.com', (sequence) => installation.supervisor.wake(sequence));
    if (activate !== undefined) await installation.activate(activate, {}, backfill === undefined ? null : { id: 'run_b', segmentIds: backfill, total: 1 });
    await installation.delivered();
  }
}

describe('what lands in the stream', () => {
  test.each(rows)('%s', async (_, activation, options, steps, records) => {
    await open(() => stream);
    await follow(activation, options, steps);
    expect(stream.committed.map(({ text }) => text)).toEqual(records.map((record) => JSON.stringify(record)));
  });

  test.each<RecordFormat>(['json', 'kpl_aggregated'])('is one JSON object a record and nothing around it, as bytes in UTF-8, in the format %s', async (format) => {
    const fake = await startFakeStream({ shards: 1, enforceShardLimits: false });
    const account = { region: 'eu-west-1', credentials: { method: 'access_key', accessKeyId: 'AKIATESTTESTTESTTEST', secretAccessKey: 's'.repeat(40) } };
    const target = { name: fake.name, arn: fake.arn, createdAt: null, maxRecordBytes: 1024 * 1024 };
    await open(() => kinesis.createClient(account, target, { TRIBUTARY_KINESIS_ENDPOINT: fake.endpoint }, format));
    await installation.activate({ ...named, state: 'paused' });
    const names = ['Zoë', '🦊', 'Ω\n"', 'plain'];
    const people = names.map((name, index) => ({ profileId: `p${index}`, attributes: { name }, segmentMembership: { ups: isIn } }));
    await installation.accept(...people);
    await installation.activate(named);
    await installation.delivered();
    const raw = fake.records();
    expect(raw.length).toBe(format === 'json' ? names.length : 1);
    const read = format === 'json' ? raw : raw.flatMap(({ partitionKey, data }) => unpack(partitionKey, data));
    expect(read).toHaveLength(names.length);
    expect(new Map(read.map(({ partitionKey, data }) => [partitionKey, data.toString('hex')]))).toEqual(
      new Map(names.map((name, index) => [`p${index}`, Buffer.from(JSON.stringify(body({ vip: realized(at(0)) }, { name })), 'utf8').toString('hex')])),
    );
    await fake.close();
  });
});
