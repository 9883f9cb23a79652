import { readFile } from 'node:fs/promises';
import { parse } from 'csv-parse/sync';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { startFakeStream, type FakeStream } from '../fakes/fakeStream.ts';
import { ServerProcess } from '../serverProcess.ts';
import { chooseFromMenu, chromiumPath, expectNoSidewaysScroll, inspect, TestBrowser } from './browser.ts';

let stream: FakeStream;
let server: ServerProcess;
let browser: TestBrowser;
let page: Page;
let destinationId: string;

const formula = '=HYPERLINK("http://x","y")';
/** More than a page of the list, and more than one page of the API. */
const segmentCount = 612;

/** Exports what the page shows and closes the answer; the file's name and text. */
async function exported(what: string, format: 'CSV' | 'JSON'): Promise<{ name: string; text: string }> {
  const download = page.waitForEvent('download');
  await page.getByRole('button', { name: `Export ${what}` }).click();
  await chooseFromMenu(page, format);
  const file = await download;
  await page
    .getByRole('dialog', { name: `Exported ${what}` })
    .getByText(file.suggestedFilename())
    .waitFor();
  await page.keyboard.press('Escape');
  await page.getByRole('dialog').waitFor({ state: 'detached' });
  return { name: file.suggestedFilename(), text: await readFile(await file.path(), 'utf8') };
}

const rowsOf = (text: string): Record<string, string>[] => parse(text, { bom: true, columns: true });

