import { createHmac } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Locator, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { startFakeMail, type FakeMail } from '../fakes/fakeMail.ts';
import { startFakeStream, type FakeStream } from '../fakes/fakeStream.ts';
import { faults } from '../fakes/streamFaults.ts';
import { ServerProcess } from '../serverProcess.ts';
import { answer, chooseFromMenu, chromiumPath, expectNoSidewaysScroll, inspect, messageUnder, TestBrowser } from './browser.ts';

/** Alerts are looked for once a minute; a minute, and what a busy machine adds. */
const lookMs = 150_000;

const secret = 'a-secret-of-many-characters';

let mail: FakeMail;
let receiver: Server;
let receiverUrl: string;
/** What the receiver of webhooks got. */
const received: { readonly signature: unknown; readonly timestamp: unknown; readonly body: string }[] = [];
let stream: FakeStream;
let server: ServerProcess;
let browser: TestBrowser;
let page: Page;
let destinationId: string;

const bell = (): Locator => page.getByRole('button', { name: /^Alerts/ });
const panel = (): Locator => page.getByRole('dialog', { name: 'Alerts' });
const dialog = (): Locator => page.getByRole('dialog');
const row = (name: string): Locator => page.getByRole('row').filter({ has: page.getByRole('rowheader').getByText(name, { exact: true }) });
const save = async (): Promise<void> => {
  await dialog().getByRole('button', { name: 'Save' }).click();
  await dialog().waitFor({ state: 'detached' });
};

