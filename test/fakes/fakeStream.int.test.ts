import { createHash } from 'node:crypto';
import { afterEach, describe, expect, test } from 'vitest';
import { ManualClock } from './manualClock.ts';
import { startFakeStream, type FakeStream, type FakeStreamOptions } from './fakeStream.ts';
import { faults } from './streamFaults.ts';

let fake: FakeStream;
afterEach(() => fake.close());

async function start(options: FakeStreamOptions = {}): Promise<void> {
  fake = await startFakeStream(options);
}

/** A call as any client makes it, without the SDK: what the fake says is checked against plain HTTP. */
async function call(operation: string, input: object): Promise<{ status: number; body: Record<string, unknown> }> {
  const response = await fetch(fake.endpoint, {
    method: 'POST',
    headers: {
      'content-type': 'application/x-amz-json-1.1',
      'x-amz-target': `Kinesis_20131202.${operation}`,
      authorization: `AWS4-HMAC-SHA256 Credential=AKIATEST/20261120/eu-west-1/kinesis/aws4_request, SignedHeaders=host, Signature=${'0'.repeat(64)}`,
    },
    body: JSON.stringify({ StreamName: 'audience-events', ...input }),
  });
  const text = await response.text();
  return { status: response.status, body: text === '' ? {} : (JSON.parse(text) as Record<string, unknown>) };
}

const row = (partitionKey: string, bytes = 10): object => ({ PartitionKey: partitionKey, Data: Buffer.alloc(bytes, 'x').toString('base64') });
const put = (...rows: object[]): ReturnType<typeof call> => call('PutRecords', { Records: rows });
const times = (count: number, make: (index: number) => object): object[] => Array.from({ length: count }, (_, index) => make(index));
const failedRows = (body: Record<string, unknown>): number => (body['Records'] as object[]).filter((result) => 'ErrorCode' in result).length;

describe('limits of a request', () => {
  test.each<[string, () => object[], string]>([
    ['501 records', () => times(501, (index) => row(`k${index}`)), 'ValidationException'],
    ['no record', () => [], 'ValidationException'],
    ['an empty key', () => [row('')], 'ValidationException'],
    ['a key of 257 characters', () => [row('k'.repeat(257))], 'ValidationException'],
    ['a record of 1 MiB and its key', () => [row('k', 1024 * 1024)], 'InvalidArgumentException'],
    ['11 records of almost 1 MiB', () => times(11, () => row('k', 1024 * 1024 - 1)), 'InvalidArgumentException'],
  ])('%s: refused, and nothing is stored', async (_what, rows, code) => {
    await start();
    expect(await put(...rows())).toMatchObject({ status: 400, body: { __type: code } });
    expect(fake.records()).toEqual([]);
  });

  test('exactly at the limits: taken', async () => {
    await start({ enforceShardLimits: false });
    expect((await put(...times(500, (index) => row(`k${index}`)))).status).toBe(200);
    expect((await put(row('😀'.repeat(256)))).status).toBe(200);
    expect((await put(row('k', 1024 * 1024 - 1))).body).toMatchObject({ FailedRecordCount: 0 });
  });
});

describe('limits of a shard', () => {
  test('1,000 records a second, then more only as time passes', async () => {
    const clock = new ManualClock();
    await start({ shards: 1, clock });
    for (let count = 0; count < 2; count += 1) expect(failedRows((await put(...times(500, (index) => row(`k${index}`)))).body)).toBe(0);
    expect(failedRows((await put(...times(500, (index) => row(`k${index}`)))).body)).toBe(500);
    await clock.advance(100);
    expect(failedRows((await put(...times(500, (index) => row(`k${index}`)))).body)).toBe(400);
    expect(fake.records()).toHaveLength(1_100);
    expect(fake.rowsReceived).toBe(2_000);
  });

  const fillOneShard = async (clock: ManualClock, waits: readonly number[]): Promise<number[]> => {
    const taken: number[] = [];
    for (const wait of waits) {
      await clock.advance(wait);
      let stored = 0;
      for (let count = 0; count < 3; count += 1) stored += 500 - failedRows((await put(...times(500, (index) => row(`k${index}`)))).body);
      taken.push(stored);
    }
    return taken;
  };

  test('a bucket of a fifth of a second takes 200 records at once and loses what nobody used', async () => {
    const clock = new ManualClock();
    await start({ shards: 1, clock, shardLimit: { kind: 'bucket', seconds: 0.2 } });
    expect(await fillOneShard(clock, [0, 100, 5_000])).toEqual([200, 100, 200]);
  });

  test('a window begins with each full second, however much of the last one was used', async () => {
    const clock = new ManualClock();
    await start({ shards: 1, clock, shardLimit: { kind: 'window' } });
    expect(await fillOneShard(clock, [900, 50, 60, 5_000])).toEqual([1_000, 0, 1_000, 1_000]);
  });

  test('1 MiB a second, and one shard does not pay for another', async () => {
    await start({ shards: 2, clock: new ManualClock() });
    // MD5 of "a" lies in the lower half of the space, of "b" in the upper.
    const { body } = await put(...times(3, () => row('a', 500_000)), ...times(2, () => row('b', 500_000)));
    expect((body['Records'] as { ErrorCode?: string }[]).map(({ ErrorCode: code }) => code)).toEqual([
      undefined,
      undefined,
      'ProvisionedThroughputExceededException',
      undefined,
      undefined,
    ]);
    expect([...fake.byShard()].map(([shardId, records]) => [shardId, records.length])).toEqual([
      ['shardId-000000000000', 2],
      ['shardId-000000000001', 2],
    ]);
  });
});

