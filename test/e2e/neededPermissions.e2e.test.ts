import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { startFakeStream, type FakeStream } from '../fakes/fakeStream.ts';
import { faults } from '../fakes/streamFaults.ts';
import { accessKey, ServerProcess } from '../serverProcess.ts';
import { chromiumPath, expectNoSidewaysScroll, inspect, TestBrowser } from './browser.ts';

const title = 'Permissions your AWS administrator has to grant';
const keyArn = 'arn:aws:kms:eu-west-1:123456789012:key/0e0a6a3c-0c1d-4f5e-9a7b-3c2d1e0f9a8b';

let stream: FakeStream;
let server: ServerProcess;
let browser: TestBrowser;
let accountId: string;

/** The Setup step with what was typed so far. */
async function openSetup(options: Parameters<TestBrowser['newPage']>[0]): Promise<Page> {
  const draft = await server.call('POST', '/api/drafts', { type: 'amazon-kinesis', accountId, name: 'Leads', stream: stream.name });
  const page = await browser.signedInPage(options);
  await page.context().grantPermissions(['clipboard-read', 'clipboard-write']);
  await page.goto(`${server.url}/destinations/new/setup?draft=${String(draft.id)}`);
  await page.getByRole('button', { name: title }).waitFor();
  return page;
}

const text = (page: Page) => page.getByRole('group', { name: /^Permissions, / });
const copied = (page: Page): Promise<string> => page.evaluate(() => navigator.clipboard.readText());

describe.skipIf(chromiumPath === null)('the permissions of a stream', () => {
  beforeAll(async () => {
    stream = await startFakeStream();
    server = new ServerProcess({ TRIBUTARY_KINESIS_ENDPOINT: stream.endpoint });
    await server.start();
    accountId = String((await server.call('POST', '/api/accounts', { type: 'amazon-kinesis', name: 'Account', region: 'eu-west-1', credentials: accessKey })).id);
    browser = await TestBrowser.launch(server.url);
  });
  afterAll(async () => {
    await browser?.close();
    await server?.destroy();
    await stream?.close();
  });

  test('are opened, read and copied with the keyboard, and are never those of the stream that was typed before', async () => {
    Object.assign(stream, { keyId: keyArn });
    const page = await openSetup({});
    await page.getByText('Encryption', { exact: true }).first().waitFor();
    await page.getByRole('button', { name: title }).focus();
    await page.keyboard.press('Enter');
    await text(page).getByText(keyArn).waitFor();
    expect(await text(page).innerText()).toContain(stream.arn);
    await inspect(page, 'needed-permissions');

    await page.getByRole('radio', { name: 'JSON' }).focus();
    await page.keyboard.press('ArrowRight');
    await page.keyboard.press('Enter');
    await text(page).getByText('aws iam put-user-policy').waitFor();
    await page.getByRole('button', { name: 'Copy permissions' }).focus();
    await page.keyboard.press('Enter');
    await page.getByRole('button', { name: 'Copied' }).waitFor();
    expect(await copied(page)).toContain(`"Resource": "${keyArn}"`);
    // Nothing of this sends the form.
    expect(await page.getByRole('button', { name: 'Create destination' }).count()).toBe(1);

    // The server takes its time.
    let answer = (): void => {};
    const answered = new Promise<void>((resolve) => (answer = resolve));
    await page.route('**/access-texts', async (route) => answered.then(() => route.continue()));
    await page.getByRole('combobox', { name: 'Stream' }).fill('other-events');
    await page.getByRole('progressbar', { name: 'Loading the permissions' }).waitFor();
    expect(await text(page).count()).toBe(0);
    answer();
    await text(page).getByText('arn:aws:kinesis:eu-west-1:<account-id>:stream/other-events').waitFor();
    expect(await text(page).innerText()).not.toContain('kms:');
    await page.context().close();
    expect(browser.complaints).toEqual([]);
  });

  test('are there without a list of streams, in the dark and on a phone', async () => {
    stream.faults = [{ fault: faults.accessDenied('ListStreams'), operation: 'ListStreams' }];
    const page = await openSetup({ colorScheme: 'dark', width: 375, height: 800 });
    await page.getByRole('button', { name: title }).click();
    await text(page).getByText('"kinesis:PutRecords"').waitFor();
    expect(await text(page).innerText()).not.toContain('ListStreams');
    await inspect(page, 'needed-permissions-phone');
    await expectNoSidewaysScroll(page);
    await page.getByRole('radio', { name: 'CloudFormation' }).click();
    await text(page).getByText('AWS::IAM::Policy').waitFor();
    await expectNoSidewaysScroll(page);
    await page.context().close();
    expect(browser.complaints).toEqual([]);
  });
});
