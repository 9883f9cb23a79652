import { z } from 'zod';
import type { FieldSpec } from '../../../shared/fieldSpec.ts';
import { maxArnLength } from './limits.ts';
import { regionField } from './regions.ts';

const accessKeyId: FieldSpec = {
  name: 'accessKeyId',
  label: 'AWS access key',
  kind: 'text',
  required: true,
  help: 'The access key ID of an IAM user that may write to your stream. It begins with AKIA, or with ASIA when it is temporary.',
  placeholder: 'AKIA…',
  // IAM API model: \w{16,128}.
  minLength: 16,
  maxLength: 128,
  letters: 'upper',
  rules: [
    { pattern: '^AKIAIOSFODNN7EXAMPLE$', when: 'refuse', message: "That is the example key of Amazon's documentation. Paste your own." },
    { pattern: '[•●…]', when: 'refuse', message: 'That is the hidden form of the key. Paste the key itself.' },
    { pattern: ',', when: 'refuse', message: 'That is a whole line of the file from AWS. Paste the part before the comma here and the part after it as the AWS secret key.' },
    { pattern: '^(?!AKIA|ASIA)[A-Z0-9/+=]{40}$', when: 'refuse', message: 'That looks like the secret key. Paste it as the AWS secret key; the access key begins with AKIA.' },
    // Prefixes of the IAM user guide, "Understanding unique ID prefixes".
    {
      pattern: '^(?:ABIA|ACCA|AGPA|AIDA|AIPA|ANPA|ANVA|APKA|AROA|ASCA)',
      when: 'refuse',
      message: 'That is the id of a role, a user or a group, not an access key. Access keys begin with AKIA or ASIA.',
    },
    { pattern: '^[\\x00-\\x7F]*$', when: 'accept', message: 'One of the characters only looks like a plain letter. Copy the access key from AWS again.' },
    { pattern: '^[A-Z0-9]*$', when: 'accept', message: 'An access key holds letters and digits only, for example AKIA and 16 more.' },
  ],
  hints: [{ pattern: '^[Aa][Ss][Ii][Aa]', message: 'A temporary key: it needs its session token, and delivery pauses when it expires. A role does not expire.' }],
  slips: [
    // A line of the file that AWS offers with a new key, or all of it: a field of one line joins its lines.
    { pattern: '(?:^|[^A-Z0-9])((?:AKIA|ASIA)[A-Z0-9]{12,124}),([!-~]{16,256})$', fields: ['accessKeyId', 'secretAccessKey'], action: 'Fill both fields from it' },
    { pattern: '^(?!AKIA|ASIA)([A-Za-z0-9/+=]{40})$', fields: ['secretAccessKey'], action: 'Move it to the AWS secret key' },
  ],
};

const secretAccessKey: FieldSpec = {
  name: 'secretAccessKey',
  label: 'AWS secret key',
  kind: 'secret',
  required: true,
  help: 'The secret access key that AWS showed together with the access key. It is stored encrypted and never shown again.',
  maxLength: 256,
  rules: [
    { pattern: '^[•●*…]+$', when: 'refuse', message: 'That is the hidden form of the secret key. Paste the secret key itself.' },
    { pattern: '^[!-~]+$', when: 'accept', message: 'A secret key holds plain letters, digits and signs only. Copy it from AWS again.' },
  ],
  hints: [
    // IAM user guide: access keys of users have secret keys of 40 characters. The model of the API does not say so.
    { pattern: '^(?!.{40}$)', message: 'A secret key of AWS has 40 characters; this has more or fewer. The test shows whether it works.' },
    { pattern: '%[0-9A-Fa-f]{2}', message: 'This looks URL-encoded: where it has %2F, the secret key has a slash. Copy it from AWS again.' },
  ],
};

const sessionToken: FieldSpec = {
  name: 'sessionToken',
  label: 'Session token',
  kind: 'secret',
  required: false,
  help: 'Only for temporary credentials, whose access key begins with ASIA. They expire, and delivery pauses until you paste fresh ones.',
  maxLength: 8_192,
  rules: [
    { pattern: '^[•●*…]+$', when: 'refuse', message: 'That is the hidden form of the session token. Paste the token itself.' },
    { pattern: '^[!-~]+$', when: 'accept', message: 'A session token holds plain letters, digits and signs only. Copy it from AWS again.' },
  ],
};

const arnOf = (service: string): string => `^arn:(?:aws|aws-cn|aws-us-gov|aws-eusc|aws-iso(?:-[bef])?):${service}:`;

