/** Time to content of the pages of a destination with a day of very many records, and how smooth they stay while changes come in. */
import { mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { chromium, type BrowserContext } from 'playwright-core';
import { ensureChromium } from '../scripts/chromium.ts';
import { writeLongHistory, type LongHistory } from '../test/longHistory.ts';
import { ServerProcess } from '../test/serverProcess.ts';
import { mapping, profileLine, segmentId } from './endToEnd.ts';
import { signedIn, watchLivePages } from './livePages.ts';
import type { Sink } from './startSink.ts';

const rounds = 5;
/** Changes a second while the live pages are watched, and for how long. */
const liveRate = 20_000;
const liveMs = 20_000;
const batchLines = 500;

export async function benchPages(sink: Sink, records: number): Promise<void> {
  const executablePath = ensureChromium(process.env);
  if (executablePath === null) return;
  const server = new ServerProcess({ TRIBUTARY_KINESIS_ENDPOINT: sink.http1 });
  // With a profile, as people have one: whoever comes back has the files of the pages, and what the browser made of them.
  const profile = mkdtempSync(path.join(tmpdir(), 'tributary-profile-'));
  const browser = await chromium.launchPersistentContext(profile, { executablePath, args: ['--no-sandbox', '--disable-gpu'], viewport: { width: 1_280, height: 900 } });
  try {
    await server.start();
    const destinationId = await server.activate('sink', 'eu-west-1', { segments: [{ id: segmentId }], ...mapping });
    await server.end('SIGTERM');
    const file = path.join(server.dataDir, 'tributary.db');
    const history = writeLongHistory(file, destinationId, records, Date.now());
    console.log(`  ${history.received.toLocaleString('en')} records in 24 hours, ${(statSync(file).size / 1024 ** 3).toFixed(1)} GiB`);
    await server.start();
    const { addsUp } = await server.call('GET', `/api/destinations/${destinationId}/self-check`);
    if (addsUp !== true) throw new Error('What was written does not add up.');
    await openEach(browser, server, destinationId, history);
    await watchLivePages(browser, server, destinationId, () => postAt(server, liveRate, liveMs));
  } finally {
    await browser.close();
    rmSync(profile, { recursive: true });
    await server.destroy();
  }
}

/** What a page shows: an element, and what its text begins with. */
type Content = readonly [css: string, text?: string];

const table = (name: string): Content => [`table[aria-label="${name}"]`];

/** Each page, and what it shows once it has what it is opened for. */
const pages: readonly (readonly [path: string, content: Content])[] = [
  ['/', ['dl[aria-label="Figures"]']],
  ['/?period=month', ['dl[aria-label="Figures"]']],
  ['/destinations', table('Destinations')],
  ['/destinations/:id/delivery', ['h2', 'Why records were not delivered']],
  ['/destinations/:id/delivery?period=month', ['h2', 'Why records were not delivered']],
  ['/destinations/:id/runs', table('Runs')],
  ['/destinations/:id/runs/:run', ['h2', 'The run']],
  ['/destinations/:id/activation', ['h2', 'Record']],
  ['/destinations/:id/dead-letters', table('Dead letters')],
  ['/destinations/:id/dead-letters?profile=:person', ['h2', 'No dead letter matches']],
  ['/destinations/:id/deliveries', table('Deliveries')],
  ['/destinations/:id/deliveries?profile=:person', table('Deliveries')],
  ['/destinations/:id/tail', ['input[type="search"]']],
  ['/destinations/:id/history', table('History')],
  ['/segments', table('Segments')],
  ['/accounts', table('Accounts')],
  ['/settings/alerts', table('Rules')],
  ['/audit', table('Audit trail')],
];

/** Each page as somebody opens it who comes from elsewhere, and as somebody who comes from another page, by a link; by the clock of the page. */
async function openEach(browser: BrowserContext, server: ServerProcess, destinationId: string, { runId, profileId }: LongHistory): Promise<void> {
  const page = await signedIn(browser, server);
  const counters = await browser.newCDPSession(page);
  // In the time of the processor: other programs do not count.
  await counters.send('Performance.enable', { timeDomain: 'threadTicks' });
  const workedMs = async (): Promise<number> => {
    const { metrics } = await counters.send('Performance.getMetrics');
    return (metrics.find(({ name }) => name === 'TaskDuration')?.value ?? 0) * 1_000;
  };
  for (const [address, content] of pages) {
    const target = address.replace(':id', destinationId).replace(':run', runId).replace(':person', profileId);
    const opened: number[] = [];
    const worked: number[] = [];
    let scripts = '';
    const followed: number[] = [];
    for (let round = 0; round < rounds; round += 1) {
      await page.goto('about:blank');
      await page.goto(server.url + target, { waitUntil: 'commit' });
      opened.push(await page.evaluate(untilShown, { content, follow: null }));
      worked.push(await workedMs());
      scripts = await page.evaluate(scriptsRead);
      await page.goto(`${server.url}/catalog`);
      await page.getByRole('heading', { level: 1, name: 'Catalog' }).waitFor();
      followed.push(await page.evaluate(untilShown, { content, follow: target }));
    }
    console.log(`  ${address.padEnd(48)} to content: opened ${medianOf(opened)} ms, by a link ${medianOf(followed)} ms; opened: processor${medianOf(worked)} ms, ${scripts}`);
  }
  await page.close();
}

/** In the page: milliseconds until it shows something, since somebody asked for the page or, from now on, followed a link inside the pages. */
function untilShown({ content: [css, text = ''], follow }: { readonly content: Content; readonly follow: string | null }): Promise<number> {
  return new Promise((resolve) => {
    const from = follow === null ? 0 : performance.now();
    const look = (): void => {
      if (![...document.querySelectorAll(css)].some(({ textContent }) => textContent.startsWith(text))) return;
      observer.disconnect();
      // With the next frame it is on the screen.
      requestAnimationFrame(() => resolve(performance.now() - from));
    };
    const observer = new MutationObserver(look);
    observer.observe(document, { childList: true, subtree: true });
    if (follow === null) return look();
    history.pushState(null, '', follow);
    dispatchEvent(new PopStateEvent('popstate'));
  });
}

/** In the page: which scripts it is made of so far. */
function scriptsRead(): string {
  const sizes = performance.getEntriesByType('resource').flatMap((entry) => (entry.name.endsWith('.js') ? [(entry as PerformanceResourceTiming).decodedBodySize] : []));
  return `${sizes.length} scripts of ${Math.round(sizes.reduce((sum, size) => sum + size, 0) / 1_000)} kB`;
}

function medianOf(times: readonly number[]): string {
  const sorted = times.toSorted((a, b) => a - b);
  return (sorted[Math.floor(sorted.length / 2)] ?? 0).toFixed(0).padStart(6);
}

let posted = 0;

/** Posts changes at a pace, or as fast as they are taken; changes a second. */
async function postAt(server: ServerProcess, perSecond: number, durationMs: number): Promise<number> {
  const startedAt = performance.now();
  const before = posted;
  const elapsed = (): number => performance.now() - startedAt;
  const lane = async (): Promise<void> => {
    while (elapsed() < durationMs) {
      const due = ((posted - before) / perSecond) * 1_000 - elapsed();
      if (due > 0) await sleep(due);
      const from = posted;
      posted += batchLines;
      const lines = Array.from({ length: batchLines }, (_, index) => profileLine(from + index)).join('\n');
      const response = await server.send('POST', '/api/profiles', lines, 'application/x-ndjson');
      if (response.status !== 200) throw new Error(await response.text());
      await response.arrayBuffer();
    }
  };
  await Promise.all([lane(), lane()]);
  return ((posted - before) / elapsed()) * 1_000;
}
