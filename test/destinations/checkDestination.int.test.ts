import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import kinesis from '../../server/destinations/amazon-kinesis/index.ts';
import type { CheckOptions, OpenAccount } from '../../server/destinations/definition.ts';
import { checkResultSchema, type CheckResult, type CheckStage } from '../../shared/account.ts';
import { startFakeStream, type FakeStream } from '../fakes/fakeStream.ts';
import { faults, type Fault, type FaultRule } from '../fakes/streamFaults.ts';

const secret = 's'.repeat(40);
const stages = ['endpoint', 'credentials', 'describe_stream', 'state', 'encryption', 'write_permission', 'test_record', 'read_back'];
const open = (change: Record<string, unknown> = {}, region = 'eu-west-1'): OpenAccount => ({
  region,
  credentials: { method: 'access_key', accessKeyId: 'AKIAABCDEFGHIJKLMNOP', secretAccessKey: secret, ...change },
});
const temporary = open({ accessKeyId: 'ASIAABCDEFGHIJKLMNOP', sessionToken: 'token' });
const never = new AbortController().signal;

let fake: FakeStream;
beforeAll(async () => void (fake = await startFakeStream({ keys: { AKIAABCDEFGHIJKLMNOP: { secret }, ASIAABCDEFGHIJKLMNOP: { secret, sessionToken: 'token' } } })));
afterAll(() => fake.close());

let before: number;
beforeEach(() => {
  Object.assign(fake, { faults: [], status: 'ACTIVE', ignoresDryRun: false, keyId: null });
  before = fake.records().length;
});

interface Test extends Partial<CheckOptions> {
  readonly account?: OpenAccount;
  readonly stream?: string;
  readonly endpoint?: string;
}

async function check({ account = open(), stream = 'audience-events', endpoint = fake.endpoint, testRecord = false, readBack = false, ...more }: Test = {}): Promise<CheckResult> {
  const result = await kinesis.checkDestination(account, stream, { testRecord, readBack, ...more }, { TRIBUTARY_KINESIS_ENDPOINT: endpoint }, never);
  expect(JSON.stringify(result)).not.toContain(secret);
  return checkResultSchema.parse(result);
}

const written = (): string[] =>
  fake
    .records()
    .slice(before)
    .map(({ data }) => data.toString());
const stageOf = ({ stages: all }: CheckResult, name: string): CheckStage => all.find(({ stage }) => stage === name) as CheckStage;
const everywhere = (fault: Fault): FaultRule[] => [{ fault, operation: '*' }];
const whileWriting = (fault: Fault): FaultRule[] => [{ fault, operation: 'PutRecords' }];
const refused = (status: number, code: string): Fault => ({ kind: 'refuse', status, code });

test('passes in named stages, says what it found and writes nothing', async () => {
  const result = await check();
  expect(result.stages.map(({ stage, status }) => `${stage} ${status}`)).toEqual([
    ...stages.slice(0, 6).map((stage) => `${stage} passed`),
    'test_record skipped',
    'read_back skipped',
  ]);
  expect([result.ok, written(), fake.dryRuns > 0]).toEqual([true, [], true]);
  expect(stageOf(result, 'write_permission').message).toBe('AWS would take records. Nothing was written.');
  expect(result.stages.every(({ record }) => record === undefined)).toBe(true);
  expect(stageOf(result, 'test_record').message).toBe('Not asked for.');
  for (const stage of ['endpoint', 'credentials', 'describe_stream']) expect(stageOf(result, stage).durationMs).toBeGreaterThan(0);
});

test('only looks and asks: no call that could make, change or delete anything', async () => {
  await check({ testRecord: true, readBack: true });
  expect(Object.keys(fake.requests).toSorted()).toEqual(['DescribeStreamSummary', 'GetRecords', 'GetShardIterator', 'PutRecords']);
});

test.each<[string, string | null, RegExp]>([
  ['none', null, /not encrypted/],
  ['the one AWS manages', 'alias/aws/kinesis', /AWS manages/],
  ['one of the customer', 'arn:aws:kms:eu-west-1:123456789012:key/0a1b', /own key arn:aws:kms:eu-west-1:123456789012:key\/0a1b.*kms:GenerateDataKey/],
])('tells the encryption key: %s', async (_which, keyId, message) => {
  fake.keyId = keyId;
  expect(stageOf(await check(), 'encryption').message).toMatch(message);
});

