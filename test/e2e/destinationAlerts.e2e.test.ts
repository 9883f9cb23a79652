import path from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import type { Locator, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { AlertKind } from '../../shared/alert.ts';
import { startFakeStream, type FakeStream } from '../fakes/fakeStream.ts';
import { ServerProcess } from '../serverProcess.ts';
import { chooseFromMenu, chromiumPath, expectNoSidewaysScroll, inspect, TestBrowser } from './browser.ts';

let stream: FakeStream;
let server: ServerProcess;
let browser: TestBrowser;
let page: Page;
let destinationId: string;

interface Put {
  readonly kind: AlertKind;
  readonly subject: 'destination' | 'account';
  readonly id: string;
  readonly name: string;
  readonly level: 'ok' | 'warning' | 'critical';
  readonly value: number;
  readonly ageMs: number;
}

/** Stores an alert as a look at the rules does; looks come once a minute, and some levels take hours to come to. */
function putAlert({ kind, subject, id, name, level, value, ageMs }: Put): void {
  const sql = new DatabaseSync(path.join(server.dataDir, 'tributary.db'));
  sql.exec('PRAGMA busy_timeout = 5000');
  const at = Date.now() - ageMs;
  const worst = level === 'ok' ? 'warning' : level;
  sql
    .prepare(
      `INSERT INTO alerts (id, rule_id, kind, subject_type, subject_id, subject_name, level, worst, value, threshold, started_at, changed_at, ended, last_change)
       VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, 1, ?, ?, ?, (SELECT count(*) + 1 FROM alerts))`,
    )
    .run(`al_${kind}_${id}`, `alr_${kind}`, kind, subject, id, name, level, worst, value, at, at, level === 'ok' ? 'recovered' : null);
  sql.close();
}

const panel = (): Locator => page.getByRole('region', { name: 'Alerts that fire now' });
const folded = (): Locator => page.getByRole('button', { name: /alerts? ended in the last 24 hours/ });

describe.skipIf(chromiumPath === null)('alerts on the page of a destination', () => {
  beforeAll(async () => {
    stream = await startFakeStream();
    server = new ServerProcess({ TRIBUTARY_KINESIS_ENDPOINT: stream.endpoint });
    await server.start();
    destinationId = await server.activate(stream.name, 'eu-west-1', { segments: [{ id: 'vip' }] });
    browser = await TestBrowser.launch(server.url);
    page = await browser.signedInPage();
  });
  afterAll(async () => {
    await browser?.close();
    await server?.destroy();
    await stream?.close();
  });

  test('are nothing where there are none', async () => {
    await page.goto(`${server.url}/destinations/${destinationId}`);
    const [answer] = await Promise.all([page.waitForResponse((response) => new URL(response.url()).pathname === '/api/alerts'), page.reload()]);
    expect(new URL(answer.url()).searchParams.get('destinationId')).toBe(destinationId);
    await page.getByRole('tab', { name: 'Delivery' }).waitFor();
    expect([await panel().count(), await folded().count()]).toEqual([0, 0]);
  });

  test('that ended are folded, and opened by keyboard', async () => {
    putAlert({ kind: 'lag', subject: 'destination', id: destinationId, name: 'Destination', level: 'ok', value: 0, ageMs: 3_600_000 });
    putAlert({ kind: 'lag', subject: 'destination', id: 'elsewhere', name: 'Elsewhere', level: 'critical', value: 90, ageMs: 60_000 });
    await page.reload();
    await folded().press('Enter');
    await page.getByRole('listitem').filter({ hasText: 'has caught up' }).getByText('Ended').waitFor();
    expect(await panel().count()).toBe(0);
    await inspect(page, 'destination-alerts-ended');
  });

  test('that fire, of the account as well, say since when and what to do, and are muted', async () => {
    const { accountId } = await server.call('GET', `/api/destinations/${destinationId}`);
    putAlert({ kind: 'failure_rate', subject: 'destination', id: destinationId, name: 'Destination', level: 'critical', value: 42, ageMs: 630_000 });
    putAlert({ kind: 'credentials_ageing', subject: 'account', id: String(accountId), name: 'Account', level: 'warning', value: 95, ageMs: 7_200_000 });
    await page.reload();
    const failing = panel().getByRole('listitem').filter({ hasText: 'fails for 42% of its records' });
    await expect.poll(() => failing.innerText()).toMatch(/Critical[^]*Open the dead letters[^]*Started 10 minutes ago/);
    await panel().getByRole('listitem').filter({ hasText: 'has an access key that is 95 days old' }).getByText('Make a new key').waitFor();
    expect(await panel().getByText('Elsewhere').count()).toBe(0);
    await inspect(page, 'destination-alerts');
    await failing.getByRole('button', { name: 'Mute the alert about Destination' }).click();
    await chooseFromMenu(page, 'Mute for 1 hour');
    await failing.getByText('Muted by an access token; ends in').waitFor();
    await page.getByRole('tab', { name: 'Runs' }).click();
    await panel().waitFor();
    await failing.getByRole('link', { name: 'Destination' }).click();
    await page.waitForURL(`**/destinations/${destinationId}/dead-letters`);
  });

  test('fit a phone, in the dark', async () => {
    const phone = await browser.signedInPage({ width: 375, height: 800, colorScheme: 'dark' });
    await phone.goto(`${server.url}/destinations/${destinationId}`);
    await phone.getByRole('region', { name: 'Alerts that fire now' }).waitFor();
    await expectNoSidewaysScroll(phone);
    await inspect(phone, 'destination-alerts-phone');
    await phone.context().close();
    expect(browser.complaints).toEqual([]);
  });
});
