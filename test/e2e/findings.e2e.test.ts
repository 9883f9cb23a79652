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

const preview = (): Locator => page.getByRole('complementary', { name: 'Preview' });
const attribute = (number: number): Locator => page.getByRole('group', { name: `Attribute ${number}` });
const keyAttribute = (): Locator => page.getByRole('combobox', { name: 'Key attribute' });
const record = (): Locator => page.getByLabel('Record as it would be sent');

async function keyBy(source: string): Promise<void> {
  await keyAttribute().fill(source);
  await page.keyboard.press('Tab');
}
async function addAttribute(number: number, source: string): Promise<void> {
  await page.getByRole('button', { name: 'Add attribute' }).click();
  await attribute(number).getByRole('combobox', { name: 'Attribute' }).fill(source);
  await page.keyboard.press('Tab');
}

describe.skipIf(chromiumPath === null)('what real people show of an activation, before it is activated', () => {
  beforeAll(async () => {
    stream = await startFakeStream({ shards: 4 });
    server = new ServerProcess({ TRIBUTARY_KINESIS_ENDPOINT: stream.endpoint });
    await server.start();
    const id = await server.activate(stream.name, 'eu-west-1', { segments: [{ id: 'vip' }] });
    address = `/destinations/${id}`;
    const people = Array.from({ length: 40 }, (_, index) => ({
      profileId: `p${String(index).padStart(2, '0')}`,
      identityMap: index < 38 ? { mail: [{ id: `p${index}@example.com` }] } : {},
      attributes: {
        country: 'DE',
        city: index < 30 ? 'Berlin' : `City ${index}`,
        customer: index === 30 ? 'x'.repeat(257) : `C${index}`,
        ...(index !== 31 && { email: index === 32 ? { work: 'w@example.com' } : `p${index}@example.com` }),
        ...(index === 33 && { essay: 'long '.repeat(110_000) }),
      },
      segmentMembership: { ups: { vip: { status: 'realized' } } },
    }));
    for (const person of people) await server.call('POST', '/api/profiles', person);
    browser = await TestBrowser.launch(server.url);
    page = await browser.signedInPage({ width: 1_440 });
    await page.goto(`${server.url}${address}/activate`);
    await record().waitFor();
  });
  afterAll(async () => {
    await browser?.close();
    await server?.destroy();
    await stream?.close();
  });

  test('each partition key says what it means for order and spread, and shows the spread', async () => {
    const choices = page.getByRole('radiogroup', { name: 'Partition key' });
    expect(await choices.innerText()).toMatch(/Profile id\s+.*order.*spread.*An identity\s+.*order.*spread.*An attribute\s+.*order.*shard.*Random\s+.*[Ss]pread.*order/s);
    await preview().getByRole('heading', { name: 'Spread over 4 shards' }).waitFor();
    expect((await preview().innerText()).match(/shardId-\d+\s+\d+(?:\.\d)?%/g)?.length).toBeGreaterThanOrEqual(4);
    expect(await page.getByText('What this key does').count()).toBe(0);
  });

  test('a key that all share is warned about, and so is one that most share, one that is too long, and one that some do not have', async () => {
    await page.getByRole('radio', { name: 'An attribute' }).check();
    await keyBy('country');
    await page.getByText('All 40 people looked at have the same key, "DE": every record goes to one shard', { exact: false }).waitFor();
    await page.getByText('Pick a key that differs from person to person, such as the profile id.', { exact: false }).waitFor();
    await inspect(page, 'key-constant');
    await keyBy('city');
    await page.getByText('75% of the people looked at have the same key, "Berlin": its shard fills up', { exact: false }).waitFor();
    await keyBy('customer');
    await page.getByText('1 of 40 people looked at has a key that is empty or longer than 256 characters: nothing can be sent for them', { exact: false }).waitFor();
    await keyBy('email');
    await page.getByText('2 of 40 people looked at have no single value at "email" to be the key', { exact: false }).waitFor();
    await page.getByRole('radio', { name: 'An identity' }).check();
    await page.getByRole('combobox', { name: 'Kind of identity' }).fill('mail');
    await page.keyboard.press('Tab');
    await page.getByText('2 of 40 people looked at have no identity "mail": their profile id is the key.', { exact: false }).waitFor();
    await inspect(page, 'key-fell-back');
    await page.getByRole('radio', { name: 'Profile id' }).check();
    await expect.poll(() => page.getByText('What this key does').count()).toBe(0);
  });

  test('missing values, wrong types, keys over 256 characters and records over the limit are told, and shown on a person', async () => {
    await addAttribute(1, 'email');
    await attribute(1)
      .getByRole('button', { name: /Change/ })
      .click();
    await page.getByRole('option', { name: 'SHA-256', exact: true }).click();
    await preview().getByText('1 of 40 people looked at has an object at "email", which cannot be changed as chosen: their records go without it.', { exact: false }).waitFor();
    await attribute(1).getByText('Required').click();
    await preview().getByText('1 of 40 people looked at has no value at "email", which is required: they are left out.', { exact: false }).waitFor();
    await preview().getByRole('button', { name: 'Show p31' }).click();
    await preview().getByText('"email" is required and this profile has no value for it.').waitFor();
    await inspect(page, 'mapping-value-missing');
    await addAttribute(2, 'essay');
    await addAttribute(3, 'essay');
    await page.getByText('Two attributes are written to "essay". Give one of them another target.').waitFor();
    await attribute(3).getByRole('textbox', { name: 'Send as' }).fill('again');
    await page.getByText('Two attributes are written to "essay".').waitFor({ state: 'detached' });
    await preview().getByText('has a record that is larger than the stream allows', { exact: false }).waitFor();
    await preview().getByRole('button', { name: 'Show p33' }).click();
    await preview().getByText('No record can be sent for this person').waitFor();
    await preview()
      .getByText(/The record has [\d,]+ bytes with its key; the stream allows 1048576\..*essay/)
      .waitFor();
    await page.getByRole('radio', { name: 'An attribute' }).check();
    await keyBy('customer');
    await page.getByText('longer than 256 characters', { exact: false }).waitFor();
    await preview()
      .getByRole('button', { name: /Sample person/ })
      .click();
    await page.getByRole('option', { name: 'p30' }).click();
    await preview().getByText('"customer" has 257 characters; a partition key has 1 to 256.').waitFor();
    await inspect(page, 'mapping-key-too-long');
    await addAttribute(4, 'emial');
    await preview().getByText('All 40 people looked at have no value at "emial": no record carries it.', { exact: false }).waitFor();
    await page.setViewportSize({ width: 375, height: 800 });
    await inspect(page, 'findings-phone');
    await expectNoSidewaysScroll(page);
    expect(browser.complaints).toEqual([]);
  });
});
