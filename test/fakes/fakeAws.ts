import { startFakeStream, type FakeStream } from './fakeStream.ts';
import { startFakeSts, type FakeSts, type FakeStsOptions } from './fakeSts.ts';

const server = { id: 'AKIASERVERSERVER0000', secret: 'o'.repeat(40) };

/** A stream and the sign-in service that lends roles to write to it, with one set of keys. */
export interface FakeAws {
  readonly stream: FakeStream;
  readonly sts: FakeSts;
  /** Changes count at once for both. */
  readonly keys: FakeStsOptions['keys'];
  /** What a server needs to reach both, and to be somebody there. */
  readonly environment: Readonly<Record<string, string>>;
  close(): Promise<void>;
}

/** `serverArn`: who the server is; `keys`: of others. */
export async function startFakeAws(serverArn: string, others: FakeStsOptions['keys'] = {}): Promise<FakeAws> {
  const keys = { [server.id]: { secret: server.secret }, ...others };
  const stream = await startFakeStream({ keys });
  const sts = await startFakeSts({ keys, principals: { [server.id]: serverArn } });
  const environment = {
    TRIBUTARY_KINESIS_ENDPOINT: stream.endpoint,
    TRIBUTARY_STS_ENDPOINT: sts.endpoint,
    AWS_ACCESS_KEY_ID: server.id,
    AWS_SECRET_ACCESS_KEY: server.secret,
  };
  const close = async (): Promise<void> => {
    await sts.close();
    await stream.close();
  };
  return { stream, sts, keys, environment, close };
}
