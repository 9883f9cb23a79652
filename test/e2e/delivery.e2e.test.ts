import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { startFakeStream, type FakeStream } from '../fakes/fakeStream.ts';
import { faults } from '../fakes/streamFaults.ts';
import { ServerProcess } from '../serverProcess.ts';
import { chromiumPath, expectNoSidewaysScroll, inspect, TestBrowser } from './browser.ts';

let stream: FakeStream;
let server: ServerProcess;
let browser: TestBrowser;
let page: Page;
let base: string;

const people = (from: number, count: number, attributes: object): string =>
  Array.from({ length: count }, (_, index) => JSON.stringify({ profileId: `p${from + index}`, attributes, segmentMembership: { ups: { high: { status: 'realized' } } } })).join(
    '\n',
  );
const accept = (lines: string) => server.send('POST', '/api/profiles', lines, 'application/x-ndjson');
const button = (name: string) => page.getByRole('button', { name, exact: true });
const parameters = (): URLSearchParams => new URL(page.url()).searchParams;

describe.skipIf(chromiumPath === null)('the Delivery tab', () => {
  beforeAll(async () => {
    stream = await startFakeStream();
    server = new ServerProcess({ TRIBUTARY_KINESIS_ENDPOINT: stream.endpoint });
    await server.start();
    const activation = { segments: [{ id: 'high' }], partitionKey: { kind: 'attribute', source: 'key' }, attributes: [{ source: 'city', required: true }] };
    base = `/destinations/${await server.activate(stream.name, 'eu-west-1', activation)}`;
    stream.faults = [{ fault: faults.throttledRows(1), times: 2 }];
    await accept(people(0, 30, { key: 'good', city: 'Rome' }));
    await accept(people(30, 4, { key: 'k'.repeat(300), city: 'Rome' }));
    await accept(people(34, 2, { key: 'good' }));
    await vi.waitUntil(() => stream.records().length === 30, 20_000);
    browser = await TestBrowser.launch(server.url);
    page = await browser.signedInPage();
  });
  afterAll(async () => {
    await browser?.close();
    await server?.destroy();
    await stream?.close();
  });

  test('is a pipeline of which every number leads to its records', async () => {
    await page.goto(`${server.url}${base}`);
    await page.getByRole('link', { name: '30 delivered, show them' }).waitFor();
    await page.getByText(/attempts? came at a moment when the stream took no more/).waitFor();
    expect(await page.getByRole('link', { name: '2 excluded, show them' }).getAttribute('href')).toBe('#reasons');
    await page.getByRole('link', { name: '2 excluded, show them' }).click();
    expect(new URL(page.url()).hash).toBe('#reasons');
    expect(await page.getByRole('link', { name: '30 delivered, show them' }).getAttribute('href')).toBe(`${base}/deliveries?age=hour`);
    await inspect(page, 'delivery');
    await page.getByRole('link', { name: '4 failed, show them' }).click();
    await page.getByText('4 open dead letters match').waitFor();
    expect([parameters().get('age'), parameters().get('state')]).toEqual(['hour', 'all']);
  });

  test('shows outcomes, latency and lag as charts, and the same numbers as a table', async () => {
    await page.goto(`${server.url}${base}`);
    await page.getByRole('heading', { name: 'Outcomes per minute' }).waitFor();
    await page.getByRole('heading', { name: 'From accepted to delivered' }).waitFor();
    await page.getByRole('heading', { name: 'How far delivery was behind' }).waitFor();
    await page.getByRole('radio', { name: 'Table' }).click();
    const table = page.getByRole('table', { name: 'Outcomes per minute' });
    await table.waitFor();
    expect(await table.getByRole('columnheader').allInnerTexts()).toEqual([
      'Beginning of the minute',
      'Delivered',
      'Excluded',
      'Failed',
      'Held back',
      'Half within',
      '95% within',
      '99% within',
      'Behind',
    ]);
    const delivered = await table.locator('td[data-label=Delivered]').allInnerTexts();
    expect(delivered.reduce((sum, text) => sum + Number(text), 0)).toBe(30);
    await inspect(page, 'delivery-table');
    for (const [span, unit] of [
      ['24 hours', '15 minutes'],
      ['7 days', '2 hours'],
      ['30 days', '6 hours'],
    ] as const) {
      await page.getByRole('radio', { name: span }).click();
      await page.getByRole('heading', { name: `Outcomes per ${unit}` }).waitFor();
      await page.getByRole('link', { name: '30 delivered, show them' }).waitFor();
    }
    expect(parameters().get('period')).toBe('month');
    await page.reload();
    await page.getByRole('heading', { name: 'Outcomes per 6 hours' }).waitFor();
  });

  test('shows on demand whose records failed for a reason, and how to look up who was left out', async () => {
    await page.goto(`${server.url}${base}`);
    const reasons = page.getByRole('region', { name: 'Why records were not delivered' });
    await reasons.getByRole('button', { name: 'Examples: No partition key can be made for this profile' }).click();
    await reasons.getByRole('button', { name: 'Examples: A required value is missing' }).click();
    await reasons.getByText('counted, not kept one by one', { exact: false }).waitFor();
    expect(
      await reasons
        .getByRole('listitem')
        .filter({ hasText: /^p3\d,/ })
        .count(),
    ).toBe(3);
    await inspect(page, 'delivery-examples');
    // All four failed within a moment: any three of them may be the newest.
    const example = reasons.getByRole('link', { name: /^p3\d$/ }).first();
    const profileId = await example.innerText();
    await example.click();
    await page.getByText('1 open dead letter matches').waitFor();
    expect(parameters().get('profile')).toBe(profileId);
  });

  test('zooms by buttons and by dragging; the time stands in the address, and its numbers lead to what happened in it', async () => {
    const anyTime = page.getByRole('button', { name: /: show any time$/ });
    await page.goto(`${server.url}${base}`);
    await page.getByRole('heading', { name: 'Outcomes per minute' }).waitFor();
    await button('Zoom out').focus();
    await page.keyboard.press('Enter');
    await page.getByRole('radio', { name: 'Chosen time' }).waitFor();
    expect(Math.round((Date.parse(parameters().get('to') ?? '') - Date.parse(parameters().get('from') ?? '')) / 3_600_000)).toBe(2);
    await page.getByRole('link', { name: '4 failed, show them' }).click();
    await anyTime.waitFor();
    await page.getByText('4 open dead letters match').waitFor();
    await page.goBack();
    await page.getByRole('link', { name: '30 delivered, show them' }).click();
    await page.getByText('30 deliveries', { exact: true }).waitFor();
    await anyTime.waitFor();
    await page.goBack();
    await page.getByRole('link', { name: 'Show the dead letters' }).click();
    await anyTime.waitFor();
    await page.getByText('4 open dead letters match').waitFor();
    expect(parameters().get('code')).toBe('partition_key_invalid');
    await page.goBack();
    await button('Earlier').click();
    await button('Earlier').click();
    await page.getByText('No records in this time.', { exact: false }).waitFor();
    await page.getByRole('radio', { name: 'Last hour' }).click();
    const chart = page.locator('.recharts-surface').first();
    await chart.waitFor();
    const box = await chart.boundingBox();
    if (box === null) throw new Error('The chart is not drawn.');
    await page.mouse.move(box.x + box.width * 0.5, box.y + 100);
    await page.mouse.down();
    await page.mouse.move(box.x + box.width * 0.6, box.y + 100, { steps: 4 });
    await page.mouse.move(box.x + box.width * 0.9, box.y + 100, { steps: 4 });
    await page.mouse.up();
    await page.getByRole('radio', { name: 'Chosen time' }).waitFor();
    expect(Date.parse(parameters().get('to') ?? '') - Date.parse(parameters().get('from') ?? '')).toBeLessThan(3_000_000);
  });

  test('goes on by itself, in dark colours and on a phone', async () => {
    const dark = await browser.signedInPage({ colorScheme: 'dark' });
    await dark.goto(`${server.url}${base}`);
    await dark.getByRole('link', { name: '30 delivered, show them' }).waitFor();
    await inspect(dark, 'delivery-dark');
    await accept(people(100, 5, { key: 'good', city: 'Oslo' }));
    await dark.getByRole('link', { name: '35 delivered, show them' }).waitFor();
    const phone = await browser.signedInPage({ width: 375, height: 800 });
    await phone.goto(`${server.url}${base}`);
    await phone.getByRole('link', { name: '35 delivered, show them' }).waitFor();
    await inspect(phone, 'delivery-375');
    await expectNoSidewaysScroll(phone);
    expect(browser.complaints).toEqual([]);
  });

  test('names the shard that gets too much, with what to do, and shows what each took', async () => {
    const spread = Array.from({ length: 24 }, (_, index) => people(1_000 + index, 1, { key: `key ${index}`, city: 'Bonn' }));
    await accept([people(200, 120, { key: 'good', city: 'Oslo' }), ...spread].join('\n'));
    await vi.waitUntil(() => stream.records().length === 179, 60_000);
    await page.goto(`${server.url}${base}`);
    const panel = page.getByRole('region', { name: 'Shards of the stream' });
    await panel.getByRole('heading', { name: /^shardId-\d+ holds records back$/ }).waitFor();
    await page.getByRole('link', { name: 'Show the shards' }).click();
    expect(new URL(page.url()).hash).toBe('#shards');
    const rows = panel.getByRole('table', { name: 'Shards of the stream' }).getByRole('row');
    const [busiest] = [...stream.byShard()].toSorted(([, one], [, other]) => other.length - one.length);
    await rows
      .nth(1)
      .locator('td[data-label=Records]')
      .filter({ hasText: new RegExp(`^${busiest?.[1].length} `) })
      .waitFor();
    expect(await rows.nth(1).innerText()).toContain(busiest?.[0]);
    expect(await rows.nth(1).innerText()).toContain('Hot');
    expect(await rows.count()).toBe(1 + 4);
    expect(await panel.getByRole('link', { name: 'Choose another partition key' }).getAttribute('href')).toBe(`${base}/activate`);
    await inspect(page, 'shards');
    for (const [name, options] of [
      ['shards-dark', { colorScheme: 'dark' }],
      ['shards-375', { width: 375, height: 800 }],
    ] as const) {
      const other = await browser.signedInPage(options);
      await other.goto(`${server.url}${base}`);
      await other.getByRole('region', { name: 'Shards of the stream' }).getByText('Hot', { exact: true }).waitFor();
      await inspect(other, name);
      await expectNoSidewaysScroll(other);
    }
    expect(browser.complaints).toEqual([]);
  });
});