test('a key lies in the shard whose range holds its MD5, and a reshard names the parents', async () => {
  await start({ shards: 4, enforceShardLimits: false });
  await put(...times(100, (index) => row(`k${index}`)));
  for (const { partitionKey, shardId } of fake.records()) {
    const quarter = createHash('md5').update(partitionKey).digest().readUInt8(0) >> 6;
    expect(shardId).toBe(`shardId-00000000000${quarter}`);
  }
  fake.reshard(2);
  const { body } = await call('ListShards', {});
  const shards = body['Shards'] as { ShardId: string; ParentShardId?: string; AdjacentParentShardId?: string; SequenceNumberRange: { EndingSequenceNumber?: string } }[];
  expect(shards.filter(({ SequenceNumberRange: { EndingSequenceNumber: end } }) => end === undefined)).toMatchObject([
    { ShardId: 'shardId-000000000004', ParentShardId: 'shardId-000000000000', AdjacentParentShardId: 'shardId-000000000001' },
    { ShardId: 'shardId-000000000005', ParentShardId: 'shardId-000000000002', AdjacentParentShardId: 'shardId-000000000003' },
  ]);
});

test('sequence numbers rise in the order of commit', async () => {
  await start({ enforceShardLimits: false });
  for (let count = 0; count < 3; count += 1) await put(...times(7, (index) => row(`k${index}`)));
  const numbers = fake.records().map(({ sequenceNumber }) => BigInt(sequenceNumber));
  expect(numbers).toEqual(numbers.toSorted((a, b) => (a < b ? -1 : 1)));
  expect(new Set(numbers).size).toBe(21);
});

test('a dry run tells and does not write, unless the endpoint ignores it', async () => {
  await start();
  expect(await call('PutRecords', { DryRun: true, Records: [row('k')] })).toMatchObject({ status: 400, body: { __type: 'DryRunOperationException' } });
  expect(fake.records()).toHaveLength(0);
  fake.ignoresDryRun = true;
  expect((await call('PutRecords', { DryRun: true, Records: [row('k')] })).status).toBe(200);
  expect(fake.records()).toHaveLength(1);
});

test('random faults repeat with the seed, and a rule stops after its times', async () => {
  const outcomes = async (seed: number): Promise<number[]> => {
    await start({ seed, enforceShardLimits: false });
    fake.faults = [{ fault: faults.unavailable(), probability: 0.5, times: 10 }];
    const statuses: number[] = [];
    for (let count = 0; count < 40; count += 1) statuses.push((await put(row('k'))).status);
    await fake.close();
    return statuses;
  };
  const first = await outcomes(3);
  expect(await outcomes(3)).toEqual(first);
  expect(await outcomes(4)).not.toEqual(first);
  expect(first.filter((status) => status === 503)).toHaveLength(10);
});

test('what is stored does not depend on the answer: reset after storing, hang and zombie', async () => {
  await start();
  fake.faults = [
    { fault: { kind: 'resetAfter' }, times: 1 },
    { fault: { kind: 'resetBefore' }, times: 1 },
    { fault: { kind: 'zombie', afterMs: 5 }, times: 1 },
  ];
  await expect(put(row('after'))).rejects.toThrow('fetch failed');
  await expect(put(row('before'))).rejects.toThrow('fetch failed');
  await expect(put(row('zombie'))).rejects.toThrow('fetch failed');
  await expect.poll(() => fake.records().map(({ partitionKey }) => partitionKey)).toEqual(['after', 'zombie']);
});
