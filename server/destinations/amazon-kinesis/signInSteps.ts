import { randomBytes } from 'node:crypto';
import { fieldError, toActivationError } from '../../kit/errors.ts';
import type { OpenAccount } from '../definition.ts';
import { credentialsOf, type Role } from './credentials.ts';
import type { OperatorSettings } from './settings.ts';
import { assumeRole, callerIdentity } from './sts.ts';

/** One thing that has to work before anything can be asked of a stream. */
export interface SignInStep {
  readonly stage: 'credentials' | 'assume_role';
  /** Rejects with a refusal that names the field to blame. */
  readonly run: () => Promise<void>;
}

/** What to try, in this order; nothing for an access key, which the first call proves by itself. */
export function signInSteps(account: OpenAccount, settings: OperatorSettings): SignInStep[] {
  const credentials = credentialsOf(account);
  if (credentials.method === 'access_key') return [];
  const isSomebody: SignInStep = {
    stage: 'credentials',
    run: async () => {
      await callerIdentity(account.region, settings, null);
    },
  };
  if (credentials.method === 'ambient') return [isSomebody];
  return [
    isSomebody,
    {
      stage: 'assume_role',
      run: async () => {
        await signInAnew(account, settings);
        await demandExternalId(credentials, account.region, settings);
      },
    },
  ];
}

/** Borrows a role anew, whatever is held from before: its trust policy may have changed a moment ago. Nothing for other methods. */
export async function signInAnew(account: OpenAccount, settings: OperatorSettings): Promise<void> {
  const credentials = credentialsOf(account);
  if (credentials.method === 'assume_role') await assumeRole(credentials, credentials.externalId, account.region, settings);
}

/**
 * A role that works without our external id, or with any, could be named by somebody else's account here: AWS asks those
 * who borrow roles to refuse it ("Access to AWS accounts owned by third parties", IAM user guide).
 */
async function demandExternalId(role: Role, region: string, settings: OperatorSettings): Promise<void> {
  const wrong = `wrong-${randomBytes(16).toString('hex')}`;
  await Promise.all([undefined, wrong].map((externalId) => demandRefusal(role, externalId, region, settings)));
}

async function demandRefusal(role: Role, externalId: string | undefined, region: string, settings: OperatorSettings): Promise<void> {
  try {
    await assumeRole(role, externalId, region, settings);
  } catch (thrown) {
    if (toActivationError(thrown).code === 'role_not_assumable') return;
    throw thrown;
  }
  const how = externalId === undefined ? 'without an external id' : 'with any external id';
  throw fieldError('credentials.roleArn', 'role_unprotected', `This role can be used ${how}, so anybody who knows its ARN could send through it. The account was not connected.`);
}