describe.skipIf(chromiumPath === null)('alerts', () => {
  beforeAll(async () => {
    stream = await startFakeStream();
    mail = await startFakeMail();
    receiver = createServer((request, response) => {
      let body = '';
      request.setEncoding('utf8').on('data', (text: string) => (body += text));
      request.on('end', () => {
        received.push({ signature: request.headers['tributary-signature'], timestamp: request.headers['tributary-timestamp'], body });
        response.writeHead(request.url === '/gone' ? 410 : 204).end();
      });
    });
    receiver.listen(0, '127.0.0.1');
    await once(receiver, 'listening');
    receiverUrl = `http://127.0.0.1:${(receiver.address() as AddressInfo).port}`;
    server = new ServerProcess({
      TRIBUTARY_KINESIS_ENDPOINT: stream.endpoint,
      TRIBUTARY_SMTP_URL: mail.url,
      TRIBUTARY_MAIL_FROM: 'tributary@example.com',
      TRIBUTARY_WEBHOOK_ALLOW: '127.0.0.0/8',
    });
    await server.start();
    destinationId = await server.activate(stream.name, 'eu-west-1', { segments: [{ id: 'vip' }] });
    browser = await TestBrowser.launch(server.url);
    page = await browser.signedInPage();
  });
  afterAll(async () => {
    await browser?.close();
    await server?.destroy();
    await stream?.close();
    receiver?.close();
    mail?.close();
  });

  test('channels are made, and a test over each says in words how it ended', async () => {
    await page.goto(`${server.url}/settings/alerts`);
    await page.getByText('No channels yet').waitFor();
    const make = async (kind: string, name: string, fields: Record<string, string>): Promise<void> => {
      await page.getByRole('button', { name: 'New channel' }).click();
      await dialog().getByRole('radio', { name: kind }).check({ force: true });
      await dialog().getByRole('textbox', { name: 'Name' }).fill(name);
      for (const [label, value] of Object.entries(fields)) await dialog().getByLabel(label, { exact: true }).fill(value);
    };
    await make('Webhook', 'Pager', { Address: 'http://10.0.0.1/', Secret: 'short' });
    await dialog().getByRole('button', { name: 'Save' }).click();
    await expect.poll(() => messageUnder(dialog().getByLabel('Secret', { exact: true }))).toContain('Use at least 24 characters');
    await inspect(page, 'alerts-channel-dialog');
    await dialog().getByRole('button', { name: 'Show what is typed' }).click();
    expect(await dialog().getByLabel('Address', { exact: true }).getAttribute('type')).toBe('text');
    await dialog().getByRole('button', { name: 'Make a secret' }).click();
    const made = await dialog().getByLabel('Secret', { exact: true }).inputValue();
    expect(made).toMatch(/^[A-Za-z0-9+/]{43}=$/);
    await dialog().getByText(made, { exact: true }).waitFor();
    await inspect(page, 'alerts-channel-secret');
    await dialog().getByLabel('Secret', { exact: true }).fill(secret);
    await dialog().getByText(made, { exact: true }).waitFor({ state: 'detached' });
    await dialog().getByRole('button', { name: 'Save' }).click();
    await expect.poll(() => messageUnder(dialog().getByLabel('Address', { exact: true }))).toContain('TRIBUTARY_WEBHOOK_ALLOW');
    await dialog().getByLabel('Address', { exact: true }).fill(`${receiverUrl}/in`);
    await save();
    await make('E-mail', 'Team', { Addresses: 'ada@example.com, grace@example.com' });
    await dialog().getByText('Of all destinations').click();
    await save();
    await make('Slack', 'Old channel', { 'Address of the incoming webhook': `${receiverUrl}/gone` });
    await dialog().getByText('Critical alerts only').click();
    await save();
    for (const [name, said] of [
      ['Pager', 'Delivered'],
      ['Team', 'Delivered'],
      ['Old channel', 'The receiver answered 410: nothing listens at this address any more.'],
    ] as const) {
      await row(name).getByRole('button', { name: 'Send test' }).click();
      await row(name).getByText(said).first().waitFor();
    }
    expect(mail.messages).toMatchObject([{ to: 'ada@example.com, grace@example.com', text: expect.stringContaining('Subject: Test of alerts') }]);
    expect(JSON.parse(received[0]?.body ?? '{}')).toMatchObject({ version: 1, test: true });
    await inspect(page, 'alerts-channels');
    expect(await page.content()).not.toContain(secret);
  });

  test('a destination is chosen to be told of, on its page', async () => {
    await page.goto(`${server.url}/destinations/${destinationId}/activation`);
    const team = page.getByRole('checkbox', { name: 'Team' });
    await team.waitFor();
    expect([await team.isChecked(), await page.getByRole('checkbox', { name: 'Pager' }).isDisabled()]).toEqual([false, true]);
    await page.getByText('Team', { exact: true }).click();
    await expect
      .poll(
        async () =>
          ((await server.call('GET', '/api/alert-channels'))['items'] as { name: string; destinationIds: string[] }[]).find(({ name }) => name === 'Team')?.destinationIds,
      )
      .toEqual([destinationId]);
    await inspect(page, 'alerts-subscription');
    received.length = 0;
    mail.messages.length = 0;
  });

  test('the bell rings by itself when a destination pauses, and says what to do', { timeout: 2 * lookMs }, async () => {
    await page.getByRole('button', { name: 'Alerts: 0 firing, 0 unread' }).click();
    await panel().getByText('No alert fires.').waitFor();
    await page.keyboard.press('Escape');
    stream.faults = [{ fault: faults.unknownKey(), operation: '*' }];
    await server.call('POST', '/api/profiles', { profileId: 'p', segmentMembership: { ups: { vip: { status: 'realized' } } } });
    await page.getByRole('button', { name: 'Alerts: 1 firing, 1 unread' }).waitFor({ timeout: lookMs });
    await bell().press('Enter');
    const alert = panel().getByRole('listitem').filter({ hasText: 'has been paused' });
    await expect.poll(() => alert.innerText()).toMatch(/unread[^]*Destination has been paused[^]*Nothing is lost/);
    await inspect(page, 'alerts-bell');
    await expect.poll(() => [received.length, mail.messages.length], { timeout: 30_000 }).toEqual([1, 1]);
    const [{ body, signature, timestamp } = { body: '', signature: '', timestamp: '' }] = received;
    expect(signature).toBe(
      `v1=${createHmac('sha256', secret)
        .update(`${String(timestamp)}.${body}`)
        .digest('hex')}`,
    );
    expect(JSON.parse(body)).toMatchObject({ test: false, kind: 'paused', level: 'warning', subject: { type: 'destination', id: destinationId } });
    expect(mail.messages[0]?.text).toContain('Subject: Warning: Destination has been paused');
  });

  test('an alert is muted with a name, and marked as read', async () => {
    await panel().getByRole('button', { name: 'Mute the alert about Destination' }).click();
    await chooseFromMenu(page, 'Mute for 1 hour');
    await panel().getByText('Muted by an access token; ends in').waitFor();
    await expect.poll(() => bell().getAttribute('aria-label')).toBe('Alerts: 1 firing, 0 unread');
    await panel().getByRole('button', { name: 'Mute the alert about Destination' }).click();
    await chooseFromMenu(page, 'Unmute');
    await panel().getByRole('button', { name: 'Mark as read' }).click();
    await panel().getByRole('button', { name: 'Mark as read' }).waitFor({ state: 'detached' });
    await panel().getByRole('link', { name: 'Destination', exact: true }).click();
    await page.getByRole('heading', { level: 1, name: 'Destination' }).waitFor();
    expect(new URL(page.url()).pathname).toContain(destinationId);
    await panel().waitFor({ state: 'detached' });
  });

  test('rules are read by everybody, changed by an admin, and muted', async () => {
    await bell().click();
    await panel().getByRole('link', { name: 'Rules' }).click();
    await row('Behind, all destinations').waitFor();
    await inspect(page, 'alerts-rules');
    await row('Behind, all destinations').getByRole('button').click();
    await chooseFromMenu(page, 'Edit');
    const critical = dialog().getByRole('textbox', { name: 'Critical from (minutes)' });
    await critical.fill('2');
    await dialog().getByRole('button', { name: 'Save' }).click();
    await expect.poll(() => messageUnder(critical)).toContain('Critical must be higher than the warning (5).');
    await inspect(page, 'alerts-rule-dialog');
    await critical.fill('90');
    await save();
    await row('Behind, all destinations').getByText('Warning from 5 minutes, critical from 90 minutes').waitFor();
    await row('Behind, all destinations').getByRole('button').click();
    await chooseFromMenu(page, 'Mute for 1 day');
    await row('Behind, all destinations').getByText('Muted', { exact: true }).waitFor();
  });

  test('a destination gets a rule of its own', async () => {
    const warning = dialog().getByRole('textbox', { name: 'Warning from (minutes)' });
    await page.getByRole('button', { name: 'New rule' }).click();
    await warning.fill('77');
    await dialog().getByRole('button', { name: 'Cancel' }).click();
    await dialog().waitFor({ state: 'detached' });
    await page.getByRole('button', { name: 'New rule' }).click();
    expect(await warning.inputValue()).toBe('5');
    await dialog().getByRole('button', { name: /Where/ }).click();
    await page.getByRole('option', { name: 'Destination', exact: true }).click();
    await warning.fill('1');
    await save();
    await row('Behind, Destination').getByText('Warning from 1 minute', { exact: true }).waitFor();
    await row('Behind, Destination').getByRole('button').click();
    await chooseFromMenu(page, 'Delete');
    await answer(page, 'Delete');
    await row('Behind, Destination').waitFor({ state: 'detached' });
  });

  test('bell and rules fit a phone, in the dark', async () => {
    const phone = await browser.signedInPage({ width: 375, colorScheme: 'dark' });
    await phone.getByRole('button', { name: /^Alerts/ }).click();
    await phone.getByRole('dialog', { name: 'Alerts' }).getByText('Firing now').waitFor();
    await expectNoSidewaysScroll(phone);
    await inspect(phone, 'alerts-bell-phone');
    await phone.getByRole('dialog', { name: 'Alerts' }).getByRole('link', { name: 'Rules' }).click();
    await phone.getByText('Behind, all destinations').waitFor();
    await expectNoSidewaysScroll(phone);
    await inspect(phone, 'alerts-rules-phone');
    expect(await phone.title()).toContain('Settings');
    await phone.context().close();
  });
});
