import { mkdirSync } from 'node:fs';
import path from 'node:path';
import { AxeBuilder } from '@axe-core/playwright';
import { chromium, type Browser, type BrowserContext, type Locator, type Page } from 'playwright-core';
import { afterEach, expect, vi } from 'vitest';
import { findChromium } from '../../scripts/chromium.ts';
import { adminToken } from '../serverProcess.ts';

/** Null: no browser on this machine; `npm test` says so and counts the tests as skipped. */
export const chromiumPath = findChromium(process.env);

const artifacts = path.resolve(import.meta.dirname, '../../artifacts/screenshots');
const flags = ['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking', '--disable-component-update', '--disable-sync'];

// A browser on a busy machine takes its time; a step that hangs is told after 40 seconds by the step itself.
vi.setConfig({ testTimeout: 120_000, hookTimeout: 120_000 });

const pages = new Set<Page>();

// What the pages showed when a test failed says more than the step it waited in.
afterEach(async ({ task }) => {
  if (task.result?.state !== 'fail') return;
  mkdirSync(artifacts, { recursive: true });
  const name = task.name.replaceAll(/[^a-z0-9]+/gi, '-').slice(0, 60);
  const open = [...pages].filter((page) => !page.isClosed());
  await Promise.all(open.map((page, index) => page.screenshot({ path: path.join(artifacts, `failed-${name}-${index}.png`) }).catch(() => undefined)));
});

export interface PageOptions {
  readonly colorScheme?: 'light' | 'dark';
  readonly width?: number;
  readonly height?: number;
}

/** A browser that notes what no page may do: errors on the console, exceptions, requests to anywhere but the server. */
export class TestBrowser {
  readonly complaints: string[] = [];
  readonly #browser: Browser;
  readonly #origin: string;

  private constructor(browser: Browser, origin: string) {
    this.#browser = browser;
    this.#origin = origin;
  }

  static async launch(origin: string): Promise<TestBrowser> {
    if (chromiumPath === null) throw new Error('There is no browser.');
    return new TestBrowser(await chromium.launch({ executablePath: chromiumPath, args: flags }), origin);
  }

  async newPage(options: PageOptions = {}): Promise<Page> {
    const context: BrowserContext = await this.#browser.newContext({
      viewport: { width: options.width ?? 1_280, height: options.height ?? 900 },
      colorScheme: options.colorScheme ?? 'light',
      reducedMotion: 'reduce',
    });
    const page = await context.newPage();
    pages.add(page);
    page.setDefaultTimeout(40_000);
    page.on('pageerror', (error) => this.complaints.push(`exception: ${error.message}`));
    page.on('console', (message) => {
      // The browser itself reports every answer of 400 and above; refused input is what some tests are about.
      if (message.type() === 'error' && !message.text().startsWith('Failed to load resource')) this.complaints.push(`console: ${message.text()}`);
    });
    page.on('request', (request) => {
      if (!request.url().startsWith(this.#origin) && !request.url().startsWith('data:')) this.complaints.push(`outside request: ${request.url()}`);
    });
    return page;
  }

  /** A page of somebody who is signed in as admin of a `ServerProcess`, with the overview open. */
  async signedInPage(options: PageOptions = {}): Promise<Page> {
    const page = await this.newPage(options);
    await page.goto(`${this.#origin}/sign-in#token=${adminToken}`);
    await page.getByRole('heading', { level: 1, name: 'Overview' }).waitFor();
    return page;
  }

  close(): Promise<void> {
    return this.#browser.close();
  }
}

/** Waits until nothing moves any more, keeps a picture under artifacts/, and holds the page against the accessibility rules. */
export async function inspect(page: Page, name: string): Promise<void> {
  // Charts come after the numbers.
  await expect.poll(() => page.getByText('Drawing…').count(), { timeout: 10_000 }).toBe(0);
  await page.waitForTimeout(400);
  mkdirSync(artifacts, { recursive: true });
  await page.screenshot({ path: path.join(artifacts, `${name}.png`), fullPage: true });
  // What the component library announced stands there for some seconds, named by what may be gone by then.
  const { violations } = await new AxeBuilder({ page }).exclude('[data-live-announcer]').analyze();
  // The picture made the window as high as the page, and the rules were checked from another one: what follows is done once the page stands as before.
  await page.bringToFront();
  // On a busy machine that takes a while, and a click at what is out of sight by then would be lost.
  await page.waitForFunction((height) => window.innerHeight === height, page.viewportSize()?.height);
  await page.evaluate(() => new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve))));
  expect(violations.map(({ id, nodes }) => `${name}: ${id} at ${nodes.map(({ target }) => target.join(' ')).join(', ')}`)).toEqual([]);
}

/** A page wider than its window makes people scroll sideways. Parts that are told of a new width by the browser follow it a moment later. */
export async function expectNoSidewaysScroll(page: Page): Promise<void> {
  await expect.poll(() => page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth), { timeout: 5_000 }).toBeLessThanOrEqual(0);
}

/** The open question; short notices have the same role, but nothing is closed off for them. */
export const questionOf = (page: Page): Locator => page.locator('[role=alertdialog]:not([aria-modal=false])');

/** Presses a button of the open question once the dialog has stopped moving, as a person does, and waits until the question is gone. */
export async function answer(page: Page, action: string): Promise<void> {
  const dialog = questionOf(page);
  await dialog.waitFor();
  // A press on a button that slides away under the pointer is none; a spinner turns for ever and is not waited for.
  await page.evaluate(() => Promise.allSettled(document.getAnimations().flatMap((moving) => (moving.effect?.getTiming().iterations === 1 ? [moving.finished] : []))));
  await dialog.getByRole('button', { name: action, exact: true }).click();
  await dialog.waitFor({ state: 'detached' });
}

/** Help and message that belong to a field, as a screen reader finds them. */
export async function messageUnder(field: Locator): Promise<string> {
  const ids = (await field.getAttribute('aria-describedby'))?.split(' ') ?? [];
  return (await Promise.all(ids.map((id) => field.page().locator(`[id="${id}"]`).allInnerTexts()))).flat().join(' ');
}

/** Picks from an open menu and waits until it is gone: a press that comes while it closes only closes it. */
export async function chooseFromMenu(page: Page, item: string): Promise<void> {
  await page.getByRole('menuitem', { name: item }).click();
  await page.getByRole('menu').waitFor({ state: 'detached' });
}
