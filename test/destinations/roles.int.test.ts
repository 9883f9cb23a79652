import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest';
import kinesis from '../../server/destinations/amazon-kinesis/index.ts';
import type { OpenAccount, StreamTarget } from '../../server/destinations/definition.ts';
import { startFakeAws, type FakeAws } from '../fakes/fakeAws.ts';
import type { FakeStream } from '../fakes/fakeStream.ts';
import type { FakeSts } from '../fakes/fakeSts.ts';
import { faults } from '../fakes/streamFaults.ts';

const serverArn = 'arn:aws:sts::111122223333:assumed-role/tributary-task/i-0abc';
const externalId = 'tributary-00112233445566778899aabbccddeeff-0011223344556677';
const never = new AbortController().signal;

let aws: FakeAws;
let stream: FakeStream;
let sts: FakeSts;
let settings: { TRIBUTARY_KINESIS_ENDPOINT: string; TRIBUTARY_STS_ENDPOINT: string };
let target: StreamTarget;
let number = 0;
/** Credentials are kept per role for as long as the process lives: each test has a role of its own. */
let roleArn: string;

const role = (change: Record<string, unknown> = {}): OpenAccount => ({ region: 'eu-west-1', credentials: { method: 'assume_role', roleArn, externalId, ...change } });
const ambient: OpenAccount = { region: 'eu-west-1', credentials: { method: 'ambient' } };
const record = { data: new TextEncoder().encode('{"test":true}'), partitionKey: 'p1' };

beforeAll(async () => {
  aws = await startFakeAws(serverArn);
  ({ stream, sts } = aws);
  settings = { TRIBUTARY_KINESIS_ENDPOINT: stream.endpoint, TRIBUTARY_STS_ENDPOINT: sts.endpoint };
  target = { name: stream.name, arn: null, createdAt: null, maxRecordBytes: 1_048_576 };
});
afterAll(() => aws.close());
beforeEach(() => {
  for (const name of ['AWS_ACCESS_KEY_ID', 'AWS_SECRET_ACCESS_KEY']) vi.stubEnv(name, aws.environment[name]);
  number += 1;
  roleArn = `arn:aws:iam::444455556666:role/lent-${number}`;
  sts.roles[roleArn] = { externalId };
  sts.failure = null;
  sts.lendsSeconds = null;
  sts.latencyMs = 0;
  stream.faults = [];
});
afterEach(() => vi.unstubAllEnvs());

const stagesOf = async (account: OpenAccount): Promise<string[]> => (await kinesis.checkAccount(account, settings, never)).stages.map(({ stage, status }) => `${stage} ${status}`);

