import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { startFakeStream, type FakeStream } from '../fakes/fakeStream.ts';
import { ServerProcess } from '../serverProcess.ts';
import { chromiumPath, inspect, TestBrowser } from './browser.ts';

let stream: FakeStream;
let server: ServerProcess;
let browser: TestBrowser;
let page: Page;
let destination: string;

const person = (profileId: string, segments: readonly string[], more: object = {}): object => ({
  profileId,
  attributes: { name: profileId },
  segmentMembership: { ups: Object.fromEntries(segments.map((id) => [id, { status: 'realized' }])) },
  ...more,
});
const granted = { consents: { email_marketing: 'granted' } };
/** What the stream was told, in its order: the name where it is there, and the status in each segment. */
const told = (): string[] =>
  stream.records().map(({ data }) => {
    const { name = 'nameless', segmentMembership } = JSON.parse(data.toString()) as { name?: string; segmentMembership: { ups: Record<string, { status: string }> } };
    return [name, ...Object.entries(segmentMembership.ups).map(([id, { status }]) => `${id} ${status}`)].join(', ');
  });

describe.skipIf(chromiumPath === null)('what may leave', () => {
  beforeAll(async () => {
    stream = await startFakeStream();
    server = new ServerProcess({ TRIBUTARY_KINESIS_ENDPOINT: stream.endpoint });
    await server.start();
    destination = `/destinations/${await server.activate(stream.name, 'eu-west-1', { segments: [{ id: 'vip' }, { id: 'old' }], attributes: [{ source: 'name' }] })}`;
    browser = await TestBrowser.launch(server.url);
    page = await browser.signedInPage();
  });
  afterAll(async () => {
    await browser?.close();
    await server?.destroy();
    await stream?.close();
  });

  test('is only what people agreed to, once the destination asks for it; who withdraws leaves', async () => {
    await page.goto(`${server.url}${destination}/edit`);
    const needed = page.getByRole('textbox', { name: 'Needed consents' });
    await needed.fill(`email_marketing, ${'x'.repeat(257)}`);
    await page.getByRole('button', { name: 'Save' }).click();
    await page.getByText('The name of a consent can be at most 256 characters long.').waitFor();
    await inspect(page, 'consents-refused');
    await needed.fill('email_marketing');
    await page.getByRole('button', { name: 'Save' }).click();
    await page.waitForURL(server.url + destination);
    await server.call('POST', '/api/profiles', [person('ada', ['vip', 'old'], granted), person('bob', ['vip']), person('carl', ['old'], granted), person('dan', ['vip'], granted)]);
    await server.call('POST', '/api/profiles', [{ profileId: 'dan', consents: { email_marketing: 'denied' } }]);
    await expect.poll(told, { timeout: 20_000 }).toEqual(expect.arrayContaining(['ada, old realized, vip realized', 'carl, old realized', 'nameless, vip exited']));
    expect(told().join('\n')).not.toContain('bob');
    await page.getByRole('link', { name: 'See the needed consents' }).waitFor();
    expect(await page.getByRole('link', { name: 'Edit the activation' }).count()).toBe(0);
    await inspect(page, 'consents-delivery');
  });

  test('ends for a segment that is taken away, which everyone in it is told to have left', async () => {
    const before = told().length;
    await page.goto(`${server.url}${destination}/activate`);
    await page.getByRole('checkbox', { name: 'Pick Segment old', exact: true }).uncheck();
    await page.getByRole('checkbox', { name: 'Send exits for Segment old' }).check();
    await page.getByText('Everyone in 1 segment you remove, once').waitFor();
    await inspect(page, 'exits-chosen');
    await page.getByRole('button', { name: 'Save changes' }).click();
    await page.waitForURL(`${server.url}${destination}/delivery`);
    await expect.poll(() => told().slice(before).sort(), { timeout: 20_000 }).toEqual(['nameless, old exited', 'nameless, old exited']);
    await page.getByRole('tab', { name: 'Runs' }).click();
    const run = page.getByRole('row').filter({ hasText: 'Exits from removed segments' });
    await run.getByText('Completed').waitFor();
    await inspect(page, 'exits-run');
    expect(await server.call('GET', `/api${destination}/self-check`)).toMatchObject({ addsUp: true });
  });
});
