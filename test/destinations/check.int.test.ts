import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { CreateStreamCommand } from '@aws-sdk/client-kinesis';
import kinesalite from 'kinesalite';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import kinesis from '../../server/destinations/amazon-kinesis/index.ts';
import type { OpenAccount } from '../../server/destinations/definition.ts';
import { checkResultSchema, streamListSchema } from '../../shared/account.ts';
import { startFakeStream, type FakeStream } from '../fakes/fakeStream.ts';
import { faults, type Fault } from '../fakes/streamFaults.ts';
import { readerOf } from './readBack.ts';

const secret = 's'.repeat(40);
const open = (change: Record<string, unknown> = {}, region = 'eu-west-1'): OpenAccount => ({
  region,
  credentials: { method: 'access_key', accessKeyId: 'AKIAABCDEFGHIJKLMNOP', secretAccessKey: secret, ...change },
});
const temporary = (sessionToken: string): OpenAccount => open({ accessKeyId: 'ASIAABCDEFGHIJKLMNOP', sessionToken });
const never = new AbortController().signal;

let fake: FakeStream;
let settings: { TRIBUTARY_KINESIS_ENDPOINT: string };
beforeAll(async () => {
  fake = await startFakeStream({ keys: { AKIAABCDEFGHIJKLMNOP: { secret }, ASIAABCDEFGHIJKLMNOP: { secret, sessionToken: 'token' } }, maxRecordKiB: 2_048 });
  settings = { TRIBUTARY_KINESIS_ENDPOINT: fake.endpoint };
});
afterAll(() => fake.close());
beforeEach(() => {
  fake.faults = [];
  fake.status = 'ACTIVE';
});

const everywhere = (fault: Fault): void => void (fake.faults = [{ fault, operation: '*' }]);
const issue = (path: string, code: string): object => ({ code, issues: [{ path, code, message: expect.any(String) }] });

describe('an account', () => {
  test('is accepted when its key is genuine, temporary or not', async () => {
    await expect(kinesis.verifyAccount(open(), settings, never)).resolves.toBeUndefined();
    await expect(kinesis.verifyAccount(temporary('token'), settings, never)).resolves.toBeUndefined();
  });

  test('is accepted when its key is genuine but may not list streams', async () => {
    everywhere(faults.accessDenied('ListStreams'));
    await kinesis.verifyAccount(open(), settings, never);
    const result = await kinesis.checkAccount(open(), settings, never);
    expect(result).toMatchObject({
      ok: true,
      stages: [{ status: 'passed' }, { status: 'passed' }, { stage: 'list_streams', status: 'skipped', message: expect.stringContaining('Type the name') }],
    });
  });

  test.each<[string, OpenAccount, Fault | null, string | null, string]>([
    ['an unknown key', open({ accessKeyId: 'AKIAZZZZZZZZZZZZZZZZ' }), null, 'credentials.accessKeyId', 'credentials_invalid'],
    ['a wrong secret', open({ secretAccessKey: 'x'.repeat(40) }), null, 'credentials.secretAccessKey', 'secret_invalid'],
    ['the region of another endpoint', open({}, 'us-east-1'), null, 'region', 'region_invalid'],
    ['an expired session', temporary('token'), faults.expiredToken(), 'credentials.sessionToken', 'token_expired'],
    ['an account that is not signed up', open(), { kind: 'refuse', status: 403, code: 'OptInRequired' }, null, 'access_denied'],
    ['a wrong clock that cannot be corrected', open(), faults.wrongClock(), null, 'clock_skewed'],
    ['a proxy in between', open(), { kind: 'html', status: 403 }, null, 'endpoint_unreachable'],
    ['an endpoint that is something else', open(), { kind: 'refuse', status: 400, code: 'UnknownOperationException' }, null, 'endpoint_unreachable'],
    ['an answer that is not of AWS', open(), { kind: 'body', body: '{}' }, null, 'destination_unavailable'],
    ['AWS in trouble', open(), faults.internalFailure(), null, 'destination_unavailable'],
  ])('is refused for %s, with the field to blame', async (_what, account, fault, path, code) => {
    if (fault !== null) everywhere(fault);
    await expect(kinesis.verifyAccount(account, settings, never)).rejects.toMatchObject(path === null ? { code, issues: [] } : issue(path, code));
    const result = checkResultSchema.parse(await kinesis.checkAccount(account, settings, never));
    const failed = result.stages.filter(({ status }) => status === 'failed');
    expect(result.ok).toBe(false);
    expect(failed).toEqual([expect.objectContaining({ code, remedy: expect.any(String), ...(path === null ? {} : { field: path }) })]);
    expect(JSON.stringify(result)).not.toContain(secret);
  });

  test('is tested in stages: what comes after the failed one is skipped', async () => {
    const stages = async (account: OpenAccount): Promise<string[]> =>
      (await kinesis.checkAccount(account, settings, never)).stages.map(({ stage, status }) => `${stage} ${status}`);
    expect(await stages(open())).toEqual(['endpoint passed', 'credentials passed', 'list_streams passed']);
    expect(await stages(open({ secretAccessKey: 'x' }))).toEqual(['endpoint passed', 'credentials failed', 'list_streams skipped']);
    everywhere({ kind: 'resetBefore' });
    expect(await stages(open())).toEqual(['endpoint failed', 'credentials skipped', 'list_streams skipped']);
  });

  test('a throttle or a short hiccup while looking is tried again', async () => {
    fake.faults = [
      { fault: { kind: 'refuse', status: 400, code: 'LimitExceededException' }, operation: '*', times: 1 },
      { fault: faults.unavailable(), operation: '*', times: 1 },
    ];
    await expect(kinesis.verifyAccount(open(), settings, never)).resolves.toBeUndefined();
  });
});

