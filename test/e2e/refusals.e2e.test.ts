import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { startFakeStream, type FakeStream } from '../fakes/fakeStream.ts';
import { accessKey, adminToken, ServerProcess } from '../serverProcess.ts';
import { chromiumPath, inspect, messageUnder, TestBrowser } from './browser.ts';

const key = { id: 'AKIAE2EE2EE2EE2EE2EE', secret: 'right-secret-right-secret-right-secret-1' };
const markup = '<img src=x onerror=alert(1)>';

let stream: FakeStream;
let server: ServerProcess;
let browser: TestBrowser;
let page: Page;

async function connect(values: { accessKey: string; secret: string; region: string }): Promise<void> {
  await page.getByLabel('AWS access key').fill(values.accessKey);
  await page.getByLabel('AWS secret key').fill(values.secret);
  await page.getByRole('combobox', { name: 'Region' }).fill(values.region);
  await page.keyboard.press('Tab');
  await page.getByRole('button', { name: 'Connect to destination' }).click();
}

describe.skipIf(chromiumPath === null)('what AWS refuses is said under the field to change', () => {
  beforeAll(async () => {
    stream = await startFakeStream({ region: 'eu-west-1', keys: { [key.id]: { secret: key.secret }, [accessKey.accessKeyId]: { secret: accessKey.secretAccessKey } } });
    server = new ServerProcess({ TRIBUTARY_KINESIS_ENDPOINT: stream.endpoint });
    await server.start();
    browser = await TestBrowser.launch(server.url);
    page = await browser.signedInPage();
    await page.goto(`${server.url}/destinations/new/authentication`);
    await page.getByLabel('AWS access key').waitFor();
  });
  afterAll(async () => {
    await browser?.close();
    await server?.destroy();
    await stream?.close();
  });

  test('a key AWS does not know, a secret that does not fit, a region that is none; nothing typed is lost', async () => {
    await connect({ accessKey: 'AKIAUNKNOWNUNKNOWN00', secret: key.secret, region: 'eu-west-1' });
    await expect.poll(() => messageUnder(page.getByLabel('AWS access key')), { timeout: 15_000 }).toMatch(/does not recognise/);
    await inspect(page, 'refused-access-key');

    await connect({ accessKey: key.id, secret: 'wrong-secret-wrong-secret-wrong-secret-1', region: 'eu-west-1' });
    await expect.poll(() => messageUnder(page.getByLabel('AWS secret key')), { timeout: 15_000 }).toMatch(/does not fit/);
    expect(await messageUnder(page.getByLabel('AWS access key'))).not.toMatch(/does not recognise/);
    await inspect(page, 'refused-secret-key');

    await connect({ accessKey: key.id, secret: key.secret, region: 'Frankfurt' });
    await expect.poll(() => messageUnder(page.getByRole('combobox', { name: 'Region' })), { timeout: 15_000 }).toMatch(/eu-central-1/);
    expect(await page.getByLabel('AWS access key').inputValue()).toBe(key.id);
    expect(await server.call('GET', '/api/accounts')).toMatchObject({ items: [] });
  });

  test('HTML in names is text on every page', async () => {
    await page.getByLabel('Account name').fill(markup);
    await connect({ accessKey: key.id, secret: key.secret, region: 'eu-west-1' });
    await page.getByRole('button', { name: 'Next' }).click();
    await page.getByLabel('Name', { exact: true }).fill(markup);
    await page
      .getByRole('combobox', { name: 'Stream' })
      .or(page.getByRole('textbox', { name: 'Stream' }))
      .fill(stream.name);
    await page.keyboard.press('Tab');
    await page.getByRole('button', { name: 'Create destination' }).click();
    await page.getByRole('button', { name: 'Save & exit' }).click();
    await page.getByRole('heading', { level: 1 }).waitFor();
    for (const pagePath of ['/destinations', '/accounts', '/']) {
      await page.goto(server.url + pagePath);
      await page.getByRole('heading', { level: 1 }).waitFor();
      await page.waitForTimeout(800);
      expect(await page.locator('img[src="x"]').count()).toBe(0);
    }
    await page.goto(`${server.url}/accounts`);
    await page.getByText(markup).first().waitFor();
    await inspect(page, 'html-in-names');
    expect(browser.complaints).toEqual([]);
  });

  test('a destination that refuses while it runs says so on its page, keeps what waits, and goes on by itself', async () => {
    const destinationId = await server.activate(stream.name, 'eu-west-1', { segments: [{ id: 'high' }] });
    await page.goto(`${server.url}/destinations/${destinationId}/delivery`);
    await page.getByText('Enabled', { exact: true }).first().waitFor();
    stream.status = 'MISSING';
    const people = Array.from({ length: 20 }, (_, index) => JSON.stringify({ profileId: `p${index}`, segmentMembership: { ups: { high: { status: 'realized' } } } }));
    await server.send('POST', '/api/profiles', people.join('\n'), 'application/x-ndjson');
    await page.getByText(/Nothing is lost: changes are kept and will be sent when this is fixed. 20 changes are kept so far/).waitFor();
    await inspect(page, 'paused');
    stream.status = 'ACTIVE';
    // An alert that a minute of it raised may say so, too, and ends with the next minute.
    await page.getByText(/Nothing is lost: /).waitFor({ state: 'detached' });
    await page.getByText('Enabled', { exact: true }).first().waitFor();
    expect(stream.records().length).toBe(20);
  });

  test('nothing secret stays in the browser', async () => {
    const kept = await page.evaluate(() => JSON.stringify([{ ...localStorage }, { ...sessionStorage }, history.state, document.cookie]));
    expect(kept).not.toContain(key.secret);
    expect(kept).not.toContain(adminToken);
  });
});