describe.skipIf(chromiumPath === null)('exports of lists', () => {
  beforeAll(async () => {
    stream = await startFakeStream();
    server = new ServerProcess({ TRIBUTARY_KINESIS_ENDPOINT: stream.endpoint });
    await server.start();
    destinationId = await server.activate(stream.name, 'eu-west-1', { segments: [{ id: 'high' }], attributes: [] });
    await server.call('PATCH', `/api/destinations/${destinationId}`, { name: formula, tags: ['summer', 'web'] });
    const memberships = Object.fromEntries(Array.from({ length: segmentCount - 1 }, (_, index) => [`seg-${index}`, { status: 'realized' }]));
    await server.call('POST', '/api/profiles', { profileId: 'p1', segmentMembership: { ups: { ...memberships, high: { status: 'realized' } } } });
    browser = await TestBrowser.launch(server.url);
    page = await browser.signedInPage();
  });
  afterAll(async () => {
    await browser?.close();
    await server?.destroy();
    await stream?.close();
  });

  test('hold everything that the filters match, not only what is shown', async () => {
    await page.goto(`${server.url}/segments`);
    await page.getByText('The first 50 segments').waitFor();
    const { name, text } = await exported('segments', 'CSV');
    expect(name).toMatch(/^tributary-segments-\d{4}-\d\d-\d\dT\d\d-\d\d-\d\dZ\.csv$/);
    expect(rowsOf(text)).toHaveLength(segmentCount);
    await page.getByRole('searchbox', { name: 'Search segments' }).fill('seg-60');
    await page.getByText('11 segments', { exact: true }).waitFor();
    const found = JSON.parse((await exported('segments', 'JSON')).text) as { id: string; size: number }[];
    expect(found.map(({ id }) => id).toSorted()).toEqual(['seg-60', ...Array.from({ length: 10 }, (_, index) => `seg-60${index}`)].toSorted());
    expect(found[0]?.size).toBe(1);
  });

  test('run no formula in a spreadsheet, and hold times in UTC', async () => {
    await page.goto(`${server.url}/destinations`);
    await page.getByRole('link', { name: formula }).waitFor();
    await inspect(page, 'destinations-export');
    const [row] = rowsOf((await exported('destinations', 'CSV')).text);
    expect(row).toMatchObject({ Name: `'${formula}`, Status: 'enabled', Segments: 'Segment high', Tags: 'summer; web' });
    expect(row?.['Created']).toMatch(/^\d{4}-\d\d-\d\dT[\d:.]+Z$/);
    const [item] = JSON.parse((await exported('destinations', 'JSON')).text) as { name: string }[];
    expect(item?.name).toBe(formula);
  });

  test('are there for accounts, runs, deliveries and dead letters', async () => {
    await page.goto(`${server.url}/accounts`);
    const [account] = rowsOf((await exported('accounts', 'CSV')).text);
    expect(account).toMatchObject({ Name: 'Account', Region: 'eu-west-1' });
    await expect.poll(() => stream.records().length, { timeout: 10_000 }).toBe(1);
    await page.goto(`${server.url}/destinations/${destinationId}/runs`);
    await page.getByRole('cell', { name: '1', exact: true }).first().waitFor();
    const [run] = rowsOf((await exported('runs', 'CSV')).text);
    expect(run).toMatchObject({ Kind: 'streaming', Delivered: '1', Failed: '0' });
    await page.goto(`${server.url}/destinations/${destinationId}/deliveries?profile=p1`);
    await page.getByText('1 delivery', { exact: true }).waitFor();
    const deliveries = rowsOf((await exported('deliveries', 'CSV')).text);
    const { shardId, sequenceNumber } = stream.records()[0] ?? {};
    expect(deliveries).toMatchObject([{ Profile: 'p1', Reason: 'Entered or left a segment', Shard: shardId, 'Sequence number': sequenceNumber, Attempts: '1' }]);
    await page.goto(`${server.url}/destinations/${destinationId}/deliveries?profile=p2`);
    await page.getByText('No delivery matches').waitFor();
    expect(await page.getByRole('button', { name: 'Export deliveries' }).isDisabled()).toBe(true);
    await page.goto(`${server.url}/destinations/${destinationId}/dead-letters`);
    await expect.poll(() => page.getByRole('button', { name: 'Export dead letters' }).isDisabled()).toBe(true);
  });

  test('show how far they are and can be cancelled; one that fails leaves no file and says why', async () => {
    await page.goto(`${server.url}/segments`);
    const held = Promise.withResolvers<void>();
    const isSecondPage = (url: URL): boolean => url.pathname === '/api/segments' && url.searchParams.get('limit') === '500' && url.searchParams.has('cursor');
    await page.route(isSecondPage, async (route) => {
      await held.promise;
      await route.abort();
    });
    const downloads: string[] = [];
    page.on('download', (file) => downloads.push(file.suggestedFilename()));
    const start = async (): Promise<void> => {
      await page.getByRole('button', { name: 'Export segments' }).click();
      await chooseFromMenu(page, 'CSV');
    };
    await start();
    await page.getByRole('dialog').getByText('500 rows so far').waitFor();
    await inspect(page, 'export-progress');
    await page.getByRole('button', { name: 'Cancel' }).click();
    await page.getByRole('dialog').waitFor({ state: 'detached' });
    await start();
    await page.getByRole('dialog').getByText('500 rows so far').waitFor();
    held.resolve();
    await page.getByRole('dialog', { name: 'The segments could not be exported' }).getByText('The server cannot be reached').waitFor();
    await page.getByRole('button', { name: 'Close' }).click();
    expect(downloads).toEqual([]);
    await page.unroute(isSecondPage);
  });

  test('are told in the audit trail before a row is read, and of the destination, too', async () => {
    await page.goto(`${server.url}/audit`);
    const told = page.getByRole('table', { name: 'Audit trail' }).getByRole('row').filter({ hasText: 'Exported a list' });
    await told.filter({ hasText: 'runs of' }).first().waitFor();
    await told.filter({ hasText: 'Filter, search: seg-60' }).getByText('Format: json').waitFor();
    await inspect(page, 'audit-export');
    await exported('audit entries', 'CSV');
    await page.goto(`${server.url}/destinations/${destinationId}/history`);
    await page.getByRole('table', { name: 'History' }).getByRole('row').filter({ hasText: 'Exported a list' }).getByText('runs of').waitFor();
    await page.goto(`${server.url}/segments`);
    const read: string[] = [];
    page.on('request', (request) => read.push(new URL(request.url()).search));
    await page.route('**/api/exports', (route) => route.abort());
    await page.getByRole('button', { name: 'Export segments' }).click();
    await chooseFromMenu(page, 'CSV');
    await page.getByRole('dialog', { name: 'The segments could not be exported' }).waitFor();
    await page.getByRole('button', { name: 'Close' }).click();
    expect(read.filter((query) => query.includes('limit=500'))).toEqual([]);
    await page.unroute('**/api/exports');
  });

  test('can be chosen on a phone and in the dark', async () => {
    for (const [name, options] of [
      ['dark', { colorScheme: 'dark' }],
      ['phone', { width: 375, height: 800 }],
    ] as const) {
      const other = await browser.signedInPage(options);
      await other.goto(`${server.url}/segments?search=seg-60`);
      await other.getByText('11 segments', { exact: true }).waitFor();
      await expectNoSidewaysScroll(other);
      await other.getByRole('button', { name: 'Export segments' }).click();
      await other.getByRole('menuitem', { name: 'CSV' }).waitFor();
      await inspect(other, `export-${name}`);
      await other.context().close();
    }
    expect(browser.complaints).toEqual([]);
  });
});