test('a stream that is being changed passes', async () => {
  fake.status = 'UPDATING';
  const result = await check();
  expect([result.ok, stageOf(result, 'state').message]).toEqual([true, 'The stream is being changed, and takes records meanwhile.']);
});

interface Cause {
  readonly what: string;
  readonly test?: Test;
  readonly faults?: () => readonly FaultRule[];
  readonly status?: FakeStream['status'];
  readonly fails: { readonly stage: string; readonly code: string; readonly vendorCode: string | undefined; readonly field: string | undefined; readonly says: RegExp };
}

const causes: readonly Cause[] = [
  {
    what: 'a key AWS does not know',
    test: { account: open({ accessKeyId: 'AKIAZZZZZZZZZZZZZZZZ' }) },
    fails: { stage: 'credentials', code: 'credentials_invalid', vendorCode: 'UnrecognizedClientException', field: 'accountId', says: /does not recognise/ },
  },
  {
    what: 'a wrong secret',
    test: { account: open({ secretAccessKey: 'x'.repeat(40) }) },
    fails: { stage: 'credentials', code: 'secret_invalid', vendorCode: 'InvalidSignatureException', field: 'accountId', says: /does not fit/ },
  },
  {
    what: 'an expired token',
    test: { account: temporary },
    faults: () => everywhere(faults.expiredToken()),
    fails: { stage: 'credentials', code: 'token_expired', vendorCode: 'ExpiredTokenException', field: 'accountId', says: /expired/ },
  },
  {
    what: 'a clock that is wrong',
    faults: () => everywhere(faults.wrongClock()),
    fails: { stage: 'credentials', code: 'clock_skewed', vendorCode: 'InvalidSignatureException', field: undefined, says: /clock/ },
  },
  {
    what: 'an account that is not signed up',
    faults: () => everywhere(refused(403, 'OptInRequired')),
    fails: { stage: 'credentials', code: 'access_denied', vendorCode: 'OptInRequired', field: 'accountId', says: /not signed up/ },
  },
  {
    what: 'credentials of another region than the endpoint',
    test: { account: open({}, 'us-east-1') },
    fails: { stage: 'endpoint', code: 'region_invalid', vendorCode: 'InvalidSignatureException', field: 'accountId', says: /region/ },
  },
  {
    what: 'no way to the endpoint',
    test: { endpoint: 'http://127.0.0.1:9' },
    fails: { stage: 'endpoint', code: 'endpoint_unreachable', vendorCode: 'ECONNREFUSED', field: undefined, says: /cannot be reached/ },
  },
  {
    what: 'AWS in trouble',
    faults: () => everywhere(faults.internalFailure()),
    fails: { stage: 'endpoint', code: 'destination_unavailable', vendorCode: 'InternalFailure', field: undefined, says: /problem/ },
  },
  {
    what: 'a stream that does not exist',
    test: { stream: 'nothing-here' },
    fails: { stage: 'describe_stream', code: 'stream_not_found', vendorCode: 'ResourceNotFoundException', field: 'stream', says: /No stream named "nothing-here" in eu-west-1/ },
  },
  {
    what: 'the ARN of a stream in another region',
    test: { stream: 'arn:aws:kinesis:us-east-1:123456789012:stream/audience-events' },
    fails: { stage: 'describe_stream', code: 'stream_wrong_region', vendorCode: undefined, field: 'stream', says: /us-east-1/ },
  },
  {
    what: 'the ARN of a stream in another AWS account',
    test: { stream: 'arn:aws:kinesis:eu-west-1:999999999999:stream/audience-events' },
    fails: { stage: 'describe_stream', code: 'stream_not_found', vendorCode: undefined, field: 'stream', says: /another AWS account/ },
  },
  {
    what: 'no permission to look at the stream',
    faults: () => [{ fault: faults.accessDenied('DescribeStreamSummary'), operation: 'DescribeStreamSummary' }],
    fails: { stage: 'describe_stream', code: 'access_denied', vendorCode: 'AccessDeniedException', field: 'stream', says: /kinesis:DescribeStreamSummary/ },
  },
  {
    what: 'too many calls while looking',
    faults: () => everywhere(refused(400, 'LimitExceededException')),
    fails: { stage: 'describe_stream', code: 'throttled', vendorCode: 'LimitExceededException', field: undefined, says: /slow down/ },
  },
  {
    what: 'a stream that is being created',
    status: 'CREATING',
    fails: { stage: 'state', code: 'stream_not_active', vendorCode: 'CREATING', field: 'stream', says: /being created/ },
  },
  {
    what: 'a stream that is being deleted',
    status: 'DELETING',
    fails: { stage: 'state', code: 'stream_not_active', vendorCode: 'DELETING', field: 'stream', says: /being deleted/ },
  },
  {
    what: 'no permission to write',
    faults: () => whileWriting(faults.accessDenied()),
    fails: { stage: 'write_permission', code: 'access_denied', vendorCode: 'AccessDeniedException', field: 'stream', says: /kinesis:PutRecords.*"audience-events"/ },
  },
  {
    what: 'a key of the stream that may not be used',
    faults: () => whileWriting(faults.kms('KMSAccessDeniedException')),
    fails: { stage: 'write_permission', code: 'key_access_denied', vendorCode: 'KMSAccessDeniedException', field: 'stream', says: /encryption key/ },
  },
  {
    what: 'a key of the stream that is switched off',
    faults: () => whileWriting(faults.kms('KMSDisabledException')),
    fails: { stage: 'write_permission', code: 'key_disabled', vendorCode: 'KMSDisabledException', field: 'stream', says: /switched off/ },
  },
  {
    what: 'a key of the stream that is gone',
    faults: () => whileWriting(faults.kms('KMSNotFoundException')),
    fails: { stage: 'write_permission', code: 'key_not_found', vendorCode: 'KMSNotFoundException', field: 'stream', says: /no longer exists/ },
  },
  {
    what: 'a busy stream while asking to write',
    faults: () => whileWriting(faults.throttledRequest()),
    fails: { stage: 'write_permission', code: 'throttled', vendorCode: 'ProvisionedThroughputExceededException', field: undefined, says: /slow down/ },
  },
];

