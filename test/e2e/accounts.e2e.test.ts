import type { Locator, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { startFakeStream, type FakeStream } from '../fakes/fakeStream.ts';
import { accessKey, ServerProcess } from '../serverProcess.ts';
import { answer, chooseFromMenu, chromiumPath, expectNoSidewaysScroll, inspect, messageUnder, TestBrowser } from './browser.ts';

const fresh = { id: 'AKIAFRESHFRESHFRESH0', secret: 'f'.repeat(40) };

const keys: Record<string, { secret: string }> = { [accessKey.accessKeyId]: { secret: accessKey.secretAccessKey }, [fresh.id]: { secret: fresh.secret } };
let stream: FakeStream;
let server: ServerProcess;
let browser: TestBrowser;
let page: Page;

const row = (name: string): Locator => page.getByRole('row').filter({ hasText: name });
const button = (name: string): Locator => page.getByRole('button', { name, exact: true });
const dialog = (): Locator => page.getByRole('dialog');
const field = (label: string): Locator => dialog().getByLabel(label, { exact: true });
const region = (): Locator => dialog().getByRole('combobox', { name: 'Region' });

async function choose(account: string, action: string): Promise<void> {
  await button(`Actions for ${account}`).click();
  await chooseFromMenu(page, action);
}

describe.skipIf(chromiumPath === null)('an account', () => {
  beforeAll(async () => {
    stream = await startFakeStream({ keys });
    server = new ServerProcess({ TRIBUTARY_KINESIS_ENDPOINT: stream.endpoint });
    await server.start();
    const account = { type: 'amazon-kinesis', region: 'eu-west-1', credentials: accessKey };
    const used = await server.call('POST', '/api/accounts', { ...account, name: 'Production AWS' });
    await server.call('POST', '/api/destinations', { accountId: used['id'], name: 'Shop events', stream: stream.name });
    await server.call('POST', '/api/accounts', { ...account, name: 'Spare AWS' });
    browser = await TestBrowser.launch(server.url);
    page = await browser.signedInPage();
    await page.goto(`${server.url}/accounts`);
    await row('Spare AWS').waitFor();
  });
  afterAll(async () => {
    await browser?.close();
    await server?.destroy();
    await stream?.close();
  });

  test('is edited anew each time: a closed dialog keeps nothing that was typed, least of all a secret', async () => {
    await choose('Production AWS', 'Edit');
    await field('Account name').fill('Half a name');
    await button('Cancel').click();
    await dialog().waitFor({ state: 'detached' });
    await choose('Spare AWS', 'Edit');
    expect(await field('Account name').inputValue()).toBe('Spare AWS');
    await page.keyboard.press('Escape');
    await dialog().waitFor({ state: 'detached' });
    await choose('Production AWS', 'Rotate credentials');
    await field('AWS secret key').fill(fresh.secret);
    await button('Cancel').click();
    await dialog().waitFor({ state: 'detached' });
    await choose('Production AWS', 'Rotate credentials');
    expect(await field('AWS secret key').inputValue()).toBe('');
    await page.keyboard.press('Escape');
    await dialog().waitFor({ state: 'detached' });
  });

  test('gets another name, and another region only where AWS takes its credentials there', async () => {
    await choose('Spare AWS', 'Edit');
    await field('Account name').fill('Spare\u200b');
    await region().fill('US-EAST-1');
    await page.keyboard.press('Tab');
    await expect.poll(() => messageUnder(region())).toContain('Will be saved in lower case');
    await inspect(page, 'edit-account');
    await button('Save').click();
    await expect.poll(() => messageUnder(region())).toMatch(/region/i);
    expect(await field('Account name').inputValue()).toBe('Spare\u200b');
    await expect.poll(() => region().getAttribute('aria-invalid')).toBe('true');
    await region().fill('eu-west-1');
    await page.keyboard.press('Tab');
    await button('Save').click();
    await dialog().waitFor({ state: 'detached' });
    await row('Spare').filter({ hasText: 'eu-west-1' }).waitFor();
  });

  test('that is used keeps its region, and is not deleted', async () => {
    await choose('Production AWS', 'Edit');
    await dialog().getByText('The region stays eu-west-1: 1 destination sends to streams there.').waitFor();
    expect(await region().count()).toBe(0);
    await button('Cancel').click();
    await dialog().waitFor({ state: 'detached' });
    await choose('Production AWS', 'Delete');
    await page.getByText('Shop events').first().waitFor();
    await inspect(page, 'account-in-use');
    await page.keyboard.press('Escape');
    await choose('Spare', 'Delete');
    await answer(page, 'Delete');
    await row('Spare').waitFor({ state: 'detached' });
    await row('Production AWS').waitFor();
  });

  test('gets new credentials that were tried first; until then the old ones stay', async () => {
    await choose('Production AWS', 'Rotate credentials');
    await field('AWS access key').fill(fresh.id.toLowerCase());
    await field('AWS secret key').fill(`${fresh.secret.slice(1)}x`);
    await button('Verify and replace').click();
    await expect.poll(() => messageUnder(field('AWS secret key')), { timeout: 10_000 }).toContain('does not fit');
    const keyInUse = async (): Promise<unknown> =>
      ((await server.call('GET', '/api/accounts')) as { items: { credentials: { accessKeyId: string } }[] }).items[0]?.credentials.accessKeyId;
    expect(await keyInUse()).toBe(`••••${accessKey.accessKeyId.slice(-4)}`);
    await field('AWS secret key').fill(fresh.secret);
    await button('Verify and replace').click();
    await dialog().waitFor({ state: 'detached' });
    await row('Production AWS').filter({ hasText: '••••ESH0' }).waitFor();
    expect(await keyInUse()).toBe('••••ESH0');
  });

  test('whose key no longer works says so here and on the overview, and its table fits a phone', async () => {
    delete keys[fresh.id];
    await server.call(
      'POST',
      `/api/accounts/${await page.evaluate(async () => ((await (await fetch('/api/accounts')).json()) as { items: { id: string }[] }).items[0]?.id)}/test`,
      {},
    );
    await page.reload();
    await row('Production AWS').filter({ hasText: 'Does not work' }).waitFor();
    await inspect(page, 'account-broken');
    await page.goto(server.url);
    await page
      .getByText(/Production AWS/)
      .first()
      .waitFor();
    const phone = await browser.signedInPage({ width: 375, height: 800, colorScheme: 'dark' });
    await phone.goto(`${server.url}/accounts`);
    await phone.getByText('Does not work').waitFor();
    await expectNoSidewaysScroll(phone);
    await inspect(phone, 'account-broken-phone');
    await phone.close();
    expect(browser.complaints).toEqual([]);
  });
});
