import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { createStreamClient } from '../../server/destinations/amazon-kinesis/client.ts';
import kinesis from '../../server/destinations/amazon-kinesis/index.ts';
import type { OpenAccount, StreamTarget } from '../../server/destinations/definition.ts';
import { ActivationError } from '../../server/kit/errors.ts';
import type { StreamClient, StreamRecord } from '../../server/publisher/streamClient.ts';
import { startFakeStream, type FakeStream } from '../fakes/fakeStream.ts';
import { faults, type Fault } from '../fakes/streamFaults.ts';

const credentials = { method: 'access_key', accessKeyId: 'AKIAABCDEFGHIJKLMNOP', secretAccessKey: 's'.repeat(40) };
const account: OpenAccount = { region: 'eu-west-1', credentials };
const target: StreamTarget = { name: 'audience-events', arn: null, createdAt: null, maxRecordBytes: 1024 * 1024 };
const never = new AbortController().signal;
const batch = (count: number): StreamRecord[] => Array.from({ length: count }, (_, index) => ({ data: Buffer.from(`{"n":${index}}`), partitionKey: `key-${index}` }));

let fake: FakeStream;
let client: StreamClient;
beforeAll(async () => {
  fake = await startFakeStream({ keys: { AKIAABCDEFGHIJKLMNOP: { secret: 's'.repeat(40) } }, enforceShardLimits: false });
});
afterAll(() => fake.close());
beforeEach(() => {
  fake.faults = [];
  fake.poisonKey = null;
  fake.status = 'ACTIVE';
  client = createStreamClient(account, target, { TRIBUTARY_KINESIS_ENDPOINT: fake.endpoint });
});
afterEach(() => client.close());

async function refusal(promise: Promise<unknown>): Promise<ActivationError> {
  const thrown: unknown = await promise.then(
    () => new Error('It was taken for a success.'),
    (error: unknown) => error,
  );
  if (!(thrown instanceof ActivationError)) throw thrown;
  return thrown;
}

const sendWith = (fault: Fault, sender = client): Promise<ActivationError> => {
  fake.faults = [{ fault }];
  return refusal(sender.send(batch(3), never));
};

describe('a 200 that leaves a doubt is no success, stored or not', () => {
  test.each<[string, Fault]>([
    ['no body', { kind: 'emptyBody' }],
    ['no body, but stored', { kind: 'emptyBody', stored: true }],
    ['{}', { kind: 'body', body: '{}' }],
    ['null', { kind: 'body', body: 'null' }],
    ['a list', { kind: 'body', body: '[]' }],
    ['a number', { kind: 'body', body: '5' }],
    ['results that are no list', { kind: 'body', body: '{"Records":{"length":3}}' }],
    ['results that are null', { kind: 'body', body: '{"FailedRecordCount":0,"Records":[null,null,null]}' }],
    ['results without anything in them', { kind: 'body', body: '{"FailedRecordCount":0,"Records":[{},{},{}]}' }],
    ['empty sequence numbers', { kind: 'body', body: JSON.stringify({ Records: Array(3).fill({ SequenceNumber: '', ShardId: 'shardId-0' }) }) }],
    ['a sequence number without a shard', { kind: 'body', body: JSON.stringify({ Records: Array(3).fill({ SequenceNumber: '1' }) }) }],
    ['half an answer', { kind: 'body', body: '{"FailedRecordCount":0,"Rec' }],
    ['a result too many', { kind: 'resultCount', difference: 1 }],
    ['a result too few', { kind: 'resultCount', difference: -1 }],
    ['a row with a sequence number and an error', { kind: 'bothInOneRow' }],
  ])('%s', async (_what, fault) => {
    expect(await sendWith(fault)).toMatchObject({ code: 'destination_unavailable' });
  });

  test('what counts is the row, not the FailedRecordCount of the answer', async () => {
    fake.faults = [{ fault: { kind: 'failedRecordCount', value: 2 } }];
    expect((await client.send(batch(3), never)).every(({ ok }) => ok)).toBe(true);
    fake.faults = [
      {
        fault: {
          kind: 'body',
          body: JSON.stringify({
            FailedRecordCount: 0,
            Records: [
              { SequenceNumber: '1', ShardId: 'shardId-0' },
              { ErrorCode: 'InternalFailure', ErrorMessage: '' },
            ],
          }),
        },
      },
    ];
    expect((await client.send(batch(2), never)).map(({ ok }) => ok)).toEqual([true, false]);
  });
});

