import { ListStreamsCommand } from '@aws-sdk/client-kinesis';
import { afterEach, describe, expect, test, vi } from 'vitest';
import { connect } from '../../server/destinations/amazon-kinesis/connection.ts';
import { regionNames } from '../../server/destinations/amazon-kinesis/regions.ts';

afterEach(() => vi.unstubAllEnvs());

/** Where a call would go: it is stopped just before it leaves. */
async function hostOf(region: string, settings: Parameters<typeof connect>[1] = {}): Promise<string> {
  const connection = connect({ region, credentials: { method: 'access_key', accessKeyId: 'AKIAABCDEFGHIJKLMNOP', secretAccessKey: 's'.repeat(40) } }, settings, 1);
  let host = '';
  const client = connection.sdk;
  client.middlewareStack.add(
    () => async (call) => {
      host = (call.request as { hostname: string }).hostname;
      throw new Error('stopped');
    },
    { step: 'finalizeRequest', priority: 'high' },
  );
  await client.send(new ListStreamsCommand({})).catch(() => undefined);
  connection.close();
  return host;
}

describe('the host a call goes to', () => {
  test('follows from the region, whatever the environment of the server says', async () => {
    vi.stubEnv('AWS_ENDPOINT_URL', 'http://127.0.0.1:1');
    vi.stubEnv('AWS_ENDPOINT_URL_KINESIS', 'http://127.0.0.1:1');
    vi.stubEnv('AWS_REGION', 'us-west-2');
    vi.stubEnv('AWS_USE_FIPS_ENDPOINT', 'true');
    vi.stubEnv('AWS_USE_DUALSTACK_ENDPOINT', 'true');
    expect(await hostOf('eu-west-1')).toBe('kinesis.eu-west-1.amazonaws.com');
    expect(await hostOf('cn-north-1')).toBe('kinesis.cn-north-1.amazonaws.com.cn');
    expect(await hostOf('us-gov-west-1')).toBe('kinesis.us-gov-west-1.amazonaws.com');
    expect(await hostOf('eusc-de-east-1')).toBe('kinesis.eusc-de-east-1.amazonaws.eu');
  });

  test('is of AWS for every suggested region', async () => {
    for (const region of Object.keys(regionNames))
      expect(await hostOf(region)).toMatch(
        new RegExp(`^kinesis\\.${region}\\.(amazonaws\\.(com|com\\.cn|eu)|c2s\\.ic\\.gov|sc2s\\.sgov\\.gov|cloud\\.adc-e\\.uk|csp\\.hci\\.ic\\.gov)$`),
      );
  });

  test('is the operator’s where the operator set one', async () => {
    expect(await hostOf('eu-west-1', { TRIBUTARY_KINESIS_ENDPOINT: 'https://stream.internal.example' })).toBe('stream.internal.example');
  });
});

describe('a connection', () => {
  const account = (secretAccessKey = 's'.repeat(40)) => ({ region: 'eu-west-1', credentials: { method: 'access_key', accessKeyId: 'AKIAABCDEFGHIJKLMNOP', secretAccessKey } });

  test('is shared by all who send with an account, until the last of them lets go', () => {
    const [one, other, rotated] = [connect(account(), {}, 1), connect(account(), {}, 1), connect(account('x'.repeat(40)), {}, 1)];
    const destroy = vi.spyOn(one.sdk, 'destroy');
    expect(other.sdk).toBe(one.sdk);
    expect(rotated.sdk).not.toBe(one.sdk);
    one.close();
    one.close();
    expect(destroy).not.toHaveBeenCalled();
    other.close();
    expect(destroy).toHaveBeenCalledOnce();
    const anew = connect(account(), {}, 1);
    expect(anew.sdk).not.toBe(one.sdk);
    anew.close();
    rotated.close();
  });
});
