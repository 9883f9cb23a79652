import type { Page, Request } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { startFakeStream, type FakeStream } from '../fakes/fakeStream.ts';
import { ServerProcess } from '../serverProcess.ts';
import { chromiumPath, expectNoSidewaysScroll, inspect, TestBrowser } from './browser.ts';
import { walkByTab } from './walkByTab.ts';

let stream: FakeStream;
let server: ServerProcess;
let browser: TestBrowser;
let page: Page;
/** Values of what begins with a colon in the addresses below. */
const ids = { filled: '', draft: '', run: '' };

/** A page, its address, and what it shows once it is there. */
const pages: readonly (readonly [name: string, address: string, content: string])[] = [
  ['overview', '/', 'role=heading[name="Needs attention"]'],
  ['destinations', '/destinations?status=enabled', 'role=table[name="Destinations"]'],
  ['destinations-none', '/destinations?search=nothing', 'text=No destination matches'],
  ['delivery', '/destinations/:filled/delivery', 'role=heading[name="Shards of the stream"]'],
  ['delivery-draft', '/destinations/:draft/delivery', 'role=tab[name="Delivery"]'],
  ['runs', '/destinations/:filled/runs', 'role=table[name="Runs"]'],
  ['run', '/destinations/:filled/runs/:run', 'role=heading[name="The run"]'],
  ['dead-letters', '/destinations/:filled/dead-letters', 'role=table[name="Dead letters"]'],
  ['deliveries', '/destinations/:filled/deliveries', 'role=table[name="Deliveries"]'],
  ['tail', '/destinations/:filled/tail', 'text=Live. Nothing came yet.'],
  ['history', '/destinations/:filled/history', 'role=table[name="History"]'],
  ['alerts', '/settings/alerts', 'role=table[name="Rules"]'],
  ['audit', '/audit', 'role=table[name="Audit trail"]'],
  ['audit-none', '/audit?person=nobody', 'text=Nothing matches'],
];

/** What asks for something before it is drawn, and what shows the answer. */
const askers: readonly (readonly [address: string, content: string])[] = [
  ['/', 'role=heading[name="Needs attention"]'],
  ['/destinations', 'role=table[name="Destinations"]'],
  ['/destinations/:filled/delivery', 'role=heading[name="Why records were not delivered"]'],
  ['/destinations/:filled/delivery?period=day', 'role=heading[name="Why records were not delivered"]'],
  ['/destinations/:filled/runs', 'role=table[name="Runs"]'],
  ['/destinations/:filled/activation', 'role=heading[name="Record"]'],
  ['/destinations/:filled/dead-letters', 'role=table[name="Dead letters"]'],
  ['/destinations/:filled/deliveries', 'role=table[name="Deliveries"]'],
  ['/destinations/:filled/history', 'role=table[name="History"]'],
  ['/segments', 'role=table[name="Segments"]'],
  ['/accounts', 'role=table[name="Accounts"]'],
  ['/settings/policies', 'text=No policies yet'],
  ['/settings/labels', 'role=table[name="Fields"]'],
  ['/settings/alerts', 'role=table[name="Rules"]'],
];

/** What opens something, by keyboard; Escape closes it and leaves the focus there. */
const openers: readonly (readonly [address: string, button: RegExp, role: 'dialog' | 'menu'])[] = [
  ['/', /^Alerts: /, 'dialog'],
  ['/destinations', /^Columns/, 'dialog'],
  ['/destinations', /^Export/, 'menu'],
  ['/destinations', /^Actions for Destination/, 'menu'],
  ['/destinations/:filled/dead-letters', /^Inspect/, 'dialog'],
  ['/destinations/:filled/deliveries', /^Find by identity/, 'dialog'],
  ['/destinations/:filled/deliveries', /^Inspect/, 'dialog'],
  ['/settings/alerts', /^New channel/, 'dialog'],
  ['/settings/alerts', /^New rule/, 'dialog'],
  ['/settings/alerts', /^Actions for On call/, 'menu'],
];

async function open(address: string, content: string): Promise<void> {
  await page.goto(server.url + address.replace(/:(filled|draft|run)/g, (_, name: keyof typeof ids) => ids[name]));
  await page.locator(content).first().waitFor();
}