describe('rows', () => {
  test('each result belongs to the record at its index', async () => {
    fake.faults = [{ fault: faults.throttledRows(0.5) }];
    const before = fake.records().length;
    const results = await client.send(batch(200), never);
    const stored = new Set(
      fake
        .records()
        .slice(before)
        .map(({ partitionKey }) => partitionKey),
    );
    expect(stored.size).toBeGreaterThan(50);
    expect(stored.size).toBeLessThan(150);
    results.forEach((result, index) => expect(result.ok).toBe(stored.has(`key-${index}`)));
    expect(results.find(({ ok }) => !ok)).toEqual({
      ok: false,
      code: 'throttled',
      vendorCode: 'ProvisionedThroughputExceededException',
      message: 'The stream is busy. Sending more slowly.',
    });
  });
});

describe('a request that fails as a whole', () => {
  // Who sends again, and when, is the publisher's business: each is sent once, but for a wrong clock, which the first refusal may have put right.
  test.each<[string, Fault, string, string]>([
    ['throttled', faults.throttledRequest(), 'throttled', 'ProvisionedThroughputExceededException'],
    ['500', faults.internalFailure(), 'destination_unavailable', 'InternalFailure'],
    ['503', faults.unavailable(), 'destination_unavailable', 'ServiceUnavailable'],
    ['an expired token', faults.expiredToken(), 'token_expired', 'ExpiredTokenException'],
    ['a key AWS does not know', faults.unknownKey(), 'credentials_invalid', 'UnrecognizedClientException'],
    ['a secret that does not fit', faults.wrongSecret(), 'secret_invalid', 'InvalidSignatureException'],
    ['a clock that is wrong', faults.wrongClock(), 'clock_skewed', 'InvalidSignatureException'],
    ['no permission', faults.accessDenied(), 'access_denied', 'AccessDeniedException'],
    ['KMS denied', faults.kms('KMSAccessDeniedException'), 'key_access_denied', 'KMSAccessDeniedException'],
    ['KMS throttled', faults.kms('KMSThrottlingException'), 'throttled', 'KMSThrottlingException'],
    ['a code nobody knows', { kind: 'refuse', status: 400, code: 'FooException' }, 'destination_unavailable', 'FooException'],
    ['a reset before anything was stored', { kind: 'resetBefore' }, 'destination_unavailable', 'ECONNRESET'],
    ['a reset after everything was stored', { kind: 'resetAfter' }, 'destination_unavailable', 'ECONNRESET'],
    ['a page of a proxy', { kind: 'html', status: 200 }, 'endpoint_unreachable', 'SyntaxError'],
    ['a proxy that wants a sign-in', { kind: 'html', status: 407 }, 'endpoint_unreachable', 'SyntaxError'],
  ])('%s', async (_what, fault, code, vendorCode) => {
    const before = fake.requests['PutRecords'] ?? 0;
    expect(await sendWith(fault)).toMatchObject({ code, vendorCode });
    expect(fake.requests['PutRecords']).toBe(before + (code === 'clock_skewed' ? 2 : 1));
  });

  test('a redirect is never followed', async () => {
    const elsewhere = await startFakeStream();
    expect(await sendWith({ kind: 'html', status: 302, location: elsewhere.endpoint })).toMatchObject({ code: 'endpoint_unreachable' });
    expect(elsewhere.connections).toBe(0);
    await elsewhere.close();
  });

  test('a batch with a record AWS cannot take is refused as records, so that the publisher looks for it', async () => {
    fake.poisonKey = 'key-2';
    expect((await refusal(client.send(batch(5), never))).entry).toMatchObject({ scope: 'record', retry: 'never' });
    const tooMany = await refusal(client.send(batch(501), never));
    expect(tooMany.entry).toMatchObject({ scope: 'record', retry: 'never' });
    const large = await refusal(client.send([{ data: Buffer.alloc(1024 * 1024), partitionKey: 'k' }], never));
    expect(large.code).toBe('record_too_large');
  });

  test('a stream that is gone or not ready is told apart from one that is being resized', async () => {
    fake.status = 'MISSING';
    expect(await refusal(client.send(batch(1), never))).toMatchObject({ code: 'stream_not_found' });
    fake.status = 'UPDATING';
    expect(await client.send(batch(1), never)).toMatchObject([{ ok: true }]);
  });

  test('nobody listening is out of reach', async () => {
    const gone = await startFakeStream();
    await gone.close();
    const lonely = createStreamClient(account, target, { TRIBUTARY_KINESIS_ENDPOINT: gone.endpoint });
    expect(await refusal(lonely.send(batch(1), never))).toMatchObject({ code: 'endpoint_unreachable', vendorCode: 'ECONNREFUSED' });
    lonely.close();
  });
});

