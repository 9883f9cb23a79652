import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { startFakeStream, type FakeStream } from '../fakes/fakeStream.ts';
import { ServerProcess } from '../serverProcess.ts';
import { answer, chromiumPath, expectNoSidewaysScroll, inspect, questionOf, TestBrowser } from './browser.ts';

let stream: FakeStream;
let server: ServerProcess;
let browser: TestBrowser;
let page: Page;
let base: string;
let destinationId: string;

const tooLong = 'k'.repeat(300);

/** People whose partition key is an attribute; a key that is too long makes a dead letter, and correcting it sends nothing by itself. */
async function accept(from: number, count: number, key: string, segments: readonly string[] = ['high']): Promise<void> {
  const segmentMembership = { ups: Object.fromEntries(segments.map((id) => [id, { status: 'realized' }])) };
  const people = Array.from({ length: count }, (_, index) => JSON.stringify({ profileId: `p${from + index}`, attributes: { key: `${key}${from + index}` }, segmentMembership }));
  await server.send('POST', '/api/profiles', people.join('\n'), 'application/x-ndjson');
}

const openLetters = async (): Promise<unknown> => (await server.call('POST', `/api${base}/dead-letters/count`, {}))['matched'];
const button = (name: string | RegExp) => page.getByRole('button', { name, exact: typeof name === 'string' });
const dialog = () => questionOf(page);

