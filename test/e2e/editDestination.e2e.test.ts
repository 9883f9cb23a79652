import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { startFakeStream, type FakeStream } from '../fakes/fakeStream.ts';
import type { StreamState } from '../fakes/streamState.ts';
import { accessKey, ServerProcess } from '../serverProcess.ts';
import { chooseFromMenu, chromiumPath, expectNoSidewaysScroll, inspect, TestBrowser } from './browser.ts';

const otherKey = { ...accessKey, accessKeyId: 'AKIAOTHEROTHEROTHER0' };

let stream: FakeStream;
let other: StreamState;
let server: ServerProcess;
let browser: TestBrowser;
let page: Page;
let destinationId: string;

async function accept(from: number, count: number): Promise<void> {
  const people = Array.from({ length: count }, (_, index) => JSON.stringify({ profileId: `p${from + index}`, segmentMembership: { ups: { high: { status: 'realized' } } } }));
  await server.send('POST', '/api/profiles', people.join('\n'), 'application/x-ndjson');
}

async function type(field: string, text: string): Promise<void> {
  await page
    .getByRole('combobox', { name: field, exact: true })
    .or(page.getByRole('textbox', { name: field, exact: true }))
    .fill(text);
  await page.keyboard.press('Tab');
}

describe.skipIf(chromiumPath === null)('a destination that runs', () => {
  beforeAll(async () => {
    stream = await startFakeStream();
    other = stream.addStream('other-events');
    server = new ServerProcess({ TRIBUTARY_KINESIS_ENDPOINT: stream.endpoint });
    await server.start();
    destinationId = await server.activate(stream.name, 'eu-west-1', { segments: [{ id: 'high' }] });
    await server.call('POST', '/api/accounts', { type: 'amazon-kinesis', name: 'Other account', region: 'eu-west-1', credentials: otherKey });
    browser = await TestBrowser.launch(server.url);
    page = await browser.signedInPage();
  });
  afterAll(async () => {
    await browser?.close();
    await server?.destroy();
    await stream?.close();
  });

  test('is moved to another stream and account in a form that says what will happen, and refuses what cannot be sent to', async () => {
    await accept(0, 20);
    await expect.poll(() => stream.records().length, { timeout: 15_000 }).toBe(20);
    await page.goto(`${server.url}/destinations/${destinationId}/delivery`);
    await page.getByRole('button', { name: 'Actions for Destination' }).click();
    await chooseFromMenu(page, 'Edit');
    await page.getByRole('heading', { level: 1, name: 'Edit destination' }).waitFor();
    expect(await page.getByText('What happens when you save').count()).toBe(0);

    await type('Name', '');
    await page.getByRole('button', { name: 'Save', exact: true }).click();
    await page
      .getByText('Type a name.')
      .or(page.getByText(/name is needed/i))
      .first()
      .waitFor();
    await type('Name', 'Leads of the shop');
    await type('Stream', 'no-such-events');
    await page.getByText('What happens when you save').waitFor();
    await page.getByRole('button', { name: 'Save', exact: true }).click();
    await page.getByText('No stream named "no-such-events" in eu-west-1.').first().waitFor();
    await inspect(page, 'edit-destination-refused');
    expect(await server.call('GET', `/api/destinations/${destinationId}`)).toMatchObject({ name: 'Destination', stream: stream.name });

    await page.getByRole('button', { name: /Account/ }).click();
    await page.getByRole('option', { name: 'Other account' }).click();
    await type('Stream', 'other-events');
    await inspect(page, 'edit-destination');
    await page.getByRole('button', { name: 'Save', exact: true }).click();
    await page.waitForURL(`**/destinations/${destinationId}`);
    await page.getByRole('heading', { level: 1, name: 'Leads of the shop' }).waitFor();
    await page.getByText('Saved. Leads of the shop sends to other-events now.').waitFor();
    await accept(20, 20);
    await expect.poll(() => other.log.length, { timeout: 15_000 }).toBe(20);
    expect([stream.records().length, stream.accessKeyIds.has(otherKey.accessKeyId)]).toEqual([20, true]);
  });

  test('whose stream was replaced sends nothing there until somebody presses the button that says so', async () => {
    await page.goto(`${server.url}/destinations/${destinationId}/delivery`);
    other.status = 'MISSING';
    await accept(40, 10);
    await page.getByText(/Nothing is lost: changes are kept and will be sent when this is fixed. 10 changes are kept so far/).waitFor();
    other.createdAt = new Date(other.createdAt.getTime() + 86_400_000);
    other.status = 'ACTIVE';
    await page.getByRole('button', { name: 'Check now' }).click();
    await page.getByRole('heading', { name: 'Paused: A different stream now has this name' }).waitFor();
    await inspect(page, 'stream-replaced');
    await page.setViewportSize({ width: 375, height: 800 });
    await inspect(page, 'stream-replaced-phone');
    await expectNoSidewaysScroll(page);
    await page.setViewportSize({ width: 1_280, height: 900 });
    expect([other.log.length, await page.getByRole('link', { name: 'Choose another stream' }).getAttribute('href')]).toEqual([20, `/destinations/${destinationId}/edit`]);

    await page.getByRole('button', { name: 'Confirm and send to this stream' }).click();
    await page.getByText(/^Confirmed\. Leads of the shop sends to this stream now/).waitFor();
    await page.getByText('Enabled', { exact: true }).first().waitFor();
    await expect.poll(() => other.log.length, { timeout: 15_000 }).toBe(30);
    expect(browser.complaints).toEqual([]);
  });
});
