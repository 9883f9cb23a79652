import type { Locator, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { startFakeStream, type FakeStream } from '../fakes/fakeStream.ts';
import { accessKey, ServerProcess } from '../serverProcess.ts';
import { chromiumPath, expectNoSidewaysScroll, inspect, TestBrowser } from './browser.ts';

let stream: FakeStream;
let server: ServerProcess;
let browser: TestBrowser;
let page: Page;
const ids: Record<string, string> = {};

/** More than a page of the list. */
const others = 57;
const row = (name: string): Locator => page.getByRole('row').filter({ has: page.getByRole('link', { name, exact: true }) });
const button = (name: string): Locator => page.getByRole('button', { name, exact: true });
const shownNames = (): Promise<string[]> => page.getByRole('rowheader').getByRole('link').allInnerTexts();
const pick = (name: string): Promise<void> => page.getByRole('checkbox', { name: `Pick ${name}` }).check();

describe.skipIf(chromiumPath === null)('the destinations', () => {
  beforeAll(async () => {
    stream = await startFakeStream();
    server = new ServerProcess({ TRIBUTARY_KINESIS_ENDPOINT: stream.endpoint });
    await server.start();
    const account = { type: 'amazon-kinesis', region: 'eu-west-1', credentials: accessKey };
    const [main, second] = [await server.call('POST', '/api/accounts', { ...account, name: 'Main' }), await server.call('POST', '/api/accounts', { ...account, name: 'Second' })];
    await server.call('PUT', '/api/segments/vip', { name: 'VIP' });
    const create = async (name: string, part: object = {}): Promise<void> => {
      ids[name] = String((await server.call('POST', '/api/destinations', { accountId: main['id'], name, stream: stream.name, ...part }))['id']);
    };
    for (let index = 0; index < others; index += 1) await create(`Bulk ${String(index).padStart(2, '0')}`);
    await create('Alpha shop', { tags: ['shop'] });
    await create('Beta shop', { tags: ['shop', 'web'] });
    await create('Gamma', { accountId: second['id'] });
    for (const name of ['Alpha shop', 'Beta shop', 'Gamma']) await server.call('PUT', `/api/destinations/${ids[name]}/activation`, { segments: [{ id: 'vip' }] });
    browser = await TestBrowser.launch(server.url);
    page = await browser.signedInPage();
  });
  afterAll(async () => {
    await browser?.close();
    await server?.destroy();
    await stream?.close();
  });

  test('are sorted on the server by their headings, and the address keeps it', async () => {
    await page.goto(`${server.url}/destinations`);
    await page.getByText('The first 50 destinations').waitFor();
    expect((await shownNames())[0]).toBe('Alpha shop');
    await button('Modified').click();
    await expect.poll(async () => (await shownNames())[0]).toBe('Gamma');
    expect(new URL(page.url()).searchParams.get('sort')).toBe('-modified');
    await page.getByRole('columnheader', { name: 'Modified', exact: false }).and(page.locator('[aria-sort=descending]')).waitFor();
    await inspect(page, 'destinations-light');
    await page.reload();
    await expect.poll(async () => (await shownNames())[0]).toBe('Gamma');
    await button('Load more').click();
    await page.getByText('60 destinations', { exact: true }).waitFor();
  });

  test('are filtered by status, account and tag, each a chip that can be taken away', async () => {
    await page.goto(`${server.url}/destinations?sort=-name`);
    await page.getByRole('searchbox', { name: 'Search destinations' }).fill('shop');
    await expect.poll(shownNames).toEqual(['Beta shop', 'Alpha shop']);
    await row('Beta shop').getByRole('button', { name: 'web' }).click();
    await expect.poll(shownNames).toEqual(['Beta shop']);
    await page.getByRole('searchbox', { name: 'Search destinations' }).fill('');
    await button('Status')
      .or(page.getByRole('button', { name: /Status/ }))
      .first()
      .click();
    await page.getByRole('option', { name: 'Enabled' }).click();
    await page.getByRole('row', { name: 'Tag: web' }).waitFor();
    await page.getByRole('row', { name: 'Status: Enabled' }).waitFor();
    await inspect(page, 'destinations-chips');
    await page.getByRole('row', { name: 'Tag: web' }).getByRole('button').click();
    await expect.poll(shownNames).toEqual(['Gamma', 'Beta shop', 'Alpha shop']);
    await page
      .getByRole('button', { name: /Account/ })
      .first()
      .click();
    await page.getByRole('option', { name: 'Second' }).click();
    await expect.poll(shownNames).toEqual(['Gamma']);
    expect(new URL(page.url()).searchParams.get('status')).toBe('enabled');
  });

  test('show the columns people choose, and remember them', async () => {
    await page.goto(`${server.url}/destinations?search=shop`);
    await row('Alpha shop').waitFor();
    expect(await page.getByRole('columnheader', { name: 'Created' }).count()).toBe(0);
    await button('Columns').click();
    await page.getByRole('menuitemcheckbox', { name: 'Created' }).click();
    await page.getByRole('menuitemcheckbox', { name: 'Segments' }).click();
    await page.keyboard.press('Escape');
    await page.getByRole('columnheader', { name: 'Created' }).waitFor();
    await page.reload();
    await page.getByRole('columnheader', { name: 'Created' }).waitFor();
    expect(await page.getByRole('columnheader', { name: 'Segments' }).count()).toBe(0);
  });

  test('are stopped, started and tagged together; one that fails is told by its name', async () => {
    await page.goto(`${server.url}/destinations?search=shop`);
    await pick('Alpha shop');
    await pick('Beta shop');
    await button('Disable 2').click();
    await expect.poll(() => row('Beta shop').getByText('Disabled').count()).toBe(1);
    await page.getByText('2 destinations: stopped sending', { exact: false }).first().waitFor();
    await page.getByRole('checkbox', { name: 'Pick all shown' }).check();
    await button('Add a tag…').click();
    await page.getByRole('dialog').getByRole('button', { name: 'Add tag' }).click();
    await page.getByRole('dialog').getByText('Type the tag.').waitFor();
    await page.getByRole('dialog').getByLabel('Tag').fill('summer');
    await inspect(page, 'destinations-tag');
    await page.getByRole('dialog').getByRole('button', { name: 'Add tag' }).click();
    await row('Alpha shop').getByRole('button', { name: 'summer' }).waitFor();
    await row('Beta shop').getByRole('button', { name: 'summer' }).waitFor();
    expect(await server.call('GET', `/api/destinations/${ids['Beta shop']}`)).toMatchObject({ tags: ['shop', 'web', 'summer'], status: 'disabled' });

    const refused = (url: URL): boolean => url.pathname.endsWith(`${ids['Alpha shop']}/enable`);
    await page.route(refused, (route) => route.abort());
    await page.getByRole('checkbox', { name: 'Pick all shown' }).check();
    await button('Enable 2').click();
    const result = page.getByRole('dialog', { name: '1 destination could not be changed' });
    await result.getByText('1 destination was changed.', { exact: false }).waitFor();
    await result.getByText('Alpha shop').waitFor();
    await inspect(page, 'destinations-bulk-failure');
    await result.getByRole('button', { name: 'Close' }).click();
    await page.unroute(refused);
    await expect.poll(() => row('Beta shop').getByText('Enabled').count()).toBe(1);
    expect(await row('Alpha shop').getByText('Disabled').count()).toBe(1);
  });

  test('get their tags on the page on which they are edited', async () => {
    await page.goto(`${server.url}/destinations/${ids['Gamma']}/edit`);
    await page.getByLabel('Tags').fill(`web, ${'x'.repeat(65)}`);
    await button('Save').click();
    await page.getByText('at most 64 characters', { exact: false }).first().waitFor();
    await page.getByLabel('Tags').fill('web, crm, web');
    await button('Save').click();
    await page.waitForURL(`**/destinations/${ids['Gamma']}`);
    expect(await server.call('GET', `/api/destinations/${ids['Gamma']}`)).toMatchObject({ tags: ['web', 'crm'] });
  });

  test('are readable in the dark and on a phone', async () => {
    for (const [name, options] of [
      ['dark', { colorScheme: 'dark' }],
      ['phone', { width: 375, height: 800 }],
    ] as const) {
      const other = await browser.signedInPage(options);
      await other.goto(`${server.url}/destinations?search=shop&tag=shop`);
      await other.getByText('2 destinations', { exact: true }).waitFor();
      await expectNoSidewaysScroll(other);
      await inspect(other, `destinations-${name}`);
      await other.context().close();
    }
    expect(browser.complaints).toEqual([]);
  });
});
