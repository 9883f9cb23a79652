import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { startFakeAws, type FakeAws } from '../fakes/fakeAws.ts';
import type { FakeStream } from '../fakes/fakeStream.ts';
import type { FakeSts } from '../fakes/fakeSts.ts';
import { ServerProcess } from '../serverProcess.ts';

const serverArn = 'arn:aws:iam::111122223333:user/tributary';
const roleArn = 'arn:aws:iam::444455556666:role/lent';

let keys: FakeAws['keys'];
let aws: FakeAws;
let stream: FakeStream;
let sts: FakeSts;
let server: ServerProcess;

beforeAll(async () => {
  aws = await startFakeAws(serverArn);
  ({ stream, sts, keys } = aws);
  server = new ServerProcess(aws.environment);
  await server.start();
}, 30_000);
afterAll(async () => {
  await server?.destroy();
  await aws?.close();
});

interface Answer {
  readonly status: number;
  // oxlint-disable-next-line no-explicit-any -- answers of many routes
  readonly json: any;
}

async function call(method: string, address: string, body?: unknown): Promise<Answer> {
  const response = await server.send(method, address, body === undefined ? undefined : JSON.stringify(body), 'application/json');
  return { status: response.status, json: response.status === 204 ? null : await response.json() };
}

const account = (name: string, credentials: Record<string, unknown>) => ({ type: 'amazon-kinesis', name, region: 'eu-west-1', credentials });
const newExternalId = async (): Promise<string> => (await call('POST', '/api/accounts/external-id', { type: 'amazon-kinesis', region: 'eu-west-1' })).json.externalId;

describe('accounts that borrow a role', () => {
  test('whom a role has to trust, and with which external id, is told before anything is stored', async () => {
    const { status, json } = await call('POST', '/api/accounts/external-id', { type: 'amazon-kinesis', region: 'eu-west-1' });
    expect(status).toBe(200);
    expect(json).toEqual({
      externalId: expect.stringMatching(/^tributary-[0-9a-f]{32}-[0-9a-f]{16}$/),
      server: { accountNumber: '111122223333', principalArn: serverArn },
      problem: null,
    });
    expect(await newExternalId()).not.toBe(json.externalId);
    expect(await call('POST', '/api/accounts/external-id', { type: 'amazon-kinesis', region: 'nowhere' })).toMatchObject({ status: 422, json: { issues: [{ path: 'region' }] } });
    expect(await call('POST', '/api/accounts/external-id', { type: 'none', region: 'eu-west-1' })).toMatchObject({ status: 422, json: { issues: [{ path: 'type' }] } });
  });

  test('deliver through it, and only the external id we made is used', async () => {
    const externalId = await newExternalId();
    sts.roles[roleArn] = { externalId };
    const body = account('Role', { method: 'assume_role', roleArn, externalId });
    expect(await call('POST', '/api/accounts/test', body)).toMatchObject({ status: 200, json: { ok: true } });
    const created = await call('POST', '/api/accounts', body);
    expect(created).toMatchObject({ status: 201, json: { externalId, credentials: { method: 'assume_role', roleArn, accessKeyId: null } } });

    // A second account with the same one; one somebody made up; one with a forged signature.
    expect(await call('POST', '/api/accounts', { ...body, name: 'Again' })).toMatchObject({ status: 422, json: { issues: [{ path: 'credentials.externalId' }] } });
    for (const madeUp of ['chosen-by-me', externalId.replace(/.$/, (last) => (last === '0' ? '1' : '0')), 5, null]) {
      const other = 'arn:aws:iam::444455556666:role/other';
      sts.roles[other] = { externalId: String(madeUp) };
      const refused = await call('POST', '/api/accounts', account('Mine', { method: 'assume_role', roleArn: other, externalId: madeUp }));
      expect(refused).toMatchObject({
        status: 422,
        json: { code: 'role_not_assumable', issues: [{ path: 'credentials.roleArn', message: expect.stringMatching(/needs the external id tributary-[0-9a-f]{32}-/) }] },
      });
      expect(refused.json.detail).not.toContain(`needs the external id ${String(madeUp)}`);
    }

    await call('PUT', '/api/segments/high', { name: 'High' });
    const destination = await call('POST', '/api/destinations', { accountId: created.json.id, name: 'Destination', stream: stream.name });
    expect(destination.status).toBe(201);
    await call('PUT', `/api/destinations/${destination.json.id}/activation`, {
      segments: [{ id: 'high' }],
      attributes: [],
      identities: { namespaces: 'all' },
      partitionKey: { kind: 'profile_id' },
      triggers: { membership: true, identity: true, attributes: true },
      state: 'active',
    });
    await call('POST', '/api/profiles', { profileId: 'p1', segmentMembership: { ups: { high: { status: 'realized' } } } });
    await expect.poll(() => stream.records().length, { timeout: 10_000 }).toBe(1);

    // Credentials can be given anew; the external id stays the account's own.
    const moved = 'arn:aws:iam::444455556666:role/moved';
    sts.roles[moved] = { externalId };
    const patched = await call('PATCH', `/api/accounts/${created.json.id}`, { credentials: { method: 'assume_role', roleArn: moved, externalId: await newExternalId() } });
    expect(patched).toMatchObject({ status: 200, json: { externalId, credentials: { roleArn: moved } } });
    await call('POST', '/api/profiles', { profileId: 'p2', segmentMembership: { ups: { high: { status: 'realized' } } } });
    await expect.poll(() => stream.records().length, { timeout: 10_000 }).toBe(2);
  });

  test('are refused and not stored when the role can be used without the external id', async () => {
    const open = 'arn:aws:iam::444455556666:role/open';
    sts.roles[open] = { externalId: null };
    const refused = await call('POST', '/api/accounts', account('Open', { method: 'assume_role', roleArn: open, externalId: await newExternalId() }));
    expect(refused).toMatchObject({ status: 422, json: { code: 'role_unprotected', issues: [{ path: 'credentials.roleArn' }] } });
    expect((await call('GET', '/api/accounts?search=Open')).json.items).toEqual([]);
  });

  test('write down no borrowed key', async () => {
    const borrowed = Object.entries(keys).filter(([id]) => id.startsWith('ASIA'));
    expect(borrowed.length).toBeGreaterThan(0);
    const written = server.stored();
    for (const [, { secret, sessionToken = '' }] of borrowed) {
      for (const text of [...written, ...server.lines]) expect(text.includes(secret) || text.includes(sessionToken)).toBe(false);
    }
  });
});