describe('fails at the stage of its cause, and writes nothing:', () => {
  test.each(causes)('$what', async (cause) => {
    fake.faults = cause.faults?.() ?? [];
    fake.status = cause.status ?? 'ACTIVE';
    const result = await check({ ...cause.test, testRecord: true, readBack: true });
    const { stage, code, vendorCode, field, says } = cause.fails;
    const place = stages.indexOf(stage);
    expect(result.ok).toBe(false);
    expect(result.stages.map((each) => each.stage)).toEqual(stages);
    expect(result.stages[place]).toMatchObject({ stage, status: 'failed', code, remedy: expect.stringMatching(/\w/), message: expect.stringMatching(says) });
    expect([result.stages[place]?.vendorCode, result.stages[place]?.field]).toEqual([vendorCode, field]);
    expect(result.stages.filter(({ status }) => status === 'failed')).toHaveLength(1);
    expect(result.stages.slice(place + 1).every(({ status }) => status === 'skipped')).toBe(true);
    expect(written()).toEqual([]);
  });
});

test('a stream that is being deleted is nothing to wait for', async () => {
  fake.status = 'DELETING';
  const [failed] = (await check({})).stages.filter(({ status }) => status === 'failed');
  expect(failed?.remedy).toBe('Pick another stream, or create it again in AWS once it is gone.');
});

test('another stream than the one that was confirmed is neither asked nor written to', async () => {
  const seen: unknown[] = [];
  const differenceOf: CheckOptions['differenceOf'] = (target) => (seen.push(target), 'The stream was made anew.');
  const result = await check({ differenceOf, testRecord: true });
  expect(stageOf(result, 'describe_stream')).toMatchObject({ status: 'failed', code: 'stream_replaced', field: 'stream', message: 'The stream was made anew.' });
  expect([seen, written()]).toEqual([[expect.objectContaining({ name: 'audience-events', arn: fake.arn, createdAt: fake.createdAt.toISOString() })], []]);
});

