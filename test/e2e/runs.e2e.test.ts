import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { startFakeStream, type FakeStream } from '../fakes/fakeStream.ts';
import { ServerProcess } from '../serverProcess.ts';
import { chromiumPath, expectNoSidewaysScroll, inspect, TestBrowser } from './browser.ts';

let stream: FakeStream;
let server: ServerProcess;
let browser: TestBrowser;
let page: Page;
let base: string;
let fillId: string;

/** People whose partition key is an attribute; one that is too long makes a dead letter, and no consent leaves a person out. */
async function accept(from: number, count: number, person: object): Promise<void> {
  const segmentMembership = { ups: { high: { status: 'realized' } } };
  const people = Array.from({ length: count }, (_, index) => JSON.stringify({ profileId: `p${from + index}`, attributes: person, segmentMembership }));
  await server.send('POST', '/api/profiles', people.join('\n'), 'application/x-ndjson');
}

const link = (name: string | RegExp) => page.getByRole('link', { name, exact: typeof name === 'string' });

describe.skipIf(chromiumPath === null)('runs', () => {
  beforeAll(async () => {
    stream = await startFakeStream();
    server = new ServerProcess({ TRIBUTARY_KINESIS_ENDPOINT: stream.endpoint });
    await server.start();
    const activation = { segments: [{ id: 'high' }], partitionKey: { kind: 'attribute', source: 'key' }, attributes: [{ source: 'city', required: true }] };
    const destinationId = await server.activate(stream.name, 'eu-west-1', activation);
    base = `/destinations/${destinationId}`;
    await accept(0, 40, { key: 'good', city: 'Rome' });
    await accept(40, 5, { key: 'k'.repeat(300), city: 'Rome' });
    await accept(45, 3, { key: 'good' });
    await vi.waitUntil(() => stream.records().length === 40, 15_000);
    fillId = String((await server.call('POST', `/api${base}/backfill`, { segmentIds: ['high'] }))['id']);
    await vi.waitUntil(async () => (await server.call('GET', `/api/runs/${fillId}`))['state'] === 'completed', 15_000);
    browser = await TestBrowser.launch(server.url);
    page = await browser.signedInPage();
  });
  afterAll(async () => {
    await browser?.close();
    await server?.destroy();
    await stream?.close();
  });

  test('are filtered by kind and state, which stand in the address', async () => {
    await page.goto(`${server.url}${base}/runs`);
    await link('Live changes').waitFor();
    await page.getByRole('button', { name: /Kind/ }).click();
    await page.getByRole('option', { name: 'Everyone in the segments' }).click();
    await link('Live changes').waitFor({ state: 'detached' });
    await link('Everyone in the segments').waitFor();
    expect(new URL(page.url()).search).toBe('?kind=backfill');
    await inspect(page, 'runs-list');
    await page.getByRole('button', { name: /State/ }).click();
    await page.getByRole('option', { name: 'Cancelled' }).click();
    await page.getByText('No run matches').waitFor();
    await page.goto(`${server.url}${base}/runs?state=running`);
    await link('Live changes').waitFor();
    expect(await link('Everyone in the segments').count()).toBe(0);
  });

  test('each has a page with counts that add up, reasons, and the way to its dead letters', async () => {
    await page.goto(`${server.url}${base}/runs?kind=backfill`);
    await link('Everyone in the segments').click();
    await page.getByRole('heading', { level: 1, name: 'Everyone in the segments' }).waitFor();
    expect(new URL(page.url()).pathname).toBe(`${base}/runs/${fillId}`);
    await page.getByText('48 records received = 40 delivered + 3 excluded + 5 failed + 0 waiting. Every one is accounted for.').waitFor();
    await page.getByText('All: 48 people').waitFor();
    await page.getByText('an access token').waitFor();
    await page.getByText('Completed').waitFor();
    const reasons = page.getByRole('region', { name: 'Why records were not delivered' });
    await reasons.getByText('5 failed').waitFor();
    await reasons.getByText('3 excluded').waitFor();
    await page.getByRole('list', { name: 'Legend', exact: true }).waitFor();
    await inspect(page, 'run-page');
    await page.getByRole('radio', { name: 'Table' }).click();
    await page.getByRole('table', { name: /^Outcomes per/ }).waitFor();
    await inspect(page, 'run-page-table');
    await link('5 failed, show them').click();
    await page.getByText('Of one run: show all runs').waitFor();
    expect(new URL(page.url()).searchParams.get('run')).toBe(fillId);
    await page.goBack();
    await page.getByRole('heading', { level: 1, name: 'Everyone in the segments' }).waitFor();
    await link('Destination').click();
    await page.getByRole('tab', { name: 'Delivery', selected: true }).waitFor();
  });

  test('one prints as a page: title, times, counts and reasons, without what is pressed, in light colours', async () => {
    const dark = await browser.signedInPage({ colorScheme: 'dark', width: 794, height: 1_123 });
    await dark.goto(`${server.url}${base}/runs/${fillId}`);
    await dark.getByText('Every one is accounted for.', { exact: false }).waitFor();
    await inspect(dark, 'run-page-dark');
    const background = (): Promise<string> => dark.evaluate(() => getComputedStyle(document.querySelector('main section') as Element).backgroundColor);
    const onScreen = await background();
    await dark.emulateMedia({ media: 'print', colorScheme: 'dark' });
    await expect.poll(background).not.toBe(onScreen);
    for (const name of ['Print', 'All runs']) expect(await dark.getByText(name, { exact: true }).isVisible()).toBe(false);
    expect(await dark.getByRole('navigation').isVisible()).toBe(false);
    await dark.getByText('Counts as of').waitFor();
    expect(await dark.evaluate(() => document.documentElement.scrollHeight)).toBeLessThan(1_400);
    await dark.screenshot({ path: 'artifacts/screenshots/run-page-print.png', fullPage: true });
    expect((await dark.pdf({ format: 'A4' })).toString('latin1').match(/\/Type \/Page\b/gu)).toHaveLength(1);
  });

  test('one that is under way is paused, resumed and cancelled on its page', async () => {
    await server.call('POST', `/api${base}/disable`);
    const { id } = await server.call('POST', `/api${base}/backfill`, { segmentIds: ['high'] });
    await page.goto(`${server.url}${base}/runs/${String(id)}`);
    await page.getByText('Not yet', { exact: true }).waitFor();
    await page.getByText('Nothing was received yet.').waitFor();
    await page.getByRole('button', { name: 'Pause: Everyone in the segments' }).click();
    await page.getByText('Paused', { exact: true }).waitFor();
    await page.getByRole('button', { name: 'Resume: Everyone in the segments' }).click();
    await page.getByRole('button', { name: 'Pause: Everyone in the segments' }).waitFor();
    await page.getByRole('button', { name: 'Cancel: Everyone in the segments' }).click();
    await page.getByRole('button', { name: 'Stop here' }).click();
    await page.getByText('Cancelled').waitFor();
    expect((await server.call('GET', `/api/runs/${String(id)}`))['state']).toBe('cancelled');
  });

  test('one that does not exist says so, and everything fits a phone', async () => {
    await page.goto(`${server.url}${base}/runs/run_no`);
    await page.getByText('This run does not exist').waitFor();
    const phone = await browser.signedInPage({ width: 375, height: 800 });
    await phone.goto(`${server.url}${base}/runs/${fillId}`);
    await phone.getByText('Every one is accounted for.', { exact: false }).waitFor();
    await inspect(phone, 'run-page-375');
    await expectNoSidewaysScroll(phone);
    await phone.goto(`${server.url}${base}/runs`);
    await phone.getByRole('link', { name: 'Live changes' }).first().waitFor();
    await inspect(phone, 'runs-list-375');
    await expectNoSidewaysScroll(phone);
    expect(browser.complaints).toEqual([]);
  });
});
