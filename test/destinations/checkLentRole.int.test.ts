import { afterAll, afterEach, beforeAll, beforeEach, expect, test, vi } from 'vitest';
import kinesis from '../../server/destinations/amazon-kinesis/index.ts';
import type { OpenAccount } from '../../server/destinations/definition.ts';
import { checkResultSchema, type CheckResult } from '../../shared/account.ts';
import { startFakeAws, type FakeAws } from '../fakes/fakeAws.ts';
import type { FakeStream } from '../fakes/fakeStream.ts';
import type { FakeSts } from '../fakes/fakeSts.ts';
import { faults } from '../fakes/streamFaults.ts';

const serverArn = 'arn:aws:sts::111122223333:assumed-role/tributary-task/i-0abc';
const externalId = 'tributary-00112233445566778899aabbccddeeff-0011223344556677';
const afterSignIn = ['describe_stream', 'state', 'encryption', 'write_permission', 'test_record', 'read_back'];

let aws: FakeAws;
let stream: FakeStream;
let sts: FakeSts;
let number = 0;
/** What a role lends is kept for as long as the process lives: each test has a role of its own. */
let roleArn: string;

beforeAll(async () => {
  aws = await startFakeAws(serverArn);
  ({ stream, sts } = aws);
});
afterAll(() => aws.close());
beforeEach(() => {
  for (const name of ['AWS_ACCESS_KEY_ID', 'AWS_SECRET_ACCESS_KEY']) vi.stubEnv(name, aws.environment[name]);
  number += 1;
  roleArn = `arn:aws:iam::444455556666:role/tested-${number}`;
  sts.roles[roleArn] = { externalId };
  stream.faults = [];
});
afterEach(() => vi.unstubAllEnvs());

async function check(credentials: OpenAccount['credentials'], name = stream.name): Promise<CheckResult> {
  const settings = { TRIBUTARY_KINESIS_ENDPOINT: stream.endpoint, TRIBUTARY_STS_ENDPOINT: sts.endpoint };
  const wanted = { testRecord: false, readBack: false };
  return checkResultSchema.parse(await kinesis.checkDestination({ region: 'eu-west-1', credentials }, name, wanted, settings, new AbortController().signal));
}

const lent = (change: Record<string, unknown> = {}): OpenAccount['credentials'] => ({ method: 'assume_role', roleArn, externalId, ...change });
const failureIn = ({ stages }: CheckResult): unknown => stages.find(({ status }) => status === 'failed');

test.each([
  ['a role', () => lent(), ['credentials', 'assume_role', ...afterSignIn]],
  ['the identity of the server', () => ({ method: 'ambient' }), ['credentials', ...afterSignIn]],
] as const)('a destination that sends as %s is tested with its sign-in first, each step timed by its own calls, and nothing is written', async (_who, credentials, stages) => {
  const result = await check(credentials());
  expect([result.ok, result.stages.map(({ stage }) => stage), stream.records()]).toEqual([true, stages, []]);
});

test.each<[string, () => Record<string, unknown>, string]>([
  ['a role that does not exist or does not trust us', () => (delete sts.roles[roleArn], {}), 'role_not_assumable'],
  ['another external id than the role asks for', () => ({ externalId: `${externalId}0` }), 'role_not_assumable'],
  ['a role that anybody could use', () => ((sts.roles[roleArn] = { externalId: null }), {}), 'role_unprotected'],
])('%s fails the stage of the role, at the account, and the stream is not asked', async (_what, prepare, code) => {
  const calls = { ...stream.requests };
  const result = await check(lent(prepare()));
  expect([result.ok, failureIn(result)]).toMatchObject([false, { stage: 'assume_role', code, field: 'accountId', remedy: expect.stringMatching(/\w/) }]);
  expect(result.stages.slice(2).map(({ stage, status }) => `${stage} ${status}`)).toEqual(afterSignIn.map((stage) => `${stage} skipped`));
  expect(stream.requests).toEqual(calls);
});

test('what the stream refuses to a role is at its own stage', async () => {
  expect(failureIn(await check(lent(), 'nothing-here'))).toMatchObject({ stage: 'describe_stream', code: 'stream_not_found', field: 'stream' });
  stream.faults = [{ fault: faults.accessDenied() }];
  expect(failureIn(await check(lent()))).toMatchObject({ stage: 'write_permission', code: 'access_denied', vendorCode: 'AccessDeniedException', field: 'stream' });
});
