import { describe, expect, test } from 'vitest';
import kinesis from '../../server/destinations/amazon-kinesis/index.ts';
import { readingNote, slipIn, type FieldSpec } from '../../shared/fieldSpec.ts';
import type { Issue } from '../../shared/problem.ts';
import { credentialsOf, rightValues, rowsOf, type WizardField, type WizardRow } from '../corpus/wizardFields.ts';

const { accessKeyId: key, secretAccessKey: secret } = rightValues;

function issuesOf(change: Record<string, unknown>, region = 'eu-west-1'): readonly Issue[] {
  const parsed = kinesis.parseAccount(region, { method: 'access_key', accessKeyId: key, secretAccessKey: secret, ...change });
  return parsed.ok ? [] : parsed.issues;
}

const specs = [...kinesis.accountMethods.flatMap(({ fields }) => fields), ...kinesis.destinationFields];
const specOf = (name: WizardField): FieldSpec => specs.find((field) => field.name === name) as FieldSpec;

/** What the destination type makes of a row: what it is read as, or why it is refused. */
function readRow(row: WizardRow): { readonly read?: unknown; readonly issues: readonly Issue[] } {
  if (row.field === 'stream') {
    const parsed = kinesis.parseStream(row.typed as string, row.region);
    return parsed.ok ? { read: parsed.value, issues: [] } : { issues: parsed.issues };
  }
  const parsed = kinesis.parseAccount(row.field === 'region' ? (row.typed as string) : 'eu-west-1', {
    ...credentialsOf(row),
    ...(row.field === 'roleArn' && { externalId: 'ours' }),
  });
  if (!parsed.ok) return { issues: parsed.issues };
  return { read: row.field === 'region' ? parsed.value.region : parsed.value.credentials[row.field], issues: [] };
}

describe('what people type', () => {
  test.each(rowsOf('accessKeyId', 'secretAccessKey', 'sessionToken', 'roleArn', 'region', 'stream'))('%s: %s', (_id, _description, row) => {
    const { expect: expected, typed, field } = row;
    const { read, issues } = readRow(row);
    if (expected.message === undefined) {
      expect(issues).toEqual([]);
      if (expected.read !== null) expect(read).toBe(expected.read);
    } else {
      const at = expected.at ?? field;
      expect(issues).toEqual([
        expect.objectContaining({ path: at === 'region' || at === 'stream' ? at : `credentials.${at}`, message: expect.stringContaining(expected.message) }),
      ]);
      expect(JSON.stringify(issues)).not.toContain(secret);
      if (/^(?:access|secret|token)/.test(row.id) && typeof typed === 'string' && typed.length >= 8) expect(JSON.stringify(issues)).not.toContain(typed);
    }
    const note = typeof typed === 'string' ? readingNote(specOf(field), typed) : null;
    if (expected.note !== undefined) expect(note).toContain(expected.note);
    expect(note ?? '').not.toContain(secret);
  });

  test('is mentioned nowhere when nothing was changed and nothing is odd', () => {
    for (const [name, value] of Object.entries(rightValues)) expect(readingNote(specOf(name as WizardField), value)).toBeNull();
  });

  test('and belongs in other fields is offered to be put there', () => {
    const offer = (text: string) => slipIn(specOf('accessKeyId'), text)?.texts ?? null;
    expect(offer(`${key},${secret}`)).toEqual({ accessKeyId: key, secretAccessKey: secret });
    // A field of one line joins the lines of the file.
    expect(offer(`Access key ID,Secret access key${key},${secret}`)).toEqual({ accessKeyId: key, secretAccessKey: secret });
    expect(offer(secret)).toEqual({ secretAccessKey: secret });
    for (const text of [key, '', `${key},`, 'a,b', key.toLowerCase()]) expect(offer(text)).toBeNull();
  });
});

describe('a role', () => {
  test('and the identity of this server have no keys', () => {
    for (const method of ['assume_role', 'ambient']) {
      const parsed = kinesis.parseAccount('eu-west-1', { method, ...(method === 'assume_role' && { roleArn: 'arn:aws:iam::123456789012:role/x' }), secretAccessKey: secret });
      expect(parsed).toMatchObject({ ok: false, issues: [{ path: 'credentials', message: expect.not.stringContaining(secret) }] });
    }
  });
});

describe('credentials', () => {
  test('what is kept is clean: no hidden characters, upper-case key, the secret as it was', () => {
    const parsed = kinesis.parseAccount('eu-west-1', {
      method: 'access_key',
      accessKeyId: ` \u00a0\u200b${key.toLowerCase()}\r\n`,
      secretAccessKey: `\ufeff${secret}\n`,
      sessionToken: '',
    });
    expect(parsed).toEqual({ ok: true, value: { region: 'eu-west-1', credentials: { method: 'access_key', accessKeyId: key, secretAccessKey: secret, sessionToken: undefined } } });
  });

  test('every issue is reported, not the first', () => {
    expect(issuesOf({ accessKeyId: '', secretAccessKey: '' }, 'nowhere').map(({ path }) => path)).toEqual(['region', 'credentials.accessKeyId', 'credentials.secretAccessKey']);
  });

  test('and a secret under a name nobody knows: refused without naming it', () => {
    expect(issuesOf({ [secret]: 'x' })).toEqual([{ path: 'credentials', code: 'request_invalid', message: expect.not.stringContaining(secret) }]);
  });

  test('a method nobody knows is refused', () => {
    expect(issuesOf({ method: 'magic' })).toEqual([{ path: 'credentials.method', code: 'request_invalid', message: expect.stringMatching(/Choose how to sign in/) }]);
  });

  test('no masked key shows more than four characters', () => {
    const facts = kinesis.describeCredentials({ region: 'eu-west-1', credentials: { method: 'access_key', accessKeyId: key, secretAccessKey: secret } });
    expect(facts).toEqual({ method: 'access_key', maskedKeyId: '••••MNOP', hasSessionToken: false, roleArn: null, externalId: null });
  });
});

describe('region', () => {
  test('every suggested region is accepted, and every name of a region is told its code', () => {
    const field = kinesis.accountMethods[0]?.fields.find(({ name }) => name === 'region');
    expect(field?.suggestions?.length).toBeGreaterThan(45);
    for (const { value, label } of field?.suggestions ?? []) {
      expect({ value, issues: issuesOf({}, value) }).toEqual({ value, issues: [] });
      expect({ label, issues: issuesOf({}, label) }).toEqual({ label, issues: [expect.objectContaining({ message: expect.stringContaining(`has the code ${value}.`) })] });
    }
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
