import type { Locator, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { rightValues, rowsOf, type WizardField, type WizardRow } from '../corpus/wizardFields.ts';
import { startFakeAws, type FakeAws } from '../fakes/fakeAws.ts';
import { ServerProcess } from '../serverProcess.ts';
import { chromiumPath, inspect, messageUnder, TestBrowser } from './browser.ts';

const stored = { method: 'access_key', accessKeyId: 'AKIASTOREDSTOREDSTOR', secretAccessKey: 't'.repeat(40) };
const { accessKeyId, secretAccessKey } = rightValues;

let aws: FakeAws;
let server: ServerProcess;
let browser: TestBrowser;
let page: Page;

/** Rows a person can type: the browser itself joins the lines of what is pasted, and holds whole characters only. */
const typedRows = (...fields: WizardField[]) => rowsOf(...fields).filter(([id, , { typed }]) => typeof typed === 'string' && !/\S[\r\n]+\S/.test(typed) && id !== 'name-surrogate');

const labels: Record<Exclude<WizardField, 'stream' | 'region'>, string> = {
  accessKeyId: 'AWS access key',
  secretAccessKey: 'AWS secret key',
  sessionToken: 'Session token',
  roleArn: 'Role ARN',
  name: 'Account name',
};
const fieldOf = (name: WizardField): Locator =>
  name === 'region' || name === 'stream'
    ? page.getByRole('combobox', { name: name === 'region' ? 'Region' : 'Stream' }).or(page.getByRole('textbox', { name: 'Stream' }))
    : page.getByLabel(labels[name], { exact: true });

async function fill(name: WizardField, text: string): Promise<void> {
  await fieldOf(name).fill(text);
  await fieldOf(name).blur();
}

const withoutBlanks = (text: string): string => text.replace(/\s/g, '');

interface Said {
  readonly isRefused: boolean;
  /** Everything beneath the field that speaks. */
  readonly text: string;
  /** Whether the field still holds what was typed; the browser makes other blanks of line breaks. */
  readonly isKept: boolean;
}

/** What the page says of a row when the field is left; where only the fields together are wrong, when the button is pressed. */
async function saidOf({ field, typed, expect: expected }: WizardRow, button: string): Promise<Said> {
  const at = fieldOf(expected.at ?? field);
  const speaks = async (): Promise<boolean> => (await messageUnder(at)).includes(expected.message ?? expected.note ?? '');
  // A field that is fine says nothing: what would be said of it has had the time to appear.
  if (expected.message === undefined) await page.waitForTimeout(60);
  for (let times = 0; times < 20 && !(await speaks()); times += 1) await page.waitForTimeout(20);
  if (!(await speaks())) {
    await page.getByRole('button', { name: button, exact: true }).click();
    for (let times = 0; times < 100 && !(await speaks()); times += 1) await page.waitForTimeout(50);
  }
  return {
    isRefused: (await at.getAttribute('aria-invalid')) === 'true',
    text: await messageUnder(at),
    isKept: withoutBlanks(await fieldOf(field).inputValue()) === withoutBlanks(String(typed)),
  };
}

/** An ARN of another region is told at once and refused when the button is pressed; until then the field is not wrong. */
const wanted = ({ id, expect: expected }: WizardRow): unknown => ({
  isRefused: expected.message !== undefined && id !== 'stream-arn-other-region',
  text: expect.stringContaining(expected.message ?? expected.note ?? ''),
  isKept: true,
});

describe.skipIf(chromiumPath === null)('what people type into the wizard', () => {
  beforeAll(async () => {
    aws = await startFakeAws('arn:aws:iam::111122223333:user/tributary', { [stored.accessKeyId]: { secret: stored.secretAccessKey } });
    server = new ServerProcess(aws.environment);
    await server.start();
    browser = await TestBrowser.launch(server.url);
    page = await browser.signedInPage();
  });
  afterAll(async () => {
    await browser?.close();
    await server?.destroy();
    await aws?.close();
  });

  describe('as an access key', () => {
    beforeAll(async () => {
      await page.goto(`${server.url}/destinations/new/authentication`);
      await fieldOf('accessKeyId').waitFor();
    });

    test.each(typedRows('accessKeyId', 'secretAccessKey', 'sessionToken', 'region', 'name'))('%s: %s', async (_id, _description, row) => {
      const right = { accessKeyId, secretAccessKey, sessionToken: '', region: 'eu-west-1', name: 'New', ...row.with };
      for (const [name, text] of Object.entries(right)) if (name !== row.field && (await fieldOf(name as WizardField).inputValue()) !== text) await fill(name as WizardField, text);
      await fill(row.field, row.typed as string);
      expect(await saidOf(row, 'Connect to destination')).toEqual(wanted(row));
    });

    test('a line of the file from AWS is put into both fields, a secret into its own, and neither was ever stored', async () => {
      await fill('secretAccessKey', '');
      await fill('accessKeyId', `Access key ID,Secret access key\r\n${accessKeyId},${secretAccessKey}\r\n`);
      await page.getByRole('button', { name: 'Fill both fields from it' }).waitFor();
      await inspect(page, 'access-key-line');
      await page.getByRole('button', { name: 'Fill both fields from it' }).click();
      expect([await fieldOf('accessKeyId').inputValue(), await fieldOf('secretAccessKey').inputValue()]).toEqual([accessKeyId, secretAccessKey]);
      await expect.poll(() => fieldOf('secretAccessKey').evaluate((field) => field === document.activeElement)).toBe(true);

      await fill('secretAccessKey', '');
      await fill('accessKeyId', secretAccessKey);
      await page.getByRole('button', { name: 'Move it to the AWS secret key' }).click();
      expect([await fieldOf('accessKeyId').inputValue(), await fieldOf('secretAccessKey').inputValue()]).toEqual(['', secretAccessKey]);
      await expect.poll(() => fieldOf('accessKeyId').evaluate((field) => field === document.activeElement)).toBe(true);

      await page.waitForTimeout(1_000);
      const draftId = new URL(page.url()).searchParams.get('draft');
      expect(draftId).not.toBeNull();
      expect(JSON.stringify(await page.evaluate(async (id) => (await fetch(`/api/drafts/${id}`)).json(), draftId))).not.toContain(secretAccessKey);
    });
  });

  describe('as a role', () => {
    beforeAll(async () => {
      await page.goto(`${server.url}/destinations/new/authentication`);
      await page.getByRole('radio', { name: /^Role/ }).check({ force: true });
      await fill('region', 'eu-west-1');
      await fieldOf('roleArn').waitFor();
    });

    test.each(typedRows('roleArn'))('%s: %s', async (_id, _description, row) => {
      await fill('roleArn', row.typed as string);
      expect(await saidOf(row, 'Connect to destination')).toEqual(wanted(row));
    });
  });

  describe('as a stream', () => {
    beforeAll(async () => {
      const account = await server.call('POST', '/api/accounts', { type: 'amazon-kinesis', name: 'Stored', region: 'eu-west-1', credentials: stored });
      const draftId = await page.evaluate(
        async (content) =>
          ((await (await fetch('/api/drafts', { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify(content) })).json()) as { id: string }).id,
        { type: 'amazon-kinesis', accountMode: 'existing', accountId: account['id'], name: 'New' },
      );
      await page.goto(`${server.url}/destinations/new/setup?draft=${draftId}`);
      await fieldOf('stream').waitFor();
    });

    test.each(typedRows('stream').filter(([, , row]) => row.region === 'eu-west-1'))('%s: %s', async (_id, _description, row) => {
      await fill('stream', row.typed as string);
      expect(await saidOf(row, 'Create destination')).toEqual(wanted(row));
    });
  });

  test('nothing was stored of what was refused, and no page complained', async () => {
    const { items } = (await server.call('GET', '/api/accounts')) as { items: { name: string }[] };
    expect(items.map(({ name }) => name)).toEqual(['Stored']);
    expect(await server.call('GET', '/api/destinations')).toMatchObject({ items: [] });
    expect(server.lines.join('\n')).not.toContain(secretAccessKey);
    expect(browser.complaints).toEqual([]);
  });
});
