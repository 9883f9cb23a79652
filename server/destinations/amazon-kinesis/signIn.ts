import { systemClock } from '../../kit/clock.ts';
import { orAborted } from '../../kit/deadline.ts';
import type { OpenAccount } from '../definition.ts';
import { credentialsOf, type Role } from './credentials.ts';
import { readError } from './errors.ts';
import { ExpiringCredentials, type SigningKey } from './expiringCredentials.ts';
import type { OperatorSettings } from './settings.ts';
import { ambientCredentials, assumeRole } from './sts.ts';

/** What calls for one account are signed with. */
export interface SignIn {
  get(): Promise<SigningKey>;
  /** AWS refused these as expired; true: others can be had. */
  renew(refused: SigningKey): boolean;
}

/** The SDK signs in within no deadline: who has one asks here first. Rejects with an `ActivationError`. */
export async function signInWithin(signIn: SignIn, signal: AbortSignal): Promise<SigningKey> {
  try {
    return await orAborted(signal, signIn.get());
  } catch (thrown) {
    throw readError(thrown);
  }
}

/** By role, external id, region and endpoint: everybody who sends with an account shares its credentials. */
const rolesInUse = new Map<string, ExpiringCredentials>();

function roleCredentials(role: Role, region: string, settings: OperatorSettings): ExpiringCredentials {
  const key = JSON.stringify([role.roleArn, role.externalId, region, settings.TRIBUTARY_STS_ENDPOINT]);
  let held = rolesInUse.get(key);
  if (held === undefined) {
    // Roles that were only tried, or are no longer sent with, are not kept for ever.
    for (const [other, credentials] of rolesInUse) if (credentials.isOver) rolesInUse.delete(other);
    held = new ExpiringCredentials(() => assumeRole(role, role.externalId, region, settings), systemClock);
    rolesInUse.set(key, held);
  }
  return held;
}

/** Rejects with a refusal of our table where AWS gives no credentials. */
export function signInOf(account: OpenAccount, settings: OperatorSettings): SignIn {
  const credentials = credentialsOf(account);
  if (credentials.method === 'access_key') {
    const { accessKeyId, secretAccessKey, sessionToken } = credentials;
    return { get: () => Promise.resolve({ accessKeyId, secretAccessKey, sessionToken }), renew: () => false };
  }
  const held = credentials.method === 'ambient' ? ambientCredentials(account.region) : roleCredentials(credentials, account.region, settings);
  return {
    get: () => held.get(),
    renew(refused) {
      held.refuse(refused.accessKeyId);
      return true;
    },
  };
}