const roleArn: FieldSpec = {
  name: 'roleArn',
  label: 'Role ARN',
  kind: 'text',
  required: true,
  help: 'The ARN of a role in your AWS account that trusts this server and may write to your stream. AWS shows it at the top of the page of the role.',
  placeholder: 'arn:aws:iam::123456789012:role/tributary',
  maxLength: maxArnLength,
  rules: [
    {
      pattern: `${arnOf('sts')}:[0-9]*:assumed-role/`,
      when: 'refuse',
      message: 'That is a session of a role. The ARN of the role itself is needed; it has :iam:: and :role/ in it.',
    },
    { pattern: `${arnOf('iam')}:[0-9]*:(?:user|group|policy|instance-profile|root)`, when: 'refuse', message: 'That ARN does not belong to a role. A role ARN has :role/ in it.' },
    { pattern: '^(?!arn:)', when: 'refuse', message: 'That is not an ARN. Paste the whole ARN of the role, for example arn:aws:iam::123456789012:role/tributary.' },
    { pattern: '[*]', when: 'refuse', message: 'A role ARN holds no star. Paste the ARN of one role.' },
    // IAM API model: the path and name of a role.
    {
      pattern: `${arnOf('iam')}:[0-9]{12}:role/[A-Za-z0-9_+=,.@/-]{1,512}$`,
      when: 'accept',
      message: 'That is not the whole ARN of a role. It looks like arn:aws:iam::123456789012:role/tributary.',
    },
  ],
};

/** Credential fields per method; `region` stands beside them in the request. */
export const accessKeyFields: readonly FieldSpec[] = [accessKeyId, secretAccessKey, sessionToken];
export const roleFields: readonly FieldSpec[] = [roleArn];

export const accountMethods = [
  {
    method: 'assume_role',
    label: 'Role',
    help: 'This server borrows a role of your AWS account for an hour at a time. No key is stored, and you can end it in AWS at any moment. Choose it whenever this server has an AWS identity of its own.',
    isRecommended: true,
    usesExternalId: true,
    fields: [regionField, ...roleFields],
  },
  {
    method: 'access_key',
    label: 'Access key',
    help: 'An access key of an IAM user made for this purpose, allowed to write to your stream and nothing else. Choose it where this server runs outside AWS. Change it every 90 days.',
    fields: [...accessKeyFields, regionField],
  },
  {
    method: 'ambient',
    label: 'Identity of this server',
    help: 'This server writes as what it is in AWS already: the role of its instance, task or pod, or the credentials of its environment. Choose it where the stream is in the same AWS account.',
    fields: [regionField],
  },
];

const dataStreamNeeded = 'A Kinesis data stream is needed.';

export const streamField: FieldSpec = {
  name: 'stream',
  label: 'Stream',
  kind: 'suggest',
  required: true,
  help: 'The name of the data stream, or its ARN. The stream must exist.',
  placeholder: 'audience-events',
  maxLength: maxArnLength,
  rules: [
    // Joining the parts of a text with a gap could make the name of another stream.
    { pattern: '\\s', when: 'refuse', message: 'A stream name holds no spaces, only letters, digits, dots, hyphens and underscores.' },
    { pattern: '^arn:[^:]*:firehose:', when: 'refuse', message: `That is a Firehose stream. ${dataStreamNeeded}` },
    { pattern: '^arn:[^:]*:sqs:', when: 'refuse', message: `That is an SQS queue. ${dataStreamNeeded}` },
    { pattern: '^arn:[^:]*:kinesisvideo:', when: 'refuse', message: `That is a Kinesis video stream. ${dataStreamNeeded}` },
    { pattern: '^arn:[^:]*:kinesisanalytics:', when: 'refuse', message: `That is an analytics application. ${dataStreamNeeded}` },
    { pattern: '^arn:[^:]*:kinesis:[^:]*:[^:]*:stream/[^/]*/consumer/', when: 'refuse', message: 'That is a consumer of a stream. Use the ARN up to the name of the stream.' },
    { pattern: '^arn:[^:]*:(?!kinesis:)[^:]*:', when: 'refuse', message: `That ARN belongs to another AWS service. ${dataStreamNeeded}` },
    {
      pattern: '^arn:(?!(?:aws|aws-cn|aws-us-gov|aws-eusc|aws-iso(?:-[bef])?):kinesis:[a-z]{2,4}(?:-[a-z]+)+-[0-9]{1,2}:[0-9]{12}:stream/[A-Za-z0-9_.-]{1,128}$)',
      when: 'refuse',
      message: 'That is not the whole ARN of a data stream. It looks like arn:aws:kinesis:eu-west-1:123456789012:stream/name.',
    },
    { pattern: '^(?:arn:.*|https://.*|[A-Za-z0-9_.-]*)$', when: 'accept', message: 'A stream name holds letters, digits, dots, hyphens and underscores only.' },
    { pattern: '^(?:arn:.*|https://.*|.{1,128})$', when: 'accept', message: 'A stream name can be at most 128 characters long.' },
  ],
};

/** A path is allowed, user data and queries are not: they would end up in every call. */
function isEndpoint(address: string): boolean {
  const url = URL.parse(address);
  return url !== null && /^https?:$/.test(url.protocol) && url.username === '' && url.password === '' && url.search === '' && url.hash === '';
}

const operatorEndpoint = z
  .string()
  .refine(isEndpoint, 'an http or https address without user name or query, for example https://vpce-0a1b.kinesis.eu-west-1.vpce.amazonaws.com')
  .optional();

/** Only the operator can send calls elsewhere; nothing a user types ever names a host. */
export const operatorSettings = z.object({ TRIBUTARY_KINESIS_ENDPOINT: operatorEndpoint, TRIBUTARY_STS_ENDPOINT: operatorEndpoint });
export type OperatorSettings = z.infer<typeof operatorSettings>;
