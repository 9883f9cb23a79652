import path from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import type { Locator, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { startFakeStream, type FakeStream } from '../fakes/fakeStream.ts';
import { faults } from '../fakes/streamFaults.ts';
import { accessKey, ServerProcess } from '../serverProcess.ts';
import { chooseFromMenu, chromiumPath, expectNoSidewaysScroll, inspect, TestBrowser } from './browser.ts';

const people = 600;

let stream: FakeStream;
let server: ServerProcess;
let browser: TestBrowser;
let page: Page;
let address: string;

const section = (name: string): Locator => page.getByRole('region', { name, exact: true });
const fact = (name: string): Locator => page.locator('dt', { hasText: new RegExp(`^${name}$`) }).locator('xpath=following-sibling::dd[1]');
const stage = (name: string): Locator => page.getByRole('list', { name: 'Stages of the test' }).getByRole('listitem').filter({ hasText: name });

/** As if profiles had been counted for two days: 3,000 changes of first names, and as many of something else. */
function writeHistory(file: string): void {
  const database = new DatabaseSync(file);
  const hour = 3_600_000;
  const now = Date.now() - (Date.now() % hour);
  for (let ago = 48; ago >= 1; ago -= 1) database.prepare('INSERT INTO counted_hours VALUES (?, 60)').run(now - ago * hour);
  const shape = (attribute: string): string => JSON.stringify({ crossed: false, identities: [], attributes: [attribute] });
  for (const attribute of ['person.name.firstName', 'unmapped']) database.prepare('INSERT INTO change_counts VALUES (?, ?, 3000)').run(now - hour, shape(attribute));
  database.close();
}

describe.skipIf(chromiumPath === null)('the review before activating', () => {
  beforeAll(async () => {
    stream = await startFakeStream({ shards: 1 });
    server = new ServerProcess({ TRIBUTARY_KINESIS_ENDPOINT: stream.endpoint });
    await server.start();
    await server.call('PUT', '/api/segments/vip', { name: 'Very important people' });
    const profiles = Array.from({ length: people }, (_, index) => ({
      profileId: `p${String(index).padStart(3, '0')}`,
      identityMap: { mail: [{ id: `p${index}@example.com` }] },
      attributes: { person: { name: { firstName: `Name ${index}` } }, email: `p${index}@example.com`, score: index },
      segmentMembership: { ups: { vip: { status: 'realized' } } },
    }));
    await server.call('POST', '/api/profiles', profiles);
    const account = await server.call('POST', '/api/accounts', { type: 'amazon-kinesis', name: 'Production AWS', region: 'eu-west-1', credentials: accessKey });
    const destination = await server.call('POST', '/api/destinations', { accountId: account['id'], name: 'Leads', stream: stream.name });
    address = `/destinations/${String(destination['id'])}`;
    await server.end('SIGTERM');
    writeHistory(path.join(server.dataDir, 'tributary.db'));
    await server.start();
    browser = await TestBrowser.launch(server.url);
    page = await browser.signedInPage({ width: 1_440 });
    await page.goto(`${server.url}${address}/activate`);
    await page.getByRole('checkbox', { name: 'Pick Very important people' }).check();
    await page.getByRole('checkbox', { name: 'Also send everyone who is in Very important people now' }).check();
  });
  afterAll(async () => {
    await browser?.close();
    await server?.destroy();
    await stream?.close();
  });

  test('lists what is sent, where to, as whom and with which personal data', async () => {
    for (const [number, source] of [
      [1, 'person.name.firstName'],
      [2, 'email'],
    ] as const) {
      await page.getByRole('button', { name: 'Add attribute' }).click();
      const row = page.getByRole('group', { name: `Attribute ${number}` });
      await row.getByRole('combobox', { name: 'Attribute' }).fill(source);
      await page.keyboard.press('Tab');
    }
    await page
      .getByRole('group', { name: 'Attribute 2' })
      .getByRole('button', { name: /Change/ })
      .click();
    await page.getByRole('option', { name: 'SHA-256', exact: true }).click();
    await expect.poll(() => fact('Segments').innerText()).toBe('Very important people');
    expect(await fact('Attributes').innerText()).toBe('person.name.firstName, email (SHA-256)');
    expect(await fact('Identities').last().innerText()).toBe('All a person has');
    expect(await fact('Where to').innerText()).toBe(`${stream.name} in eu-west-1`);
    expect(await fact('As whom').innerText()).toBe('Production AWS');
    expect(await fact('First send').innerText()).toBe('Up to 600 people of 1 segment, at once');
    await expect
      .poll(() => fact('Personal data').innerText())
      .toBe('Readable: mail (e-mail address), person.name.firstName (name of a person). Hashed or masked: email (e-mail address).');
    await page.getByRole('radio', { name: 'An attribute' }).check();
    await page.getByRole('combobox', { name: 'Key attribute' }).fill('email');
    await page.keyboard.press('Tab');
    await expect.poll(() => fact('Personal data').innerText()).toContain('email (e-mail address, as the partition key)');
    await page.getByRole('radio', { name: 'Profile id' }).check();
    await expect.poll(() => fact('Personal data').innerText()).not.toContain('partition key');
  });

  test('says what the first send takes of the stream, and how many records a day follow', async () => {
    const takes = section('What the first send takes');
    await takes.getByText('About 600', { exact: false }).waitFor();
    await takes.getByText('1,000 records and 1.0 MiB a second (1 shard)').waitFor();
    expect(await takes.innerText()).toMatch(/Time\s+About (?:a second|[\d.]+ s)/);
    await section('What follows day by day')
      .getByText(/^About 1,\d00 a day: .*1,500 because attributes change/)
      .waitFor();
    await section('What follows day by day').getByText('An estimate from 2 days of history.', { exact: false }).waitFor();
    await inspect(page, 'review');
  });

  test('is followed by exactly the records that the preview shows', async () => {
    await page.getByText('Indent for reading').click();
    const shown = await page.getByLabel('Record as it would be sent').innerText();
    expect(JSON.parse(shown)).toMatchObject({ person: { name: { firstName: 'Name 0' } }, email: expect.stringMatching(/^[0-9a-f]{64}$/) });
    expect(await page.getByRole('button', { name: 'Activate', exact: true }).count()).toBe(1);
    await page.getByRole('radio', { name: 'Keep it paused' }).check();
    await page.getByRole('button', { name: 'Activate', exact: true }).click();
    await page.waitForURL('**/delivery');
    expect([await server.call('GET', `/api${address}/activation`), stream.records().length]).toMatchObject([{ state: 'paused' }, 0]);
    await page.goto(`${server.url}${address}/activate`);
    await page.getByRole('radio', { name: 'Start sending' }).check();
    await page.getByRole('button', { name: 'Save changes', exact: true }).click();
    await page.waitForURL('**/delivery');
    await expect.poll(() => stream.records().length, { timeout: 20_000 }).toBe(people);
    expect(stream.records().map(({ data }) => data.toString())).toContain(shown);
  });

  test('a test record shows its shard, sequence number and latency, and is read back where that is allowed', async () => {
    await page.getByRole('button', { name: 'Actions for Leads' }).click();
    await chooseFromMenu(page, 'Send test record…');
    await page.getByRole('dialog', { name: 'Send a test record to Leads' }).waitFor();
    await page.getByRole('button', { name: 'Send test record', exact: true }).click();
    await page.getByRole('status').filter({ hasText: 'The connection works' }).waitFor();
    const sent = stream.records().at(-1);
    expect(JSON.parse(sent?.data.toString() ?? '')).toMatchObject({ test: true });
    const written = await page.getByRole('list', { name: 'Stages of the test' }).innerText();
    expect(written).toMatch(new RegExp(`Shard\\s+shardId-0+\\s+Sequence number\\s+${sent?.sequenceNumber ?? 'none'}\\s+Answered after\\s+[\\d.]+ m?s`));
    await expect.poll(() => stage('Read the test record back').innerText()).toMatch(/Passed.*Found in the stream/s);
    await inspect(page, 'test-record');
    stream.faults = [{ fault: faults.accessDenied(), operation: 'GetShardIterator' }];
    await page.getByRole('button', { name: 'Send test record', exact: true }).click();
    await expect.poll(() => stage('Read the test record back').innerText()).toMatch(/Only reading back needs it: sending works without/);
    await page.getByRole('status').filter({ hasText: 'Reading it back failed, which sending does not need.' }).waitFor();
    await page.setViewportSize({ width: 375, height: 800 });
    await inspect(page, 'test-record-phone');
    await expectNoSidewaysScroll(page);
    expect(browser.complaints).toEqual([]);
  });
});
