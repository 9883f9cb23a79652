import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Issue } from '../../shared/problem.ts';
import { credentialsOf, rightValues, rowsOf, type WizardRow } from '../corpus/wizardFields.ts';
import { startFakeAws, type FakeAws } from '../fakes/fakeAws.ts';
import { ServerProcess } from '../serverProcess.ts';

const { accessKeyId, secretAccessKey } = rightValues;
const stored = { method: 'access_key', accessKeyId: 'AKIASTOREDSTOREDSTOR', secretAccessKey: 't'.repeat(40) };

let aws: FakeAws;
let server: ServerProcess;
let accountId: string;

beforeAll(async () => {
  aws = await startFakeAws('arn:aws:iam::111122223333:user/tributary', { [stored.accessKeyId]: { secret: stored.secretAccessKey } });
  server = new ServerProcess(aws.environment);
  await server.start();
  const account = await server.call('POST', '/api/accounts', { type: 'amazon-kinesis', name: 'Stored', region: 'eu-west-1', credentials: stored });
  accountId = String(account['id']);
}, 30_000);
afterAll(async () => {
  await server?.destroy();
  await aws?.close();
});

interface Answer {
  readonly status: number;
  readonly text: string;
  readonly issues: readonly Issue[];
}

async function send(method: string, address: string, body: unknown): Promise<Answer> {
  const response = await server.send(method, address, JSON.stringify(body), 'application/json');
  const text = await response.text();
  const { issues = [] } = (text === '' ? {} : JSON.parse(text)) as { issues?: readonly Issue[] };
  return { status: response.status, text, issues };
}

/** Calls that reached AWS so far. */
const callsToAws = (): number =>
  Object.values({ ...aws.stream.requests, sts: Object.values(aws.sts.requests).reduce((sum, count) => sum + count, 0) }).reduce((sum, count) => sum + count, 0);

interface Outcome {
  readonly issues: readonly unknown[];
  readonly isAwsAsked: boolean;
  readonly isSecretTold: boolean;
}

/** What became of a request; issues that AWS raised are its own business here. */
async function outcomeOf(sent: () => Promise<Answer>): Promise<Outcome> {
  const before = callsToAws();
  const { status, text, issues } = await sent();
  const isAwsAsked = callsToAws() > before;
  if (status >= 500 || text.length > 4_000) throw new Error(`${status}: ${text.slice(0, 200)}`);
  return { issues: isAwsAsked ? [] : issues, isAwsAsked, isSecretTold: text.includes(secretAccessKey) };
}

/** Refused at its field, and nothing was asked of AWS; or taken as far as AWS, which decides. */
function wanted({ field, expect: { message, at = field } }: WizardRow, pathOf: (field: string) => string): unknown {
  const issues = message === undefined ? [] : [expect.objectContaining({ path: pathOf(at), message: expect.stringContaining(message) })];
  return { issues, isAwsAsked: message === undefined, isSecretTold: false };
}

const accountPath = (field: string): string => (field === 'region' || field === 'name' ? field : `credentials.${field}`);

describe('a new account', () => {
  test.each(rowsOf('accessKeyId', 'secretAccessKey', 'sessionToken', 'roleArn', 'region', 'name'))('%s: %s', async (_id, _description, row) => {
    const { field, typed } = row;
    const body = { type: 'amazon-kinesis', name: field === 'name' ? typed : 'New', region: field === 'region' ? typed : 'eu-west-1', credentials: credentialsOf(row) };
    expect(await outcomeOf(() => send('POST', '/api/accounts', body))).toEqual(wanted(row, accountPath));
  });
});

describe('new credentials of a stored account', () => {
  test.each(rowsOf('accessKeyId', 'secretAccessKey', 'sessionToken', 'roleArn'))('%s: %s', async (_id, _description, row) => {
    expect(await outcomeOf(() => send('PATCH', `/api/accounts/${accountId}`, { credentials: credentialsOf(row) }))).toEqual(wanted(row, accountPath));
    expect(await server.call('GET', `/api/accounts/${accountId}`)).toMatchObject({ name: 'Stored', credentials: { accessKeyId: '••••STOR' } });
  });
});

describe('a new destination', () => {
  test.each(rowsOf('stream').filter(([, , { region }]) => region === 'eu-west-1'))('%s: %s', async (_id, _description, row) => {
    const outcome = await outcomeOf(() => send('POST', '/api/destinations', { accountId, name: 'New', stream: row.typed }));
    expect(outcome).toEqual(wanted(row, (field) => field));
  });

  test.each(rowsOf('name'))('%s: %s', async (_id, _description, row) => {
    let text = '';
    const outcome = await outcomeOf(async () => {
      const answer = await send('POST', '/api/destinations', { accountId, name: row.typed, stream: aws.stream.name });
      text = answer.text;
      return answer;
    });
    expect(outcome).toEqual(wanted(row, (field) => field));
    if (row.expect.read === undefined) return;
    const created = JSON.parse(text) as { name: string };
    expect(created.name).toBe(row.expect.read);
    // The same name in other letters or another encoding is the same name.
    for (const same of [created.name.toUpperCase(), created.name.normalize('NFD')])
      expect((await send('POST', '/api/destinations', { accountId, name: same, stream: aws.stream.name })).status).toBe(409);
    expect(JSON.stringify(await server.call('GET', '/api/destinations?limit=500'))).toContain(JSON.stringify(created.name));
  });

  test.each([
    ['text', 'true'],
    ['a number', 1],
    ['null', null],
    ['a list', []],
  ])('takes no switch that is %s', async (_what, packed) => {
    const before = callsToAws();
    for (const options of [{ suppressUnchanged: packed }, { includeSegmentNames: packed }]) {
      const { status, issues } = await send('POST', '/api/destinations', { accountId, name: 'Switch', stream: aws.stream.name, options });
      expect([status, issues]).toEqual([422, [expect.objectContaining({ path: `options.${Object.keys(options)[0]}`, message: 'This must be true or false.' })]]);
    }
    expect(callsToAws()).toBe(before);
  });
});

describe('a draft', () => {
  test.each(rowsOf('accessKeyId', 'roleArn').filter(([, , { typed }]) => typeof typed === 'string' && typed.length <= 1_000))(
    '%s: %s',
    async (_id, _description, { field, typed, expect: expected }) => {
      const { status, text, issues } = await send('POST', '/api/drafts', { type: 'amazon-kinesis', [field]: typed });
      // What only lacks something of the next field is a credential all the same.
      if (expected.message === undefined || expected.at !== undefined || typed === '') expect(status).toBe(201);
      else expect([status, issues]).toEqual([422, [expect.objectContaining({ path: field, message: expect.stringContaining(expected.message) })]]);
      expect(text).not.toContain(secretAccessKey);
      expect(issues.map(({ message }) => message).join(' ')).not.toContain(accessKeyId);
    },
  );
});
