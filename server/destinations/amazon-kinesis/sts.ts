import { AssumeRoleCommand, GetCallerIdentityCommand, STSClient } from '@aws-sdk/client-sts';
import { fromNodeProviderChain } from '@aws-sdk/credential-providers';
import { systemClock } from '../../kit/clock.ts';
import { ActivationError } from '../../kit/errors.ts';
import type { ServerIdentity } from '../definition.ts';
import type { Role } from './credentials.ts';
import { readError, untilIamAgrees } from './errors.ts';
import { ExpiringCredentials, type SigningKey } from './expiringCredentials.ts';
import { callDeadlineMs, lookupAttempts } from './limits.ts';
import { requestHandler } from './requestHandler.ts';
import type { OperatorSettings } from './settings.ts';

/** Seconds a role is assumed for: the default of AWS, and the most where one role assumes another. */
const roleSeconds = 3_600;

const ownCredentials = new Map<string, ExpiringCredentials>();

/**
 * Whoever this server is in AWS, by the SDK's own chain: environment, profile, web identity, task role, instance role.
 * Rejects with a refusal where it is nobody.
 */
export function ambientCredentials(region: string): ExpiringCredentials {
  let own = ownCredentials.get(region);
  if (own === undefined) {
    own = new ExpiringCredentials(() => fetchOwn(region), systemClock);
    ownCredentials.set(region, own);
  }
  return own;
}

async function fetchOwn(region: string): Promise<SigningKey> {
  try {
    return await fromNodeProviderChain({ clientConfig: { region } })();
  } catch {
    throw identityRefused('It has none: no role of its instance, task or pod, and no AWS credentials in its environment.', 'CredentialsProviderError');
  }
}

/** Runs one call to STS with these credentials; without any, with those of this server. */
async function ask<T>(
  region: string,
  settings: OperatorSettings,
  key: SigningKey | null,
  call: (client: STSClient, options: { abortSignal: AbortSignal }) => Promise<T>,
): Promise<T> {
  const credentials = key ?? (await ambientCredentials(region).get());
  const endpoint = settings.TRIBUTARY_STS_ENDPOINT;
  const client = new STSClient({
    region,
    credentials: {
      accessKeyId: credentials.accessKeyId,
      secretAccessKey: credentials.secretAccessKey,
      ...(credentials.sessionToken && { sessionToken: credentials.sessionToken }),
    },
    ...(endpoint === undefined ? {} : { endpoint }),
    ignoreConfiguredEndpointUrls: true,
    useFipsEndpoint: false,
    useDualstackEndpoint: false,
    defaultsMode: 'standard',
    retryMode: 'standard',
    maxAttempts: lookupAttempts,
    requestHandler: requestHandler(),
  });
  try {
    return await call(client, { abortSignal: AbortSignal.timeout(callDeadlineMs) });
  } finally {
    client.destroy();
  }
}

/** Whom AWS takes these credentials for, of a role its own ARN, which trust policies name; null: those of this server. AWS answers any genuine key, whatever it may do. */
export async function callerIdentity(region: string, settings: OperatorSettings, key: SigningKey | null): Promise<ServerIdentity> {
  try {
    const { Account: accountNumber, Arn: arn } = await ask(region, settings, key, (client, options) => client.send(new GetCallerIdentityCommand({}), options));
    if (accountNumber === undefined || arn === undefined)
      throw new ActivationError('destination_unavailable', 'AWS gave an unclear answer. Try again.', { vendorCode: 'NoIdentity' });
    return { accountNumber, principalArn: roleOfSession(arn) };
  } catch (thrown) {
    throw key === null ? readOwnError(thrown) : readError(thrown);
  }
}

/** `arn:aws:sts::111122223333:assumed-role/name/session` → `arn:aws:iam::111122223333:role/name`. AWS leaves out the path of the role. */
function roleOfSession(arn: string): string {
  return arn.replace(/^(arn:[^:]+):sts::(\d{12}):assumed-role\/([^/]+)\/.*$/, '$1:iam::$2:role/$3');
}

/**
 * Credentials of a role for an hour. `externalId` undefined: without one, which only a test does.
 * Rejects with `role_not_assumable` where AWS does not let us, and with what is wrong with this server or the way to AWS.
 */
export async function assumeRole(role: Role, externalId: string | undefined, region: string, settings: OperatorSettings): Promise<SigningKey> {
  const command = new AssumeRoleCommand({ RoleArn: role.roleArn, RoleSessionName: role.externalId.slice(0, 64), ExternalId: externalId, DurationSeconds: roleSeconds });
  try {
    const { Credentials: made } = await ask(region, settings, null, (client, options) => client.send(command, options));
    if (made?.AccessKeyId === undefined || made.SecretAccessKey === undefined || made.SessionToken === undefined) {
      throw new ActivationError('destination_unavailable', 'AWS gave an unclear answer. Try again.', { vendorCode: 'NoCredentials' });
    }
    return { accessKeyId: made.AccessKeyId, secretAccessKey: made.SecretAccessKey, sessionToken: made.SessionToken, expiration: made.Expiration };
  } catch (thrown) {
    throw readRoleError(thrown);
  }
}

function readRoleError(thrown: unknown): ActivationError {
  const error = readOwnError(thrown);
  if (error.code !== 'access_denied') return error;
  const message = deniedText(thrown instanceof Error ? thrown.message : '');
  return new ActivationError('role_not_assumable', message, {
    issues: [{ path: 'credentials.roleArn', code: 'role_not_assumable', message }],
    ...(error.vendorCode === undefined ? {} : { vendorCode: error.vendorCode }),
    patience: untilIamAgrees,
  });
}

/** AWS answers alike whether the role exists or not, does not trust us, or asks for another external id; only the first half of its reasons is told. */
function deniedText(message: string): string {
  if (/no identity-based policy allows/i.test(message))
    return 'AWS does not let this server assume any role there: its own identity needs the permission sts:AssumeRole on this role.';
  if (/explicit deny/i.test(message)) return 'A rule in AWS forbids us to use this role (explicit deny).';
  return 'AWS did not let us use this role. AWS does not say which of three things it is: the role does not exist, its trust policy does not name us, or it names another external id.';
}

/** What AWS says about the credentials of this server is nothing a person can mend in the form. */
function readOwnError(thrown: unknown): ActivationError {
  const error = readError(thrown);
  if (thrown instanceof ActivationError || error.entry.field?.startsWith('credentials.') !== true) return error;
  return identityRefused(error.message, error.vendorCode);
}

function identityRefused(reason: string, vendorCode: string | undefined): ActivationError {
  const message = `This server needs an AWS identity of its own for that. ${reason}`;
  return new ActivationError('server_identity_refused', message, {
    issues: [{ path: 'credentials.method', code: 'server_identity_refused', message }],
    ...(vendorCode === undefined ? {} : { vendorCode }),
    patience: untilIamAgrees,
  });
}
