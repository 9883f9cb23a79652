import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { CreateStreamCommand, DescribeStreamSummaryCommand, KinesisClient } from '@aws-sdk/client-kinesis';
import { NodeHttpHandler } from '@smithy/node-http-handler';
import kinesalite from 'kinesalite';
import type { Clock } from '../server/kit/clock.ts';

export interface LocalStream {
  readonly name: string;
  readonly region: string;
  /** Where it listens: on this machine only. */
  readonly endpoint: string;
  readonly client: KinesisClient;
  close(): Promise<void>;
}

/** What the wizard takes in the demo. They open nothing: the local stream accepts any key. */
export const demoCredentials = { accessKeyId: 'AKIADEMO0TRIBUTARY00', secretAccessKey: 'demo/secret+opens/nothing+but/the+demo00' } as const;

const region = 'us-east-1';
const createStreamMs = 50;

/** Starts a stream with nothing in it, in this process and in memory. Its shards accept records when this resolves. */
export async function startLocalStream(name: string, shardCount: number, clock: Clock): Promise<LocalStream> {
  // The stand-in takes its region from these; on a machine set up for AWS they may name another.
  for (const variable of ['AWS_REGION', 'AWS_DEFAULT_REGION', 'AWS_ACCOUNT_ID']) delete process.env[variable];
  const server = kinesalite({ createStreamMs, shardLimit: shardCount });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const endpoint = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  // The stand-in speaks HTTP/1.1 only.
  const client = new KinesisClient({ region, endpoint, credentials: demoCredentials, requestHandler: new NodeHttpHandler() });
  await client.send(new CreateStreamCommand({ StreamName: name, ShardCount: shardCount }));
  for (;;) {
    const { StreamDescriptionSummary: stream } = await client.send(new DescribeStreamSummaryCommand({ StreamName: name }));
    if (stream?.StreamStatus === 'ACTIVE') break;
    await clock.sleep(createStreamMs);
  }
  return {
    name,
    region,
    endpoint,
    client,
    close: async () => {
      client.destroy();
      const closed = once(server, 'close');
      server.close();
      server.closeAllConnections();
      await closed;
    },
  };
}
