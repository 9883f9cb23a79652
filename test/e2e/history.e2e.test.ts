import { readFileSync } from 'node:fs';
import path from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import type { Locator, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { startFakeStream, type FakeStream } from '../fakes/fakeStream.ts';
import { ServerProcess } from '../serverProcess.ts';
import { chooseFromMenu, chromiumPath, expectNoSidewaysScroll, inspect, TestBrowser } from './browser.ts';

let stream: FakeStream;
let server: ServerProcess;
let browser: TestBrowser;
let page: Page;
let address: string;

const row = (table: string, what: string | RegExp): Locator => page.getByRole('table', { name: table }).getByRole('row').filter({ hasText: what });

describe.skipIf(chromiumPath === null)('who changed what', () => {
  beforeAll(async () => {
    stream = await startFakeStream();
    server = new ServerProcess({ TRIBUTARY_KINESIS_ENDPOINT: stream.endpoint });
    await server.start();
    const id = await server.activate(stream.name, 'eu-west-1', { segments: [{ id: 'vip' }], attributes: [{ source: 'email' }] });
    address = `/destinations/${id}`;
    await server.call('PUT', '/api/segments/loyal', { name: 'Loyal people' });
    browser = await TestBrowser.launch(server.url);
    page = await browser.newPage();
    await page.goto(/http\S+#token=\S+/.exec(server.lines.join('\n'))?.[0] ?? '');
    await page.getByLabel('E-mail').fill('ada@example.com');
    await page.getByLabel('Password', { exact: true }).fill('correct horse battery staple');
    await page.getByLabel('Password again').fill('correct horse battery staple');
    await page.getByRole('button', { name: /create/i }).click();
    await page.getByRole('heading', { level: 1, name: 'Overview' }).waitFor();
  });
  afterAll(async () => {
    await browser?.close();
    await server?.destroy();
    await stream?.close();
  });

  test('is on the tab History: who, what, when, and what was before and after', async () => {
    await page.goto(`${server.url}${address}/edit`);
    await page.getByLabel('Description').fill('For the newsletter.');
    await page.getByRole('button', { name: 'Save' }).click();
    await page.getByText('Saved: Destination').waitFor();
    await server.call('PUT', `/api${address}/activation`, { segments: [{ id: 'vip' }, { id: 'loyal' }], attributes: [{ source: 'email' }] });
    await server.call('POST', `/api${address}/disable`);
    await page.goto(`${server.url}${address}`);
    await page.getByRole('tab', { name: 'History' }).click();
    await row('History', 'Changed the settings').getByText('ada@example.com').waitFor();
    await row('History', 'Changed the settings').getByText('Description: empty → For the newsletter.').waitFor();
    await row('History', 'Segment added: Loyal people').getByText('An access token (admin)').waitFor();
    await row('History', 'Switched sending off').getByText('Sends changes: yes → no').waitFor();
    await page.getByRole('button', { name: /^Show all \d+: Created the destination, An access token \(admin\)/ }).click();
    await row('History', 'Created the destination').getByText(`Stream, Name: ${stream.name}`).waitFor();
    await page.getByRole('button', { name: 'Show as JSON: Created the destination' }).click();
    await page.getByRole('group', { name: 'JSON: Created the destination' }).getByText(`"name": "${stream.name}"`).waitFor();
    expect(page.url()).toContain(`${address}/history`);
    await inspect(page, 'history');
  });

  test('is on the page Audit with sign-ins and addresses, found by person, thing and action, and kept in the address', async () => {
    await page.getByRole('link', { name: 'Audit' }).click();
    await page.getByText(/^No sign that anybody changed the audit trail: all \d+ entries since .* fit together\./).waitFor();
    await row('Audit trail', 'Set up the first administrator').getByText('127.0.0.1').waitFor();
    await row('Audit trail', 'Connected the account').first().waitFor();
    await inspect(page, 'audit');

    await page.getByRole('searchbox', { name: 'Person' }).fill('ada@');
    await page.getByText('2 entries', { exact: true }).waitFor();
    expect(await page.getByRole('table').innerText()).not.toContain('An access token');
    await page.getByRole('button', { name: 'Action' }).click();
    await page.getByRole('option', { name: 'Changed the settings' }).click();
    await page.getByText('1 entry', { exact: true }).waitFor();
    const download = page.waitForEvent('download');
    await page.getByRole('button', { name: 'Export audit entries' }).click();
    await chooseFromMenu(page, 'CSV');
    const [head = '', only = '', ...more] = readFileSync(await (await download).path(), 'utf8')
      .trim()
      .split('\r\n');
    expect([head, more]).toEqual([expect.stringContaining('Entry,Time,Who'), []]);
    expect(only).toContain('ada@example.com,admin,127.0.0.1,Changed the settings');
    await page.getByRole('dialog', { name: 'Exported audit entries' }).waitFor();
    await page.keyboard.press('Escape');
    await page.getByRole('dialog').waitFor({ state: 'detached' });
    await page.getByRole('button', { name: 'Result' }).click();
    await page.getByRole('option', { name: 'Refused' }).click();
    await page.getByText('Nothing matches').waitFor();
    await page.getByRole('button', { name: 'Result' }).click();
    await page.getByRole('option', { name: 'Every result' }).click();
    await page.getByText('1 entry', { exact: true }).waitFor();
    await page.getByRole('searchbox', { name: 'About' }).fill('no such thing');
    await page.getByText('Nothing matches').waitFor();
    await expect.poll(() => page.url()).toContain('person=ada%40&action=destination.update&resource=no+such+thing');
    await page.reload();
    await page.getByText('Nothing matches').waitFor();
    await page.goto(`${server.url}/audit`);
    await page.getByRole('searchbox', { name: 'Person' }).fill('ada@');
    await page.getByRole('searchbox', { name: 'About' }).fill('Destination');
    await expect.poll(() => page.url()).toContain('person=ada%40&resource=Destination');
  });

  test('a sign-in that failed is there, with why', async () => {
    const body = JSON.stringify({ email: 'eve@example.com', password: 'not the password' });
    expect((await server.send('POST', '/api/session', body, 'application/json')).status).toBe(401);
    await page.goto(`${server.url}/audit?person=eve@`);
    await row('Audit trail', 'Tried to sign in').getByText('Refused: wrong address, password or token').waitFor();
  });

  test('is for administrators: others are told where to look instead, and are not asked for', async () => {
    const viewer = await browser.signedInPage();
    let asked = 0;
    await viewer.route('**/api/audit*', (route) => ((asked += 1), route.continue()));
    await viewer.route('**/api/session', async (route) => {
      const response = await route.fetch();
      await route.fulfill({ response, json: { ...((await response.json()) as object), role: 'viewer' } });
    });
    await viewer.goto(`${server.url}/audit`);
    await viewer.getByRole('heading', { name: 'Only administrators see the audit trail' }).waitFor();
    expect([await viewer.getByRole('link', { name: 'Audit' }).count(), asked]).toEqual([0, 0]);
    await inspect(viewer, 'audit-denied');
    await viewer.close();
  });

  test('a trail that somebody changed in the file says so, and names the entry', async () => {
    const file = new DatabaseSync(path.join(server.dataDir, 'tributary.db'));
    file.exec("DROP TRIGGER audit_entries_stay; UPDATE audit_entries SET actor = 'eve@example.com' WHERE sequence = 2");
    file.close();
    await page.goto(`${server.url}/audit`);
    await page.getByText('Somebody changed the audit trail outside of Tributary').waitFor();
    await page.getByText(/^Entry 2, of .*, does not fit the one before it\./).waitFor();
    await inspect(page, 'audit-changed');
    await page.goto(server.url);
    await page.getByRole('listitem').filter({ hasText: 'The audit trail was changed outside of Tributary' }).getByText('Entry 2, of').waitFor();
    await page.getByRole('link', { name: 'The audit trail' }).click();
    await page.getByText('Somebody changed the audit trail outside of Tributary').waitFor();
    await page.setViewportSize({ width: 375, height: 800 });
    await inspect(page, 'audit-phone');
    await expectNoSidewaysScroll(page);
    await page.goto(`${server.url}${address}/history`);
    await row('History', 'Created the destination').waitFor();
    await inspect(page, 'history-phone');
    await expectNoSidewaysScroll(page);
    await page.setViewportSize({ width: 1_280, height: 900 });
    await page.emulateMedia({ colorScheme: 'dark' });
    await inspect(page, 'history-dark');
    await page.goto(`${server.url}/audit`);
    await page.getByRole('table').waitFor();
    await inspect(page, 'audit-dark');
    expect(browser.complaints).toEqual([]);
  });
});
