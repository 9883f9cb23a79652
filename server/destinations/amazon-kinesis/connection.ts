import { KinesisClient } from '@aws-sdk/client-kinesis';
import type { OpenAccount } from '../definition.ts';
import { requestHandler } from './requestHandler.ts';
import type { OperatorSettings } from './settings.ts';
import { signInOf, type SignIn } from './signIn.ts';

/**
 * The SDK's client for one account. Everything it would otherwise read from the host — credentials, region, endpoint,
 * profile — is given, so that a wrong form can never fall back to what the host may do.
 */
export function connect(account: OpenAccount, settings: OperatorSettings, maxAttempts: number, signIn: SignIn = signInOf(account, settings)): KinesisClient {
  const endpoint = settings.TRIBUTARY_KINESIS_ENDPOINT;
  return new KinesisClient({
    region: account.region,
    credentials: async () => {
      const { accessKeyId, secretAccessKey, sessionToken } = await signIn.get();
      // Ended long ago: the SDK asks for each call and keeps none itself.
      return { accessKeyId, secretAccessKey, expiration: new Date(0), ...(sessionToken === undefined ? {} : { sessionToken }) };
    },
    ...(endpoint === undefined ? {} : { endpoint }),
    ignoreConfiguredEndpointUrls: true,
    useFipsEndpoint: false,
    useDualstackEndpoint: false,
    accountIdEndpointMode: 'disabled',
    defaultsMode: 'standard',
    retryMode: 'standard',
    maxAttempts,
    requestHandler: requestHandler(),
  });
}