describe.skipIf(chromiumPath === null)('dead letters and runs', () => {
  beforeAll(async () => {
    stream = await startFakeStream();
    server = new ServerProcess({ TRIBUTARY_KINESIS_ENDPOINT: stream.endpoint });
    await server.start();
    const activation = { segments: [{ id: 'high' }], partitionKey: { kind: 'attribute', source: 'key' } };
    destinationId = await server.activate(stream.name, 'eu-west-1', activation);
    base = `/destinations/${destinationId}`;
    await accept(0, 60, tooLong);
    browser = await TestBrowser.launch(server.url);
    page = await browser.signedInPage();
  });
  afterAll(async () => {
    await browser?.close();
    await server?.destroy();
    await stream?.close();
  });

  test('picked letters are replayed with the profiles as they are now, and say how they ended', async () => {
    await expect.poll(openLetters, { timeout: 15_000 }).toBe(60);
    await accept(0, 40, 'good');
    await page.goto(`${server.url}${base}/dead-letters`);
    await page.getByText('60 open dead letters match').waitFor();
    await inspect(page, 'dead-letters');
    await page.getByRole('searchbox', { name: 'Profile id' }).fill('p7');
    await page.getByText('1 open dead letter matches').waitFor();
    await button('Inspect p7').click();
    await page
      .getByText('A partition key has 1 to 256', { exact: false })
      .or(page.getByText('a partition key has 1 to 256', { exact: false }))
      .first()
      .waitFor();
    await page.keyboard.press('Escape');
    await page.getByRole('checkbox', { name: 'Pick p7' }).check();
    await button('Replay picked').click();
    await dialog().getByRole('heading', { name: 'Replay 1 dead letter?' }).waitFor();
    await inspect(page, 'dead-letters-replay');
    await answer(page, 'Replay');
    await page.getByText('No dead letter matches').waitFor();
    await expect.poll(() => stream.records().length, { timeout: 10_000 }).toBe(1);
    expect(await openLetters()).toBe(59);
    await page.goto(`${server.url}${base}/dead-letters?profile=p7&state=all`);
    await page.getByText('Replayed, delivered').waitFor();
    await button('Inspect p7').click();
    await page.getByText('by an access token').waitFor();
    await page.keyboard.press('Escape');
  });

  test('all that match are replayed; who fails again is kept anew', async () => {
    await page.goto(`${server.url}${base}/dead-letters?age=day&code=partition_key_invalid`);
    await page.getByText('59 open dead letters match').waitFor();
    await button('Replay all that match').click();
    await dialog().getByRole('heading', { name: 'Replay 59 dead letters?' }).waitFor();
    await answer(page, 'Replay');
    await page.getByText('20 open dead letters match').waitFor();
    expect(stream.records().length).toBe(40);
    await page.goto(`${server.url}${base}/runs`);
    await page.getByRole('link', { name: '20 failed, show their dead letters' }).click();
    await page.getByText('20 open dead letters match').waitFor();
    await button('Of one run: show all runs').waitFor();
  });

  test('a replay is paused, resumed and cancelled, and says so while its destination does not send', async () => {
    await server.call('POST', `/api${base}/disable`);
    await page.goto(`${server.url}${base}/dead-letters`);
    await button('Replay all that match').click();
    await answer(page, 'Replay');
    const run = page.getByRole('region', { name: 'Replay of dead letters' });
    await run.getByText('Waits for the destination').waitFor();
    await run.getByText('0 of 20').waitFor();
    await button('Discard all that match').click();
    await answer(page, 'Cancel');
    await run.getByRole('button', { name: 'Pause: Replay of dead letters' }).click();
    await run.getByText('Paused', { exact: true }).waitFor();
    // Without the short notices: the marks in them are the library's and have no name.
    await page.reload();
    await run.getByText('Paused', { exact: true }).waitFor();
    await inspect(page, 'dead-letters-run');
    await run.getByRole('button', { name: 'Resume: Replay of dead letters' }).click();
    await run.getByText('Waits for the destination').waitFor();
    await run.getByRole('button', { name: 'Cancel: Replay of dead letters' }).click();
    await dialog().getByRole('heading', { name: 'Stop the replay?' }).waitFor();
    await answer(page, 'Stop here');
    await run.waitFor({ state: 'detached' });
    expect(await openLetters()).toBe(20);
  });

  test('discarded letters are gone from the list and stay on record, even while the destination is disabled', async () => {
    await page.reload();
    await page.getByText('20 open dead letters match').waitFor();
    await button('Discard all that match').click();
    await dialog().getByRole('heading', { name: 'Discard 20 dead letters?' }).waitFor();
    // The tabs fit no more and fit again: that closes no question.
    await page.setViewportSize({ width: 280, height: 800 });
    const tab = page.getByRole('tablist', { name: 'About this destination', includeHidden: true }).getByRole('tab', { name: 'Dead letters', includeHidden: true });
    await tab.waitFor({ state: 'detached' });
    await page.setViewportSize({ width: 1_280, height: 900 });
    await tab.waitFor({ state: 'attached' });
    await inspect(page, 'dead-letters-discard');
    await answer(page, 'Discard');
    await page.getByText('No open dead letters').waitFor();
    expect(stream.records().length).toBe(40);
    await button(/State/).click();
    await page.getByRole('option', { name: 'Discarded' }).click();
    await page.getByText('20 dead letters', { exact: true }).waitFor();
    await server.call('POST', `/api${base}/enable`);
  });

  test('before everyone is sent it says how many that are and how long it takes', async () => {
    await server.call('PUT', '/api/segments/new', { name: 'Newcomers' });
    await accept(1_000, 300, 'good', ['new']);
    await page.goto(`${server.url}${base}/activation`);
    await button('Send everyone now: Segment high').click();
    await dialog().getByText('About 40 of 60 people', { exact: false }).waitFor();
    await dialog().getByText('4,000 records and 4.0 MiB a second (4 shards)').waitFor();
    await dialog().getByText('Their changes become dead letters', { exact: false }).waitFor();
    await inspect(page, 'send-everyone');
    await answer(page, 'Send everyone');
    await expect.poll(() => stream.records().length, { timeout: 10_000 }).toBe(80);

    await page.goto(`${server.url}${base}/activate`);
    await page.getByRole('checkbox', { name: 'Pick Newcomers' }).check();
    await page.getByRole('checkbox', { name: 'Also send everyone who is in Newcomers now' }).check();
    await page.getByRole('region', { name: 'What the first send takes' }).getByText('About 300', { exact: false }).waitFor();
    await inspect(page, 'review-forecast');
  });

  test('all of it is readable in light, in dark and on a phone', async () => {
    for (const [name, options] of [
      ['light', {}],
      ['dark', { colorScheme: 'dark' }],
      ['phone', { width: 375, height: 800 }],
      ['phone-dark', { width: 375, height: 800, colorScheme: 'dark' }],
    ] as const) {
      const other = await browser.signedInPage(options);
      for (const [what, path, ready] of [
        ['letters', `${base}/dead-letters?state=all`, 'Replayed, failed again'],
        ['runs', `${base}/runs`, 'Discard of dead letters'],
      ] as const) {
        await other.goto(server.url + path);
        // The filters have the same words, which nobody sees while they are closed.
        await other.getByRole('table').getByText(ready).first().waitFor();
        await inspect(other, `${what}-${name}`);
        await expectNoSidewaysScroll(other);
      }
      await other.context().close();
    }
    expect(browser.complaints).toEqual([]);
  }, 120_000);
});
