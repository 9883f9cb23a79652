import { Agent as HttpAgent } from 'node:http';
import { Agent as HttpsAgent } from 'node:https';
import { KinesisClient } from '@aws-sdk/client-kinesis';
import { NodeHttpHandler } from '@smithy/node-http-handler';
import type { OpenAccount } from '../definition.ts';
import { connectionTimeoutMs, requestTimeoutMs } from './limits.ts';
import { accessKeyOf } from './parseAccount.ts';
import type { OperatorSettings } from './settings.ts';

/** More than requests a destination has under way at once; idle ones close after the time AWS keeps them. */
const agentOptions = { keepAlive: true, maxSockets: 16 };

/**
 * The SDK's client for one account. Everything it would otherwise read from the host — credentials, region, endpoint,
 * profile — is given, so that a wrong form can never fall back to what the host may do. HTTP/1.1 with keep-alive: the
 * SDK's own handler opens a connection per request and has no time-out.
 */
export function connect(account: OpenAccount, settings: OperatorSettings, maxAttempts: number): KinesisClient {
  const { accessKeyId, secretAccessKey, sessionToken } = accessKeyOf(account);
  const endpoint = settings.TRIBUTARY_KINESIS_ENDPOINT;
  return new KinesisClient({
    region: account.region,
    credentials: { accessKeyId, secretAccessKey, ...(sessionToken === undefined ? {} : { sessionToken }) },
    ...(endpoint === undefined ? {} : { endpoint }),
    ignoreConfiguredEndpointUrls: true,
    useFipsEndpoint: false,
    useDualstackEndpoint: false,
    accountIdEndpointMode: 'disabled',
    defaultsMode: 'standard',
    retryMode: 'standard',
    maxAttempts,
    requestHandler: new NodeHttpHandler({
      connectionTimeout: connectionTimeoutMs,
      requestTimeout: requestTimeoutMs,
      throwOnRequestTimeout: true,
      httpAgent: new HttpAgent(agentOptions),
      httpsAgent: new HttpsAgent(agentOptions),
    }),
  });
}
