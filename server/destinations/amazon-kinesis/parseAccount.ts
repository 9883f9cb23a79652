import type { ErrorCode } from '../../../shared/errorCodes.ts';
import { schemaOfFields } from '../../../shared/fieldSpec.ts';
import type { Issue } from '../../../shared/problem.ts';
import type { CredentialFacts, OpenAccount, Parsed } from '../definition.ts';
import { regionField } from './regions.ts';
import { accessKeyFields } from './settings.ts';

/** Credentials as `parseAccount` leaves them. */
export interface AccessKey {
  readonly method: 'access_key';
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken: string | undefined;
}

const accessKeySchema = schemaOfFields(accessKeyFields);
const regionSchema = schemaOfFields([regionField]);

const issue = (path: string, code: ErrorCode, message: string): Issue => ({ path, code, message });

/** Cleans what was pasted and checks each field and how they fit together. No message holds what was typed. */
export function parseAccount(region: string, credentials: Readonly<Record<string, unknown>>): Parsed<OpenAccount> {
  const { method, ...fields } = credentials;
  const place = regionSchema.safeParse({ region });
  const key = accessKeySchema.safeParse(fields);
  const issues: Issue[] = [];
  if (!place.success) issues.push(...place.error.issues.map(({ message }) => issue('region', 'region_invalid', message)));
  if (method !== 'access_key') issues.push(issue('credentials.method', 'request_invalid', 'Choose how to sign in to AWS: access_key.'));
  else if (!key.success) issues.push(...key.error.issues.map((found) => fieldIssue(found)));
  else issues.push(...misfits(key.data));
  if (issues.length > 0 || !place.success || !key.success) return { ok: false, issues };
  const { accessKeyId, secretAccessKey, sessionToken } = key.data as { accessKeyId: string; secretAccessKey: string; sessionToken: string | undefined };
  const opened: AccessKey = { method: 'access_key', accessKeyId: accessKeyId.toUpperCase(), secretAccessKey, sessionToken };
  return { ok: true, value: { region: (place.data['region'] as string).toLowerCase(), credentials: { ...opened } } };
}

/** A key nobody knows stays unnamed: it may be a secret that slipped. */
function fieldIssue(found: { readonly code: string; readonly path: readonly PropertyKey[]; readonly message: string }): Issue {
  if (found.code === 'unrecognized_keys') return issue('credentials', 'request_invalid', 'The credentials hold a field that an access key does not have.');
  return issue(`credentials.${String(found.path[0])}`, 'request_invalid', found.message);
}

/** Fields that are right by themselves and wrong together. */
function misfits(key: Readonly<Record<string, string | undefined>>): Issue[] {
  const accessKeyId = key['accessKeyId']?.toUpperCase() ?? '';
  const issues: Issue[] = [];
  if (key['secretAccessKey']?.toUpperCase() === accessKeyId) {
    issues.push(issue('credentials.secretAccessKey', 'request_invalid', 'That is the access key again. Paste the secret key that belongs to it.'));
  }
  if (accessKeyId.startsWith('ASIA') && key['sessionToken'] === undefined) {
    issues.push(
      issue(
        'credentials.sessionToken',
        'request_invalid',
        'A temporary access key (it begins with ASIA) needs its session token. It expires; an access key of an IAM user does not.',
      ),
    );
  }
  if (accessKeyId.startsWith('AKIA') && key['sessionToken'] !== undefined) {
    issues.push(issue('credentials.sessionToken', 'request_invalid', 'An access key that begins with AKIA has no session token. Leave this field empty.'));
  }
  return issues;
}

/** The credentials of an account that `parseAccount` made, now or before it was stored. A defect if they are not. */
export function accessKeyOf(account: OpenAccount): AccessKey {
  const { method, accessKeyId, secretAccessKey, sessionToken } = account.credentials;
  if (method !== 'access_key' || typeof accessKeyId !== 'string' || typeof secretAccessKey !== 'string') throw new Error('An account without an access key was opened.');
  return { method, accessKeyId, secretAccessKey, sessionToken: typeof sessionToken === 'string' ? sessionToken : undefined };
}

export function describeCredentials(account: OpenAccount): CredentialFacts {
  const { method, accessKeyId, sessionToken } = accessKeyOf(account);
  return { method, maskedKeyId: `••••${accessKeyId.slice(-4)}`, hasSessionToken: sessionToken !== undefined };
}