describe('time', () => {
  test.each<[string, Fault]>([
    ['an answer that never comes', { kind: 'hang' }],
    ['an answer that trickles in', { kind: 'trickle', everyMs: 60 }],
  ])('%s ends at the deadline', async (_what, fault) => {
    const hasty = createStreamClient(account, target, { TRIBUTARY_KINESIS_ENDPOINT: fake.endpoint }, 400);
    const startedAt = performance.now();
    expect(await sendWith(fault, hasty)).toMatchObject({ code: 'destination_unavailable', vendorCode: expect.stringMatching(/AbortError|ECONNRESET/) });
    expect(performance.now() - startedAt).toBeLessThan(5_000);
    hasty.close();
  });

  test('the caller can cut a request off', async () => {
    fake.faults = [{ fault: { kind: 'hang' } }];
    const cut = new AbortController();
    const error = refusal(createStreamClient(account, target, { TRIBUTARY_KINESIS_ENDPOINT: fake.endpoint }).send(batch(1), cut.signal));
    cut.abort();
    expect(await error).toMatchObject({ code: 'destination_unavailable' });
  });

  test('a record that is stored late, after the request failed, is a second copy once it is sent again', async () => {
    const before = fake.records().length;
    fake.faults = [{ fault: { kind: 'zombie', afterMs: 20 }, times: 1 }];
    await refusal(client.send(batch(1), never));
    await client.send(batch(1), never);
    await expect.poll(() => fake.records().length - before).toBe(2);
  });

  test('one connection serves request after request', async () => {
    const before = fake.connections;
    for (let count = 0; count < 20; count += 1) await client.send(batch(2), never);
    // None where somebody else who sends with this account has one open.
    expect(fake.connections - before).toBeLessThanOrEqual(1);
  });

  test('a wrong clock of this host costs one refusal and no record', async () => {
    fake.clockAheadMs = 60 * 60 * 1000;
    const before = fake.requests['PutRecords'] ?? 0;
    try {
      expect(await client.send(batch(1), never)).toMatchObject([{ ok: true }]);
      expect(fake.requests['PutRecords']).toBe(before + 2);
      expect(await client.send(batch(1), never)).toMatchObject([{ ok: true }]);
    } finally {
      fake.clockAheadMs = 0;
    }
  });
});

test('nothing of the host is used: no credentials, no region, no endpoint, no profile', async () => {
  const decoy = await startFakeStream();
  const canaries = {
    AWS_ACCESS_KEY_ID: 'AKIACANARYCANARYCANA',
    AWS_SECRET_ACCESS_KEY: 'canary',
    AWS_SESSION_TOKEN: 'canary',
    AWS_REGION: 'us-west-2',
    AWS_PROFILE: 'canary',
    AWS_ENDPOINT_URL: decoy.endpoint,
    AWS_ENDPOINT_URL_KINESIS: decoy.endpoint,
    AWS_USE_FIPS_ENDPOINT: 'true',
    AWS_USE_DUALSTACK_ENDPOINT: 'true',
    AWS_MAX_ATTEMPTS: '9',
  };
  const former = Object.fromEntries(Object.keys(canaries).map((name) => [name, process.env[name]]));
  Object.assign(process.env, canaries);
  try {
    const settings = { TRIBUTARY_KINESIS_ENDPOINT: fake.endpoint };
    const fresh = createStreamClient(account, target, settings);
    expect(await fresh.send(batch(1), never)).toMatchObject([{ ok: true }]);
    const wrong: OpenAccount = { ...account, credentials: { ...credentials, accessKeyId: 'AKIAZZZZZZZZZZZZZZZZ' } };
    await expect(kinesis.verifyAccount(wrong, settings, never)).rejects.toMatchObject({ code: 'credentials_invalid' });
    fresh.close();
    expect([...fake.accessKeyIds].sort()).toEqual(['AKIAABCDEFGHIJKLMNOP', 'AKIAZZZZZZZZZZZZZZZZ']);
    expect(decoy.connections).toBe(0);
  } finally {
    for (const [name, value] of Object.entries(former)) {
      if (value === undefined) delete process.env[name];
      else process.env[name] = value;
    }
    await decoy.close();
  }
});
