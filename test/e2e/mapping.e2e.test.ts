import type { Locator, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { startFakeStream, type FakeStream } from '../fakes/fakeStream.ts';
import { ServerProcess } from '../serverProcess.ts';
import { chromiumPath, expectNoSidewaysScroll, inspect, messageUnder, TestBrowser } from './browser.ts';

let stream: FakeStream;
let server: ServerProcess;
let browser: TestBrowser;
let page: Page;
let address: string;

const attribute = (number: number): Locator => page.getByRole('group', { name: `Attribute ${number}` });
const source = (number: number): Locator => attribute(number).getByRole('combobox', { name: 'Attribute' });

describe.skipIf(chromiumPath === null)('the mapping', () => {
  beforeAll(async () => {
    stream = await startFakeStream();
    server = new ServerProcess({ TRIBUTARY_KINESIS_ENDPOINT: stream.endpoint });
    await server.start();
    const id = await server.activate(stream.name, 'eu-west-1', { segments: [{ id: 'vip' }] });
    address = `/destinations/${id}/activate`;
    const people = Array.from({ length: 20 }, (_, index) => ({
      profileId: `person ${index}`,
      identityMap: { mail: [{ id: `p${index}@example.com` }], ecid: [{ id: `e${index}` }] },
      attributes: { person: { name: { firstName: `Name ${index}` } }, personalEmail: { address: `p${index}@example.com` }, ...(index < 5 && { score: index }) },
      segmentMembership: { ups: { vip: { status: 'realized' } } },
    }));
    await server.call('POST', '/api/profiles', people);
    browser = await TestBrowser.launch(server.url);
    page = await browser.signedInPage();
    await page.goto(server.url + address);
    await page.getByRole('button', { name: 'Add attribute' }).waitFor();
  });
  afterAll(async () => {
    await browser?.close();
    await server?.destroy();
    await stream?.close();
  });

  test('offers what people really hold, by keyboard, and says what leaves readable', async () => {
    await page.getByText('Readable personal data: mail (e-mail address).', { exact: false }).waitFor();
    await page.getByRole('button', { name: 'Add attribute' }).click();
    await source(1).fill('mail');
    const option = page.getByRole('option', { name: 'personalEmail.address' });
    await option.getByText('100% of people · text · personal: e-mail address', { exact: false }).waitFor();
    await inspect(page, 'mapping-suggestions');
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('Enter');
    expect(await source(1).inputValue()).toBe('personalEmail.address');
    await page.keyboard.press('Tab');
    await expect.poll(() => messageUnder(source(1))).toContain('E-mail address: leaves readable.');
    await attribute(1)
      .getByRole('button', { name: /Change/ })
      .click();
    await page.getByRole('option', { name: 'SHA-256, normalized' }).click();
    await expect.poll(() => messageUnder(source(1))).not.toContain('leaves readable');
    await page
      .getByText(/"address": "[0-9a-f]{64}"/)
      .first()
      .waitFor();
  });

  test('shows the record of somebody who enters, changes and leaves', async () => {
    const record = page.getByLabel('Record as it would be sent');
    const fact = (name: string): Locator =>
      page
        .getByRole('complementary', { name: 'Preview' })
        .locator('dt', { hasText: new RegExp(`^${name}$`) })
        .locator('xpath=following-sibling::dd[1]');
    await page.getByText('Indent for reading').click();
    for (const [happens, status, why] of [
      ['The person leaves a segment', 'exited', 'Segment entered or left'],
      ['Something that is sent changes', 'realized', 'Attribute changed'],
      ['The person enters a segment', 'realized', 'Segment entered or left'],
    ] as const) {
      await page.getByRole('button', { name: /What happens/ }).click();
      await page.getByRole('option', { name: happens }).click();
      await expect.poll(() => fact('Reason').innerText()).toBe(why);
      const text = await record.innerText();
      expect(text).toContain(`"status":"${status}"`);
      expect(await fact('Size').innerText()).toBe(`${Buffer.byteLength(text)} bytes`);
      expect(await fact('Partition key').innerText()).toBe('person 0');
      expect(await fact('Shard').innerText()).toMatch(/^shardId-\d{12}$/);
    }
    await page.getByText('Indent for reading').click();
    await inspect(page, 'preview-cases');
  });

  test('says when nobody has what was typed, and shows what saving would change', async () => {
    await page.getByRole('button', { name: 'Add attribute' }).click();
    await source(2).fill('person.name.fristName');
    await page.keyboard.press('Tab');
    await expect.poll(() => messageUnder(source(2))).toContain('None of the 20 people looked at has this.');
    await source(2).fill('score');
    await page.keyboard.press('Tab');
    await expect.poll(() => messageUnder(source(2))).not.toContain('None of');
    const changes = page.getByRole('region', { name: 'What changes' });
    await changes.getByText('Attribute added: score.').waitFor();
    await changes.getByRole('group', { name: 'Record of person 0' }).locator('ins').first().waitFor();
    await inspect(page, 'mapping-what-changes');
    await page.setViewportSize({ width: 375, height: 800 });
    await expectNoSidewaysScroll(page);
    await inspect(page, 'mapping-phone');
    await page.setViewportSize({ width: 1_280, height: 900 });
    await page.getByRole('button', { name: 'Save changes', exact: true }).click();
    await page.waitForURL('**/delivery');
    expect(await server.call('GET', `/api${address.replace('/activate', '/activation')}`)).toMatchObject({
      version: 2,
      attributes: [{ source: 'personalEmail.address', transform: 'sha256_normalized' }, { source: 'score' }],
    });
    expect(browser.complaints).toEqual([]);
  });
});
