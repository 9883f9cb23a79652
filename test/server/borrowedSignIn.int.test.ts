import { afterAll, beforeAll, expect, test } from 'vitest';
import { systemClock } from '../../server/kit/clock.ts';
import { startFakeAws, type FakeAws } from '../fakes/fakeAws.ts';
import type { FakeStream } from '../fakes/fakeStream.ts';
import type { FakeSts } from '../fakes/fakeSts.ts';
import { ServerProcess } from '../serverProcess.ts';

const serverArn = 'arn:aws:iam::111122223333:user/tributary';
const roleArn = 'arn:aws:iam::444455556666:role/lent';
const rounds = 40;

let aws: FakeAws;
let stream: FakeStream;
let sts: FakeSts;
let server: ServerProcess;

beforeAll(async () => {
  aws = await startFakeAws(serverArn);
  ({ stream, sts } = aws);
  server = new ServerProcess(aws.environment);
  await server.start();
}, 30_000);
afterAll(async () => {
  await server?.destroy();
  await aws?.close();
});

test('F17 borrowed credentials end every three seconds, and AWS lends none for a while, again and again', async () => {
  const { externalId } = await server.call('POST', '/api/accounts/external-id', { type: 'amazon-kinesis', region: 'eu-west-1' });
  sts.roles[roleArn] = { externalId: String(externalId) };
  const credentials = { method: 'assume_role', roleArn, externalId };
  const account = await server.call('POST', '/api/accounts', { type: 'amazon-kinesis', name: 'Role', region: 'eu-west-1', credentials });
  await server.call('PUT', '/api/segments/high', { name: 'High' });
  sts.lendsSeconds = 3;
  sts.latencyMs = 50;
  sts.mostAtOnce = 0;
  const destination = await server.call('POST', '/api/destinations', { accountId: account['id'], name: 'Destination', stream: stream.name });
  await server.call('PUT', `/api/destinations/${String(destination['id'])}/activation`, { segments: [{ id: 'high' }], attributes: [{ source: 'round' }] });

  const statuses = new Set<unknown>();
  for (let round = 0; round < rounds; round += 1) {
    sts.failure = round % 10 > 6 ? { status: 500, code: 'InternalFailure' } : null;
    const people = ['a', 'b', 'c'].map((profileId) => ({ profileId, attributes: { round }, segmentMembership: { ups: { high: { status: 'realized' } } } }));
    await server.call('POST', '/api/profiles', people);
    await systemClock.sleep(400);
    statuses.add((await server.call('GET', `/api/destinations/${String(destination['id'])}`))['status']);
  }
  sts.failure = null;
  const roundsOf = (person: string): number[] =>
    stream
      .records()
      .filter(({ partitionKey }) => partitionKey === person)
      .map(({ data }) => (JSON.parse(data.toString()) as { round: number }).round);
  for (const person of ['a', 'b', 'c']) await expect.poll(() => roundsOf(person), { timeout: 30_000 }).toEqual(Array.from({ length: rounds }, (_, round) => round));
  expect([...statuses]).toEqual(['enabled']);
  expect(sts.requests['AssumeRole']).toBeGreaterThan(5);
  expect(sts.mostAtOnce).toBe(1);
}, 90_000);
