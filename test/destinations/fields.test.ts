import { describe, expect, test } from 'vitest';
import kinesis from '../../server/destinations/amazon-kinesis/index.ts';
import type { Issue } from '../../shared/problem.ts';

const key = 'AKIAABCDEFGHIJKLMNOP';
const temporaryKey = 'ASIAABCDEFGHIJKLMNOP';
const secret = 'sEcReTsEcReTsEcReT/sEcReTsEcReT+sEcReTab';

function issuesOf(change: Record<string, unknown>, region = 'eu-west-1'): readonly Issue[] {
  const parsed = kinesis.parseAccount(region, { method: 'access_key', accessKeyId: key, secretAccessKey: secret, ...change });
  return parsed.ok ? [] : parsed.issues;
}

/** The fields of the wizard: the field, what is typed, and a piece of the one message it gets; null: accepted. */
const accountRows: [row: string, field: 'accessKeyId' | 'secretAccessKey' | 'sessionToken' | 'method', typed: unknown, message: RegExp | null][] = [
  ['example key', 'accessKeyId', 'AKIAIOSFODNN7EXAMPLE', /example key/],
  ['example key in lower case', 'accessKeyId', 'akiaiosfodnn7example', /example key/],
  ['hidden characters around', 'accessKeyId', ` \u00a0\u200b${key}\r\n`, null],
  ['id of a role', 'accessKeyId', 'AROAABCDEFGHIJKLMNOPQ', /id of a role, a user or a group/],
  ['id of a user', 'accessKeyId', 'AIDAABCDEFGHIJKLMNOPQ', /id of a role, a user or a group/],
  ['id of a group', 'accessKeyId', 'AGPAABCDEFGHIJKLMNOPQ', /id of a role, a user or a group/],
  ['15 characters', 'accessKeyId', 'AKIAABCDEFGHIJK', /at least 16 characters; this has 15/],
  ['129 characters', 'accessKeyId', 'A'.repeat(129), /at most 128 characters long; this has 129/],
  ['empty', 'accessKeyId', '', /AWS access key is needed/],
  ['left out', 'accessKeyId', undefined, /AWS access key is needed/],
  ['a number', 'accessKeyId', 5, /must be text/],
  ['lower case', 'accessKeyId', key.toLowerCase(), null],
  ['the secret in the wrong field', 'accessKeyId', secret, /looks like the secret key/],
  ['a line of the CSV file', 'accessKeyId', `${key},${secret}`, /whole line of the file/],
  ['Cyrillic A', 'accessKeyId', `\u0410${key.slice(1)}`, /only looks like a plain letter/],
  ['10,000 characters', 'accessKeyId', 'A'.repeat(10_000), /at most 128 characters long; this has 10000/],
  ['markup', 'accessKeyId', '<img src=x onerror=alert(1)>', /letters and digits only/],
  ['SQL', 'accessKeyId', "' OR 1=1-- ' OR 1=1--", /letters and digits only/],
  ['JNDI', 'accessKeyId', '${jndi:ldap://x/abcdefg}', /letters and digits only/],
  ['blank secret', 'secretAccessKey', '', /AWS secret key is needed/],
  ['the bullets posted back', 'secretAccessKey', '••••••••', /hidden form/],
  ['the masked key posted back', 'accessKeyId', '••••MNOP', /hidden form/],
  ['39 characters', 'secretAccessKey', secret.slice(1), null],
  ['41 characters', 'secretAccessKey', `${secret}x`, null],
  ['a line break at the end', 'secretAccessKey', `${secret}\n `, null],
  ['URL-encoded', 'secretAccessKey', secret.replace('/', '%2F'), null],
  ['the access key again', 'secretAccessKey', key, /access key again/],
  ['NUL', 'secretAccessKey', `abc\u0000${secret}`, /plain letters, digits and signs/],
  ['emoji', 'secretAccessKey', `${secret}😀`, /plain letters, digits and signs/],
  ['a token with a lasting key', 'sessionToken', 'token', /has no session token/],
  ['a method nobody knows', 'method', 'magic', /Choose how to sign in/],
];

