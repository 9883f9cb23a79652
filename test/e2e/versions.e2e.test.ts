import type { Locator, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { startFakeStream, type FakeStream } from '../fakes/fakeStream.ts';
import { ServerProcess } from '../serverProcess.ts';
import { chromiumPath, expectNoSidewaysScroll, inspect, TestBrowser } from './browser.ts';

let stream: FakeStream;
let server: ServerProcess;
let browser: TestBrowser;
let page: Page;
let address: string;

const versions = (): Locator => page.getByRole('table', { name: 'Versions' });
const row = (version: string): Locator =>
  versions()
    .getByRole('row')
    .filter({ has: page.getByRole('rowheader', { name: version, exact: true }) });
const dialog = (): Locator => page.getByRole('dialog');

describe.skipIf(chromiumPath === null)('the versions of an activation', () => {
  beforeAll(async () => {
    stream = await startFakeStream();
    server = new ServerProcess({ TRIBUTARY_KINESIS_ENDPOINT: stream.endpoint });
    await server.start();
    const id = await server.activate(stream.name, 'eu-west-1', { segments: [{ id: 'vip' }], attributes: [{ source: 'email' }] });
    address = `/destinations/${id}/activation`;
    await server.call('PUT', '/api/segments/loyal', { name: 'Loyal people' });
    const membership = { ups: { vip: { status: 'realized' }, loyal: { status: 'realized' } } };
    await server.call('POST', '/api/profiles', [{ profileId: 'ada', attributes: { email: ' Ada@Example.com ' }, segmentMembership: membership }]);
    await server.call('PUT', `/api${address}`, { segments: [{ id: 'vip' }, { id: 'loyal' }], attributes: [{ source: 'email', transform: 'sha256_normalized' }] });
    browser = await TestBrowser.launch(server.url);
    page = await browser.signedInPage();
    await page.goto(server.url + address);
    await versions().waitFor();
  });
  afterAll(async () => {
    await browser?.close();
    await server?.destroy();
    await stream?.close();
  });

  test('say who changed what, and show the record of a person before and after', async () => {
    await row('2, in force').getByText('Segment added: Loyal people.').waitFor();
    await row('2, in force').getByText('Attribute changed: email, “SHA-256, normalized” instead of “As it is”.').waitFor();
    const schema = page.getByRole('link', { name: 'JSON Schema of the records' });
    expect(await (await page.request.get(new URL((await schema.getAttribute('href')) ?? '', server.url).href)).json()).toMatchObject({ title: 'Records of version 2' });
    await inspect(page, 'versions');
    await page.getByRole('button', { name: 'Compare version 1 with now' }).click();
    const record = dialog().getByRole('group', { name: 'Record of ada' });
    await record.waitFor();
    await dialog().getByText('“email” is sent as “SHA-256, normalized” instead of “As it is”.').waitFor();
    expect(await record.locator('del').allInnerTexts()).toEqual([expect.stringMatching(/^−.*"email": " Ada@Example\.com "/)]);
    expect((await record.locator('ins').allInnerTexts()).join('\n')).toMatch(/^\+.*"email": "[0-9a-f]{64}"/);
    await inspect(page, 'versions-compare');
    await page.setViewportSize({ width: 375, height: 800 });
    await inspect(page, 'versions-compare-phone');
    await page.getByRole('button', { name: 'Close' }).click();
    await dialog().waitFor({ state: 'detached' });
    await expectNoSidewaysScroll(page);
    await page.setViewportSize({ width: 1_280, height: 900 });
  });

  test('are restored as the newest, and the ones between stay', async () => {
    await page.getByRole('button', { name: 'Restore version 1' }).click();
    await inspect(page, 'versions-restore');
    await dialog().getByRole('button', { name: 'Restore' }).click();
    await row('3, in force').getByText('Segment removed: Loyal people.').waitFor();
    expect(await versions().getByRole('row').count()).toBe(4);
    expect(await server.call('GET', `/api${address}`)).toMatchObject({ version: 3, segments: [{ id: 'vip' }], attributes: [{ source: 'email' }] });
  });

  test('restored by somebody who saw an older one change nothing, and say so', async () => {
    await server.call('PUT', `/api${address}`, { segments: [{ id: 'loyal' }] });
    const stale = await browser.signedInPage();
    await stale.route(/\/api\/destinations\/[^/]+\/activation$/, async (route) => {
      const response = await route.fetch();
      await route.fulfill({ response, json: { ...((await response.json()) as object), version: 3 } });
    });
    await stale.goto(server.url + address);
    await stale.getByRole('button', { name: 'Restore version 1' }).click();
    await stale.getByRole('dialog').getByRole('button', { name: 'Restore' }).click();
    await stale.getByText(/was changed after you read it/).waitFor();
    expect(await server.call('GET', `/api${address}`)).toMatchObject({ version: 4, segments: [{ id: 'loyal' }] });
    await stale.close();
    expect(browser.complaints).toEqual([]);
  });
});
