import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { startFakeStream, type FakeStream } from '../fakes/fakeStream.ts';
import { ServerProcess } from '../serverProcess.ts';
import { chromiumPath, expectNoSidewaysScroll, inspect, TestBrowser } from './browser.ts';

let stream: FakeStream;
let server: ServerProcess;
let browser: TestBrowser;
/** Two people: one is signed in by the operator's token, the other by e-mail address. */
let token: Page;
let ada: Page;
let address: string;

const notice = (page: Page) => page.getByRole('status').filter({ hasText: 'A change waits for approval' });
const sent = async (): Promise<string[]> => ((await server.call('GET', `/api${address}/activation`)).segments as { id: string }[]).map(({ id }) => id);

describe.skipIf(chromiumPath === null)('a second person', () => {
  beforeAll(async () => {
    stream = await startFakeStream();
    server = new ServerProcess({ TRIBUTARY_KINESIS_ENDPOINT: stream.endpoint });
    await server.start();
    address = `/destinations/${await server.activate(stream.name, 'eu-west-1', { segments: [{ id: 'vip' }] })}`;
    await server.call('PUT', '/api/segments/loyal', { name: 'Loyal people' });
    await server.call('POST', '/api/profiles', [{ profileId: 'p1', segmentMembership: { ups: { vip: { status: 'realized' }, loyal: { status: 'realized' } } } }]);
    browser = await TestBrowser.launch(server.url);
    token = await browser.signedInPage();
    ada = await browser.newPage();
    await ada.goto(/http\S+#token=\S+/.exec(server.lines.join('\n'))?.[0] ?? '');
    await ada.getByLabel('E-mail').fill('ada@example.com');
    await ada.getByLabel('Password', { exact: true }).fill('correct horse battery staple');
    await ada.getByLabel('Password again').fill('correct horse battery staple');
    await ada.getByRole('button', { name: /create/i }).click();
    await ada.getByRole('heading', { level: 1, name: 'Overview' }).waitFor();
  });
  afterAll(async () => {
    await browser?.close();
    await server?.destroy();
    await stream?.close();
  });

  test('is asked for on the page of a destination, and from then on before anything that is sent changes', async () => {
    await token.goto(`${server.url}${address}/edit`);
    await token.getByRole('checkbox', { name: 'A second person approves changes' }).check();
    await token.getByRole('button', { name: 'Save' }).click();
    await token.getByText('Saved: Destination').waitFor();

    await token.goto(`${server.url}${address}/activate`);
    await token.getByRole('checkbox', { name: 'Pick Loyal people', exact: true }).check();
    await token.getByRole('button', { name: 'Send for approval' }).click();
    await notice(token).getByText('Segment added: Loyal people.').waitFor();
    await notice(token).getByText('Somebody else with the marketer or admin role has to approve it').waitFor();
    expect(await notice(token).getByRole('button', { name: 'Approve' }).count()).toBe(0);
    expect(await sent()).toEqual(['vip']);
    await inspect(token, 'approval-own');
  });

  test('sees in the list that a change waits, compares the records, and approves', async () => {
    await ada.goto(`${server.url}/destinations`);
    await ada.getByText('A change waits for approval').waitFor();
    await ada.goto(`${server.url}${address}/activation`);
    await notice(ada).getByText('Proposed by an access token').waitFor();
    await inspect(ada, 'approval-other');
    await ada.emulateMedia({ colorScheme: 'dark' });
    await ada.setViewportSize({ width: 375, height: 800 });
    await expectNoSidewaysScroll(ada);
    await inspect(ada, 'approval-phone-dark');
    await ada.emulateMedia({ colorScheme: 'light' });
    await ada.setViewportSize({ width: 1_280, height: 900 });
    await notice(ada).getByRole('button', { name: 'Compare records' }).click();
    await ada.getByRole('dialog').getByRole('group', { name: 'Record of p1' }).locator('ins').first().waitFor();
    await ada.getByRole('button', { name: 'Close' }).click();
    await notice(ada).getByRole('button', { name: 'Approve' }).click();
    await ada.getByText('Approved: Destination changed.').waitFor();
    await notice(ada).waitFor({ state: 'detached' });
    expect(await sent()).toEqual(['vip', 'loyal']);
    await ada.getByRole('table', { name: 'Versions' }).getByText('approved by ada@example.com').waitFor();
  });

  test('declines what should not be, for settings and for an earlier version alike', async () => {
    await token.goto(`${server.url}${address}/edit`);
    await token.getByRole('checkbox', { name: 'A second person approves changes' }).uncheck();
    await token.getByRole('button', { name: 'Save' }).click();
    await notice(token).getByText('A second person approves changes: off.').waitFor();
    await ada.goto(`${server.url}${address}/activation`);
    await notice(ada).getByRole('button', { name: 'Decline' }).click();
    await notice(ada).waitFor({ state: 'detached' });

    await token.goto(`${server.url}${address}/activation`);
    await token.getByRole('button', { name: 'Restore version 1' }).click();
    await token.getByRole('dialog').getByRole('button', { name: 'Restore' }).click();
    await notice(token).getByText('Segment removed: Loyal people.').waitFor();
    await notice(token).getByRole('button', { name: 'Withdraw' }).click();
    await notice(token).waitFor({ state: 'detached' });
    expect(await sent()).toEqual(['vip', 'loyal']);
    expect((await server.call('GET', `/api${address}`)).options).toMatchObject({ needsApproval: true });
    expect(browser.complaints).toEqual([]);
  });
});
