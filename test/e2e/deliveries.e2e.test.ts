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

const people = (count: number): string =>
  Array.from({ length: count }, (_, n) =>
    JSON.stringify({
      profileId: `crm-${n}`,
      identityMap: { email: [{ id: `person${n}@example.com` }], ...(n < 2 && { household: [{ id: 'shared' }] }) },
      attributes: { key: n === 2 ? 'k'.repeat(300) : `key-${n}`, person: { name: { firstName: 'Ada' } } },
      segmentMembership: { ups: { high: { status: 'realized' } } },
    }),
  ).join('\n');
const button = (name: string | RegExp) => page.getByRole('button', { name, exact: typeof name === 'string' });
const rows = () => page.getByRole('table', { name: 'Deliveries' }).locator('tbody tr');

describe.skipIf(chromiumPath === null)('deliveries', () => {
  beforeAll(async () => {
    stream = await startFakeStream();
    server = new ServerProcess({ TRIBUTARY_KINESIS_ENDPOINT: stream.endpoint });
    await server.start();
    const activation = { segments: [{ id: 'high' }], attributes: [{ source: 'person.name.firstName' }], partitionKey: { kind: 'attribute', source: 'key' } };
    base = `/destinations/${await server.activate(stream.name, 'eu-west-1', activation)}`;
    await server.send('POST', '/api/profiles', people(60), 'application/x-ndjson');
    browser = await TestBrowser.launch(server.url);
    page = await browser.signedInPage();
  });
  afterAll(async () => {
    await browser?.close();
    await server?.destroy();
    await stream?.close();
  });

  test('are listed newest first, page by page, each with where it lies', async () => {
    await expect.poll(() => stream.records().length, { timeout: 15_000 }).toBe(59);
    await page.goto(`${server.url}${base}/delivery`);
    await page.getByRole('tab', { name: 'Deliveries' }).click();
    await page.getByText('The first 50 deliveries').waitFor();
    await button('Load more').click();
    await page.getByText('59 deliveries', { exact: true }).waitFor();
    await inspect(page, 'deliveries');
  });

  test('of one person are found by the profile id, and the address holds the search', async () => {
    await page.getByRole('searchbox', { name: 'Profile id' }).fill('crm-7');
    await page.getByText('1 delivery', { exact: true }).waitFor();
    await page.reload();
    await page.getByText('1 delivery', { exact: true }).waitFor();
    expect(await rows().count()).toBe(1);
    const record = stream.records().find(({ partitionKey }) => partitionKey === 'key-7');
    await button('Inspect the record of crm-7').click();
    const dialog = page.getByRole('dialog', { name: 'Delivered' });
    for (const text of ['crm-7', record?.sequenceNumber ?? '', record?.shardId ?? '', 'key-7']) await dialog.getByText(text, { exact: true }).waitFor();
    await inspect(page, 'delivery-dialog');
    await page.keyboard.press('Escape');
  });

  test('are found by an identity, which is not kept in the address', async () => {
    await page.goto(`${server.url}${base}/deliveries`);
    await button('Find by identity').click();
    const dialog = page.getByRole('dialog', { name: 'Find a person' });
    await dialog.getByRole('textbox', { name: 'Identity' }).fill('shared');
    await dialog.getByRole('button', { name: 'Find', exact: true }).click();
    await dialog.getByText('2 people have this identity').waitFor();
    await inspect(page, 'find-person');
    await dialog.getByRole('textbox', { name: 'Identity' }).fill('person7@example.com');
    await page.keyboard.press('Enter');
    await page.getByText('1 delivery', { exact: true }).waitFor();
    expect(page.url()).toMatch(/deliveries\?profile=crm-7$/);
  });

  test('are read back from the stream, and it says why where they are gone', async () => {
    const dialog = page.getByRole('dialog', { name: 'Delivered' });
    await button('Inspect the record of crm-7').click();
    await dialog.getByRole('button', { name: 'Read it back' }).click();
    await dialog.getByText('The record is in the stream, at this place.').waitFor();
    expect(await dialog.getByRole('group', { name: 'Record in the stream' }).innerText()).toContain('"firstName": "Ada"');
    await inspect(page, 'delivery-read-back');
    stream.keptFrom = stream.records().at(-1)?.sequenceNumber ?? '';
    await server.send('POST', '/api/profiles', people(60).replaceAll('Ada', 'Grace'), 'application/x-ndjson');
    await expect.poll(() => stream.records().length, { timeout: 15_000 }).toBe(118);
    await dialog.getByRole('button', { name: 'Read it back' }).click();
    await dialog.getByText('the stream keeps records for 24 hours', { exact: false }).waitFor();
    stream.keptFrom = '';
    await page.keyboard.press('Escape');
  });

  test('that there are none of lead to what could not be delivered', async () => {
    await page.getByRole('searchbox', { name: 'Profile id' }).fill('crm-2');
    await page.getByText('No delivery matches').waitFor();
    await page.getByText('2 changes of this person could not be delivered.').waitFor();
    await page.getByText('Their next change could not be sent.', { exact: false }).waitFor();
    await inspect(page, 'deliveries-none');
    await page.getByRole('link', { name: 'Show the dead letters of this person' }).click();
    await button('Inspect crm-2').first().waitFor();
    expect(page.url()).toContain('profile=crm-2');
  });

  test('of a run are a press away from it, and are narrowed by reason and time', async () => {
    await page.goto(`${server.url}${base}/runs`);
    await page.getByRole('link', { name: '118 delivered, show them' }).click();
    await page.getByText('The first 50 deliveries').waitFor();
    await page.goto(`${page.url()}&reason=backfill&age=hour`);
    await page.getByText('No delivery matches').waitFor();
    await button('Of one run: show all runs').click();
    await page.goto(`${server.url}${base}/deliveries?reason=membership&age=hour`);
    await expect.poll(() => rows().count()).toBe(50);
  });

  test('of a stretch that a chart chose are shown as such, until another time is chosen', async () => {
    const stretchUntil = (to: number): string => new URLSearchParams({ from: new Date(to - 3_600_000).toISOString(), to: new Date(to).toISOString() }).toString();
    const anyTime = button(/^[A-Z][a-z]{2} \d.* to .*: show any time$/);
    await page.goto(`${server.url}${base}/deliveries?profile=crm-7&${stretchUntil(Date.now() + 60_000)}`);
    await page.getByText('2 deliveries', { exact: true }).waitFor();
    await inspect(page, 'deliveries-stretch');
    await page.goto(`${server.url}${base}/deliveries?profile=crm-7&${stretchUntil(Date.now() - 3_600_000)}`);
    await page.getByText('No delivery matches').waitFor();
    await anyTime.click();
    await page.getByText('2 deliveries', { exact: true }).waitFor();
    expect(new URL(page.url()).search).toBe('?profile=crm-7');
    await page.goto(`${server.url}${base}/deliveries?profile=crm-7&${stretchUntil(Date.now() - 3_600_000)}`);
    await button(/Chosen time/).click();
    await page.getByRole('option', { name: 'Last hour' }).click();
    await page.getByText('2 deliveries', { exact: true }).waitFor();
    expect(new URL(page.url()).search).toBe('?profile=crm-7&age=hour');
    expect(await anyTime.count()).toBe(0);
  });

  test('are readable in light, in dark and on a phone', async () => {
    for (const [name, options] of [
      ['dark', { colorScheme: 'dark' }],
      ['phone', { width: 375, height: 800 }],
      ['phone-dark', { width: 375, height: 800, colorScheme: 'dark' }],
    ] as const) {
      const other = await browser.signedInPage(options);
      await other.goto(`${server.url}${base}/deliveries?profile=crm-7`);
      await other.getByText('2 deliveries', { exact: true }).waitFor();
      await inspect(other, `deliveries-${name}`);
      await expectNoSidewaysScroll(other);
      await other.getByRole('button', { name: 'Inspect the record of crm-7' }).first().click();
      await other.getByRole('dialog', { name: 'Delivered' }).waitFor();
      await inspect(other, `delivery-dialog-${name}`);
      await other.context().close();
    }
    expect(browser.complaints).toEqual([]);
  }, 120_000);
});