test('an endpoint that ignores dry runs (F42): the result says that a record was written, and the record is marked and holds nothing else', async () => {
  fake.ignoresDryRun = true;
  const result = await check();
  expect([result.ok, stageOf(result, 'write_permission')]).toMatchObject([true, { status: 'passed', message: expect.stringContaining('a test record was written') }]);
  expect(written().map((data) => JSON.parse(data) as object)).toEqual([{ test: true, source: 'tributary', time: expect.any(String) }]);
  expect(stageOf(result, 'write_permission').record).toMatchObject({ data: written()[0], sequenceNumber: fake.records().at(-1)?.sequenceNumber });
});

test('an endpoint that ignores dry runs and refuses the row has not written it, and says why', async () => {
  fake.ignoresDryRun = true;
  fake.faults = whileWriting(faults.throttledRows(1));
  const result = await check();
  expect(stageOf(result, 'write_permission')).toMatchObject({ status: 'failed', code: 'throttled', vendorCode: 'ProvisionedThroughputExceededException' });
  expect(written()).toEqual([]);
});

test.each(['', '{}', '{"Records":[{}]}'])('an answer that says nothing (%j) is no permission', async (body) => {
  fake.faults = whileWriting({ kind: 'body', body });
  expect(stageOf(await check(), 'write_permission')).toMatchObject({ status: 'failed', code: 'destination_unavailable', remedy: 'Wait a moment, then test again.' });
});

describe('a test record', () => {
  test('is written once, marked as a test, and told where it lies; it is read back as it was sent', async () => {
    const result = await check({ testRecord: true, readBack: true });
    const [record] = fake.records().slice(before);
    expect(written()).toHaveLength(1);
    expect(stageOf(result, 'test_record').record).toEqual({
      shardId: record?.shardId,
      sequenceNumber: record?.sequenceNumber,
      partitionKey: 'tributary-test',
      data: record?.data.toString(),
      latencyMs: expect.any(Number),
    });
    expect(JSON.parse(written()[0] ?? '')).toEqual({ test: true, source: 'tributary', time: expect.any(String) });
    expect([result.ok, stageOf(result, 'read_back')]).toMatchObject([true, { status: 'passed', message: 'Found in the stream, as it was sent.' }]);
  });

  test('that is not to be read back is not looked for', async () => {
    const reads = fake.requests['GetRecords'];
    const result = await check({ testRecord: true });
    expect([stageOf(result, 'read_back').status, fake.requests['GetRecords']]).toEqual(['skipped', reads]);
  });

  test.each(['GetShardIterator', 'GetRecords'])('that may not be read for want of %s names the permission, and that sending works', async (operation) => {
    fake.faults = [{ fault: faults.accessDenied(operation), operation }];
    const result = await check({ testRecord: true, readBack: true });
    expect(stageOf(result, 'test_record').status).toBe('passed');
    expect(stageOf(result, 'read_back')).toMatchObject({
      status: 'failed',
      code: 'access_denied',
      message: expect.stringMatching(new RegExp(`kinesis:${operation}.*sending works`)),
    });
  });

  test('that may not be deciphered names kms:Decrypt', async () => {
    fake.faults = [{ fault: faults.kms('KMSAccessDeniedException'), operation: 'GetRecords' }];
    expect(stageOf(await check({ testRecord: true, readBack: true }), 'read_back')).toMatchObject({ code: 'access_denied', message: expect.stringContaining('kms:Decrypt') });
  });

  test('that is to be seen only after a while is looked for again', async () => {
    await check({ testRecord: true });
    const body = JSON.stringify({ Records: [], MillisBehindLatest: 5, NextShardIterator: `audience-events|${fake.records().at(-1)?.shardId}|` });
    fake.faults = [{ fault: { kind: 'body', body }, operation: 'GetRecords', times: 1 }];
    const readBack = stageOf(await check({ testRecord: true, readBack: true }), 'read_back');
    expect([readBack.status, readBack.durationMs >= 500]).toEqual(['passed', true]);
  });

  test('that is not to be seen yet proves nothing either way', async () => {
    fake.faults = [{ fault: { kind: 'body', body: '{"Records":[],"MillisBehindLatest":5}' }, operation: 'GetRecords' }];
    expect(await check({ testRecord: true, readBack: true })).toMatchObject({ ok: true });
    expect(stageOf(await check({ testRecord: true, readBack: true }), 'read_back')).toMatchObject({ status: 'skipped', message: expect.stringContaining('Not to be seen yet') });
  });
});
