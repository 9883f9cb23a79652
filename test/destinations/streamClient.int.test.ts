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

async function openFake(): Promise<StreamUnderTest> {
  const fake = await startFakeStream({ region: 'us-east-1' });
  const client = await connectTo(fake.endpoint, fake.name);
  const close = async (): Promise<void> => {
    client.close();
    await fake.close();
  };
  return { client, read: async () => fake.records(), close };
}

async function openKinesalite(): Promise<StreamUnderTest> {
  const local = await startLocalStream('round-trip', 3, systemClock);
  const client = await connectTo(local.endpoint, local.name);
  const close = async (): Promise<void> => {
    client.close();
    await local.close();
  };
  return { client, read: () => readBack(local.client, local.name), close };
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
async function openKinesisLocal(): Promise<StreamUnderTest> {
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
    return { client, read: () => readBack(reader, 'round-trip'), close: async () => (client.close(), close()) };
  } catch (thrown) {
    await close();
    throw thrown;
  }
}

streamClientSuite('the fake stream', openFake);
streamClientSuite('kinesalite', openKinesalite);
streamClientSuite('kinesis-local', openKinesisLocal);
