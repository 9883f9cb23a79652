import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { ServerProcess } from '../serverProcess.ts';
import { chromiumPath, inspect, TestBrowser } from './browser.ts';

const password = 'correct horse battery staple';

let server: ServerProcess;
let browser: TestBrowser;

describe.skipIf(chromiumPath === null)('the first start', () => {
  beforeAll(async () => {
    server = new ServerProcess();
    await server.start();
    browser = await TestBrowser.launch(server.url);
  });
  afterAll(async () => {
    await browser?.close();
    await server?.destroy();
  });

  test('the printed link makes the first admin once, who then signs in with e-mail and password', async () => {
    await expect.poll(() => server.lines.some((line) => line.includes('#token=')), { timeout: 10_000 }).toBe(true);
    const link = /http\S+#token=\S+/.exec(server.lines.join('\n'))?.[0] ?? '';
    const page = await browser.newPage();
    await page.goto(link);
    await page.getByLabel('E-mail').fill('ada@example.com');
    await page.getByLabel('Password', { exact: true }).fill('short');
    await page.keyboard.press('Tab');
    await page.getByText('Use at least 12 characters.').waitFor();
    await inspect(page, 'set-up');
    await page.getByLabel('Password', { exact: true }).fill(password);
    await page.getByLabel('Password again').fill(password);
    await page.getByRole('button', { name: /create/i }).click();
    await page.getByRole('heading', { level: 1, name: 'Overview' }).waitFor();
    expect(page.url()).not.toContain('token');

    await page.getByRole('button', { name: 'Sign out' }).click();
    await page.getByLabel('E-mail').fill('ada@example.com');
    await page.getByLabel('Password', { exact: true }).fill('not the password, surely');
    await page.getByRole('button', { name: 'Sign in', exact: true }).click();
    await page.getByRole('alert').getByText('The e-mail address and the password do not fit together').waitFor();
    await inspect(page, 'sign-in-refused');
    await page.getByLabel('Password', { exact: true }).fill(password);
    await page.getByRole('button', { name: 'Sign in', exact: true }).click();
    await page.getByRole('heading', { level: 1, name: 'Overview' }).waitFor();

    const second = await browser.newPage();
    await second.goto(link);
    await second.getByLabel('E-mail').fill('eve@example.com');
    await second.getByLabel('Password', { exact: true }).fill(password);
    await second.getByLabel('Password again').fill(password);
    await second.getByRole('button', { name: /create/i }).click();
    await second.getByRole('alert').getByText('This set-up link was used or has run out').waitFor();
    expect(await second.getByRole('link', { name: 'Sign in' }).getAttribute('href')).toBe('/sign-in');
    await inspect(second, 'set-up-link-used');
    expect(browser.complaints).toEqual([]);
  });
});
