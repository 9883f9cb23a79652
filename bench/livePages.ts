/** How smooth the live pages stay while very much is delivered. */
import { randomBytes } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { chromium, type BrowserContext, type Page } from 'playwright-core';
import { ensureChromium } from '../scripts/chromium.ts';
import { startPostgres } from '../test/postgresServer.ts';
import { adminToken, ServerProcess } from '../test/serverProcess.ts';
import { mapping, segmentId } from './endToEnd.ts';
import type { Sink } from './startSink.ts';
import { startTellingWorker } from './tellingWorker.ts';

/** The live pages at a pace that a worker only tells of: what a page has to do does not depend on who delivers. */
export async function benchLivePages(sink: Sink, perSecond: number, seconds: number): Promise<void> {
  const executablePath = ensureChromium(process.env);
  if (executablePath === null) return;
  const postgres = await startPostgres();
  const url = await postgres.createDatabase();
  const server = new ServerProcess({
    TRIBUTARY_KINESIS_ENDPOINT: sink.http1,
    DATABASE_URL: url.href,
    TRIBUTARY_SECRET_KEY: randomBytes(32).toString('base64'),
    TRIBUTARY_ROLE: 'api',
  });
  const browser = await chromium.launch({ executablePath, args: ['--no-sandbox', '--disable-gpu'] });
  try {
    await server.start();
    const destinationId = await server.activate('sink', 'eu-west-1', { segments: [{ id: segmentId }], ...mapping });
    const worker = await startTellingWorker(url, destinationId, perSecond);
    await watchLivePages(await browser.newContext({ viewport: { width: 1_280, height: 900 } }), server, destinationId, async () => {
      const before = worker.told();
      const startedAt = performance.now();
      await sleep(seconds * 1_000);
      return ((worker.told() - before) / (performance.now() - startedAt)) * 1_000;
    });
    await worker.stop();
  } finally {
    await browser.close();
    await server.destroy();
    await postgres.stop();
  }
}

/** Long tasks block a page: what it shows stands still, and it answers nobody. `busy`: lets changes happen for a while, and tells how many a second there were. */
export async function watchLivePages(browser: BrowserContext, server: ServerProcess, destinationId: string, busy: () => Promise<number>): Promise<void> {
  for (const address of ['/', `/destinations/${destinationId}/delivery`, `/destinations/${destinationId}/tail`]) {
    const page = await signedIn(browser, server);
    await page.goto(server.url + address);
    await page.getByRole('heading', { level: 1 }).waitFor();
    await sleep(2_000);
    await page.evaluate(() => {
      const tasks: number[] = [];
      Object.assign(globalThis, { longTasks: tasks });
      new PerformanceObserver((list) => tasks.push(...list.getEntries().map(({ duration }) => duration))).observe({ type: 'longtask' });
    });
    const rate = await busy();
    const tasks = await page.evaluate(() => (globalThis as unknown as { longTasks: number[] }).longTasks);
    const longest = Math.max(0, ...tasks);
    console.log(
      `  ${address.replace(destinationId, ':id').padEnd(48)} at ${Math.round(rate).toLocaleString('en')} changes/s: ${tasks.length} tasks over 50 ms, ${tasks.filter((ms) => ms > 200).length} over 200 ms, the longest ${longest.toFixed(0)} ms`,
    );
    await page.close();
  }
}

export async function signedIn(browser: BrowserContext, server: ServerProcess): Promise<Page> {
  const page = await browser.newPage();
  await page.goto(`${server.url}/sign-in#token=${adminToken}`);
  await page.getByRole('heading', { level: 1, name: 'Overview' }).waitFor();
  return page;
}
