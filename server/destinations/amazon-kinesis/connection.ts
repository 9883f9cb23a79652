import { createHash } from 'node:crypto';
import { KinesisClient } from '@aws-sdk/client-kinesis';
import type { OpenAccount } from '../definition.ts';
import { requestHandler } from './requestHandler.ts';
import type { OperatorSettings } from './settings.ts';
import { signInOf, type SignIn } from './signIn.ts';

/** The SDK's client for one account, shared by all who hold it. */
export interface Connection {
  readonly sdk: KinesisClient;
  readonly signIn: SignIn;
  /** Gives up this hold; the last one closes the sockets. */
  close(): void;
}

interface Shared {
  readonly sdk: KinesisClient;
  readonly signIn: SignIn;
  holds: number;
}

const shared = new Map<string, Shared>();

/** What makes two connections the same; a hash, so that no secret is kept as a key. */
function keyOf(account: OpenAccount, settings: OperatorSettings, maxAttempts: number): string {
  return createHash('sha256')
    .update(JSON.stringify([account.region, account.credentials, settings, maxAttempts]))
    .digest('base64');
}

/**
 * Holds the client of an account. All destinations that send with an account send over the same sockets, and learn
 * together how far this host's clock is off. Other credentials are another client: a rotation takes effect with the next
 * hold, while requests under way end on the former.
 */
export function connect(account: OpenAccount, settings: OperatorSettings, maxAttempts: number): Connection {
  const key = keyOf(account, settings, maxAttempts);
  let held = shared.get(key);
  if (held === undefined) {
    const signIn = signInOf(account, settings);
    held = { sdk: createSdk(account, settings, maxAttempts, signIn), signIn, holds: 0 };
    shared.set(key, held);
  }
  const { sdk, signIn } = held;
  held.holds += 1;
  let isOpen = true;
  return {
    sdk,
    signIn,
    close() {
      if (!isOpen) return;
      isOpen = false;
      held.holds -= 1;
      if (held.holds > 0) return;
      shared.delete(key);
      sdk.destroy();
    },
  };
}

/**
 * Everything the SDK would otherwise read from the host — credentials, region, endpoint, profile — is given, so that a
 * wrong form can never fall back to what the host may do.
 */
function createSdk(account: OpenAccount, settings: OperatorSettings, maxAttempts: number, signIn: SignIn): KinesisClient {
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
