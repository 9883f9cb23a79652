import type { OpenAccount } from '../definition.ts';

/** An access key pair, as people paste it. */
export interface AccessKey {
  readonly method: 'access_key';
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken: string | undefined;
}

/** A role of the customer's AWS account. The external id is ours; the role must not work without it. */
export interface Role {
  readonly method: 'assume_role';
  readonly roleArn: string;
  readonly externalId: string;
}

/** Whoever this server is in AWS: its instance or task role, a web identity, its environment or profile. */
export interface Ambient {
  readonly method: 'ambient';
}

export type Credentials = AccessKey | Role | Ambient;

const text = (value: unknown): value is string => typeof value === 'string' && value !== '';

/** The credentials of an account that `parseAccount` made, now or before it was stored. A defect if they are not. */
export function credentialsOf({ credentials }: OpenAccount): Credentials {
  const { method, accessKeyId, secretAccessKey, sessionToken, roleArn, externalId } = credentials;
  if (method === 'access_key' && text(accessKeyId) && text(secretAccessKey))
    return { method, accessKeyId, secretAccessKey, sessionToken: text(sessionToken) ? sessionToken : undefined };
  if (method === 'assume_role' && text(roleArn) && text(externalId)) return { method, roleArn, externalId };
  if (method === 'ambient') return { method };
  throw new Error('An account without credentials was opened.');
}