describe('a stream', () => {
  test.each(['ACTIVE', 'UPDATING'] as const)('that is %s is taken as AWS describes it, and nothing is written', async (status) => {
    fake.status = status;
    const writes = fake.requests['PutRecords'];
    expect(await kinesis.verifyStream(open(), 'audience-events', settings, never)).toEqual({
      name: 'audience-events',
      arn: 'arn:aws:kinesis:eu-west-1:123456789012:stream/audience-events',
      createdAt: fake.createdAt.toISOString(),
      maxRecordBytes: 2 * 1024 * 1024,
      mode: 'provisioned',
    });
    expect(fake.requests['PutRecords']).toBe(writes);
  });

  test.each([
    ['CREATING', 'stream_not_active'],
    ['DELETING', 'stream_not_active'],
    ['MISSING', 'stream_not_found'],
  ] as const)('that is %s is refused', async (status, code) => {
    fake.status = status;
    await expect(kinesis.verifyStream(open(), 'audience-events', settings, never)).rejects.toMatchObject(issue('stream', code));
  });

  test('that is being created is worth another look soon', async () => {
    fake.status = 'CREATING';
    await expect(kinesis.verifyStream(open(), 'audience-events', settings, never)).rejects.toMatchObject({ message: 'The stream is still being created.', retryAfterSeconds: 10 });
  });

  test('that does not exist is named together with its region', async () => {
    await expect(kinesis.verifyStream(open(), 'nothing-here', settings, never)).rejects.toThrow('No stream named "nothing-here" in eu-west-1.');
  });

  test('that may not be looked at names the permission', async () => {
    everywhere(faults.accessDenied('DescribeStreamSummary'));
    await expect(kinesis.verifyStream(open(), 'audience-events', settings, never)).rejects.toMatchObject({
      ...issue('stream', 'access_denied'),
      message: expect.stringContaining('kinesis:DescribeStreamSummary'),
    });
  });

  test('of an account whose key went bad blames the account', async () => {
    await expect(kinesis.verifyStream(open({ secretAccessKey: 'x' }), 'audience-events', settings, never)).rejects.toMatchObject(issue('accountId', 'secret_invalid'));
  });

  test('about which the answer says nothing is not taken', async () => {
    for (const body of ['{}', '', '{"StreamDescriptionSummary":{}}']) {
      fake.faults = [{ fault: { kind: 'body', body }, operation: 'DescribeStreamSummary' }];
      await expect(kinesis.verifyStream(open(), 'audience-events', settings, never)).rejects.toMatchObject({ code: 'destination_unavailable' });
    }
  });
});

describe('the list of streams', () => {
  test('holds what the key may list and describe, found by part of the name in any case', async () => {
    const list = streamListSchema.parse(await kinesis.listStreams(open(), 'ENCE-', settings, never));
    expect(list).toMatchObject({ listable: true, items: [{ name: 'audience-events', status: 'ACTIVE', openShardCount: 4, maxRecordBytes: 2 * 1024 * 1024 }] });
    expect(await kinesis.listStreams(open(), 'nothing', settings, never)).toEqual({ listable: true, items: [] });
  });

  test('is no error when the key may not list', async () => {
    everywhere(faults.accessDenied('ListStreams'));
    expect(await kinesis.listStreams(open(), '', settings, never)).toEqual({ listable: false, items: [] });
  });

  test('goes through several pages, and knows the size of a record where the stream does not tell', async () => {
    // kinesalite gives ten names a page.
    const server = kinesalite({ createStreamMs: 0, shardLimit: 20 }).listen(0, '127.0.0.1');
    await once(server, 'listening');
    const endpoint = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    const client = readerOf(endpoint);
    const names = Array.from({ length: 12 }, (_, index) => `stream-${String(index).padStart(2, '0')}`);
    try {
      for (const name of names) await client.send(new CreateStreamCommand({ StreamName: name, ShardCount: 1 }));
      const list = await kinesis.listStreams(open({}, 'us-east-1'), 'stream-', { TRIBUTARY_KINESIS_ENDPOINT: endpoint }, never);
      expect(list.items.map(({ name }) => name)).toEqual(names);
      expect(list.items[0]?.maxRecordBytes).toBe(1024 * 1024);
    } finally {
      client.destroy();
      server.close();
      server.closeAllConnections();
    }
  });

  test('leaves out a stream the key may not look at', async () => {
    fake.faults = [{ fault: faults.accessDenied('DescribeStreamSummary'), operation: 'DescribeStreamSummary' }];
    expect(await kinesis.listStreams(open(), '', settings, never)).toEqual({ listable: true, items: [] });
  });
});

test('shards are predicted as the stream itself assigns them, before and after a reshard', async () => {
  const client = kinesis.createClient(open(), await kinesis.verifyStream(open(), 'audience-events', settings, never), settings, 'json');
  for (const count of [4, 7, 3]) {
    if (count !== 4) fake.reshard(count);
    const { shardIds, shardOf } = await kinesis.readShards(open(), 'audience-events', settings, never);
    expect(shardIds).toHaveLength(count);
    const keys = Array.from({ length: 50 }, (_, index) => `key-${count}-${index}`);
    const results = await client.send(
      keys.map((partitionKey) => ({ data: Buffer.from('x'), partitionKey })),
      never,
    );
    expect(results.map((result) => result.ok && result.shardId)).toEqual(keys.map(shardOf));
  }
  client.close();
});