describe('an account with a role', () => {
  test('is accepted when the role lets us in with our external id only', async () => {
    await expect(kinesis.verifyAccount(role(), settings, never)).resolves.toBeUndefined();
    expect(await stagesOf(role())).toEqual(['credentials passed', 'assume_role passed', 'list_streams passed']);
    // CloudTrail over there shows for which account it was.
    expect(new Set(sts.sessions)).toEqual(new Set([externalId]));
  });

  test.each([
    ['without an external id', null],
    ['with any external id', '*'],
  ] as const)('is refused when the role can be used %s', async (_how, wanted) => {
    sts.roles[roleArn] = { externalId: wanted };
    await expect(kinesis.verifyAccount(role(), settings, never)).rejects.toMatchObject({ code: 'role_unprotected', issues: [{ path: 'credentials.roleArn' }] });
    const { ok, stages } = await kinesis.checkAccount(role(), settings, never);
    expect(ok).toBe(false);
    expect(stages[1]).toMatchObject({
      stage: 'assume_role',
      status: 'failed',
      code: 'role_unprotected',
      field: 'credentials.roleArn',
      remedy: expect.stringContaining('condition'),
    });
  });

  test.each<[string, () => void]>([
    ['the role does not exist', () => void delete sts.roles[roleArn]],
    ['the role does not trust us', () => void (sts.roles[roleArn] = { externalId, trustsUs: false })],
    ['the role asks for another external id', () => void (sts.roles[roleArn] = { externalId: 'other' })],
  ])('says all three reasons AWS may have when %s', async (_why, arrange) => {
    arrange();
    const error = {
      code: 'role_not_assumable',
      vendorCode: 'AccessDenied',
      issues: [{ path: 'credentials.roleArn', message: expect.stringMatching(/does not exist.*does not name us.*another external id/) }],
    };
    await expect(kinesis.verifyAccount(role(), settings, never)).rejects.toMatchObject(error);
    expect(await stagesOf(role())).toEqual(['credentials passed', 'assume_role failed', 'list_streams skipped']);
  });

  test.each<[string, NonNullable<FakeSts['failure']>, string, string | null]>([
    ['the sign-in of this server is unknown', { status: 403, code: 'InvalidClientTokenId' }, 'server_identity_refused', 'credentials.method'],
    ['the sign-in of this server has expired', { status: 400, code: 'ExpiredToken' }, 'server_identity_refused', 'credentials.method'],
    ['the clock is wrong', { status: 403, code: 'SignatureDoesNotMatch', message: 'Signature expired: 1 is now earlier than 2' }, 'clock_skewed', null],
    ['the region is off', { status: 403, code: 'RegionDisabledException' }, 'region_invalid', 'region'],
    ['AWS has a problem', { status: 500, code: 'InternalFailure' }, 'destination_unavailable', null],
  ])('says it when %s', async (_what, failure, code, field) => {
    sts.failure = failure;
    const { ok, stages } = await kinesis.checkAccount(role(), settings, never);
    expect(ok).toBe(false);
    expect(stages[0]).toMatchObject({ stage: 'credentials', status: 'failed', code, ...(field === null ? {} : { field }) });
    expect(stages.slice(1).every(({ status }) => status === 'skipped')).toBe(true);
  });

  test('is tried anew each time: what is held from before proves nothing', async () => {
    sts.roles[roleArn] = { externalId: null };
    await expect(kinesis.verifyAccount(role(), settings, never)).rejects.toMatchObject({ code: 'role_unprotected' });
    sts.roles[roleArn] = { externalId: 'other' };
    await expect(kinesis.verifyAccount(role(), settings, never)).rejects.toMatchObject({ code: 'role_not_assumable' });
    sts.roles[roleArn] = { externalId };
    await kinesis.verifyAccount(role(), settings, never);
    delete sts.roles[roleArn];
    await expect(kinesis.verifyAccount(role(), settings, never)).rejects.toMatchObject({ code: 'role_not_assumable' });
  });

  test('is borrowed once for everybody who sends with it', async () => {
    const before = sts.requests['AssumeRole'] ?? 0;
    const clients = [1, 2, 3].map(() => kinesis.createClient(role(), target, settings, 'json'));
    const answers = await Promise.all(clients.flatMap((client) => [client.send([record], never), client.send([record], never)]));
    expect(answers.every(([row]) => row?.ok === true)).toBe(true);
    expect((sts.requests['AssumeRole'] ?? 0) - before).toBe(1);
    for (const client of clients) client.close();
  });

  test('is borrowed anew when AWS says that it expired, and nothing fails', async () => {
    const client = kinesis.createClient(role(), target, settings, 'json');
    await client.send([record], never);
    const before = sts.requests['AssumeRole'] ?? 0;
    stream.faults = [{ fault: faults.expiredToken(), times: 1 }];
    expect(await client.send([record], never)).toMatchObject([{ ok: true }]);
    expect((sts.requests['AssumeRole'] ?? 0) - before).toBe(1);
    // Fresh ones that are refused as expired, too, are a refusal like any other.
    stream.faults = [{ fault: faults.expiredToken() }];
    await expect(client.send([record], never)).rejects.toMatchObject({ code: 'token_expired' });
    client.close();
  });

  test('is borrowed anew once, however many requests were refused with the old one', async () => {
    const client = kinesis.createClient(role(), target, settings, 'json');
    await client.send([record], never);
    const before = sts.requests['AssumeRole'] ?? 0;
    const refusedOnce = [{ fault: faults.expiredToken(), times: 1 }];
    stream.faults = refusedOnce;
    stream.latencyMs = 500;
    const sentBefore = stream.requests['PutRecords'] ?? 0;
    const slow = client.send([record], never);
    await expect.poll(() => stream.requests['PutRecords'], { interval: 5 }).toBeGreaterThan(sentBefore);
    stream.latencyMs = 0;
    // Sent again with the new one before the other refusal arrives.
    expect(await client.send([record], never)).toMatchObject([{ ok: true }]);
    stream.faults = refusedOnce;
    expect(await slow).toMatchObject([{ ok: true }]);
    expect((sts.requests['AssumeRole'] ?? 0) - before).toBe(1);
    client.close();
  });

  test('holds up no request beyond its signal when AWS lends nothing and says nothing', async () => {
    const client = kinesis.createClient(role(), target, settings, 'json');
    sts.latencyMs = 20_000;
    const startedAt = performance.now();
    for (const call of [client.send([record], AbortSignal.timeout(200)), client.readPartitions(AbortSignal.timeout(200))])
      await expect(call).rejects.toMatchObject({ code: 'destination_unavailable' });
    await expect(kinesis.readShards(role(), target.name, settings, AbortSignal.timeout(200))).rejects.toMatchObject({ code: 'destination_unavailable' });
    expect(performance.now() - startedAt).toBeLessThan(5_000);
    client.close();
  });

  test('goes on while AWS lends nothing, for as long as the last credentials last', async () => {
    sts.lendsSeconds = 200;
    const client = kinesis.createClient(role(), target, settings, 'json');
    await client.send([record], never);
    sts.failure = { status: 500, code: 'InternalFailure' };
    for (let times = 0; times < 3; times += 1) expect(await client.send([record], never)).toMatchObject([{ ok: true }]);
    client.close();
    const other = kinesis.createClient(role({ externalId: 'unused-so-far' }), target, settings, 'json');
    await expect(other.send([record], never)).rejects.toMatchObject({ code: 'destination_unavailable' });
    other.close();
  });
});

