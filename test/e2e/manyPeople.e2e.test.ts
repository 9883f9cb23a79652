import path from 'node:path';
import type { Locator, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { startFakeStream, type FakeStream } from '../fakes/fakeStream.ts';
import { tenths, writeManyProfiles } from '../manyProfiles.ts';
import { accessKey, ServerProcess } from '../serverProcess.ts';
import { chromiumPath, TestBrowser } from './browser.ts';

/** `MANY_PROFILES=10000000` walks through the step with ten million people; writing them takes minutes and 8 GB of disk. */
const people = Number(process.env['MANY_PROFILES'] ?? 20_000);
const fillMs = 900_000;

let stream: FakeStream;
let server: ServerProcess;
let browser: TestBrowser;
let page: Page;
let address: string;

const fact = (name: string): Locator => page.locator('dt', { hasText: new RegExp(`^${name}$`) }).locator('xpath=following-sibling::dd[1]');
const grouped = (count: number): string => count.toLocaleString('en');

describe.skipIf(chromiumPath === null)('the Activate step with very many people', () => {
  beforeAll(async () => {
    stream = await startFakeStream({ shards: 2 });
    server = new ServerProcess({ TRIBUTARY_KINESIS_ENDPOINT: stream.endpoint });
    await server.start();
    await server.end('SIGTERM');
    writeManyProfiles(path.join(server.dataDir, 'tributary.db'), people);
    await server.start();
    const account = await server.call('POST', '/api/accounts', { type: 'amazon-kinesis', name: 'Account', region: 'eu-west-1', credentials: accessKey });
    const destination = await server.call('POST', '/api/destinations', { accountId: account['id'], name: 'Everyone', stream: stream.name });
    address = `/destinations/${String(destination['id'])}`;
    browser = await TestBrowser.launch(server.url);
    page = await browser.signedInPage();
  }, fillMs);
  afterAll(async () => {
    await browser?.close();
    await server?.destroy();
    await stream?.close();
  });

  test('is walked through from the segments to the first records, with exact sizes and a forecast', async () => {
    await page.goto(`${server.url}${address}/activate`);
    const search = page.getByRole('searchbox', { name: 'Search segments' });
    await search.fill('everybody');
    const everybody = page.getByRole('table', { name: 'Segments to choose from' }).getByRole('row').filter({ hasText: 'everybody' });
    await everybody.getByText(grouped(people), { exact: true }).waitFor();
    await page.getByRole('checkbox', { name: 'Pick everybody', exact: true }).check();
    await page.getByRole('checkbox', { name: 'Also send everyone who is in everybody now' }).check();
    await search.fill('tenth-');
    await expect.poll(() => page.getByRole('checkbox', { name: /^Pick tenth-/ }).count()).toBe(tenths);
    await page.getByRole('checkbox', { name: 'Pick all shown' }).check();
    await page.getByText(`${tenths + 1} segments picked`).waitFor();

    await page.getByRole('button', { name: 'Add attribute' }).click();
    await page.getByRole('group', { name: 'Attribute 1' }).getByRole('combobox', { name: 'Attribute' }).fill('loyalty.tier');
    await page.keyboard.press('Tab');
    await expect.poll(() => fact('Attributes').innerText()).toBe('loyalty.tier');
    await expect.poll(() => fact('First send').innerText()).toContain(`Up to ${grouped(people)} people`);
    await expect.poll(() => fact('Records').innerText(), { timeout: 30_000 }).toMatch(new RegExp(`^About ${grouped(people)}, `));
    await page.getByText('"tier": "gold"').first().waitFor();

    await page.getByRole('button', { name: 'Activate', exact: true }).click();
    await page.waitForURL('**/delivery');
    await expect.poll(() => stream.records().length, { timeout: 20_000 }).toBeGreaterThan(1_000);
    expect(browser.complaints).toEqual([]);
  });
});
