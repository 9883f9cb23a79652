import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { startFakeStream, type FakeStream } from '../fakes/fakeStream.ts';
import { ServerProcess } from '../serverProcess.ts';
import { chromiumPath, expectNoSidewaysScroll, inspect, TestBrowser } from './browser.ts';

let stream: FakeStream;
let server: ServerProcess;
let browser: TestBrowser;
let page: Page;
let base: string;

/** People by a name; one without a key fails. */
async function send(name: string, count: number, more: object = {}): Promise<void> {
  const people = Array.from({ length: count }, (_, n) =>
    JSON.stringify({
      profileId: `${name}-${n}`,
      attributes: { key: `${name}-${n}`, person: { firstName: 'Ada' }, ...more },
      segmentMembership: { ups: { high: { status: 'realized' } } },
    }),
  );
  await server.send('POST', '/api/profiles', people.join('\n'), 'application/x-ndjson');
}

const button = (name: string) => page.getByRole('button', { name, exact: true });
const lines = () => page.getByRole('list', { name: 'Newest records' }).locator('> li');

describe.skipIf(chromiumPath === null)('the live tail', () => {
  beforeAll(async () => {
    stream = await startFakeStream();
    server = new ServerProcess({ TRIBUTARY_KINESIS_ENDPOINT: stream.endpoint });
    await server.start();
    const activation = { segments: [{ id: 'high' }], attributes: [{ source: 'person.firstName' }], partitionKey: { kind: 'attribute', source: 'key' } };
    base = `/destinations/${await server.activate(stream.name, 'eu-west-1', activation)}`;
    browser = await TestBrowser.launch(server.url);
    page = await browser.signedInPage();
  });
  afterAll(async () => {
    await browser?.close();
    await server?.destroy();
    await stream?.close();
  });

  test('shows records as they leave, with what they hold, and why some do not', async () => {
    await page.goto(`${server.url}${base}/delivery`);
    await page.getByRole('tab', { name: 'Live tail' }).click();
    await page.getByText('Live. Nothing came yet.').waitFor();
    await inspect(page, 'tail-empty');
    await send('first', 3);
    await send('bad', 1, { key: 'k'.repeat(300) });
    await expect.poll(() => lines().count()).toBe(4);
    const line = lines().filter({ hasText: 'first-1' });
    await line.locator('summary').click();
    await line.getByText('"firstName": "Ada"').waitFor();
    await lines().filter({ hasText: 'bad-0' }).getByText('Failed').waitFor();
    await inspect(page, 'tail');
  });

  test('says how many it leaves out, and keeps 200', async () => {
    for (let round = 0; round < 6; round += 1) {
      await send(`many${round}`, 2_000);
      await page.getByText(/Showing 50 of [0-9,]+ in the newest second/).waitFor();
    }
    await expect.poll(() => lines().count(), { timeout: 20_000 }).toBe(200);
    await inspect(page, 'tail-many');
  });

  test('stands still while it is paused, says what came, and goes on with it', async () => {
    await button('Pause').click();
    const before = await lines().first().innerText();
    await send('held', 5);
    await page.getByText('Paused. 5 records came since').waitFor();
    expect(await lines().first().innerText()).toBe(before);
    await inspect(page, 'tail-paused');
    await button('Resume').click();
    await expect.poll(() => lines().first().innerText()).toContain('held-');
    await button('Clear').click();
    expect(await lines().count()).toBe(0);
  });

  test('is filtered by the server, and the address holds the filter', async () => {
    await page.goto(`${server.url}${base}/tail?outcome=failed&profile=wrong`);
    await page.getByText('Live. Nothing came yet.').waitFor();
    await send('fine-wrong', 2);
    await send('wrong', 2, { key: 'k'.repeat(300) });
    await send('other', 1, { key: 'k'.repeat(300) });
    await expect.poll(() => lines().count()).toBe(2);
    await page.getByRole('searchbox', { name: 'Profile id' }).fill('other');
    await page.getByText('Live. Nothing came yet.').waitFor();
    await send('other-late', 1, { key: 'k'.repeat(300) });
    await expect.poll(() => lines().count()).toBe(1);
    expect(page.url()).toContain('profile=other');
  });

  test('says so where nobody delivers', async () => {
    const silent = new ServerProcess({ TRIBUTARY_KINESIS_ENDPOINT: stream.endpoint, TRIBUTARY_ROLE: 'api' });
    await silent.start();
    const id = await silent.activate(stream.name, 'eu-west-1', { segments: [{ id: 'high' }] });
    const other = await TestBrowser.launch(silent.url);
    const silentPage = await other.signedInPage();
    await silentPage.goto(`${silent.url}/destinations/${id}/tail`);
    await silentPage.getByText('Nothing is delivered right now').waitFor();
    await inspect(silentPage, 'tail-no-delivery');
    expect(other.complaints).toEqual([]);
    await other.close();
    await silent.destroy();
  });

  test('is readable in dark and on a phone', async () => {
    for (const [name, options] of [
      ['dark', { colorScheme: 'dark' }],
      ['phone', { width: 375, height: 800 }],
      ['phone-dark', { width: 375, height: 800, colorScheme: 'dark' }],
    ] as const) {
      const other = await browser.signedInPage(options);
      await other.goto(`${server.url}${base}/tail`);
      await other.getByText('Live. Nothing came yet.').waitFor();
      await send(`look-${name}`, 4);
      await other.getByText(`look-${name}-3`).first().waitFor();
      await other.locator('summary').first().click();
      await inspect(other, `tail-${name}`);
      await expectNoSidewaysScroll(other);
      await other.context().close();
    }
    expect(browser.complaints).toEqual([]);
  }, 120_000);
});