/** Role ARNs as people paste them. */
const roleRows: [row: string, typed: unknown, message: RegExp | null][] = [
  ['a role', 'arn:aws:iam::123456789012:role/tributary', null],
  ['a role with a path', ' arn:aws:iam::123456789012:role/a/b/c\n', null],
  ['China', 'arn:aws-cn:iam::123456789012:role/tributary', null],
  ['GovCloud', 'arn:aws-us-gov:iam::123456789012:role/tributary', null],
  ['a user', 'arn:aws:iam::123456789012:user/x', /does not belong to a role/],
  ['the account', 'arn:aws:iam::123456789012:root', /does not belong to a role/],
  ['an instance profile', 'arn:aws:iam::123456789012:instance-profile/x', /does not belong to a role/],
  ['a session', 'arn:aws:sts::123456789012:assumed-role/tributary/i-0abc', /session of a role/],
  ['every role', 'arn:aws:iam::123456789012:role/*', /no star/],
  ['a short account number', 'arn:aws:iam::12345678901:role/x', /not the whole ARN/],
  ['another service', 'arn:aws:kinesis:eu-west-1:123456789012:stream/x', /not the whole ARN/],
  ['a name', 'tributary', /not an ARN/],
  ['empty', '', /Role ARN is needed/],
  ['left out', undefined, /Role ARN is needed/],
  ['20,000 characters', `arn:aws:iam::123456789012:role/${'a/'.repeat(10_000)}`, /at most 2048 characters/],
  ['a line break within', 'arn:aws:iam::123456789012:role/a\nb', /not the whole ARN/],
];

/** `region`: what it is read as. */
const regionRows: [row: string, typed: string, expected: { region: string } | { message: RegExp }][] = [
  ['upper case', 'US-EAST-1', { region: 'us-east-1' }],
  ['spaces', ' us-east-1 ', { region: 'us-east-1' }],
  ['availability zone', 'us-east-1a', { message: /availability zone/ }],
  ['availability zone in upper case', 'US-GOV-WEST-1B', { message: /availability zone/ }],
  ['a place', 'N. Virginia', { message: /has the code us-east-1\./ }],
  ['another', 'frankfurt', { message: /has the code eu-central-1\./ }],
  ['the full name', 'Asia Pacific (Tokyo)', { message: /has the code ap-northeast-1\./ }],
  ['a place of two regions: the commercial one', 'Ohio', { message: /has the code us-east-2\./ }],
  ['a star', '*', { message: /not an AWS region/ }],
  ['localhost', 'localhost', { message: /not an AWS region/ }],
  ['a number nobody has', 'us-east-99', { message: /not an AWS region/ }],
  ['sigv4-x', 'sigv4-x', { message: /not an AWS region/ }],
  ['a host', 'evil.com#', { message: /not an AWS region/ }],
  ['user info', 'a@evil.com', { message: /not an AWS region/ }],
  ['an address', '169.254.169.254', { message: /not an AWS region/ }],
  ['underscores', 'us_east_1', { message: /not an AWS region/ }],
  ['empty', '', { message: /Region is needed/ }],
  ['long', 'eu-'.repeat(5_000), { message: /at most 64/ }],
  ['FIPS', 'fips-us-east-1', { message: /without "fips"/ }],
  ['FIPS at the end', 'us-gov-west-1-fips', { message: /without "fips"/ }],
  ['a global pseudo-region', 'aws-global', { message: /not an AWS region/ }],
  ['China', 'cn-northwest-1', { region: 'cn-northwest-1' }],
  ['GovCloud', 'us-gov-east-1', { region: 'us-gov-east-1' }],
  ['European Sovereign Cloud', 'eusc-de-east-1', { region: 'eusc-de-east-1' }],
  ['isolated', 'us-isob-east-1', { region: 'us-isob-east-1' }],
  ['a region AWS may open', 'eu-northeast-1', { region: 'eu-northeast-1' }],
];

const arn = (region: string, name = 'audience-events', partition = 'aws', account = '123456789012'): string => `arn:${partition}:kinesis:${region}:${account}:stream/${name}`;

