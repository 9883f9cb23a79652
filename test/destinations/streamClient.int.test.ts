import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createRequire } from 'node:module';
import { createServer, type AddressInfo } from 'node:net';
import path from 'node:path';
import { DescribeStreamSummaryCommand } from '@aws-sdk/client-kinesis';
import { startLocalStream } from '../../demo/localStream.ts';
import kinesis from '../../server/destinations/amazon-kinesis/index.ts';
import type { OpenAccount } from '../../server/destinations/definition.ts';
import { systemClock } from '../../server/kit/clock.ts';
import { startFakeStream } from '../fakes/fakeStream.ts';
import { expect, test } from 'vitest';
import { streamClientSuite, type StreamUnderTest } from '../suites/streamClient.suite.ts';
import { readBack, readerOf } from './readBack.ts';

const account: OpenAccount = { region: 'us-east-1', credentials: { method: 'access_key', accessKeyId: 'AKIAABCDEFGHIJKLMNOP', secretAccessKey: 's'.repeat(40) } };
const never = new AbortController().signal;

/** Goes the way a user goes: the stream is verified, and the client made of what that found. */
async function connectTo(endpoint: string, stream: string): Promise<StreamUnderTest['client']> {
  const settings = { TRIBUTARY_KINESIS_ENDPOINT: endpoint };
  const target = await kinesis.verifyStream(account, stream, settings, never);
  return kinesis.createClient(account, target, settings, 'json');
}

interface OpenedStream extends StreamUnderTest {
  readonly endpoint: string;
  readonly name: string;
}

async function openFake(): Promise<OpenedStream> {
  const fake = await startFakeStream({ region: 'us-east-1' });
  const client = await connectTo(fake.endpoint, fake.name);
  const close = async (): Promise<void> => {
    client.close();
    await fake.close();
  };
  return { client, endpoint: fake.endpoint, name: fake.name, read: async () => fake.records(), close };
}

async function openKinesalite(): Promise<OpenedStream> {
  const local = await startLocalStream('round-trip', 3, systemClock);
  const client = await connectTo(local.endpoint, local.name);
  const close = async (): Promise<void> => {
    client.close();
    await local.close();
  };
  return { client, endpoint: local.endpoint, name: local.name, read: () => readBack(local.client, local.name), close };
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, 'close');
  return port;
}

/** A second opinion, by other people in another language. */
async function openKinesisLocal(): Promise<OpenedStream> {
  const main = createRequire(import.meta.url).resolve('kinesis-local');
  const port = await freePort();
  const child = spawn(process.execPath, [main], {
    stdio: 'ignore',
    env: {
      ...process.env,
      INITIALIZE_STREAMS: 'round-trip:3',
      KINESIS_MOCK_PLAIN_PORT: String(port),
      KINESIS_MOCK_TLS_PORT: String(await freePort()),
      KINESIS_MOCK_CERT_PATH: path.join(path.dirname(main), 'server.json'),
      LOG_LEVEL: 'ERROR',
    },
  });
  const exited = once(child, 'exit');
  const endpoint = `http://127.0.0.1:${port}`;
  const reader = readerOf(endpoint);
  const close = async (): Promise<void> => {
    reader.destroy();
    child.kill('SIGKILL');
    await exited;
  };
  try {
    for (let status; status !== 'ACTIVE';) {
      if (child.exitCode !== null) throw new Error(`kinesis-local ended with ${child.exitCode} before it was ready.`);
      await systemClock.sleep(100);
      status = await reader.send(new DescribeStreamSummaryCommand({ StreamName: 'round-trip' })).then(
        (answer) => answer.StreamDescriptionSummary?.StreamStatus,
        () => undefined,
      );
    }
    const client = await connectTo(endpoint, 'round-trip');
    return { client, endpoint, name: 'round-trip', read: () => readBack(reader, 'round-trip'), close: async () => (client.close(), close()) };
  } catch (thrown) {
    await close();
    throw thrown;
  }
}

streamClientSuite('the fake stream', openFake);
streamClientSuite('kinesalite', openKinesalite);
streamClientSuite('kinesis-local', openKinesisLocal);

/** `ignores`: the emulator does not know dry runs, and writes one record more. */
test.each([
  ['the fake stream', openFake, false],
  ['kinesalite', openKinesalite, true],
  ['kinesis-local', openKinesisLocal, true],
] as const)(
  'a test of the connection passes every stage on %s, and writes nothing but records marked as tests',
  async (_name, open, ignores) => {
    const stream = await open();
    try {
      const wanted = { testRecord: true, readBack: true };
      const { ok, stages } = await kinesis.checkDestination(account, stream.name, wanted, { TRIBUTARY_KINESIS_ENDPOINT: stream.endpoint }, never);
      expect(stages.map(({ stage, status }) => `${stage} ${status}`)).toEqual([
        'endpoint passed',
        'credentials passed',
        'describe_stream passed',
        'state passed',
        'encryption passed',
        'write_permission passed',
        'test_record passed',
        'read_back passed',
      ]);
      expect(ok).toBe(true);
      expect(stages[5]?.message).toContain(ignores ? 'does not know dry runs' : 'Nothing was written');
      const written = (await stream.read()).map(({ data }) => JSON.parse(Buffer.from(data).toString()) as { test?: unknown });
      expect(written.map((record) => record.test)).toEqual(ignores ? [true, true] : [true]);
    } finally {
      await stream.close();
    }
  },
  30_000,
);
