import path from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import type { Locator, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { startFakeStream, type FakeStream } from '../fakes/fakeStream.ts';
import { ServerProcess } from '../serverProcess.ts';
import { chromiumPath, expectNoSidewaysScroll, inspect, TestBrowser } from './browser.ts';

let stream: FakeStream;
let server: ServerProcess;
let browser: TestBrowser;
let page: Page;
let destination: string;

const panel = (name: string, at: Page = page): Locator => at.getByRole('region', { name, exact: true });
const person = (index: number, status = 'realized', ids = ['vip']) => ({
  profileId: `crm-${index}`,
  identityMap: { mail: [{ id: `p${index}@example.com` }] },
  attributes: { person: { name: { firstName: `Name ${index}` } }, score: index },
  segmentMembership: { ups: Object.fromEntries(ids.map((id) => [id, { status }])) },
});

const day = 86_400_000;

/** As if the segment had been there for 40 days: 63 people came one after the other, and all of them had left nine days ago. */
function writeHistory(file: string): void {
  const database = new DatabaseSync(file);
  const today = Date.now() - (Date.now() % day);
  database.prepare("UPDATE segments SET created_at = ? WHERE id = 'vip'").run(today - 40 * day);
  const insert = database.prepare("INSERT INTO segment_days (segment_key, day, entered, exited) SELECT key, ?, ?, ? FROM segments WHERE id = 'vip'");
  for (let ago = 40; ago >= 20; ago -= 1) insert.run(today - ago * day, 3, 0);
  for (let ago = 17; ago >= 9; ago -= 1) insert.run(today - ago * day, 0, 7);
  database.close();
}

describe.skipIf(chromiumPath === null)('the page of a segment', () => {
  beforeAll(async () => {
    stream = await startFakeStream();
    server = new ServerProcess({ TRIBUTARY_KINESIS_ENDPOINT: stream.endpoint });
    await server.start();
    destination = await server.activate(stream.name, 'eu-west-1', { segments: [{ id: 'vip' }] }, { includeSegmentNames: true });
    await server.call('POST', '/api/profiles', [...Array.from({ length: 12 }, (_, index) => person(index)), person(3, 'exited'), person(20, 'realized', ['loyal/new'])]);
    await server.end('SIGTERM');
    writeHistory(path.join(server.dataDir, 'tributary.db'));
    await server.start();
    browser = await TestBrowser.launch(server.url);
    page = await browser.signedInPage();
  });
  afterAll(async () => {
    await browser?.close();
    await server?.destroy();
    await stream?.close();
  });

  test('is reached by its name, and tells who is in it, how it grew and where it goes', async () => {
    await page.getByRole('navigation').getByRole('link', { name: 'Segments' }).click();
    await page.getByRole('link', { name: 'Segment vip' }).click();
    await page.getByRole('heading', { level: 1, name: 'Segment vip' }).waitFor();
    expect(await panel('About this segment').innerText()).toMatch(/People\s+11\s+Identities people have\s+mail 100%\s+Destinations\s+Destination\s+Last change.*Id\s+vip/s);
    await panel('Growth').getByText('11 people more: 12 entered, 1 left.').waitFor();
    await panel('Growth').locator('.recharts-area-curve').waitFor();
    await inspect(page, 'segment');
    await panel('Growth').getByRole('radio', { name: 'Table' }).click();
    const newest = page.getByRole('table', { name: 'People in the segment' }).getByRole('row').nth(1);
    expect(await newest.innerText()).toMatch(/11\s+12\s+1$/);
    await panel('Growth').getByRole('radio', { name: 'A year' }).click();
    await page.getByRole('columnheader', { name: 'Day (UTC)' }).waitFor();
    await expect.poll(() => page.getByRole('table', { name: 'People in the segment' }).getByRole('row').count()).toBe(1 + 21 + 9 + 1);
    await panel('Growth').getByText('11 people more: 75 entered, 64 left.').waitFor();
    await panel('Growth').getByRole('radio', { name: 'Chart' }).click();
    await panel('Growth').locator('.recharts-area-curve').waitFor();
    await inspect(page, 'segment-year');
    await panel('About this segment').getByRole('link', { name: 'Destination' }).click();
    await page.getByRole('heading', { level: 1, name: 'Destination' }).waitFor();
    await page.getByRole('tab', { name: 'Activation' }).click();
    await panel('Segments').getByRole('link', { name: 'Segment vip' }).click();
    await page.getByRole('heading', { level: 1, name: 'Segment vip' }).waitFor();
  });

  test('shows people in it, and others on request, and the first again after the last', async () => {
    const sample = panel('Sample profiles');
    await sample.getByRole('heading', { name: /^crm-0 / }).waitFor();
    const table = sample.getByRole('table', { name: 'What is known of crm-0', exact: true });
    expect(await table.innerText()).toMatch(/mail\s+Identity\s+p0@example\.com.*person\.name\.firstName\s+Attribute\s+Name 0/s);
    const ids = (): Promise<string[]> => sample.locator('h3 bdi').allInnerTexts();
    const first = await ids();
    for (const begin of ['crm-4', 'crm-9']) {
      await sample.getByRole('button', { name: 'Show others' }).click();
      await expect.poll(() => sample.getByRole('heading', { level: 3 }).first().innerText()).toContain(begin);
    }
    await sample.getByRole('button', { name: 'Show others' }).click();
    await expect.poll(ids).toEqual(first);
  });

  test('is shown to a viewer without any value', async () => {
    const { items } = (await (await page.request.get(`${server.url}/api/segments/vip/profiles`)).json()) as { items: { profileId: string }[] };
    expect(items[0]?.profileId).toBe('crm-0');
    // What the server answers a viewer is held by the test of the API; here it is what the page makes of such an answer.
    await page.route('**/api/segments/vip/profiles**', async (route) => {
      const reply = (await (await route.fetch()).json()) as { items: { identities: object[]; attributes: object[] }[] };
      const hide = (values: object[]) => values.map((value) => ({ ...value, value: null }));
      const hidden = reply.items.map((item) => ({ ...item, profileId: null, identities: hide(item.identities), attributes: hide(item.attributes) }));
      await route.fulfill({ json: { ...reply, shown: 'hidden', items: hidden } });
    });
    await page.reload();
    await panel('Sample profiles').getByText('You see which fields people have.', { exact: false }).waitFor();
    expect(await panel('Sample profiles').innerText()).toMatch(/Person 1.*person\.name\.firstName\s+Attribute\s+Not shown/s);
    await inspect(page, 'segment-viewer');
    await page.unroute('**/api/segments/vip/profiles**');
  });

  test('renames it, which shows at once on every open page, in the wizard and in the next record', async () => {
    const tab = await browser.signedInPage({ width: 1_440 });
    await tab.goto(`${server.url}/destinations/${destination}/activation`);
    await panel('Segments', tab).getByRole('link', { name: 'Segment vip' }).waitFor();
    const { id: draft } = await server.call('POST', '/api/drafts', {
      type: 'amazon-kinesis',
      accountId: ((await server.call('GET', '/api/accounts')).items as { id: string }[])[0]?.id,
      destinationId: destination,
      activation: {
        segments: [{ id: 'vip', name: 'Segment vip', size: 11, backfill: false }],
        attributes: [],
        identities: { mode: 'all', namespaces: [] },
        partitionKey: { kind: 'profile_id', namespace: '', source: '' },
        triggers: { membership: true, identity: true, attributes: true },
        state: 'active',
      },
    });
    const wizard = await browser.signedInPage({ width: 1_440 });
    await wizard.goto(`${server.url}/destinations/new/activate?draft=${String(draft)}`);
    const picked = wizard.getByRole('grid', { name: 'Picked segments' });
    await picked.getByRole('row', { name: 'Segment vip' }).waitFor();

    await page.reload();
    await page.getByRole('button', { name: 'Edit' }).click();
    await page.getByRole('textbox', { name: 'Name' }).fill('Very important people');
    await page.getByRole('textbox', { name: 'Description' }).fill('Who buys most');
    await page.getByRole('button', { name: 'Save' }).click();
    await page.getByRole('heading', { level: 1, name: 'Very important people' }).waitFor();
    await page.getByText('Who buys most').first().waitFor();
    await panel('Segments', tab).getByRole('link', { name: 'Very important people' }).waitFor();
    await picked.getByRole('row', { name: 'Very important people' }).waitFor();
    await wizard.getByRole('row').filter({ hasText: 'Very important people' }).first().waitFor();
    // A draft that was opened again later, too, though it holds the earlier name.
    await wizard.reload();
    await picked.getByRole('row', { name: 'Very important people' }).waitFor();

    await server.call('POST', '/api/profiles', [person(30)]);
    await expect
      .poll(() =>
        stream
          .records()
          .map(({ data }) => data.toString())
          .findLast((data) => data.includes('p30@example.com')),
      )
      .toContain('"name":"Very important people"');
    await tab.context().close();
    await wizard.context().close();
  });

  test('stands in dark and on a phone, under any id, and says when there is no such segment', async () => {
    const dark = await browser.signedInPage({ colorScheme: 'dark' });
    await dark.goto(`${server.url}/segments/vip`);
    await panel('Growth', dark).getByRole('radio', { name: '30 days' }).click();
    await panel('Growth', dark).locator('.recharts-area-curve').waitFor();
    await panel('Sample profiles', dark)
      .getByRole('heading', { name: /^crm-0 / })
      .waitFor();
    await inspect(dark, 'segment-dark');
    await dark.setViewportSize({ width: 375, height: 800 });
    await inspect(dark, 'segment-phone');
    await expectNoSidewaysScroll(dark);
    await page.goto(`${server.url}/segments`);
    await page.getByRole('link', { name: 'loyal/new' }).click();
    await page.getByRole('heading', { level: 1, name: 'loyal/new' }).waitFor();
    await panel('Sample profiles')
      .getByRole('heading', { name: /^crm-20 / })
      .waitFor();
    await page.goto(`${server.url}/segments/nothing`);
    await page.getByRole('heading', { name: 'This segment does not exist' }).waitFor();
    expect(browser.complaints).toEqual([]);
  });
});
