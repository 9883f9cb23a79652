import type { ErrorCode } from '../../../shared/errorCodes.ts';
import { schemaOfFields } from '../../../shared/fieldSpec.ts';
import type { Issue } from '../../../shared/problem.ts';
import type { CredentialFacts, OpenAccount, Parsed } from '../definition.ts';
import { credentialsOf, type Credentials } from './credentials.ts';
import { regionField } from './regions.ts';
import { accessKeyFields, roleFields } from './settings.ts';

const accessKeySchema = schemaOfFields(accessKeyFields);
const roleSchema = schemaOfFields(roleFields);
const ambientSchema = schemaOfFields([]);
const regionSchema = schemaOfFields([regionField]);

const issue = (path: string, code: ErrorCode, message: string): Issue => ({ path, code, message });

/** Cleans what was pasted and checks each field and how they fit together. No message holds what was typed. */
export function parseAccount(region: string, credentials: Readonly<Record<string, unknown>>): Parsed<OpenAccount> {
  const place = regionSchema.safeParse({ region });
  const issues: Issue[] = place.success ? [] : place.error.issues.map(({ message }) => issue('region', 'region_invalid', message));
  const parsed = parseCredentials(credentials);
  if (!parsed.ok) issues.push(...parsed.issues);
  if (issues.length > 0 || !place.success || !parsed.ok) return { ok: false, issues };
  return { ok: true, value: { region: place.data['region'] as string, credentials: { ...parsed.value } } };
}

function parseCredentials({ method, externalId, ...fields }: Readonly<Record<string, unknown>>): Parsed<Credentials> {
  if (method === 'access_key') return parseAccessKey(fields);
  if (method === 'assume_role') {
    const role = roleSchema.safeParse(fields);
    if (!role.success) return { ok: false, issues: role.error.issues.map((found) => fieldIssue(found, 'a role')) };
    return { ok: true, value: { method, roleArn: role.data['roleArn'] as string, externalId: externalId as string } };
  }
  if (method === 'ambient') {
    const nothing = ambientSchema.safeParse(fields);
    return nothing.success ? { ok: true, value: { method } } : { ok: false, issues: nothing.error.issues.map((found) => fieldIssue(found, 'the identity of this server')) };
  }
  return { ok: false, issues: [issue('credentials.method', 'request_invalid', 'Choose how to sign in to AWS: assume_role, access_key or ambient.')] };
}

function parseAccessKey(fields: Readonly<Record<string, unknown>>): Parsed<Credentials> {
  const key = accessKeySchema.safeParse(fields);
  if (!key.success) return { ok: false, issues: key.error.issues.map((found) => fieldIssue(found, 'an access key')) };
  const issues = misfits(key.data);
  if (issues.length > 0) return { ok: false, issues };
  const { accessKeyId, secretAccessKey, sessionToken } = key.data as { accessKeyId: string; secretAccessKey: string; sessionToken: string | undefined };
  return { ok: true, value: { method: 'access_key', accessKeyId, secretAccessKey, sessionToken } };
}

/** A key nobody knows stays unnamed: it may be a secret that slipped. */
function fieldIssue(found: { readonly code: string; readonly path: readonly PropertyKey[]; readonly message: string }, owner: string): Issue {
  if (found.code === 'unrecognized_keys') return issue('credentials', 'request_invalid', `The credentials hold a field that ${owner} does not have.`);
  return issue(`credentials.${String(found.path[0])}`, 'request_invalid', found.message);
}

/** Fields that are right by themselves and wrong together. */
function misfits(key: Readonly<Record<string, string | undefined>>): Issue[] {
  const accessKeyId = key['accessKeyId'] ?? '';
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

export function describeCredentials(account: OpenAccount): CredentialFacts {
  const credentials = credentialsOf(account);
  const { method } = credentials;
  const none = { method, maskedKeyId: null, hasSessionToken: false, roleArn: null, externalId: null };
  if (method === 'access_key') return { ...none, maskedKeyId: `••••${credentials.accessKeyId.slice(-4)}`, hasSessionToken: credentials.sessionToken !== undefined };
  return method === 'assume_role' ? { ...none, roleArn: credentials.roleArn, externalId: credentials.externalId } : none;
}
