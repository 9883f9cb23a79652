import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';
import { createInterface } from 'node:readline';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { chromiumPath, expectNoSidewaysScroll, inspect, TestBrowser } from './browser.ts';

const root = path.resolve(import.meta.dirname, '../..');
const highPropensity = 'High propensity to convert';

let demo: ChildProcess;
let link: string;
const typed: Record<string, string> = {};
let browser: TestBrowser;

/** Starts the demo and reads from what it prints: the link that signs in, and what to type. */
async function startDemo(): Promise<void> {
  demo = spawn(process.execPath, ['demo/main.ts'], { cwd: root, env: { ...process.env, PORT: '18090', CI: 'true' }, stdio: ['ignore', 'pipe', 'inherit'] });
  for await (const line of createInterface({ input: demo.stdout as NodeJS.ReadableStream })) {
    const [, name, value] = /^\s+(Access key|Secret key|Region|Stream)\s+(\S+)$/.exec(line) ?? [];
    if (name !== undefined && value !== undefined) typed[name] = value;
    link = /http\S+#token=\S+/.exec(line)?.[0] ?? link;
    if (typed.Stream !== undefined) break;
  }
  demo.stdout?.resume();
}

const at = (pagePath: string): string => new URL(pagePath, link).href;

describe.skipIf(chromiumPath === null)('a newcomer', () => {
  beforeAll(async () => {
    await startDemo();
    browser = await TestBrowser.launch(new URL(link).origin);
  });
  afterAll(async () => {
    await browser?.close();
    if (demo.exitCode === null) {
      const exited = once(demo, 'exit');
      demo.kill('SIGINT');
      await exited;
    }
  });

  test('clicks from the catalog to the first delivery and reads the documented record in the stream', async () => {
    const page = await browser.newPage();
    const filledIn = new Set<string>();
    await page.exposeFunction('noteInput', (name: string) => void filledIn.add(name));
    await page.addInitScript(
      `addEventListener('input', ({ target }) => noteInput(location.pathname + ' ' + (target.name || target.getAttribute('aria-label') || target.id)), true)`,
    );
    await page.goto(link);
    await page.getByRole('heading', { level: 1, name: 'Overview' }).waitFor();
    expect(page.url()).not.toContain('token');
    await inspect(page, '01-overview-empty');

    await page.getByRole('navigation').getByRole('link', { name: 'Catalog' }).click();
    await page.getByRole('heading', { name: 'Amazon Kinesis' }).first().waitFor();
    await inspect(page, '02-catalog');
    await page
      .getByRole('link', { name: /set up/i })
      .or(page.getByRole('button', { name: /set up/i }))
      .first()
      .click();

    await page.waitForURL('**/destinations/new/authentication**');
    await page.getByRole('button', { name: 'Connect to destination' }).click();
    await page.getByText('AWS access key is needed.').waitFor();
    await expect.poll(() => page.getByLabel('AWS access key').evaluate((field) => field === document.activeElement), { timeout: 5_000 }).toBe(true);
    await inspect(page, '03-authentication-errors');
    await page.getByLabel('AWS access key').fill(`  ${typed['Access key']}\u200b `);
    await page.getByLabel('AWS secret key').fill(typed['Secret key'] ?? '');
    await page.getByRole('combobox', { name: 'Region' }).fill(typed.Region ?? '');
    await page.keyboard.press('Tab');
    await page.getByRole('button', { name: 'Connect to destination' }).click();
    await page.getByRole('button', { name: 'Next' }).click();

    await page.waitForURL('**/destinations/new/setup**');
    await page.getByLabel('Name', { exact: true }).fill('White paper leads');
    await page.getByLabel('Description').fill('Prospects who may buy');
    await page.getByRole('combobox', { name: 'Stream' }).fill('audience-event');
    await page.keyboard.press('Tab');
    await page.getByRole('button', { name: 'Create destination' }).click();
    await page
      .getByText(/No stream named/)
      .first()
      .waitFor();
    await inspect(page, '04-setup-misspelt-stream');

    // A reload lands on the same step with the same values.
    await page.waitForTimeout(1_000);
    await page.reload();
    await expect.poll(() => page.getByLabel('Name', { exact: true }).inputValue(), { timeout: 15_000 }).toBe('White paper leads');
    expect(await page.getByLabel('Description').inputValue()).toBe('Prospects who may buy');
    await page.getByRole('combobox', { name: 'Stream' }).fill(typed.Stream ?? '');
    await page.keyboard.press('Tab');
    await page.getByRole('button', { name: 'Create destination' }).click();
    await page.getByRole('button', { name: 'Next' }).click();

    await page.waitForURL('**/destinations/new/activate**');
    await page
      .getByRole('row', { name: new RegExp(highPropensity) })
      .getByRole('checkbox')
      .first()
      .focus();
    await page.keyboard.press('Space');
    await page
      .getByText(/"segmentMembership"/)
      .first()
      .waitFor();
    await inspect(page, '05-activate');
    await page.getByRole('button', { name: 'Activate', exact: true }).click();

    await page.waitForURL('**/destinations/dst_*/delivery');
    await page
      .getByText(/^Delivered$/)
      .first()
      .waitFor();
    await expect.poll(() => deliveredCount(page), { timeout: 20_000 }).toBeGreaterThan(0);
    await inspect(page, '06-delivery');

    await page.getByRole('navigation').getByRole('link', { name: 'Stream' }).click();
    await page
      .getByText(/"segmentMembership"/)
      .first()
      .waitFor();
    await inspect(page, '07-stream');
    expect(filledIn.size).toBeGreaterThanOrEqual(6);
    expect(filledIn.size).toBeLessThanOrEqual(12);
    expect(browser.complaints).toEqual([]);
  }, 120_000);

  test('finds every page in light, in dark and on a phone, readable and without a complaint', async () => {
    for (const [name, options] of [
      ['light', {}],
      ['dark', { colorScheme: 'dark' }],
      ['phone', { width: 375, height: 800 }],
    ] as const) {
      const page = await browser.newPage(options);
      await page.goto(link);
      await page.getByRole('heading', { level: 1, name: 'Overview' }).waitFor();
      const destinationId = await page.evaluate(async () => ((await (await fetch('/api/destinations')).json()) as { items: { id: string }[] }).items[0]?.id);
      const pages = [
        '/',
        '/catalog',
        '/destinations',
        `/destinations/${destinationId}/delivery`,
        `/destinations/${destinationId}/runs`,
        `/destinations/${destinationId}/activation`,
        `/destinations/${destinationId}/dead-letters`,
        '/segments',
        '/accounts',
        '/stream',
        '/destinations/new/authentication',
      ];
      for (const pagePath of pages) {
        await page.goto(at(pagePath));
        await page.getByRole('heading', { level: 1 }).waitFor();
        await page.waitForTimeout(600);
        await inspect(page, `${name}-${pagePath.replace(/^\/$/, '/overview').replace(`${destinationId}/`, '').slice(1).replaceAll('/', '-')}`);
        if (name === 'phone') await expectNoSidewaysScroll(page);
      }
      await page.context().close();
    }
    expect(browser.complaints).toEqual([]);
  }, 240_000);

  test('ends the demo with Ctrl-C within seconds', async () => {
    const exited = once(demo, 'exit');
    const startedAt = performance.now();
    demo.kill('SIGINT');
    expect((await exited)[0]).toBe(0);
    expect(performance.now() - startedAt).toBeLessThan(20_000);
  });
});

/** The number in the box of the pipeline called Delivered. */
async function deliveredCount(page: Page): Promise<number> {
  const text = await page.getByRole('list', { name: 'Where the records are' }).getByRole('listitem').filter({ hasText: 'Delivered' }).innerText();
  return Number(/Delivered\s+([\d.,]+)/.exec(text)?.[1]?.replaceAll(/[.,]/g, ''));
}