/** Read for an account in eu-west-1. `name`: what it is read as. */
const streamRows: [row: string, typed: string, expected: { name: string } | { message: RegExp; code?: string }, region?: string][] = [
  ['one letter', 'a', { name: 'a' }],
  ['128 letters', 'a'.repeat(128), { name: 'a'.repeat(128) }],
  ['all signs', 'a.b_c-d', { name: 'a.b_c-d' }],
  ['a dot', '.', { name: '.' }],
  ['two dots', '..', { name: '..' }],
  ['empty', '', { message: /Stream is needed/ }],
  ['129 letters', 'a'.repeat(129), { message: /at most 128/ }],
  ['a space', 'My Stream', { message: /no spaces/ }],
  ['a slash', 'a/b', { message: /letters, digits, dots, hyphens and underscores/ }],
  ['Japanese', 'ストリーム', { message: /letters, digits, dots, hyphens and underscores/ }],
  ['emoji', 's😀', { message: /letters, digits, dots, hyphens and underscores/ }],
  ['encoded', 'a%2Fb', { message: /letters, digits, dots, hyphens and underscores/ }],
  ['ARN of another region', arn('us-west-2'), { message: /in us-west-2; the account is for eu-west-1/, code: 'stream_wrong_region' }],
  ['ARN for a name', arn('eu-west-1'), { name: 'audience-events' }],
  ['page of the console', 'https://eu-west-1.console.aws.amazon.com/kinesis/home?region=eu-west-1#/streams/details/audience-events/monitoring', { name: 'audience-events' }],
  [
    'page of the console in another region',
    'https://us-east-1.console.aws.amazon.com/kinesis/home?region=us-east-1#/streams/details/audience-events/monitoring',
    { message: /in us-east-1/, code: 'stream_wrong_region' },
  ],
  ['page of somebody else', 'https://evil.example/?region=eu-west-1#/streams/details/audience-events', { message: /not the page of a data stream/ }],
  ['a host that only ends alike', 'https://evilconsole.aws.amazon.com/?region=eu-west-1#/streams/details/audience-events', { message: /not the page of a data stream/ }],
  ['Firehose', 'arn:aws:firehose:eu-west-1:123456789012:deliverystream/x', { message: /Firehose/ }],
  ['SQS', 'arn:aws:sqs:eu-west-1:123456789012:x', { message: /SQS queue/ }],
  ['video', 'arn:aws:kinesisvideo:eu-west-1:123456789012:stream/x/123', { message: /video stream/ }],
  ['consumer', `${arn('eu-west-1')}/consumer/c:1525898737`, { message: /consumer of a stream/ }],
  ['anything else', 'arn:aws:iam::123456789012:user/x', { message: /another AWS service/ }],
  ['11 digits', arn('eu-west-1', 'x', 'aws', '12345678901'), { message: /not the whole ARN/ }],
  ['13 digits', arn('eu-west-1', 'x', 'aws', '1234567890123'), { message: /not the whole ARN/ }],
  ['a star', arn('*'), { message: /not the whole ARN/ }],
  ['a star for the name', arn('eu-west-1', '*'), { message: /not the whole ARN/ }],
  ['text before', `x ${arn('eu-west-1')}`, { message: /no spaces/ }],
  ['a line break at the end', `${arn('eu-west-1')}\n`, { name: 'audience-events' }],
  ['text after: never joined to the name of another stream', `${arn('eu-west-1', 'audience')} events`, { message: /no spaces/ }],
  ['129 letters in an ARN', arn('eu-west-1', 'a'.repeat(129)), { message: /not the whole ARN/ }],
  ['China', arn('cn-north-1', 'x', 'aws-cn'), { name: 'x' }, 'cn-north-1'],
  ['GovCloud', arn('us-gov-west-1', 'x', 'aws-us-gov'), { name: 'x' }, 'us-gov-west-1'],
  ['European Sovereign Cloud', arn('eusc-de-east-1', 'x', 'aws-eusc'), { name: 'x' }, 'eusc-de-east-1'],
  ['isolated', arn('us-isob-east-1', 'x', 'aws-iso-b'), { name: 'x' }, 'us-isob-east-1'],
  ['20 kB', `arn:aws${':kinesis:'.repeat(2_222)}`, { message: /at most 2048/ }],
];

describe('a role', () => {
  test.each(roleRows)('%s', (_row, roleArn, message) => {
    const parsed = kinesis.parseAccount('eu-west-1', { method: 'assume_role', roleArn, externalId: 'ours' });
    if (message === null)
      expect(parsed).toEqual({ ok: true, value: { region: 'eu-west-1', credentials: { method: 'assume_role', roleArn: String(roleArn).trim(), externalId: 'ours' } } });
    else expect(parsed).toMatchObject({ ok: false, issues: [{ path: 'credentials.roleArn', code: 'request_invalid', message: expect.stringMatching(message) }] });
  });

  test('and the identity of this server have no keys', () => {
    for (const method of ['assume_role', 'ambient']) {
      const parsed = kinesis.parseAccount('eu-west-1', { method, ...(method === 'assume_role' && { roleArn: 'arn:aws:iam::123456789012:role/x' }), secretAccessKey: secret });
      expect(parsed).toMatchObject({ ok: false, issues: [{ path: 'credentials', message: expect.not.stringContaining(secret) }] });
    }
  });
});