describe.skipIf(chromiumPath === null)('every page', () => {
  beforeAll(async () => {
    stream = await startFakeStream();
    server = new ServerProcess({ TRIBUTARY_KINESIS_ENDPOINT: stream.endpoint });
    await server.start();
    const people = Array.from({ length: 6 }, (_, n) =>
      JSON.stringify({
        profileId: `person-${n}`,
        attributes: { key: n < 4 ? `key-${n}` : 'k'.repeat(300), email: `person-${n}@example.com` },
        segmentMembership: { ups: { vip: { status: 'realized' } } },
      }),
    );
    await server.send('POST', '/api/profiles', people.join('\n'), 'application/x-ndjson');
    const activation = { segments: [{ id: 'vip', backfill: true }], attributes: [{ source: 'email' }], partitionKey: { kind: 'attribute', source: 'key' } };
    ids.filled = await server.activate(stream.name, 'eu-west-1', activation);
    const { accountId } = await server.call('GET', `/api/destinations/${ids.filled}`);
    const draft = await server.call('POST', '/api/destinations', { accountId, name: 'Draft of a destination with quite a long name', stream: stream.name, options: {} });
    ids.draft = String(draft.id);
    await server.call('POST', '/api/alert-channels', { name: 'On call', settings: { kind: 'webhook', url: 'https://hooks.example.com/alerts', secret: 's'.repeat(32) } });
    const countOf = async (list: string) => ((await server.call('GET', `/api/destinations/${ids.filled}/${list}`)).items as unknown[]).length;
    await vi.waitUntil(async () => (await countOf('dead-letters')) === 2 && (await countOf('deliveries')) === 4, { timeout: 30_000, interval: 250 });
    const { items } = await server.call('GET', `/api/destinations/${ids.filled}/runs?kind=backfill`);
    ids.run = (items as { id: string }[])[0]?.id ?? '';
    browser = await TestBrowser.launch(server.url);
    page = await browser.signedInPage();
  });
  afterAll(async () => {
    await browser?.close();
    await server?.destroy();
    await stream?.close();
  });

  test.each(pages)('%s is accessible, needs no sideways scroll in any window, and is reached by Tab', async (name, address, content) => {
    await page.setViewportSize({ width: 1_280, height: 900 });
    await open(address, content);
    expect(await walkByTab(page)).toEqual({ unreached: [], unseen: [] });
    await page.setViewportSize({ width: 375, height: 800 });
    await expectNoSidewaysScroll(page);
    await page.setViewportSize({ width: 3_840, height: 2_160 });
    await expectNoSidewaysScroll(page);
    // A window of 1,280 by 900 at 200 %. How each page looks at other sizes and in the dark stands in the file of its own.
    await page.setViewportSize({ width: 640, height: 450 });
    await expectNoSidewaysScroll(page);
    await inspect(page, `every-${name}-zoomed`);
  });

  test.each(askers)('%s asks the server for nothing twice', async (address, content) => {
    const asked: string[] = [];
    const note = (request: Request): void => {
      const { pathname, searchParams } = new URL(request.url());
      // These are of the moment.
      for (const name of ['from', 'to']) searchParams.delete(name);
      if (pathname.startsWith('/api/')) asked.push(`${pathname}?${searchParams}`);
    };
    page.on('request', note);
    await open(address, content);
    page.off('request', note);
    expect(asked).toContain('/api/session?');
    expect(asked.filter((one, at) => asked.indexOf(one) !== at)).toEqual([]);
  });

  test.each(openers)('%s: what %s opens is closed by Escape, and the focus returns', async (address, button, role) => {
    await page.setViewportSize({ width: 1_280, height: 900 });
    await open(address, 'role=heading[level=1]');
    const opener = page.getByRole('button', { name: button }).first();
    await opener.press('Enter');
    await page.getByRole(role).first().waitFor();
    expect(await page.evaluate(() => document.querySelector('[role=dialog], [role=menu]')?.contains(document.activeElement))).toBe(true);
    await page.keyboard.press('Escape');
    await page.getByRole(role).waitFor({ state: 'detached' });
    await expect.poll(() => opener.evaluate((element) => element === document.activeElement)).toBe(true);
  });

  test('the navigation scrolls by itself in a low window', async () => {
    await page.setViewportSize({ width: 640, height: 450 });
    await open('/', 'role=heading[level=1]');
    await page.getByRole('button', { name: 'Sign out' }).focus();
    const box = await page.getByRole('button', { name: 'Sign out' }).boundingBox();
    expect((box?.y ?? 1_000) + (box?.height ?? 0)).toBeLessThanOrEqual(450);
  });

  test('a refusal in place of the content is told, with what to do', async () => {
    const problem = {
      type: 'about:blank',
      title: 'That is not for your role',
      status: 403,
      code: 'forbidden',
      detail: 'Your role was changed.',
      remedy: 'Ask an administrator.',
      issues: [],
    };
    await page.route(
      (url) => url.pathname.startsWith('/api/') && url.pathname !== '/api/session',
      (route) => route.fulfill({ status: 403, json: problem }),
    );
    await page.setViewportSize({ width: 1_280, height: 900 });
    for (const address of ['/', '/destinations', '/destinations/:filled', '/settings/alerts', '/audit']) await open(address, 'text=Ask an administrator.');
    await inspect(page, 'every-refused');
    await page.unrouteAll();
    expect(browser.complaints).toEqual([]);
  });
});