test('the texts for an administrator name the field that cannot be part of them', async () => {
  const texts = await call('POST', '/api/destination-types/amazon-kinesis/access-texts', { region: 'eu-west-1', stream: stream.name, method: 'access_key' });
  expect(texts).toMatchObject({ status: 200, json: { permissions: [{ format: 'json' }, { format: 'cli' }, { format: 'terraform' }, { format: 'cloudformation' }], trust: null } });
  expect(await call('POST', '/api/destination-types/amazon-kinesis/access-texts', { region: 'eu-west-1', stream: "a'b" })).toMatchObject({
    status: 422,
    json: { issues: [{ path: 'stream' }] },
  });
  expect(await call('POST', '/api/destination-types/amazon-kinesis/access-texts', { stream: 5, extra: 1 })).toMatchObject({ status: 422 });
  expect((await call('POST', '/api/destination-types/none/access-texts', { region: 'eu-west-1' })).status).toBe(404);
});

test('an account can be the identity of the server itself', async () => {
  const created = await call('POST', '/api/accounts', account('Ourselves', { method: 'ambient' }));
  expect(created).toMatchObject({ status: 201, json: { externalId: null, credentials: { method: 'ambient', accessKeyId: null, roleArn: null } } });
  expect(await call('GET', `/api/accounts/${created.json.id}/streams`)).toMatchObject({ json: { listable: true } });
  expect(await call('POST', '/api/accounts', account('With a key', { method: 'ambient', accessKeyId: 'AKIASERVERSERVER0000' }))).toMatchObject({
    status: 422,
    json: { issues: [{ path: 'credentials' }] },
  });
});
