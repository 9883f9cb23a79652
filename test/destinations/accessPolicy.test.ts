import { readFileSync, readdirSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import kinesis from '../../server/destinations/amazon-kinesis/index.ts';
import { neededActions } from '../../server/destinations/amazon-kinesis/neededActions.ts';
import { accessRequestSchema, type AccessTexts } from '../../shared/access.ts';

const arn = 'arn:aws:kinesis:eu-west-1:123456789012:stream/audience-events';
const keyArn = 'arn:aws:kms:eu-west-1:123456789012:key/0a1b2c3d-0000-1111-2222-333344445555';
const trust = { principalArn: 'arn:aws:iam::111122223333:role/tributary-task', externalId: 'tributary-0011-2233' };

function texts(request: Record<string, unknown>): AccessTexts {
  const parsed = kinesis.accessTexts?.(accessRequestSchema.parse({ region: 'eu-west-1', ...request }));
  if (parsed?.ok !== true) throw new Error(JSON.stringify(parsed));
  return parsed.value;
}
const text = (of: AccessTexts['permissions'] | null, format: string): string => of?.find((found) => found.format === format)?.text ?? '';
const policy = (request: Record<string, unknown>): { Statement: { Action: string[]; Resource: string }[] } => JSON.parse(text(texts(request).permissions, 'json'));

describe('the permissions', () => {
  test('are the three that are always used, on exactly the stream', () => {
    expect(policy({ stream: arn })).toEqual({
      Version: '2012-10-17',
      Statement: [{ Effect: 'Allow', Action: ['kinesis:DescribeStreamSummary', 'kinesis:ListShards', 'kinesis:PutRecords'], Resource: arn }],
    });
  });

  test('grow by the list of streams in a statement of its own, by reading back, and by a key of your own', () => {
    const { Statement: statements } = policy({ stream: arn, picker: true, readBack: true, keyId: keyArn });
    expect(statements.map(({ Action, Resource }) => [Resource, ...Action])).toEqual([
      [arn, 'kinesis:DescribeStreamSummary', 'kinesis:ListShards', 'kinesis:PutRecords', 'kinesis:GetShardIterator', 'kinesis:GetRecords'],
      ['*', 'kinesis:ListStreams'],
      [keyArn, 'kms:GenerateDataKey', 'kms:Decrypt'],
    ]);
    expect(policy({ stream: arn, keyId: keyArn }).Statement[1]?.Action).toEqual(['kms:GenerateDataKey']);
    expect(policy({ stream: arn, readBack: true, keyId: 'alias/aws/kinesis' }).Statement).toHaveLength(1);
  });

  test.each([
    ['an id is made an ARN', '0a1b2c3d-0000-1111-2222-333344445555', keyArn],
    ['an alias has to be looked up', 'alias/mine', '<key-arn>'],
    ['the key of AWS needs nothing', 'alias/aws/kinesis', null],
    ['nor does its ARN', 'arn:aws:kms:eu-west-1:123456789012:alias/aws/kinesis', null],
  ])('%s', (_what, keyId, expected) => {
    const [, key] = policy({ stream: arn, keyId }).Statement;
    expect(key?.Resource ?? null).toBe(expected);
  });

  test.each([
    ['cn-north-1', 'arn:aws-cn:kinesis:cn-north-1:<account-id>:stream/s'],
    ['us-gov-west-1', 'arn:aws-us-gov:kinesis:us-gov-west-1:<account-id>:stream/s'],
    ['eusc-de-east-1', 'arn:aws-eusc:kinesis:eusc-de-east-1:<account-id>:stream/s'],
    ['us-isob-east-1', 'arn:aws-iso-b:kinesis:us-isob-east-1:<account-id>:stream/s'],
    [' US-EAST-1 ', 'arn:aws:kinesis:us-east-1:<account-id>:stream/s'],
  ])('name the partition of %s', (region, expected) => {
    expect(policy({ region, stream: 's' }).Statement[0]?.Resource).toBe(expected);
  });

  test('say which marks have to be replaced; what is known is not asked for', () => {
    const marks = (request: Record<string, unknown>): string[] => texts(request).missing.map(({ mark }) => mark);
    expect(marks({})).toEqual(['<account-id>', '<stream-name>', '<user-name>']);
    expect(marks({ stream: arn, method: 'access_key' })).toEqual(['<user-name>']);
    expect(marks({ stream: 's', method: 'assume_role', roleArn: 'arn:aws:iam::123456789012:role/a/lent', keyId: 'alias/mine' })).toEqual(['<key-arn>']);
    expect(policy({ stream: 's', method: 'assume_role', roleArn: 'arn:aws:iam::123456789012:role/a/lent' }).Statement[0]?.Resource).toBe(
      'arn:aws:kinesis:eu-west-1:123456789012:stream/s',
    );
  });

  test('are the same in every format', () => {
    const { permissions } = texts({ stream: arn, method: 'assume_role', roleArn: 'arn:aws:iam::123456789012:role/lent', picker: true });
    const document = JSON.parse(text(permissions, 'json')) as unknown;
    const between = (format: string, from: string, to: string): unknown => {
      const whole = text(permissions, format);
      return JSON.parse(whole.slice(whole.indexOf(from) + from.length, whole.lastIndexOf(to)));
    };
    expect(between('cli', "--policy-document='", "'")).toEqual(document);
    expect(text(permissions, 'cli')).toMatch(/^aws iam put-role-policy \\\n {2}--role-name='lent' \\\n {2}--policy-name='tributary-audience-events' \\\n/);
    expect(between('terraform', 'jsonencode(', ')\n}')).toEqual(document);
    expect(text(permissions, 'terraform')).toMatch(/^resource "aws_iam_role_policy" "tributary" \{\n {2}role = "lent"\n/);
    const yaml = text(permissions, 'cloudformation');
    expect(JSON.parse(yaml.slice(yaml.indexOf('PolicyDocument: ') + 'PolicyDocument: '.length))).toEqual(document);
    expect(yaml).toContain('Type: AWS::IAM::Policy');
    expect(yaml).toContain('Roles: ["lent"]');
  });
});

describe('the trust policy', () => {
  test('lets in this server with the external id, and nobody else', () => {
    const { trust: rendered } = texts({ method: 'assume_role', roleArn: 'arn:aws:iam::123456789012:role/lent', trust });
    expect(JSON.parse(text(rendered, 'json'))).toEqual({
      Version: '2012-10-17',
      Statement: [{ Effect: 'Allow', Principal: { AWS: trust.principalArn }, Action: 'sts:AssumeRole', Condition: { StringEquals: { 'sts:ExternalId': trust.externalId } } }],
    });
    expect(text(rendered, 'cli')).toContain("aws iam create-role \\\n  --role-name='lent'");
    expect(text(rendered, 'terraform')).toContain('assume_role_policy = jsonencode(');
    expect(text(rendered, 'cloudformation')).toContain('Type: AWS::IAM::Role');
    expect(texts({ stream: arn }).trust).toBeNull();
  });
});

test.each<[string, Record<string, unknown>, string]>([
  ['a region that is none', { region: "eu-west-1'; rm -rf" }, 'region'],
  ['a stream with a quote', { stream: "a'b" }, 'stream'],
  ['an ARN of another region', { stream: arn.replace('eu-west-1', 'us-east-1') }, 'stream'],
  ['a role with a substitution', { roleArn: 'arn:aws:iam::123456789012:role/${x}' }, 'roleArn'],
  ['a key with a line break', { keyId: 'abc\n- x' }, 'keyId'],
  ['a key with a substitution', { keyId: '${jndi:x}' }, 'keyId'],
  ['a key of another region', { keyId: keyArn.replace('eu-west-1', 'eu-west-2') }, 'keyId'],
  ['a session as principal', { trust: { ...trust, principalArn: 'arn:aws:sts::111122223333:assumed-role/tributary-task/i-0abc' } }, 'trust.principalArn'],
  ['everybody as principal', { trust: { ...trust, principalArn: '*' } }, 'trust.principalArn'],
  ['a principal with a quote', { trust: { ...trust, principalArn: `${trust.principalArn}"` } }, 'trust.principalArn'],
  ['an external id with a quote', { trust: { ...trust, externalId: "a'b" } }, 'trust.externalId'],
  ['an external id with a substitution', { trust: { ...trust, externalId: '$(reboot)' } }, 'trust.externalId'],
])('%s never gets into a text', (_what, request, field) => {
  const parsed = kinesis.accessTexts?.(accessRequestSchema.parse({ region: 'eu-west-1', ...request }));
  expect(parsed).toMatchObject({ ok: false, issues: [{ path: field }] });
});

test('the table holds what the code asks of AWS, and nothing else but what AWS wants for it', () => {
  const folder = path.join(import.meta.dirname, '../../server/destinations/amazon-kinesis');
  const called = readdirSync(folder).flatMap((file) => [...readFileSync(path.join(folder, file), 'utf8').matchAll(/new ([A-Z]\w+)Command\(/g)].map(([, name]) => name));
  const ofSts = ['AssumeRole', 'GetCallerIdentity'];
  const ofStreams = [...new Set(called)].filter((name) => !ofSts.includes(name ?? ''));
  expect(ofStreams.map((name) => `kinesis:${name}`).toSorted()).toEqual(
    neededActions
      .map(({ action }) => action)
      .filter((action) => action.startsWith('kinesis:'))
      .toSorted(),
  );
  expect(neededActions.some(({ action }) => action.includes('*'))).toBe(false);
});
