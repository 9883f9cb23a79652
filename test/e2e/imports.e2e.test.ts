import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { Locator, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { ServerProcess } from '../serverProcess.ts';
import { answer, chromiumPath, expectNoSidewaysScroll, inspect, messageUnder, TestBrowser } from './browser.ts';

let server: ServerProcess;
let browser: TestBrowser;
let page: Page;
const folder = mkdtempSync(path.join(tmpdir(), 'tributary-import-files-'));

function file(name: string, content: string): string {
  const made = path.join(folder, name);
  writeFileSync(made, content);
  return made;
}
const people = (from: number, count: number): string =>
  `customer_id;email;points;note\n${Array.from({ length: count }, (_, at) => `c-${from + at};p${from + at}@example.com;${at % 50 === 7 ? 'many' : at};`).join('\n')}\n`;

const choose = async (made: string, at: Page = page): Promise<void> => at.locator('input[type=file]').setInputFiles(made);
const column = (name: string, at: Page = page): Locator => at.getByRole('group', { name: `Column ${name}` });
const panel = (name: string): Locator => page.getByRole('region', { name, exact: true });
const pick = async (field: Locator, option: string): Promise<void> => {
  await field.click();
  await page.getByRole('option', { name: option, exact: true }).click();
  await page.getByRole('listbox').waitFor({ state: 'detached' });
};

describe.skipIf(chromiumPath === null)('importing a file', () => {
  beforeAll(async () => {
    server = new ServerProcess();
    await server.start();
    await server.call('POST', '/api/profiles', { profileId: 'old', segmentMembership: { ups: { spring: { status: 'realized' } } } });
    browser = await TestBrowser.launch(server.url);
    page = await browser.signedInPage();
  });
  afterAll(async () => {
    rmSync(folder, { recursive: true });
    await browser?.close();
    await server?.destroy();
  });

  test('begins on the page of segments, and refuses what is no file of people', async () => {
    await page.getByRole('navigation').getByRole('link', { name: 'Segments' }).click();
    await page.getByRole('link', { name: 'Import a file' }).click();
    await page.getByRole('heading', { level: 1, name: 'Import a file' }).waitFor();
    await choose(file('people.xlsx', 'x'));
    await page.getByRole('alert').getByText('“people.xlsx” cannot be imported.').waitFor();
    await inspect(page, 'import-choose');
    await choose(file('empty.csv', 'id,points\n'));
    await page.getByRole('alert').getByText('There are no rows in the file').waitFor();
    expect(await server.call('GET', '/api/imports')).toMatchObject({ items: [] });
  });

  test('shows the first rows, suggests what the columns are, and says at the field what is missing', async () => {
    await choose(file('spring.csv', people(0, 400)));
    await page.getByRole('heading', { level: 1, name: 'spring.csv' }).waitFor();
    await panel('First rows').getByRole('cell', { name: 'p3@example.com' }).waitFor();
    expect(await column('customer_id').getByRole('button').innerText()).toContain('Profile id');
    expect(await column('email').getByRole('textbox', { name: 'Identity namespace' }).inputValue()).toBe('email_lc_sha256');
    expect(await column('note').innerText()).toContain('No value in the first rows');
    await inspect(page, 'import-columns');

    await pick(column('customer_id').getByRole('button', { name: 'What is this?' }), 'Leave out');
    await pick(column('points').getByRole('button', { name: 'Type' }), 'Number');
    await page.getByRole('radio', { name: /^Leave if they are not in the file/ }).check();
    await page.getByRole('button', { name: 'Start the import' }).click();
    await page.getByText('Say which column is the profile id.').waitFor();
    expect(await messageUnder(page.getByRole('combobox', { name: 'Segment' }))).toContain('Pick the segment whose people are replaced.');
    await inspect(page, 'import-columns-wrong');
    await pick(column('customer_id').getByRole('button', { name: 'What is this?' }), 'Profile id');
  });

  test('asks before anybody leaves, then tells how it went, with every error', async () => {
    await page.getByRole('combobox', { name: 'Segment' }).fill('spring');
    await page.getByText('1 person is in spring now.').waitFor();
    await page.keyboard.press('Escape');
    await page.getByRole('button', { name: 'Start the import' }).click();
    await answer(page, 'Replace');
    await panel('Progress').getByText('Completed', { exact: true }).waitFor();
    expect(await panel('Counts').innerText()).toMatch(
      /Rows in the file\s+400\s+Changed somebody\s+392\s+Changed nothing\s+0\s+Rejected\s+8\s+Left the segment\s+1\s+Segment\s+spring/,
    );
    await panel('8 rows were rejected').getByText('This is not a number.').first().waitFor();
    const [download] = await Promise.all([page.waitForEvent('download'), page.getByRole('link', { name: 'Download all errors' }).click()]);
    expect(download.suggestedFilename()).toBe('import-errors.csv');
    await inspect(page, 'import-done');
    await page.getByRole('link', { name: 'spring', exact: true }).click();
    await page.getByRole('heading', { level: 1, name: 'spring' }).waitFor();
    expect((await server.call('GET', '/api/segments/spring'))['size']).toBe(392);
  });

  test('makes a segment by its name, can be cancelled, goes on, and is listed', async () => {
    await page.goto(`${server.url}/segments/import`);
    await choose(file('many.csv', people(1_000, 60_000)));
    await page.getByRole('combobox', { name: 'Segment' }).fill('many');
    await page.keyboard.press('Escape');
    await page.getByRole('textbox', { name: 'Name of the new segment' }).fill('Many people');
    await page.getByRole('button', { name: 'Start the import' }).click();
    await page.getByRole('button', { name: 'Cancel the import' }).click();
    await panel('Progress').getByText('Cancelled', { exact: true }).waitFor();
    await inspect(page, 'import-cancelled');
    await page.getByRole('button', { name: 'Resume' }).click();
    await panel('Progress').getByText('Completed', { exact: true }).waitFor();
    await page.getByRole('navigation').getByRole('link', { name: 'Segments' }).click();
    await page.getByRole('table', { name: 'Recent imports' }).getByRole('link', { name: 'many.csv' }).waitFor();
    await page.getByRole('table', { name: 'Segments', exact: true }).getByRole('link', { name: 'Many people' }).waitFor();
    await inspect(page, 'import-recent');
    expect(await server.call('GET', '/api/segments/many')).toMatchObject({ name: 'Many people', size: 60_000 });
  });

  test('fits a telephone in the dark', async () => {
    const narrow = await browser.signedInPage({ colorScheme: 'dark', width: 375, height: 800 });
    await narrow.goto(`${server.url}/segments/import`);
    await narrow.getByRole('button', { name: 'Choose a file', exact: true }).waitFor();
    await expectNoSidewaysScroll(narrow);
    await inspect(narrow, 'import-choose-narrow-dark');
    await choose(file('narrow.csv', people(0, 60)), narrow);
    await column('email', narrow).waitFor();
    await expectNoSidewaysScroll(narrow);
    await inspect(narrow, 'import-columns-narrow-dark');
    await narrow.getByRole('button', { name: 'Start the import' }).click();
    await narrow.getByText('The import is complete').waitFor();
    await expectNoSidewaysScroll(narrow);
    await inspect(narrow, 'import-done-narrow-dark');
    expect(await narrow.getByRole('region', { name: 'Counts' }).innerText()).toMatch(/Rows in the file\s+60/);
  });

  test('complains about nothing', () => {
    expect(browser.complaints).toEqual([]);
  });
});
