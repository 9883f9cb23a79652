import { accessRequestOf } from '../../client/wizard/accessRequest.ts';
import type { Account } from '../../shared/account.ts';
import { describe, expect, test } from 'vitest';
import type { Destination } from '../../shared/destination.ts';
import { draftContentSchema } from '../../shared/draft.ts';
import type { FieldSpec } from '../../shared/fieldSpec.ts';
import { draftOfNewAccount, mustTypeSecretAgain, newAccountDefaults, newAccountSchema, pathOfField } from '../../client/wizard/authenticationForm.ts';
import { patched } from '../../client/wizard/draftPatch.ts';
import { draftOfSetup, isMoved, optionsOf, patchOfSetup, setupDefaults, setupFieldOf } from '../../client/wizard/setupForm.ts';
import { missingFor, stepAddress, stepToMend } from '../../client/wizard/steps.ts';
import { regionInArn, regionMismatch } from '../../client/wizard/streamAddress.ts';
import { uniqueName } from '../../client/wizard/uniqueName.ts';

const field = (name: string, kind: FieldSpec['kind'], required = true): FieldSpec => ({ name, label: name, kind, required, help: 'Help.', maxLength: 100, rules: [] });
const method = {
  method: 'access_key',
  label: 'Access key',
  help: 'Help.',
  fields: [field('accessKeyId', 'text'), field('secretAccessKey', 'secret'), field('sessionToken', 'secret', false), field('region', 'suggest')],
};
const values = { name: 'Production', region: 'eu-west-1', credentials: { accessKeyId: 'AKIA1234567890ABCDEF', secretAccessKey: 'canary-secret', sessionToken: 'canary-token' } };

describe('the Authentication step', () => {
  test('a draft never holds a secret', () => {
    const draft = draftOfNewAccount(method, values);
    expect(JSON.stringify(draft)).not.toContain('canary');
    expect(draftContentSchema.safeParse({ type: 'toy', ...draft }).success).toBe(true);
  });

  test('an access key field that is declared secret is not kept either', () => {
    const secretive = { ...method, fields: [field('accessKeyId', 'secret')] };
    expect(JSON.stringify(draftOfNewAccount(secretive, { ...values, credentials: { accessKeyId: 'canary' } }))).not.toContain('canary');
  });

  test('a draft keeps no credential its field refuses: it may be the secret in the wrong field', () => {
    const access = { ...method, fields: [{ ...field('accessKeyId', 'text'), rules: [{ pattern: '^AKIA', when: 'accept' as const, message: 'No.' }] }] };
    const draft = draftOfNewAccount(access, { ...values, credentials: { accessKeyId: 'canary-secret' } });
    expect(JSON.stringify(draft)).not.toContain('canary');
    // What was kept before goes, too.
    expect(patched({ type: 'toy', accessKeyId: 'AKIA1234567890ABCDEF' }, draft)).not.toHaveProperty('accessKeyId');
  });

  test('coming back shows everything but the secret, and says so', () => {
    const draft = patched({ type: 'toy' }, draftOfNewAccount(method, values));
    expect(newAccountDefaults(method, draft, 'Other')).toEqual({
      name: 'Production',
      region: 'eu-west-1',
      credentials: { accessKeyId: 'AKIA1234567890ABCDEF', secretAccessKey: '', sessionToken: '' },
    });
    expect(mustTypeSecretAgain(draft)).toBe(true);
    expect(mustTypeSecretAgain({ type: 'toy' })).toBe(false);
    expect(mustTypeSecretAgain({ ...draft, accountId: 'acc_1' })).toBe(false);
  });

  test('the form speaks in the paths of the request', () => {
    expect(pathOfField('region')).toBe('region');
    expect(pathOfField('accessKeyId')).toBe('credentials.accessKeyId');
    const parsed = newAccountSchema(method).safeParse({ name: '', region: '', credentials: { accessKeyId: '', secretAccessKey: '', sessionToken: '' } });
    expect(parsed.error?.issues.map((issue) => issue.path.join('.')).toSorted()).toEqual(['credentials.accessKeyId', 'credentials.secretAccessKey', 'name', 'region']);
  });

  test('hidden characters around a pasted key are cleaned, and an empty optional field is left out', () => {
    const parsed = newAccountSchema(method).parse({ ...values, credentials: { accessKeyId: '\u00a0AKIA1234567890ABCDEF\r\n', secretAccessKey: 'secret', sessionToken: ' ' } });
    expect(parsed.credentials).toEqual({ accessKeyId: 'AKIA1234567890ABCDEF', secretAccessKey: 'secret', sessionToken: undefined });
  });

  test('the suggested account name is free', () => {
    expect(uniqueName('Toy account', [])).toBe('Toy account');
    expect(uniqueName('Toy account', ['toy ACCOUNT', 'Toy account 2'])).toBe('Toy account 3');
  });
});

describe('the steps', () => {
  test('a step that cannot be done yet says what is missing and where to mend it', () => {
    expect(missingFor('authentication', {})).toBeNull();
    expect(missingFor('setup', {})).toContain('account');
    expect(missingFor('activate', { accountId: 'acc_1' })).toContain('destination');
    expect(missingFor('activate', { accountId: 'acc_1', destinationId: 'dst_1' })).toBeNull();
    expect(stepToMend({})).toBe('authentication');
    expect(stepToMend({ accountId: 'acc_1' })).toBe('setup');
  });

  test('every step has its own address and names its draft', () => {
    expect(stepAddress('setup', 'drf_1', 'toy')).toBe('/destinations/new/setup?draft=drf_1');
    expect(stepAddress('authentication', null, 'toy')).toBe('/destinations/new/authentication?type=toy');
    expect(stepAddress('authentication', null)).toBe('/destinations/new/authentication');
  });

  test('undefined removes from a draft, and the type stays', () => {
    expect(patched({ type: 'toy', accountId: 'acc_1', name: 'n' }, { accountId: undefined, stream: 's' })).toEqual({ type: 'toy', name: 'n', stream: 's' });
  });
});

