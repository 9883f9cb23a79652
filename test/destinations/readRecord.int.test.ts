import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { createAggregatingClient } from '../../server/destinations/amazon-kinesis/aggregatingClient.ts';
import { createStreamClient } from '../../server/destinations/amazon-kinesis/client.ts';
import { readRecord } from '../../server/destinations/amazon-kinesis/readRecord.ts';
import type { FoundRecord, OpenAccount, RecordPlace } from '../../server/destinations/definition.ts';
import type { SendResult, StreamClient } from '../../server/publisher/streamClient.ts';
import { startFakeStream, type FakeStream } from '../fakes/fakeStream.ts';

const account: OpenAccount = { region: 'eu-west-1', credentials: { method: 'access_key', accessKeyId: 'AKIAABCDEFGHIJKLMNOP', secretAccessKey: 's'.repeat(40) } };
const never = new AbortController().signal;

let fake: FakeStream;
let client: StreamClient;
beforeAll(async () => {
  fake = await startFakeStream({ shards: 1 });
  client = createStreamClient(account, { name: fake.name, arn: null, createdAt: null, maxRecordBytes: 1_048_576 }, { TRIBUTARY_KINESIS_ENDPOINT: fake.endpoint });
});
afterAll(async () => {
  client.close();
  await fake.close();
});
beforeEach(() => Object.assign(fake, { faults: [], keptFrom: '' }));

const records = ['one', 'two', 'three'].map((partitionKey) => ({ partitionKey, data: Buffer.from(`{"of":"${partitionKey}"}`) }));
const placeOf = (result: SendResult | undefined, partitionKey: string): RecordPlace => {
  if (result?.ok !== true) throw new Error('The stream takes it.');
  return { shardId: result.shardId, sequenceNumber: result.sequenceNumber, partitionKey };
};
const read = (place: RecordPlace): Promise<FoundRecord> => readRecord(account, fake.name, place, { TRIBUTARY_KINESIS_ENDPOINT: fake.endpoint }, never);
const textOf = (found: FoundRecord): string | null => (found.kind === 'found' ? Buffer.from(found.data).toString() : null);

test('finds each record where the stream said that it lies', async () => {
  const results = await client.send(records, never);
  for (const [index, { partitionKey, data }] of records.entries()) {
    const found = await read(placeOf(results[index], partitionKey));
    expect(found).toMatchObject({ kind: 'found', packedWith: 0, arrivedAt: expect.any(Number) });
    expect(textOf(found)).toBe(data.toString());
  }
});

test('finds a record that is packed with others by its own key', async () => {
  const packing = createAggregatingClient(client);
  await packing.readPartitions(never);
  const results = await packing.send(records, never);
  const found = await read(placeOf(results[1], 'two'));
  expect([found, textOf(found)]).toEqual([expect.objectContaining({ kind: 'found', packedWith: 2 }), '{"of":"two"}']);
  expect(await read(placeOf(results[1], 'nobody'))).toEqual({ kind: 'foreign' });
});

test('tells what is no longer kept, with how long the stream keeps records', async () => {
  const results = await client.send(records, never);
  const place = placeOf(results[0], 'one');
  fake.keptFrom = placeOf(results[1], 'two').sequenceNumber;
  expect(await read(place)).toEqual({ kind: 'gone', retentionHours: 24 });
  fake.faults = [{ operation: 'DescribeStreamSummary', fault: { kind: 'refuse', status: 400, code: 'AccessDeniedException' } }];
  expect(await read(place)).toEqual({ kind: 'gone', retentionHours: null });
  expect(await read({ ...place, shardId: 'shardId-000000000099' })).toEqual({ kind: 'gone', retentionHours: null });
});

test('tells what came from another stream, and what is not to be seen yet', async () => {
  const place = placeOf((await client.send(records, never))[2], 'three');
  expect(await read({ ...place, sequenceNumber: '1111' })).toEqual({ kind: 'foreign' });
  fake.keptFrom = '9';
  expect(await read(place)).toEqual({ kind: 'unseen' });
});

test('names the permission that is missing, and says that sending needs none of it', async () => {
  const place = placeOf((await client.send(records, never))[0], 'one');
  fake.faults = [{ operation: 'GetRecords', fault: { kind: 'refuse', status: 400, code: 'AccessDeniedException' } }];
  await expect(read(place)).rejects.toMatchObject({ code: 'access_denied', message: expect.stringContaining('Only reading back needs it') });
  fake.faults = [{ operation: 'GetShardIterator', fault: { kind: 'refuse', status: 400, code: 'ResourceNotFoundException' } }];
  await expect(read(place)).rejects.toMatchObject({ code: 'stream_not_found' });
});
