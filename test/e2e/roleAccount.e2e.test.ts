import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { startFakeAws, type FakeAws } from '../fakes/fakeAws.ts';
import type { FakeStream } from '../fakes/fakeStream.ts';
import type { FakeSts } from '../fakes/fakeSts.ts';
import { ServerProcess } from '../serverProcess.ts';
import { chromiumPath, expectNoSidewaysScroll, inspect, TestBrowser } from './browser.ts';

const serverArn = 'arn:aws:sts::111122223333:assumed-role/tributary-task/i-0abc';
const roleArn = 'arn:aws:iam::444455556666:role/lent';

let aws: FakeAws;
let stream: FakeStream;
let sts: FakeSts;
let server: ServerProcess;
let browser: TestBrowser;
let page: Page;

const connect = (): Promise<void> => page.getByRole('button', { name: 'Connect to destination' }).click();
const card = (name: string) => page.getByRole('radio', { name });
const hasFocus = (label: string) => (): Promise<boolean> => page.getByLabel(label, { exact: true }).evaluate((field) => field === document.activeElement);
const shownExternalId = (): Promise<string> => page.getByText(/^tributary-[0-9a-f]{32}-[0-9a-f]{16}$/).innerText();

describe.skipIf(chromiumPath === null)('a role instead of a key', () => {
  beforeAll(async () => {
    aws = await startFakeAws(serverArn);
    ({ stream, sts } = aws);
    server = new ServerProcess(aws.environment);
    await server.start();
    browser = await TestBrowser.launch(server.url);
    page = await browser.signedInPage();
  });
  afterAll(async () => {
    await browser?.close();
    await server?.destroy();
    await aws?.close();
  });

  test('three cards say when to choose which, by keyboard too', async () => {
    await page.goto(`${server.url}/destinations/new/authentication?type=amazon-kinesis`);
    await page.getByLabel('AWS access key').waitFor();
    expect(await page.getByRole('radiogroup', { name: 'How to sign in' }).getByRole('radio').count()).toBe(3);
    await card('Access key').focus();
    await page.keyboard.press('ArrowDown');
    await expect.poll(() => page.getByLabel('AWS access key').count()).toBe(0);
    await card('Role').check({ force: true });
    await page.getByText('Pick the region first', { exact: false }).waitFor();
    await inspect(page, 'role-cards');
  });

  test('the external id is ours, survives a reload, and an unprotected role is refused at its field', async () => {
    await page.getByRole('combobox', { name: 'Region' }).fill('eu-west-1');
    await page.keyboard.press('Tab');
    await page.getByText('arn:aws:iam::111122223333:role/tributary-task', { exact: true }).waitFor();
    const externalId = await shownExternalId();
    const policy = page.getByRole('group', { name: 'Trust policy, JSON' });
    await policy.getByText('"sts:ExternalId": ', { exact: false }).waitFor();
    expect(JSON.parse(await policy.innerText())).toMatchObject({
      Statement: [{ Principal: { AWS: 'arn:aws:iam::111122223333:role/tributary-task' }, Condition: { StringEquals: { 'sts:ExternalId': externalId } } }],
    });
    await page.getByRole('radiogroup', { name: 'Format: Trust policy' }).getByText('Terraform').click();
    await page.getByText('assume_role_policy = jsonencode', { exact: false }).waitFor();
    sts.roles[roleArn] = { externalId: null };
    await page.getByLabel('Role ARN').fill(`${roleArn} `);
    await connect();
    await page.getByText('can be used without an external id', { exact: false }).first().waitFor();
    await expect.poll(hasFocus('Role ARN')).toBe(true);
    await inspect(page, 'role-unprotected');

    // The same by a test of what is not stored yet; another field makes its result old.
    sts.roles[roleArn] = { externalId: 'of somebody else' };
    await page.getByRole('button', { name: 'Test connection' }).click();
    await page.getByText('The test failed at “Use the role”', { exact: false }).waitFor();
    await page.getByText('AWS does not say which of three things it is', { exact: false }).first().waitFor();
    await inspect(page, 'role-test-failed');
    await page.getByRole('button', { name: 'Change: Role ARN' }).click();
    await expect.poll(hasFocus('Role ARN')).toBe(true);
    await page.keyboard.press('End');
    await page.keyboard.type('x');
    await page.getByText('You changed “Role ARN” since this test', { exact: false }).waitFor();
    await page.keyboard.press('Backspace');

    await connect();
    await page.getByRole('heading', { name: 'AWS did not let us use this role' }).waitFor();

    await page.waitForTimeout(1_000);
    await page.reload();
    await expect.poll(shownExternalId).toBe(externalId);
    expect(await page.getByLabel('Role ARN').inputValue()).toContain(roleArn);
    sts.roles[roleArn] = { externalId };
    await connect();
    await page.getByRole('status').getByText('Connected').waitFor();
    await page.getByText(roleArn).waitFor();
    await inspect(page, 'role-connected');

    await page.getByRole('button', { name: 'Next' }).click();
    await page.getByRole('combobox', { name: 'Stream' }).fill(stream.name);
    await page.keyboard.press('Tab');
    await page.getByRole('button', { name: 'Permissions your AWS administrator has to grant' }).click();
    const permissions = page.getByRole('group', { name: 'Permissions, JSON' });
    await permissions.getByText(`arn:aws:kinesis:eu-west-1:123456789012:stream/${stream.name}`, { exact: false }).waitFor();
    expect(JSON.parse(await permissions.innerText())).toMatchObject({
      Statement: [{ Action: expect.arrayContaining(['kinesis:PutRecords']) }, { Action: ['kinesis:ListStreams'], Resource: '*' }],
    });
    await page.getByRole('radiogroup', { name: 'Format: Permissions' }).getByText('AWS CLI').click();
    await page.getByText("--role-name='lent'", { exact: false }).waitFor();
    await inspect(page, 'permissions');
  });

  test('the next account gets another external id', async () => {
    await page.goto(`${server.url}/destinations/new/authentication?type=amazon-kinesis`);
    await card('Role').check({ force: true });
    await page.getByRole('combobox', { name: 'Region' }).fill('eu-west-1');
    await page.keyboard.press('Tab');
    await expect.poll(shownExternalId).not.toBe(await accountExternalId());
  });

  test('the identity of this server needs a region and nothing else', async () => {
    await card('Identity of this server').check({ force: true });
    await page.getByLabel('Account name').fill('Ourselves');
    const region = page.getByRole('combobox', { name: 'Region' });
    await region.fill(`arn:aws:kinesis:eu-west-1:123456789012:stream/${stream.name} `);
    await expect.poll(() => region.inputValue()).toBe('eu-west-1');
    await connect();
    await page.getByRole('status').getByText('Connected').waitFor();
    await page.getByRole('button', { name: 'Next' }).click();
    await expect.poll(() => page.getByRole('combobox', { name: 'Stream' }).inputValue()).toBe(`arn:aws:kinesis:eu-west-1:123456789012:stream/${stream.name}`);
    await page.goto(`${server.url}/accounts`);
    await page.getByText('Identity of this server').waitFor();
    await inspect(page, 'accounts-methods');
    expect((await server.call('GET', '/api/accounts'))['items']).toMatchObject([{ credentials: { method: 'assume_role' } }, { credentials: { method: 'ambient' } }]);
  });

  test('the step is readable on a phone and in the dark', async () => {
    for (const [name, options] of [
      ['phone', { width: 375, height: 800 }],
      ['dark', { colorScheme: 'dark' }],
    ] as const) {
      const other = await browser.signedInPage(options);
      await other.goto(`${server.url}/destinations/new/authentication?type=amazon-kinesis`);
      await other.getByRole('radio', { name: 'Role' }).check({ force: true });
      await other.getByRole('combobox', { name: 'Region' }).fill('eu-west-1');
      await other.keyboard.press('Tab');
      await other.getByText('arn:aws:iam::111122223333:role/tributary-task', { exact: true }).waitFor();
      await inspect(other, `role-${name}`);
      await expectNoSidewaysScroll(other);
      await other.context().close();
    }
    expect(browser.complaints).toEqual([]);
  });
});

async function accountExternalId(): Promise<string> {
  const { items } = (await server.call('GET', '/api/accounts')) as { items: { externalId: string | null }[] };
  return items.find(({ externalId }) => externalId !== null)?.externalId ?? '';
}