describe('the Setup step', () => {
  test('what was filled in comes back from the draft unchanged', () => {
    const filled = {
      accountId: 'acc_1',
      name: 'N',
      description: 'D',
      stream: 's',
      options: { includeSegmentNames: true, includeSegmentTimestamps: false, mappedSegmentsOnly: false, envelope: true, packed: true, tombstones: true, needsApproval: true },
      tags: 'web, shop',
      consents: 'email, ads',
      useCases: ['messaging' as const, 'analytics' as const],
    };
    const draft = patched({ type: 'toy', accountId: 'acc_1' }, draftOfSetup(filled));
    expect(draftContentSchema.safeParse(draft).success).toBe(true);
    expect(setupDefaults(draft)).toEqual(filled);
    expect(optionsOf(filled)).toEqual({
      includeSegmentNames: true,
      includeSegmentTimestamps: false,
      mappedSegmentsOnly: false,
      envelope: 'cloudevents',
      recordFormat: 'kpl_aggregated',
      tombstones: true,
      needsApproval: true,
      requiredConsents: ['email', 'ads'],
      useCases: ['messaging', 'analytics'],
    });
  });

  test('a first visit has the documented defaults', () => {
    expect(optionsOf(setupDefaults({}))).toEqual({
      includeSegmentNames: false,
      includeSegmentTimestamps: false,
      mappedSegmentsOnly: true,
      envelope: 'none',
      recordFormat: 'json',
      tombstones: false,
      needsApproval: false,
      requiredConsents: [],
      useCases: [],
    });
  });

  test('an edit names the stream only where it moves: naming it confirms what is there', () => {
    const before = { accountId: 'acc_1', stream: 'audience-events', tags: [] as string[] } as Destination;
    const opened = setupDefaults({ type: 'toy', accountId: 'acc_1', name: 'N', stream: 'audience-events' });
    expect(patchOfSetup({ ...opened, stream: ' audience-events\u200b' }, before)).toEqual({ name: 'N', description: '', options: optionsOf(opened) });
    expect(patchOfSetup({ ...opened, stream: 'other' }, before)).toMatchObject({ accountId: 'acc_1', stream: 'other' });
    expect(patchOfSetup({ ...opened, accountId: 'acc_2' }, before)).toMatchObject({ accountId: 'acc_2', stream: 'audience-events' });
    expect(patchOfSetup({ ...opened, tags: 'web, shop, web' }, before)).toMatchObject({ tags: ['web', 'shop'] });
    expect(patchOfSetup({ ...opened, tags: 'a,b' }, { ...before, tags: ['a,b'] })).not.toHaveProperty('tags');
    expect([isMoved(opened, before), isMoved({ ...opened, stream: 'other' }, before), isMoved({ ...opened, accountId: 'acc_2' }, before)]).toEqual([false, true, true]);
  });

  test('issues of the request find their fields', () => {
    expect(setupFieldOf('stream')).toBe('stream');
    expect(setupFieldOf('options.envelope')).toBe('options.envelope');
    expect(setupFieldOf('accountId')).toBeNull();
  });

  test('a pasted ARN of another region is noticed at once, a name never', () => {
    expect(regionInArn(' arn:aws-us-gov:any:us-gov-west-1:123456789012:stream/x ')).toBe('us-gov-west-1');
    expect(regionInArn('audience-events')).toBeNull();
    expect(regionMismatch('arn:aws:any:us-east-1:123456789012:stream/x', 'eu-west-1')).toContain('us-east-1');
    expect(regionMismatch('arn:aws:any:eu-west-1:123456789012:stream/x', 'eu-west-1')).toBeNull();
    expect(regionMismatch('arn:aws', 'eu-west-1')).toBeNull();
  });
});

describe('the question which permissions are needed', () => {
  const account = { region: 'eu-west-1', credentials: { method: 'assume_role', roleArn: 'arn:aws:iam::123456789012:role/lent' } } as unknown as Account;

  test('names a stream only once it is whole', () => {
    const streamOf = (typed: string): string | undefined => accessRequestOf(account, typed, true, null).stream;
    expect(['', ' leads ', 'arn:aws:kinesis:eu-west-1:123456789012:stream/leads', 'arn:aws:kinesis:eu-w', 'my stream', "a'b"].map(streamOf)).toEqual([
      undefined,
      'leads',
      'arn:aws:kinesis:eu-west-1:123456789012:stream/leads',
      undefined,
      undefined,
      undefined,
    ]);
  });

  test('holds what is known of account and key, and no null', () => {
    expect(accessRequestOf(account, 'leads', false, 'alias/mine')).toEqual({
      region: 'eu-west-1',
      method: 'assume_role',
      picker: false,
      roleArn: 'arn:aws:iam::123456789012:role/lent',
      stream: 'leads',
      keyId: 'alias/mine',
    });
    expect(accessRequestOf({ ...account, credentials: { ...account.credentials, method: 'access_key', roleArn: null } }, '', true, null)).toEqual({
      region: 'eu-west-1',
      method: 'access_key',
      picker: true,
    });
  });
});
