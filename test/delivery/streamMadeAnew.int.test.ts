import { CreateStreamCommand, DeleteStreamCommand, DescribeStreamSummaryCommand } from '@aws-sdk/client-kinesis';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { startLocalStream, type LocalStream } from '../../demo/localStream.ts';
import { StreamReader } from '../../demo/streamReader.ts';
import { systemClock } from '../../server/kit/clock.ts';
import { ManualClock } from '../fakes/manualClock.ts';
import { KinesisInstallation } from './kinesisInstallation.ts';
import { activation, everyone } from './people.ts';

let stream: LocalStream;
let installation: KinesisInstallation;

beforeAll(async () => {
  stream = await startLocalStream('audience-events', 2, systemClock);
  installation = new KinesisInstallation(stream, new ManualClock());
  await installation.open();
  await installation.activate(activation);
});
afterAll(async () => {
  await installation.close();
  installation.destroy();
  await stream.close();
});

const called = { StreamName: 'audience-events' };
const statusOf = async (): Promise<string | undefined> =>
  (await stream.client.send(new DescribeStreamSummaryCommand(called)).catch(() => null))?.StreamDescriptionSummary?.StreamStatus;

/** Its time of creation is told in whole seconds: it is made anew in a later one. */
async function makeAnew(): Promise<void> {
  const madeBefore = Math.floor(systemClock.now() / 1_000);
  await stream.client.send(new DeleteStreamCommand(called));
  await expect.poll(statusOf, { timeout: 5_000 }).toBeUndefined();
  await expect.poll(() => Math.floor(systemClock.now() / 1_000), { timeout: 5_000 }).toBeGreaterThan(madeBefore);
  await stream.client.send(new CreateStreamCommand({ ...called, ShardCount: 2 }));
  await expect.poll(statusOf, { timeout: 5_000 }).toBe('ACTIVE');
}

const held = async (): Promise<string[]> => (await new StreamReader(stream.client, called.StreamName).read()).items.map(({ data }) => data);

test('a stream that is really deleted and made anew holds nothing until a person confirms it, then everything that was accepted since', async () => {
  await installation.accept(...everyone(0));
  await installation.pass(2_000);
  expect((await held()).length).toBe(50);
  await makeAnew();
  await installation.pass(70_000);
  await installation.accept(...everyone(1));
  await installation.pass(70_000);
  expect([(await installation.pause())?.code, await held()]).toEqual(['stream_replaced', []]);
  const confirmed = await installation.edit({ stream: called.StreamName });
  expect([confirmed.status, confirmed.pause]).toEqual(['enabled', null]);
  await installation.pass(2_000);
  const names = (await held()).map((data) => (JSON.parse(data) as { person: { name: { firstName: string } } }).person.name.firstName);
  expect(names.toSorted()).toEqual(Array.from({ length: 50 }, (_, index) => `p${index}#1`).toSorted());
}, 30_000);
