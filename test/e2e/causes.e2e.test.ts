import type { Locator, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { CheckResult } from '../../shared/account.ts';
import { startFakeAws, type FakeAws } from '../fakes/fakeAws.ts';
import type { FakeStream } from '../fakes/fakeStream.ts';
import type { FakeSts } from '../fakes/fakeSts.ts';
import { faults, type Fault } from '../fakes/streamFaults.ts';
import { accessKey, ServerProcess } from '../serverProcess.ts';
import { chromiumPath, TestBrowser } from './browser.ts';

const serverArn = 'arn:aws:iam::111122223333:user/tributary';
const roleArn = 'arn:aws:iam::444455556666:role/lent';
const temporary = { id: 'ASIATESTTESTTESTTEST', secret: 't'.repeat(40), sessionToken: 'token' };
/** A server allows a caller ten tests a minute. */
const perServer = 7;

let keys: FakeAws['keys'];
let aws: FakeAws;
let stream: FakeStream;
let sts: FakeSts;
let server: ServerProcess;
let browser: TestBrowser;
let page: Page;
/** By how they sign in. All of them worked when they were connected. */
let accounts: Record<'key' | 'temporary' | 'role', string>;
let externalId: string;

const everywhere = (fault: Fault): void => void (stream.faults = [{ fault, operation: '*' }]);
const whileWriting = (fault: Fault): void => void (stream.faults = [{ fault, operation: 'PutRecords' }]);
const lend = (externalIdOfRole: string, trustsUs = true): void => void (sts.roles[roleArn] = { externalId: externalIdOfRole, trustsUs });

interface Cause {
  readonly what: string;
  readonly account?: keyof typeof accounts;
  readonly stream?: string;
  readonly arrange: () => void;
  readonly stage: string;
  readonly code: string;
  readonly vendorCode: string | undefined;
  /** What the page offers to change; null where nothing in the form would help. */
  readonly change: 'Change the stream' | 'Change the account' | null;
  readonly says: RegExp;
  readonly remedy: RegExp;
}

const account = 'Change the account' as const;
const streamField = 'Change the stream' as const;
const role = { account: 'role', stage: 'Use the role', code: 'role_not_assumable', vendorCode: 'AccessDenied', change: account, remedy: /trust policy/ } as const;
const causes: readonly Cause[] = [
  {
    what: 'a key AWS does not know any more',
    arrange: () => delete keys[accessKey.accessKeyId],
    stage: 'Sign in',
    code: 'credentials_invalid',
    vendorCode: 'UnrecognizedClientException',
    change: account,
    says: /does not recognise/,
    remedy: /Check the access key/,
  },
  {
    what: 'a secret that does not fit any more',
    arrange: () => void (keys[accessKey.accessKeyId] = { secret: 'x'.repeat(40) }),
    stage: 'Sign in',
    code: 'secret_invalid',
    vendorCode: 'InvalidSignatureException',
    change: account,
    says: /does not fit/,
    remedy: /Paste the secret key again/,
  },
  {
    what: 'a sign-in that has expired',
    account: 'temporary',
    arrange: () => everywhere(faults.expiredToken()),
    stage: 'Sign in',
    code: 'token_expired',
    vendorCode: 'ExpiredTokenException',
    change: account,
    says: /has expired/,
    remedy: /fresh temporary credentials/,
  },
  {
    what: 'a clock that is wrong',
    arrange: () => everywhere(faults.wrongClock()),
    stage: 'Sign in',
    code: 'clock_skewed',
    vendorCode: 'InvalidSignatureException',
    change: null,
    says: /clock differs/,
    remedy: /time synchronisation/,
  },
  { ...role, what: 'a role that does not exist', arrange: () => delete sts.roles[roleArn], says: /the role does not exist/ },
  { ...role, what: 'a trust policy that does not name us', arrange: () => lend(externalId, false), says: /trust policy does not name us/ },
  { ...role, what: 'a trust policy with another external id', arrange: () => lend('another'), says: /another external id/ },
  {
    what: 'no permission to write',
    arrange: () => whileWriting(faults.accessDenied()),
    stage: 'Permission to write',
    code: 'access_denied',
    vendorCode: 'AccessDeniedException',
    change: streamField,
    says: /kinesis:PutRecords/,
    remedy: /grant the permission/,
  },
  {
    what: 'an encryption key that may not be used',
    arrange: () => whileWriting(faults.kms('KMSAccessDeniedException')),
    stage: 'Permission to write',
    code: 'key_access_denied',
    vendorCode: 'KMSAccessDeniedException',
    change: streamField,
    says: /not use its encryption key/,
    remedy: /kms:GenerateDataKey/,
  },
  {
    what: 'a stream that does not exist',
    stream: 'no-such-events',
    arrange: () => {},
    stage: 'Find the stream',
    code: 'stream_not_found',
    vendorCode: 'ResourceNotFoundException',
    change: streamField,
    says: /No stream named "no-such-events" in eu-west-1/,
    remedy: /spelling and the region/,
  },
  {
    what: 'a stream that is not ready',
    arrange: () => void (stream.status = 'CREATING'),
    stage: 'Stream takes records',
    code: 'stream_not_active',
    vendorCode: 'CREATING',
    change: streamField,
    says: /still being created/,
    remedy: /Wait until AWS shows the stream as ACTIVE/,
  },
  {
    what: 'a stream that is busy',
    arrange: () => whileWriting(faults.throttledRequest()),
    stage: 'Permission to write',
    code: 'throttled',
    vendorCode: 'ProvisionedThroughputExceededException',
    change: null,
    says: /slow down/,
    remedy: /Wait a moment/,
  },
  {
    what: 'somebody else answering instead of AWS',
    arrange: () => everywhere({ kind: 'html', status: 403 }),
    stage: 'Reach AWS',
    code: 'endpoint_unreachable',
    vendorCode: undefined,
    change: null,
    says: /a proxy or a sign-in page/,
    remedy: /outgoing HTTPS/,
  },
];

async function start(): Promise<void> {
  aws = await startFakeAws(serverArn, {
    [accessKey.accessKeyId]: { secret: accessKey.secretAccessKey },
    [temporary.id]: { secret: temporary.secret, sessionToken: temporary.sessionToken },
  });
  ({ stream, sts, keys } = aws);
  server = new ServerProcess(aws.environment);
  await server.start();
  externalId = String((await server.call('POST', '/api/accounts/external-id', { type: 'amazon-kinesis', region: 'eu-west-1' }))['externalId']);
  lend(externalId);
  const add = async (name: string, credentials: object): Promise<string> =>
    String((await server.call('POST', '/api/accounts', { type: 'amazon-kinesis', name, region: 'eu-west-1', credentials }))['id']);
  accounts = {
    key: await add('Key', accessKey),
    temporary: await add('Temporary', { method: 'access_key', accessKeyId: temporary.id, secretAccessKey: temporary.secret, sessionToken: temporary.sessionToken }),
    role: await add('Role', { method: 'assume_role', roleArn, externalId }),
  };
  browser = await TestBrowser.launch(server.url);
  page = await browser.signedInPage();
}

async function stop(): Promise<void> {
  await browser?.close();
  await server?.destroy();
  await aws?.close();
}

const asItWas = (): void => {
  Object.assign(stream, { faults: [], status: 'ACTIVE' });
  keys[accessKey.accessKeyId] = { secret: accessKey.secretAccessKey };
  lend(externalId);
};
const field = (): Locator => page.getByRole('combobox', { name: 'Stream', exact: true }).or(page.getByRole('textbox', { name: 'Stream', exact: true }));

const parts = [
  { some: causes.slice(0, perServer), elsewhere: [] },
  { some: causes.slice(perServer), elsewhere: ['arn:aws:kinesis:us-east-1:123456789012:stream/audience-events'] },
];

for (const [part, { some, elsewhere }] of parts.entries()) {
  describe.skipIf(chromiumPath === null)(`what a test of the connection tells apart, part ${part + 1}:`, () => {
    beforeAll(start, 60_000);
    afterAll(stop);

    test.each(some)('$what', async (cause) => {
      asItWas();
      const { id } = await server.call('POST', '/api/drafts', { type: 'amazon-kinesis', accountId: accounts[cause.account ?? 'key'], stream: cause.stream ?? stream.name });
      await page.goto(`${server.url}/destinations/new/setup?draft=${String(id)}`);
      await field().waitFor();
      cause.arrange();
      const answered = page.waitForResponse((response) => response.url().endsWith('/api/destinations/test'));
      await page.getByRole('button', { name: 'Test connection' }).click();

      const { stages } = (await (await answered).json()) as CheckResult;
      const failed = stages.filter(({ status }) => status === 'failed');
      expect(failed).toMatchObject([{ code: cause.code, message: expect.stringMatching(cause.says), remedy: expect.stringMatching(cause.remedy) }]);
      if (cause.vendorCode !== undefined) expect(failed[0]?.vendorCode).toBe(cause.vendorCode);

      await page
        .getByRole('status')
        .filter({ hasText: `failed at “${cause.stage}”` })
        .waitFor();
      const row = page.getByRole('list', { name: 'Stages of the test' }).getByRole('listitem').filter({ hasText: 'What to do' });
      const told = await row.innerText();
      expect(told).toMatch(cause.says);
      expect(told).toMatch(cause.remedy);
      if (cause.vendorCode !== undefined) expect(told).toContain(cause.vendorCode);
      expect(await row.getByRole('button', { name: 'Copy for your admin' }).count()).toBe(1);
      const offers = row.getByRole('button', { name: /^Change/ });
      expect(await offers.allInnerTexts()).toEqual(cause.change === null ? [] : [cause.change]);
      if (cause.change === streamField) {
        await offers.click();
        await expect.poll(() => field().evaluate((input) => input === document.activeElement)).toBe(true);
      }
      expect([stream.records(), browser.complaints]).toEqual([[], []]);
    });

    test.each(elsewhere)('a stream of another region (%s) is refused at its field, before AWS is asked', async (typed) => {
      asItWas();
      const { id } = await server.call('POST', '/api/drafts', { type: 'amazon-kinesis', accountId: accounts.key, stream: typed });
      await page.goto(`${server.url}/destinations/new/setup?draft=${String(id)}`);
      await page.getByText('This stream is in us-east-1, the account is for eu-west-1.', { exact: false }).waitFor();
      const answered = page.waitForResponse((response) => response.url().endsWith('/api/destinations/test'));
      await page.getByRole('button', { name: 'Test connection' }).click();
      const problem: unknown = await (await answered).json();
      expect(problem).toMatchObject({ status: 422, issues: [{ path: 'stream', code: 'stream_wrong_region', message: expect.stringContaining('That stream is in us-east-1') }] });
      await page.getByText('That stream is in us-east-1; the account is for eu-west-1.', { exact: false }).first().waitFor();
      await expect.poll(() => field().evaluate((input) => input === document.activeElement)).toBe(true);
    });
  });
}
