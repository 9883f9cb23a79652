import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { startFakeStream, type FakeStream } from '../fakes/fakeStream.ts';
import { ServerProcess } from '../serverProcess.ts';
import { chromiumPath, expectNoSidewaysScroll, inspect, messageUnder, TestBrowser } from './browser.ts';

let stream: FakeStream;
let server: ServerProcess;
let browser: TestBrowser;
let page: Page;
let destinationId: string;

const panel = (name: string) => page.getByRole('region', { name });
const figure = (name: string) => page.locator('dl[aria-label=Figures] > div').filter({ hasText: name });

async function accept(from: number, count: number, key: string): Promise<void> {
  const people = Array.from({ length: count }, (_, index) =>
    JSON.stringify({ profileId: `p${from + index}`, attributes: { key: `${key}${from + index}` }, segmentMembership: { ups: { high: { status: 'realized' } } } }),
  );
  await server.send('POST', '/api/profiles', people.join('\n'), 'application/x-ndjson');
}

describe.skipIf(chromiumPath === null)('the overview', () => {
  beforeAll(async () => {
    stream = await startFakeStream();
    server = new ServerProcess({ TRIBUTARY_KINESIS_ENDPOINT: stream.endpoint });
    await server.start();
    destinationId = await server.activate(stream.name, 'eu-west-1', { segments: [{ id: 'high' }], partitionKey: { kind: 'attribute', source: 'key' } } as Parameters<
      ServerProcess['activate']
    >[2]);
    const { accountId } = await server.call('GET', `/api/destinations/${destinationId}`);
    for (let index = 0; index < 12; index += 1) await server.call('POST', '/api/destinations', { accountId, name: `Draft ${index}`, stream: stream.name });
    await accept(0, 40, 'good');
    await accept(40, 3, 'k'.repeat(300));
    browser = await TestBrowser.launch(server.url);
    page = await browser.newPage();
  });
  afterAll(async () => {
    await browser?.close();
    await server?.destroy();
    await stream?.close();
  });

  test('says what needs attention first, then sums and trends, by one question for all destinations', async () => {
    await expect.poll(async () => (await server.call('GET', '/api/metrics'))['totals'], { timeout: 20_000 }).toMatchObject({ activated: 40, failed: 3 });
    const asked: string[] = [];
    page.on('request', (request) => asked.push(new URL(request.url()).pathname));
    const signedIn = await browser.signedInPage();
    await page.context().addCookies(await signedIn.context().cookies());
    await signedIn.context().close();
    await page.goto(`${server.url}/`);
    const attention = panel('Needs attention');
    await attention.getByText('could not deliver 3 records in 24 hours').waitFor();
    await attention.getByRole('link', { name: '9 more destinations in draft' }).waitFor();
    await figure('Delivered').getByText('40', { exact: true }).waitFor();
    await figure('Failed').getByText('3', { exact: true }).waitFor();
    await figure('Active destinations').getByText('of 13').waitFor();
    await figure('Behind').getByText('Up to date').waitFor();
    await panel('Records over time').getByRole('table').getByRole('cell', { name: '40', exact: true }).waitFor();
    await panel('Most records').getByRole('row').filter({ hasText: 'Destination' }).getByRole('cell', { name: '43' }).waitFor();
    expect(asked.filter((path) => path.endsWith('/metrics') && path !== '/api/metrics')).toEqual([]);
    await inspect(page, 'overview-light');
    await attention.getByRole('link', { name: 'Show the dead letters' }).click();
    await page.waitForURL(`**/destinations/${destinationId}/dead-letters`);
    await page.goBack();
  });

  test('names what changed last', async () => {
    await server.call('PATCH', `/api/destinations/${destinationId}`, { description: 'Changed just now' });
    for (const id of ['high', 'low']) await server.call('PUT', `/api/segments/${id}`, { name: `Segment ${id}`, description: 'Described just now' });
    await page.reload();
    const newest = async (name: string): Promise<string | undefined> => (await panel(name).getByRole('rowheader').allInnerTexts())[0];
    await expect.poll(() => newest('Recently changed destinations')).toBe('Destination');
    await expect.poll(() => newest('Recently changed segments')).toBe('Segment low');
    // An open page sees it, too.
    await server.call('PUT', '/api/segments/high', { name: 'Renamed high' });
    await expect.poll(() => newest('Recently changed segments')).toBe('Renamed high');
    await panel('Recently changed segments').getByRole('link', { name: 'Renamed high' }).click();
    await page.getByRole('heading', { level: 1, name: 'Renamed high' }).waitFor();
    await page.goBack();
  });

  test('is about the time that is chosen, and its address keeps it', async () => {
    await page.getByRole('radio', { name: '7 days' }).click();
    await figure('Delivered').getByText('in 7 days', { exact: false }).waitFor();
    expect(new URL(page.url()).searchParams.get('period')).toBe('week');
    await page.getByRole('radio', { name: '30 days' }).click();
    await panel('Records over time').getByRole('columnheader', { name: 'Day (UTC)' }).waitFor();
    await page.reload();
    await figure('Delivered').getByText('in 30 days', { exact: false }).waitFor();
    await page.getByRole('radio', { name: 'Custom' }).click();
    const month = (of: 'Start' | 'End') => page.getByRole('spinbutton', { name: `month, ${of} Date, First and last day` });
    await page.getByText('Choose the first and the last day. Until then, the last 24 hours are shown.').waitFor();
    await month('Start').click();
    await page.keyboard.type('0102202601012026');
    await page.getByText('Choose a last day that is not before the first. Until then, the last 24 hours are shown.').waitFor();
    expect(await month('End').getAttribute('aria-invalid')).toBe('true');
    expect(await messageUnder(month('End'))).toContain('Choose a last day that is not before the first.');
    await inspect(page, 'overview-custom');
    await month('End').click();
    await page.keyboard.type('01032026');
    await expect.poll(() => month('End').getAttribute('aria-invalid')).not.toBe('true');
    await page.reload();
    await panel('Records over time').getByText('No records in this time.', { exact: false }).waitFor();
    await figure('Delivered').getByText('0', { exact: true }).waitFor();
    // Or from the calendar.
    await page.getByRole('button', { name: 'Calendar First and last day' }).click();
    await page.getByRole('button', { name: /January 10, 2026/ }).click();
    await page.getByRole('button', { name: /January 12, 2026/ }).click();
    await expect.poll(() => Object.fromEntries(new URL(page.url()).searchParams)).toEqual({ period: 'custom', from: '2026-01-10', to: '2026-01-12' });
    await page.keyboard.press('Escape');
  });

  test('is readable in the dark and on a phone', async () => {
    for (const [name, options] of [
      ['dark', { colorScheme: 'dark' }],
      ['phone', { width: 375, height: 800 }],
    ] as const) {
      const other = await browser.signedInPage(options);
      await other.getByRole('region', { name: 'Records over time' }).waitFor();
      await expectNoSidewaysScroll(other);
      await inspect(other, `overview-${name}`);
      await other.context().close();
    }
    expect(browser.complaints).toEqual([]);
  });
});