describe('the identity of this server', () => {
  test('signs what is sent', async () => {
    expect(await stagesOf(ambient)).toEqual(['credentials passed', 'list_streams passed']);
    const client = kinesis.createClient(ambient, target, settings, 'json');
    expect(await client.send([record], never)).toMatchObject([{ ok: true }]);
    client.close();
  });

  test('is told as trust policies name it: the role and not its session', async () => {
    await expect(kinesis.serverIdentity?.(' EU-WEST-1 ', settings)).resolves.toEqual({
      accountNumber: '111122223333',
      principalArn: 'arn:aws:iam::111122223333:role/tributary-task',
    });
  });

  test('is missed in plain words where there is none', async () => {
    for (const name of ['AWS_ACCESS_KEY_ID', 'AWS_SECRET_ACCESS_KEY']) vi.stubEnv(name, undefined);
    vi.stubEnv('AWS_EC2_METADATA_DISABLED', 'true');
    for (const name of ['AWS_CONFIG_FILE', 'AWS_SHARED_CREDENTIALS_FILE']) vi.stubEnv(name, '/nowhere');
    // Credentials are kept per region.
    for (const account of [
      { ...ambient, region: 'eu-north-1' },
      { ...role(), region: 'eu-north-1' },
    ]) {
      const { stages } = await kinesis.checkAccount(account, settings, never);
      expect(stages[0]).toMatchObject({
        stage: 'credentials',
        status: 'failed',
        code: 'server_identity_refused',
        field: 'credentials.method',
        message: expect.stringContaining('It has none'),
      });
    }
  });
});
