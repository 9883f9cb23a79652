import type { Locator, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { startFakeStream, type FakeStream } from '../fakes/fakeStream.ts';
import { ServerProcess } from '../serverProcess.ts';
import { answer, chooseFromMenu, chromiumPath, expectNoSidewaysScroll, inspect, messageUnder, TestBrowser } from './browser.ts';

let stream: FakeStream;
let server: ServerProcess;
let browser: TestBrowser;
let page: Page;
let address: string;

const dialog = (): Locator => page.getByRole('dialog');
const save = async (): Promise<void> => {
  await dialog().getByRole('button', { name: 'Save' }).click();
  await dialog().waitFor({ state: 'detached' });
};
const row = (name: string): Locator => page.getByRole('row').filter({ has: page.getByRole('rowheader').getByText(name, { exact: true }) });
const activate = (): Locator => page.getByRole('button', { name: 'Save changes', exact: true });
const violation = (): Locator => page.getByRole('heading', { name: 'The policy "No location in ads" does not allow this' });

describe.skipIf(chromiumPath === null)('labels and policies', () => {
  beforeAll(async () => {
    stream = await startFakeStream();
    server = new ServerProcess({ TRIBUTARY_KINESIS_ENDPOINT: stream.endpoint });
    await server.start();
    address = `/destinations/${await server.activate(stream.name, 'eu-west-1', { segments: [{ id: 'vip' }] })}`;
    const people = Array.from({ length: 20 }, (_, index) => ({
      profileId: `person ${index}`,
      identityMap: { mail: [{ id: `p${index}@example.com` }] },
      attributes: { person: { name: `Name ${index}`, geo: { city: 'Graz', point: '47.07,15.44' } } },
      segmentMembership: { ups: { vip: { status: 'realized' } } },
    }));
    await server.call('POST', '/api/profiles', people);
    browser = await TestBrowser.launch(server.url);
    page = await browser.signedInPage();
  });
  afterAll(async () => {
    await browser?.close();
    await server?.destroy();
    await stream?.close();
  });

  test('a label on an object is picked by keyboard and covers what profiles hold in it', async () => {
    await page.getByRole('link', { name: 'Settings' }).click();
    await page.getByText('No policies yet').waitFor();
    await page.getByRole('tab', { name: 'Labels' }).click();
    await row('person.geo.city').waitFor();
    await page.getByRole('button', { name: 'Label another field' }).click();
    const name = dialog().getByRole('combobox', { name: 'Attribute' });
    await name.fill('person.name');
    await dialog().getByRole('button', { name: 'Save' }).click();
    await expect.poll(() => messageUnder(name)).toContain('in the list already');
    await name.fill('person.geo');
    await page.keyboard.press('Tab');
    const label = dialog().getByRole('combobox', { name: 'Label' });
    await label.fill('where somebody');
    await page.getByRole('option', { name: 'precise location' }).waitFor();
    await inspect(page, 'label-suggestions');
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('Enter');
    await dialog().getByRole('row', { name: 'precise location' }).waitFor();
    await inspect(page, 'label-dialog');
    await save();
    await row('person.geo.city').getByText('precise location, from person.geo').waitFor();
    await inspect(page, 'labels');
    await page.emulateMedia({ colorScheme: 'dark' });
    await inspect(page, 'labels-dark');
    await page.emulateMedia({ colorScheme: 'light' });
    await page.setViewportSize({ width: 375, height: 800 });
    await expectNoSidewaysScroll(page);
    await inspect(page, 'labels-phone');
    await page.setViewportSize({ width: 1_280, height: 900 });
  });

  test('a policy says in a sentence what it does before it is saved', async () => {
    await page.getByRole('tab', { name: 'Policies' }).click();
    await page.getByRole('button', { name: 'New policy' }).click();
    await dialog().getByRole('button', { name: 'Save' }).click();
    await dialog().getByText('The name is needed.').waitFor();
    await dialog().getByText('Choose at least one use.').waitFor();
    await inspect(page, 'policy-dialog-issues');
    await dialog().getByRole('textbox', { name: 'Name' }).fill('No location in ads');
    await dialog().getByRole('textbox', { name: 'Description' }).fill('People did not agree to that. Ask Grace.');
    // What stands in the field counts, added or not.
    await dialog().getByRole('combobox', { name: 'Label' }).fill('precise location');
    await dialog().getByRole('checkbox', { name: 'Advertising' }).click();
    await dialog().getByText('Data labelled precise location may not be used for advertising.').waitFor();
    await dialog().getByText('No destination breaks it now.').waitFor();
    await dialog().getByText('1 destination names no use, so no policy concerns it.').waitFor();
    await inspect(page, 'policy-dialog');
    await save();
    await row('No location in ads').getByText('In force').waitFor();
    const stored = (await server.call('GET', '/api/policies')) as { items: { labels: string[]; useCases: string[] }[] };
    expect(stored.items).toMatchObject([{ labels: ['precise location'], useCases: ['advertising'], match: 'any' }]);
    await inspect(page, 'policies');
    await page.emulateMedia({ colorScheme: 'dark' });
    await inspect(page, 'policies-dark');
    await page.emulateMedia({ colorScheme: 'light' });
  });

  test('Activate is blocked with the policy, the field and what solves it, and free again without the field', async () => {
    await page.goto(`${server.url}${address}/edit`);
    await page.getByRole('checkbox', { name: 'Advertising' }).click();
    await inspect(page, 'edit-destination-uses');
    await page.getByRole('button', { name: 'Save', exact: true }).click();
    await page.waitForURL(`**${address}`);
    await page.goto(`${server.url}${address}/activate`);
    await page.getByRole('button', { name: 'Add attribute' }).click();
    await page.getByRole('combobox', { name: 'Attribute' }).fill('person.geo.city');
    await violation().waitFor();
    await page.getByText('Attribute person.geo.city, labelled precise location').waitFor();
    await page.getByText('Leave out the attribute person.geo.city.').waitFor();
    expect(await activate().isDisabled()).toBe(true);
    await page.getByRole('button', { name: 'Show why' }).click();
    await expect.poll(() => violation().evaluate((heading) => heading.getBoundingClientRect().bottom < window.innerHeight)).toBe(true);
    await inspect(page, 'policy-violated');
    await page.emulateMedia({ colorScheme: 'dark' });
    await inspect(page, 'policy-violated-dark');
    await page.emulateMedia({ colorScheme: 'light' });
    await page.setViewportSize({ width: 375, height: 800 });
    await expectNoSidewaysScroll(page);
    await inspect(page, 'policy-violated-phone');
    await page.setViewportSize({ width: 1_280, height: 900 });
    // A draft that is not complete breaks nothing that is known.
    await page.getByRole('combobox', { name: 'Attribute' }).fill('');
    await violation().waitFor({ state: 'detached' });
    await page.getByRole('combobox', { name: 'Attribute' }).fill('person.geo.point');
    await violation().waitFor();
    await page.getByRole('combobox', { name: 'Attribute' }).fill('person.name');
    await violation().waitFor({ state: 'detached' });
    await expect.poll(() => activate().isEnabled()).toBe(true);
    await activate().click();
    await page.waitForURL(`**${address}/delivery`);
  });

  test('a segment that is labelled later pauses what sends it, and a policy that is deleted lets it go on', async () => {
    await page.goto(`${server.url}/segments`);
    await page.getByRole('button', { name: 'Edit Segment vip' }).click();
    await dialog().getByRole('combobox', { name: 'Label' }).fill('Precise Location');
    await page.keyboard.press('Enter');
    await inspect(page, 'segment-dialog');
    await save();
    await page.getByText('breaks a policy now, so it sends nothing.', { exact: false }).first().waitFor();
    await row('Segment vip').getByText('Precise Location').waitFor();
    await inspect(page, 'segments-labelled');
    await page.goto(`${server.url}${address}/delivery`);
    await page.getByRole('heading', { name: 'Paused: A policy does not allow what is sent' }).waitFor();
    await page.getByText('The policy "No location in ads" does not allow this for advertising: the segment "Segment vip" (labelled precise location).').waitFor();
    await inspect(page, 'policy-paused');
    const before = stream.records().length;
    await server.call('POST', '/api/profiles', [{ profileId: 'person 0', attributes: { person: { name: 'Another' } } }]);
    await page.goto(`${server.url}/settings/policies`);
    await row('No location in ads').getByRole('link').waitFor();
    await page.setViewportSize({ width: 375, height: 800 });
    await expectNoSidewaysScroll(page);
    await inspect(page, 'policies-phone');
    await page.setViewportSize({ width: 1_280, height: 900 });
    await page.getByRole('button', { name: 'Actions for No location in ads' }).click();
    await chooseFromMenu(page, 'Delete');
    expect(stream.records().length).toBe(before);
    await answer(page, 'Delete');
    await page.getByText('No policies yet').waitFor();
    await expect.poll(() => stream.records().length, { timeout: 20_000 }).toBe(before + 1);
    await page.goto(`${server.url}${address}/delivery`);
    await page.getByText('Enabled', { exact: true }).first().waitFor();
    expect(browser.complaints).toEqual([]);
  });
});
