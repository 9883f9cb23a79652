import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { startFakeStream, type FakeStream } from '../fakes/fakeStream.ts';
import { ServerProcess } from '../serverProcess.ts';

let stream: FakeStream;
let server: ServerProcess;
let destinationId: string;

beforeAll(async () => {
  stream = await startFakeStream();
  server = new ServerProcess({ TRIBUTARY_KINESIS_ENDPOINT: stream.endpoint });
  await server.start();
  destinationId = await server.activate(stream.name, 'us-east-1', { segments: [{ id: 'vip' }], attributes: [{ source: 'email' }] });
}, 60_000);
afterAll(async () => {
  await server?.destroy();
  await stream?.close();
});

const accept = (profileId: string, status = 'realized') =>
  server.call('POST', '/api/profiles', [{ profileId, attributes: { email: `${profileId}@example.com` }, segmentMembership: { ups: { vip: { status } } } }]);
const keys = (): string[] => stream.records().map(({ partitionKey }) => partitionKey);

/** Whether a text stands anywhere in the files of the server, its write-ahead log included. */
function isOnDisk(text: string): boolean {
  return server.stored().some((bytes) => bytes.includes(text));
}

test('a person who is erased while they wait is never sent, all counts agree, and nothing of them is on the disk', async () => {
  await accept('canary-ada');
  await accept('bob');
  await expect.poll(keys, { timeout: 20_000 }).toEqual(['canary-ada', 'bob']);
  await server.call('POST', `/api/destinations/${destinationId}/disable`);
  for (const status of ['exited', 'realized', 'exited']) await accept('canary-ada', status);
  await accept('carol');
  expect(isOnDisk('canary-ada')).toBe(true);

  const erased = await server.call('DELETE', '/api/profiles/canary-ada');
  expect(erased).toMatchObject({ profileId: 'canary-ada', hadProfile: true, deliveries: 1, deadLetters: 0 });
  expect(Date.parse(String(erased['completesBy'])) - Date.parse(String(erased['requestedAt']))).toBe(86_400_000);
  expect((await server.send('GET', '/api/profiles/canary-ada', undefined, 'application/json')).status).toBe(404);
  expect(await server.call('GET', '/api/segments/vip')).toMatchObject({ size: 2 });

  await server.call('POST', `/api/destinations/${destinationId}/enable`);
  await expect.poll(keys, { timeout: 20_000 }).toEqual(['canary-ada', 'bob', 'carol']);
  await sleep(1_000);
  expect(keys()).toHaveLength(3);
  expect(await server.call('GET', `/api/destinations/${destinationId}/self-check`)).toMatchObject({ addsUp: true });

  // Who comes back is a new person, with a version that goes on rising.
  await accept('canary-ada');
  await expect.poll(keys, { timeout: 20_000 }).toEqual(['canary-ada', 'bob', 'carol', 'canary-ada']);
  // The stream has the record before its proof is stored.
  const proofs = async (): Promise<unknown> => (await server.call('GET', `/api/destinations/${destinationId}/deliveries?profileId=canary-ada`))['items'];
  await expect.poll(proofs, { timeout: 20_000 }).toHaveLength(1);
  expect(await server.call('DELETE', '/api/profiles/canary-ada')).toMatchObject({ hadProfile: true, deliveries: 1 });
  expect(await server.call('DELETE', '/api/profiles/never-seen')).toMatchObject({ hadProfile: false, deliveries: 0, deadLetters: 0 });

  // A start goes through the write-ahead log: what is left of it is the data file. The erasure itself still knows whom it is about.
  await server.end('SIGTERM');
  expect(isOnDisk('canary-ada@example.com')).toBe(false);
  expect(server.lines.join('\n')).not.toContain('canary-ada');
}, 90_000);
