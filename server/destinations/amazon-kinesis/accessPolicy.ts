import type { AccessRequest, AccessTexts } from '../../../shared/access.ts';
import type { Issue } from '../../../shared/problem.ts';
import type { Parsed } from '../definition.ts';
import { renderPermissions, renderTrust, type PolicyDocument, type Statement } from './accessFormats.ts';
import { neededActions, type NeededAction } from './neededActions.ts';
import { parseAccount } from './parseAccount.ts';
import { parseStream } from './parseStream.ts';
import { partitionOf } from './regions.ts';

/** What every text is made of, once nothing in it can mean more than itself. */
interface Facts {
  readonly partition: string;
  readonly region: string;
  readonly account: string | null;
  readonly stream: string | null;
  /** Null: AWS's own key, or none. */
  readonly keyArn: string | null;
  readonly holder: { readonly kind: 'user' | 'role'; readonly name: string | null };
}

const marks = {
  account: { mark: '<account-id>', what: 'the 12 digits of the AWS account the stream is in' },
  stream: { mark: '<stream-name>', what: 'the name of the stream' },
  key: { mark: '<key-arn>', what: 'the ARN of the key that encrypts the stream; an alias will not do' },
  user: { mark: '<user-name>', what: 'the IAM user whose access key you enter' },
  role: { mark: '<role-name>', what: 'the role that is to write' },
} as const;

// No character of these can end a quoted text, or begin a substitution, in JSON, a shell, HCL or YAML.
const keyArnShape = /^arn:[a-z-]{3,20}:kms:[a-z0-9-]{3,30}:\d{12}:key\/[A-Za-z0-9-]{1,128}$/;
const keyIdShape = /^[A-Za-z0-9-]{1,128}$/;
const aliasShape = /^(?:arn:[a-z-]{3,20}:kms:[a-z0-9-]{3,30}:\d{12}:)?alias\/[A-Za-z0-9/_-]{1,256}$/;
const principalShape = /^arn:[a-z-]{3,20}:iam::\d{12}:[A-Za-z0-9_+=,.@/-]{1,512}$/;
const externalIdShape = /^[A-Za-z0-9_+=,.@:/-]{2,1224}$/;

/** The permissions an account needs for one stream, and the trust policy of a role: the least that works. Talks to nobody. */
export function accessTexts(request: AccessRequest): Parsed<AccessTexts> {
  const parsed = readFacts(request);
  if (!parsed.ok) return parsed;
  const facts = parsed.value;
  const encrypted = request.keyId !== undefined && !isManaged(request.keyId);
  const needs = { always: true, picker: request.picker, readBack: request.readBack, encrypted, readBackEncrypted: request.readBack && encrypted };
  const actions = neededActions.filter(({ when }) => needs[when]);
  const resourceOf = ({ on }: NeededAction): string => (on === 'any' ? '*' : on === 'key' ? (facts.keyArn ?? marks.key.mark) : streamArn(facts));
  const resources = [...new Set(actions.map(resourceOf))];
  const statements = resources.map((Resource): Statement => ({
    Effect: 'Allow',
    Action: actions.filter((action) => resourceOf(action) === Resource).map(({ action }) => action),
    Resource,
  }));
  const name = facts.holder.name ?? marks[facts.holder.kind].mark;
  const permissions = renderPermissions({ Version: '2012-10-17', Statement: statements }, { kind: facts.holder.kind, name }, policyName(facts.stream));
  const trust = request.trust === undefined ? null : renderTrust(trustPolicy(request.trust), facts.holder.name ?? 'tributary');
  const whole = [...permissions, ...(trust ?? [])].map(({ text }) => text).join('\n');
  const missing = Object.values(marks).filter(({ mark }) => whole.includes(mark));
  return { ok: true, value: { grants: actions.map((action) => ({ action: action.action, on: resourceOf(action), why: action.why })), permissions, trust, missing } };
}

const streamArn = ({ partition, region, account, stream }: Facts): string =>
  `arn:${partition}:kinesis:${region}:${account ?? marks.account.mark}:stream/${stream ?? marks.stream.mark}`;

/** At most 128 characters, which IAM allows. */
const policyName = (stream: string | null): string => `tributary-${stream ?? 'stream'}`.slice(0, 128);

/** The key AWS manages for all streams needs no grant. */
const isManaged = (keyId: string): boolean => keyId.endsWith('alias/aws/kinesis');

const trustPolicy = ({ principalArn, externalId }: NonNullable<AccessRequest['trust']>): PolicyDocument => ({
  Version: '2012-10-17',
  Statement: [{ Effect: 'Allow', Principal: { AWS: principalArn }, Action: 'sts:AssumeRole', Condition: { StringEquals: { 'sts:ExternalId': externalId } } }],
});

function readFacts({ region, method, stream, keyId, roleArn, trust }: AccessRequest): Parsed<Facts> {
  const issues: Issue[] = [];
  const refuse = (path: string, message: string): void => void issues.push({ path, code: 'request_invalid', message });
  const place = parseAccount(region, { method: 'ambient' });
  if (!place.ok) return place;
  const partition = partitionOf(place.value.region);
  const name = stream === undefined || stream.trim() === '' ? null : parseStream(stream, place.value.region);
  if (name !== null && !name.ok) issues.push(...name.issues);
  if (roleArn !== undefined && !parseAccount(region, { method: 'assume_role', roleArn }).ok) refuse('roleArn', 'That is not the ARN of a role.');
  if (keyId !== undefined && ![keyArnShape, keyIdShape, aliasShape].some((shape) => shape.test(keyId))) refuse('keyId', 'That is not a key of AWS KMS: an ARN, an id or an alias.');
  if (keyId !== undefined && keyId.startsWith('arn:') && !keyId.startsWith(`arn:${partition}:kms:${place.value.region}:`))
    refuse('keyId', 'That key is in another region than the stream.');
  if (trust !== undefined && !principalShape.test(trust.principalArn)) refuse('trust.principalArn', 'That is not the ARN of a user or role.');
  if (trust !== undefined && !externalIdShape.test(trust.externalId)) refuse('trust.externalId', 'That is not an external id.');
  if (issues.length > 0) return { ok: false, issues };

  const account = accountIn(stream) ?? accountIn(roleArn);
  const holder =
    method === 'access_key' || method === undefined ? ({ kind: 'user', name: null } as const) : ({ kind: 'role', name: roleArn?.trim().split('/').at(-1) ?? null } as const);
  return {
    ok: true,
    value: { partition, region: place.value.region, account, stream: name?.ok === true ? name.value : null, keyArn: keyArn(keyId, partition, place.value.region, account), holder },
  };
}

/** A stream may be in another account than the role; its own ARN says so best. */
const accountIn = (arn: string | undefined): string | null => /^arn:[^:]*:[^:]*:[^:]*:(\d{12}):/.exec(arn?.trim() ?? '')?.[1] ?? null;

function keyArn(keyId: string | undefined, partition: string, region: string, account: string | null): string | null {
  if (keyId === undefined || aliasShape.test(keyId)) return null;
  if (keyArnShape.test(keyId)) return keyId;
  return `arn:${partition}:kms:${region}:${account ?? marks.account.mark}:key/${keyId}`;
}
