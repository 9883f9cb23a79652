import type { Locator, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { startFakeStream, type FakeStream } from '../fakes/fakeStream.ts';
import { accessKey, ServerProcess } from '../serverProcess.ts';
import { chromiumPath, expectNoSidewaysScroll, inspect, TestBrowser } from './browser.ts';

const segments = 10_000;

let stream: FakeStream;
let server: ServerProcess;
let browser: TestBrowser;
let page: Page;
let address: string;

const table = (): Locator => page.getByRole('table', { name: 'Segments to choose from' });
const search = (): Locator => page.getByRole('searchbox', { name: 'Search segments' });
const pick = (name: string): Locator => page.getByRole('checkbox', { name: `Pick ${name}`, exact: true });
const nameOf = (index: number): string => `segment ${String(index).padStart(5, '0')}`;

describe.skipIf(chromiumPath === null)('a picker of 10,000 segments', () => {
  beforeAll(async () => {
    stream = await startFakeStream();
    server = new ServerProcess({ TRIBUTARY_KINESIS_ENDPOINT: stream.endpoint });
    await server.start();
    const memberships = Object.fromEntries(Array.from({ length: segments }, (_, index) => [nameOf(index), { status: 'realized' }]));
    await server.call('POST', '/api/profiles', [{ profileId: 'ada', identityMap: { ecid: [{ id: '1' }] }, segmentMembership: { ups: memberships } }]);
    const account = await server.call('POST', '/api/accounts', { type: 'amazon-kinesis', name: 'Account', region: 'eu-west-1', credentials: accessKey });
    const destination = await server.call('POST', '/api/destinations', { accountId: account['id'], name: 'Destination', stream: stream.name });
    address = `/destinations/${String(destination['id'])}`;
    browser = await TestBrowser.launch(server.url);
    page = await browser.signedInPage();
    await page.goto(`${server.url}${address}/activate`);
    await pick(nameOf(0)).waitFor();
  });
  afterAll(async () => {
    await browser?.close();
    await server?.destroy();
    await stream?.close();
  });

  test('shows name, people, identities and last change of each, 50 at a time', async () => {
    expect(await table().getByRole('row').count()).toBe(51);
    const row = table()
      .getByRole('row')
      .filter({ hasText: nameOf(0) });
    expect(await row.innerText()).toMatch(/segment 00000\s+1\s+ECID 100%\s+.*(?:ago|now)/);
    await page.getByRole('button', { name: 'Show more segments' }).click();
    await expect.poll(() => table().getByRole('row').count()).toBe(101);
    await inspect(page, 'segment-picker');
  });

  test('finds the last of them, picks many by keyboard, and keeps them through every search', async () => {
    await search().fill('09999');
    await pick(nameOf(9_999)).waitFor();
    await expect.poll(() => table().getByRole('row').count()).toBe(2);
    await pick(nameOf(9_999)).focus();
    await page.keyboard.press('Space');
    await page.getByText('1 segment picked').waitFor();
    await search().fill('segment 0012');
    await expect.poll(() => table().getByRole('row').count()).toBe(11);
    await page.getByRole('checkbox', { name: 'Pick all shown' }).focus();
    await page.keyboard.press('Space');
    await page.getByText('11 segments picked').waitFor();
    await search().fill('nothing is called this');
    await page.getByText('No segment matches "nothing is called this"').waitFor();
    expect(await page.getByRole('grid', { name: 'Picked segments' }).getByRole('row').count()).toBe(11);
    await search().fill('09999');
    expect(await pick(nameOf(9_999)).isChecked()).toBe(true);
    await page.getByRole('checkbox', { name: `Also send everyone who is in ${nameOf(9_999)} now` }).focus();
    await page.keyboard.press('Space');
    await page.setViewportSize({ width: 375, height: 800 });
    await expectNoSidewaysScroll(page);
    await inspect(page, 'segment-picker-phone');
    await page.setViewportSize({ width: 1_280, height: 900 });
    await page.getByRole('button', { name: 'Activate', exact: true }).click();
    await page.waitForURL('**/delivery');
    const activation = (await server.call('GET', `/api${address}/activation`)) as { segments: { id: string; backfill: boolean }[] };
    expect([activation.segments.length, activation.segments.filter(({ backfill }) => backfill).map(({ id }) => id)]).toEqual([11, [nameOf(9_999)]]);
    await expect.poll(() => stream.records().length, { timeout: 20_000 }).toBe(1);
    expect(browser.complaints).toEqual([]);
  });
});
