import type { Locator, Page } from 'playwright-core';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { startFakeStream, type FakeStream } from '../fakes/fakeStream.ts';
import { faults } from '../fakes/streamFaults.ts';
import { accessKey, ServerProcess } from '../serverProcess.ts';
import { chooseFromMenu, chromiumPath, expectNoSidewaysScroll, inspect, TestBrowser } from './browser.ts';

let stream: FakeStream;
let server: ServerProcess;
let browser: TestBrowser;
let page: Page;
let accountId: string;

const button = (name: string): Locator => page.getByRole('button', { name, exact: true });
const streamField = (): Locator => page.getByRole('combobox', { name: 'Stream', exact: true });
const stage = (name: string): Locator => page.getByRole('list', { name: 'Stages of the test' }).getByRole('listitem').filter({ hasText: name });

async function runTest(expected: RegExp): Promise<void> {
  await button('Test connection').click();
  await page.getByRole('status').filter({ hasText: expected }).waitFor();
}

describe.skipIf(chromiumPath === null)('a test of the connection', () => {
  beforeAll(async () => {
    stream = await startFakeStream({ keys: { [accessKey.accessKeyId]: { secret: accessKey.secretAccessKey } } });
    server = new ServerProcess({ TRIBUTARY_KINESIS_ENDPOINT: stream.endpoint });
    await server.start();
    const account = { type: 'amazon-kinesis', name: 'Production AWS', region: 'eu-west-1', credentials: accessKey };
    accountId = String((await server.call('POST', '/api/accounts', account)).id);
    browser = await TestBrowser.launch(server.url);
    page = await browser.signedInPage();
    await page.context().grantPermissions(['clipboard-read', 'clipboard-write']);
  });
  beforeEach(() => void Object.assign(stream, { faults: [], status: 'ACTIVE', ignoresDryRun: false, keyId: null }));
  afterAll(async () => {
    await browser?.close();
    await server?.destroy();
    await stream?.close();
  });

  test('in the wizard works before anything is saved, leads to the field to change, and says when its result is old', async () => {
    const { id } = await server.call('POST', '/api/drafts', { type: 'amazon-kinesis', accountId });
    await page.goto(`${server.url}/destinations/new/setup?draft=${String(id)}`);
    await streamField().waitFor();

    // Nothing to test yet: the field says so and has the focus.
    await button('Test connection').click();
    await page.getByText('Stream is needed.').waitFor();
    await expect.poll(() => streamField().evaluate((field) => field === document.activeElement)).toBe(true);

    await streamField().fill('no-such-events');
    await page.keyboard.press('Tab');
    await runTest(/failed at “Find the stream”/);
    expect(await stage('Find the stream').innerText()).toMatch(/No stream named "no-such-events" in eu-west-1.*What to do.*ResourceNotFoundException/s);
    expect(await stage('Permission to write').innerText()).toMatch(/Skipped/);
    await inspect(page, 'test-connection-not-found');
    await button('Copy for your admin').click();
    await button('Copied').waitFor();
    const copied = await page.evaluate(() => navigator.clipboard.readText());
    expect(copied).toMatch(/Stream: no-such-events\nRegion: eu-west-1\n.*AWS code: ResourceNotFoundException\n/s);
    expect(copied).not.toContain(accessKey.secretAccessKey);
    await button('Change the stream').click();
    await expect.poll(() => streamField().evaluate((field) => field === document.activeElement)).toBe(true);

    await streamField().fill(stream.name);
    await page.keyboard.press('Tab');
    await page.getByText('You changed “Stream” since this test.').waitFor();
    await inspect(page, 'test-connection-stale');
    stream.faults = [{ fault: faults.accessDenied() }];
    await runTest(/failed at “Permission to write”/);
    expect(await stage('Permission to write').innerText()).toMatch(/kinesis:PutRecords.*AccessDeniedException/s);
    await inspect(page, 'test-connection-denied');

    stream.faults = [];
    await runTest(/The connection works/);
    expect(await stage('Permission to write').innerText()).toMatch(/Passed · \d.*Nothing was written/s);
    expect([stream.records().length, (await server.call('GET', '/api/destinations')).items]).toEqual([0, []]);
    await inspect(page, 'test-connection-passed');
    expect(await page.getByRole('button', { name: 'Create destination' }).count()).toBe(1);
  });

  test('writes a test record and reads it back only where both are ticked', async () => {
    expect(await page.getByRole('checkbox', { name: 'and read it back' }).isDisabled()).toBe(true);
    await page.getByText('Also write a test record (marked as a test)').click();
    await page.getByText('and read it back').click();
    await runTest(/The connection works/);
    await expect.poll(() => stage('Read the test record back').innerText()).toMatch(/Passed.*Found in the stream/s);
    expect(stream.records().map(({ data }) => JSON.parse(data.toString()) as object)).toEqual([{ test: true, source: 'tributary', time: expect.any(String) }]);
    await inspect(page, 'test-connection-record');
    await page.setViewportSize({ width: 375, height: 800 });
    await inspect(page, 'test-connection-phone');
    await expectNoSidewaysScroll(page);
    await page.setViewportSize({ width: 1_280, height: 900 });
  });

  test('of saved destinations and accounts stands in their menus, in dark, too', async () => {
    await server.call('POST', '/api/destinations', { accountId, name: 'Leads', stream: stream.name });
    const light = page;
    page = await browser.signedInPage({ colorScheme: 'dark' });
    await page.goto(`${server.url}/destinations`);
    await button('Actions for Leads').click();
    await chooseFromMenu(page, 'Test connection…');
    stream.ignoresDryRun = true;
    await runTest(/The connection works.*A test record was written\./);
    expect(await stage('Permission to write').innerText()).toMatch(/a test record was written/);
    await inspect(page, 'test-connection-dialog-dark');
    stream.ignoresDryRun = false;
    stream.status = 'DELETING';
    await runTest(/failed at “Stream takes records”/);
    await inspect(page, 'test-connection-dialog-failed-dark');
    await button('Edit the destination').click();
    await page.getByRole('heading', { level: 1, name: 'Edit destination' }).waitFor();
    stream.status = 'ACTIVE';
    await runTest(/The connection works/);
    await page.getByText('Being deleted').waitFor({ state: 'detached' });
    await inspect(page, 'test-connection-edit-dark');

    await page.goto(`${server.url}/accounts`);
    await page.getByRole('button', { name: /^Actions for/ }).click();
    await chooseFromMenu(page, 'Test connection…');
    stream.faults = [{ fault: faults.unknownKey(), operation: '*' }];
    await runTest(/failed at “Sign in”/);
    await inspect(page, 'test-connection-account-dark');
    await page.setViewportSize({ width: 375, height: 800 });
    await inspect(page, 'test-connection-account-phone-dark');
    await button('Rotate the credentials').click();
    await page.getByRole('dialog').getByLabel('AWS access key').waitFor();
    page = light;
    expect(browser.complaints).toEqual([]);
  });
});
