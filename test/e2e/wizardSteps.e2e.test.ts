import type { Locator, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { startFakeStream, type FakeStream } from '../fakes/fakeStream.ts';
import { accessKey, ServerProcess } from '../serverProcess.ts';
import { chromiumPath, inspect, TestBrowser } from './browser.ts';

let stream: FakeStream;
let server: ServerProcess;
let browser: TestBrowser;
let page: Page;

const button = (name: string): Locator => page.getByRole('button', { name, exact: true });
const text = (label: string, at: Page = page): Locator => at.getByLabel(label, { exact: true });
const combo = (label: string, at: Page = page): Locator => at.getByRole('combobox', { name: label });
const steps = (): Locator => page.getByRole('navigation', { name: 'Steps' });
const help = (): Locator => page.getByRole('complementary', { name: 'Help' });
const saved = (): Promise<void> => page.getByText('Draft saved').waitFor();

describe.skipIf(chromiumPath === null)('the steps of the wizard', () => {
  beforeAll(async () => {
    stream = await startFakeStream({ keys: { [accessKey.accessKeyId]: { secret: accessKey.secretAccessKey } } });
    server = new ServerProcess({ TRIBUTARY_KINESIS_ENDPOINT: stream.endpoint });
    await server.start();
    browser = await TestBrowser.launch(server.url);
    page = await browser.signedInPage({ width: 1_440 });
  });
  afterAll(async () => {
    await browser?.close();
    await server?.destroy();
    await stream?.close();
  });

  test('that cannot be done yet say what is missing and lead there', async () => {
    for (const [step, missing, lead] of [
      ['setup', 'Connect an account first.', 'Go to Authentication'],
      ['activate', 'Connect an account first.', 'Go to Authentication'],
    ] as const) {
      await page.goto(`${server.url}/destinations/new/${step}?type=amazon-kinesis`);
      await page.getByRole('heading', { name: missing }).waitFor();
      await page.getByRole('link', { name: lead }).click();
      await page.waitForURL('**/destinations/new/authentication**');
      await text('AWS access key').waitFor();
    }
    expect(await steps().getByRole('link').count()).toBe(0);
    expect(await steps().innerText()).toMatch(/Setup\s+Connect an account first\.\s+3\s+Activate\s+Connect an account first\./);
  });

  test('show the help of the field that has the focus, hidden or not as somebody left it', async () => {
    await text('AWS access key').focus();
    await help().getByRole('heading', { name: 'AWS access key' }).waitFor();
    await page.keyboard.press('Tab');
    await help().getByRole('heading', { name: 'AWS secret key' }).waitFor();
    await combo('Region').focus();
    await help().getByRole('heading', { name: 'Region' }).waitFor();
    await button('Hide help').click();
    await help().waitFor({ state: 'detached' });
    // Each field carries its help itself then.
    await page.getByText('Only for temporary credentials').waitFor();
    await page.reload();
    await text('AWS access key').waitFor();
    expect(await help().count()).toBe(0);
    await button('Show help').click();
    await help().waitFor();
  });

  test('keep everything but the secret, and say so: after a reload, on the way back, and in another window', async () => {
    await text('AWS access key').fill(accessKey.accessKeyId);
    await text('AWS secret key').fill(accessKey.secretAccessKey);
    await combo('Region').fill('eu-west-1');
    await text('Account name').fill('Production AWS');
    await saved();
    await page.reload();
    await page.getByRole('heading', { name: 'Type the secret again' }).waitFor();
    expect([
      await text('AWS access key').inputValue(),
      await text('AWS secret key').inputValue(),
      await combo('Region').inputValue(),
      await text('Account name').inputValue(),
    ]).toEqual([accessKey.accessKeyId, '', 'eu-west-1', 'Production AWS']);
    await inspect(page, 'draft-without-secret');
    await text('AWS secret key').fill(accessKey.secretAccessKey);
    await button('Connect to destination').click();
    await button('Next').click();

    await page.waitForURL('**/destinations/new/setup?draft=*');
    await text('Name').fill('Shop events');
    await text('Description').fill('Read by the shop');
    await combo('Stream').fill(stream.name);
    await page.keyboard.press('Tab');
    await page.getByText('Include segment names', { exact: true }).click();
    await saved();
    const address = page.url();

    const valuesOf = async (at: Page): Promise<unknown> => {
      await text('Name', at).waitFor();
      return [
        await text('Name', at).inputValue(),
        await text('Description', at).inputValue(),
        await combo('Stream', at).inputValue(),
        await at.getByRole('checkbox', { name: 'Include segment names' }).isChecked(),
      ];
    };
    const filledIn = ['Shop events', 'Read by the shop', stream.name, true];
    await page.goBack();
    await page.getByRole('status').filter({ hasText: 'Connected' }).waitFor();
    await page.goForward();
    expect(await valuesOf(page)).toEqual(filledIn);
    await page.reload();
    expect(await valuesOf(page)).toEqual(filledIn);
    const other = await browser.signedInPage();
    await other.goto(address);
    expect(await valuesOf(other)).toEqual(filledIn);
    await other.close();

    await button('Save & exit').click();
    await page.waitForURL('**/destinations');
    await page.goto(`${server.url}/catalog`);
    await page.getByRole('link', { name: 'Go on where you left off' }).click();
    expect(await valuesOf(page)).toEqual(filledIn);
    expect(page.url()).toBe(address);
  });

  test('find a stream by a part of its name, with the keyboard, and show what it is', async () => {
    await combo('Stream').fill(stream.name.slice(3, 8));
    const option = page.getByRole('option', { name: stream.name });
    await option.getByText(/Active · .* · \d+ shards?/).waitFor();
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('Enter');
    expect(await combo('Stream').inputValue()).toBe(stream.name);
    for (const fact of ['Status', 'Mode', 'Open shards', 'Encryption', 'Retention', 'Largest record']) await page.getByRole('term').filter({ hasText: fact }).waitFor();
    await inspect(page, 'stream-facts');
  });

  test('done before stay open, and another account takes back nothing but what depends on it', async () => {
    await steps().getByRole('link', { name: 'Authentication' }).click();
    await button('Use another account').click();
    await page.getByRole('radio', { name: 'Existing account' }).check({ force: true });
    expect(await steps().innerText()).toContain('Connect an account first.');
    await button('Next').click();
    await page.getByText('Choose an account.').waitFor();
    await page.getByRole('button', { name: /Connected account/ }).click();
    await page.getByRole('option', { name: /Production AWS/ }).click();
    await button('Next').click();
    await page.waitForURL('**/destinations/new/setup?draft=*');
    expect([await text('Name').inputValue(), await combo('Stream').inputValue()]).toEqual(['Shop events', stream.name]);
    await button('Create destination').click();
    await button('Next').click();
    await page.waitForURL('**/destinations/new/activate?draft=*');
    await steps().getByRole('link', { name: 'Setup' }).click();
    expect(await text('Name').inputValue()).toBe('Shop events');
    expect(browser.complaints).toEqual([]);
  });

  test('pressed twice make one account and one destination', async () => {
    await page.goto(`${server.url}/destinations/new/authentication?type=amazon-kinesis`);
    await text('AWS access key').fill(accessKey.accessKeyId);
    await text('AWS secret key').fill(accessKey.secretAccessKey);
    await combo('Region').fill('eu-west-1');
    await text('Account name').fill('Twice');
    stream.latencyMs = 300;
    await button('Connect to destination').dblclick();
    await button('Next').waitFor();
    await button('Next').dblclick();
    await text('Name').fill('Twice');
    await combo('Stream').fill(stream.name);
    await page.keyboard.press('Tab');
    await button('Create destination').dblclick();
    await button('Next').waitFor();
    stream.latencyMs = 0;
    const named = async (what: string): Promise<number> =>
      ((await server.call('GET', `/api/${what}`)) as { items: { name: string }[] }).items.filter(({ name }) => name === 'Twice').length;
    expect([await named('accounts'), await named('destinations')]).toEqual([1, 1]);
  });
});