describe('credentials', () => {
  test.each(accountRows)('%s', (_row, field, typed, message) => {
    const issues = issuesOf({ [field]: typed });
    if (message === null) expect(issues).toEqual([]);
    else expect(issues).toEqual([{ path: `credentials.${field}`, code: 'request_invalid', message: expect.stringMatching(message) }]);
  });

  test('what is kept is clean: no hidden characters, upper-case key, the secret as it was', () => {
    const parsed = kinesis.parseAccount('eu-west-1', {
      method: 'access_key',
      accessKeyId: ` \u00a0\u200b${key.toLowerCase()}\r\n`,
      secretAccessKey: `\ufeff${secret}\n`,
      sessionToken: '',
    });
    expect(parsed).toEqual({ ok: true, value: { region: 'eu-west-1', credentials: { method: 'access_key', accessKeyId: key, secretAccessKey: secret, sessionToken: undefined } } });
  });

  test('a temporary key needs its token, which may be up to 8 KiB long', () => {
    expect(issuesOf({ accessKeyId: temporaryKey })).toEqual([
      { path: 'credentials.sessionToken', code: 'request_invalid', message: expect.stringMatching(/needs its session token/) },
    ]);
    expect(issuesOf({ accessKeyId: temporaryKey, sessionToken: 't'.repeat(8_192) })).toEqual([]);
    expect(issuesOf({ accessKeyId: temporaryKey, sessionToken: 't'.repeat(8_193) })).toHaveLength(1);
  });

  test('every issue is reported, not the first', () => {
    expect(issuesOf({ accessKeyId: '', secretAccessKey: '' }, 'nowhere').map(({ path }) => path)).toEqual(['region', 'credentials.accessKeyId', 'credentials.secretAccessKey']);
  });

  test('and a secret under a name nobody knows: refused without naming it', () => {
    expect(issuesOf({ [secret]: 'x' })).toEqual([{ path: 'credentials', code: 'request_invalid', message: expect.not.stringContaining(secret) }]);
  });

  test('no issue holds what was typed, and no masked key shows more than four characters', () => {
    for (const [, field, typed] of accountRows) {
      if (typeof typed !== 'string' || typed.length < 8) continue;
      expect(JSON.stringify(issuesOf({ [field]: typed }))).not.toContain(typed);
      expect(JSON.stringify(issuesOf({ [field]: typed }))).not.toContain(secret);
    }
    const facts = kinesis.describeCredentials({ region: 'eu-west-1', credentials: { method: 'access_key', accessKeyId: key, secretAccessKey: secret } });
    expect(facts).toEqual({ method: 'access_key', maskedKeyId: '••••MNOP', hasSessionToken: false, roleArn: null, externalId: null });
  });
});

describe('region', () => {
  test.each(regionRows)('%s', (_row, typed, expected) => {
    const parsed = kinesis.parseAccount(typed, { method: 'access_key', accessKeyId: key, secretAccessKey: secret });
    if ('region' in expected) expect(parsed).toHaveProperty('value.region', expected.region);
    else expect(parsed).toEqual({ ok: false, issues: [{ path: 'region', code: 'region_invalid', message: expect.stringMatching(expected.message) }] });
  });

  test('every suggested region is accepted, and every name of a region is told its code', () => {
    const field = kinesis.accountMethods[0]?.fields.find(({ name }) => name === 'region');
    expect(field?.suggestions?.length).toBeGreaterThan(45);
    for (const { value, label } of field?.suggestions ?? []) {
      expect({ value, issues: issuesOf({}, value) }).toEqual({ value, issues: [] });
      expect({ label, issues: issuesOf({}, label) }).toEqual({ label, issues: [expect.objectContaining({ message: expect.stringContaining(`has the code ${value}.`) })] });
    }
  });
});

describe('stream', () => {
  test.each(streamRows)('%s', (_row, typed, expected, region = 'eu-west-1') => {
    const startedAt = performance.now();
    const parsed = kinesis.parseStream(typed, region);
    expect(performance.now() - startedAt).toBeLessThan(100);
    if ('name' in expected) expect(parsed).toEqual({ ok: true, value: expected.name });
    else expect(parsed).toEqual({ ok: false, issues: [{ path: 'stream', code: expected.code ?? 'stream_name_invalid', message: expect.stringMatching(expected.message) }] });
  });
});

describe('what only the operator sets', () => {
  test.each([
    ['nothing', {}, true],
    ['an https address', { TRIBUTARY_KINESIS_ENDPOINT: 'https://vpce-1.kinesis.eu-west-1.vpce.amazonaws.com' }, true],
    ['a local address', { TRIBUTARY_STS_ENDPOINT: 'http://127.0.0.1:4567' }, true],
    ['another protocol', { TRIBUTARY_KINESIS_ENDPOINT: 'ftp://127.0.0.1' }, false],
    ['no address', { TRIBUTARY_KINESIS_ENDPOINT: 'kinesis' }, false],
    ['a password in it', { TRIBUTARY_KINESIS_ENDPOINT: 'https://a:b@127.0.0.1' }, false],
    ['a query', { TRIBUTARY_KINESIS_ENDPOINT: 'https://127.0.0.1/?a=b' }, false],
  ])('%s', (_row, settings, accepted) => {
    expect(kinesis.operatorSettings.safeParse(settings).success).toBe(accepted);
  });
});
