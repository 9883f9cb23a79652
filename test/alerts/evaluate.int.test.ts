import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { createAlerts } from '../../server/alerts/alerts.ts';
import { createLog } from '../../server/kit/log.ts';
import { openSqliteStore, type SqliteStore } from '../../server/store/sqlite/sqliteStore.ts';
import { ManualClock } from '../fakes/manualClock.ts';
import { activate, firstPage, settlement, sums } from '../suites/store/rows.ts';

const minute = 60_000;
let folder: string;
let store: SqliteStore;
let clock: ManualClock;
let told: string[];
let waits: boolean;

const open = () => openSqliteStore({ file: path.join(folder, 'tributary.db') });
const pause = (since: number) => JSON.stringify({ code: 'access_denied', title: 't', message: 'm', remedy: 'r', since: new Date(since).toISOString(), nextProbeAt: null });

beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'tributary-alerts-'));
  clock = new ManualClock();
  store = await open();
  told = [];
  waits = false;
  await activate(store, 'd');
  // Neither is about what these tests are about: nothing was delivered, and the account was never tried.
  for (const id of ['alr_no_data', 'alr_lag']) await store.updateAlertRule(id, { enabled: false, updatedBy: '' }, 1, null);
});
afterEach(async () => {
  await store.close();
  await rm(folder, { recursive: true });
});

/** One look a minute, each by a server that was just started. */
async function minutes(count: number, options: { restarts: boolean } = { restarts: false }): Promise<void> {
  for (let at = 0; at < count; at += 1) {
    if (options.restarts) {
      await store.close();
      store = await open();
    }
    await createAlerts({
      store,
      snapshot: async () => [{ destinationId: 'd', capacityWait: waits ? { records: 1, shards: 1, ofShards: 1, milliseconds: 5 } : null }],
      clock,
      log: createLog('error', { write: () => {} }),
      onChanged: ({ id }) => void told.push(id),
    }).evaluate(new AbortController().signal);
    await clock.advance(minute);
  }
}
const levels = async () => (await store.listAlerts(firstPage, null)).items.map(({ kind, level, ended }) => [kind, level, ended]);

test('tells one change of each level and one recovery, over restarts', { timeout: 60_000 }, async () => {
  await minutes(1);
  expect(told).toHaveLength(0);
  await store.setPause('d', pause(clock.now()));
  await minutes(3, { restarts: true });
  expect(told).toHaveLength(1);
  expect(await store.firingAlerts()).toMatchObject([{ kind: 'paused', level: 'warning', subjectId: 'd', code: 'access_denied', ruleId: 'alr_paused', threshold: 0 }]);
  await store.updateAlertRule('alr_paused', { critical: 5, updatedBy: '' }, 1, null);
  await minutes(2);
  await minutes(2, { restarts: true });
  expect(told).toHaveLength(2);
  await store.setPause('d', null);
  await minutes(3);
  await minutes(2, { restarts: true });
  expect(told).toHaveLength(2);
  await minutes(2, { restarts: true });
  expect(told).toHaveLength(3);
  expect(new Set(told).size).toBe(1);
  expect(await levels()).toEqual([['paused', 'ok', 'recovered']]);
  expect(await store.listAlertWatches()).toEqual([]);
});

test('stores nothing twice where the answer of a stored step was lost', async () => {
  await store.setPause('d', pause(clock.now()));
  const moveAlert = store.moveAlert.bind(store);
  store.moveAlert = async (move) => {
    await moveAlert(move);
    throw new Error('the connection is gone');
  };
  await expect(minutes(1)).rejects.toThrow('gone');
  store.moveAlert = moveAlert;
  await minutes(3);
  expect(await levels()).toEqual([['paused', 'warning', null]]);
  expect((await store.firingAlerts())[0]?.lastChange).toBe(1);
});

test('counts failures of the window only, and a pause hides what follows from it without ending it', async () => {
  const epoch = (await store.takeOver('d'))?.epoch ?? -1;
  const outcomes = async (activated: number, failed: number): Promise<void> => {
    const at = clock.now() - (clock.now() % minute);
    const all = sums({ received: activated + failed, activated, failed });
    await store.settle(settlement('d', epoch, { runs: [{ id: 'r', kind: 'streaming', startedAt: 1, sums: all }], minutes: [{ runId: 'r', minute: at, sums: all }] }));
  };
  await outcomes(97, 3);
  await minutes(1);
  expect(await store.firingAlerts()).toMatchObject([{ kind: 'failure_rate', level: 'warning', value: 3, threshold: 2 }]);
  await store.setPause('d', pause(clock.now()));
  await minutes(25);
  expect((await store.firingAlerts()).map(({ kind }) => kind).toSorted()).toEqual(['failure_rate', 'paused']);
  await store.setPause('d', null);
  await minutes(7);
  expect(await store.firingAlerts()).toEqual([]);
});

test('waits for capacity as long as it is seen to wait', async () => {
  waits = true;
  await minutes(12);
  await minutes(3, { restarts: true });
  expect(await store.firingAlerts()).toEqual([]);
  await minutes(1);
  expect(await store.firingAlerts()).toMatchObject([{ kind: 'capacity', level: 'warning', value: 15 }]);
});

test('is about an account in use: its credentials and the age of its key', async () => {
  const [row] = (await store.listAccounts(firstPage, '')).items;
  if (row === undefined) throw new Error('There is an account.');
  const facts = JSON.stringify({ method: 'access_key', maskedKeyId: null, hasSessionToken: false });
  await store.updateAccount(row.id, { factsJson: facts, rotatedAt: clock.now() - 91 * 86_400_000 }, 1, null);
  await store.noteAccountCheck(row.id, row.sealed, JSON.stringify({ at: '2026-11-20T10:00:00Z', ok: false, code: 'credentials_invalid' }));
  await minutes(1);
  expect(new Set((await store.firingAlerts()).map(({ kind, subjectType, code }) => `${kind} of the ${subjectType}: ${code}`))).toEqual(
    new Set(['credentials_ageing of the account: null', 'credentials_failing of the account: credentials_invalid']),
  );
  await store.deleteDestination('d', clock.now());
  await minutes(1);
  expect((await levels()).map(([, level, ended]) => [level, ended])).toEqual([
    ['ok', 'unwatched'],
    ['ok', 'unwatched'],
  ]);
});

test('ends what fires when its rule is switched off, or a person stops the destination', async () => {
  await store.setPause('d', pause(clock.now()));
  await minutes(1);
  await store.updateAlertRule('alr_paused', { enabled: false, updatedBy: '' }, 1, null);
  await minutes(2);
  expect(await levels()).toEqual([['paused', 'ok', 'unwatched']]);
  await store.updateAlertRule('alr_paused', { enabled: true, updatedBy: '' }, 1, null);
  await minutes(1);
  await store.updateDestination('d', { enabled: false }, 1, null);
  await minutes(2);
  expect(await levels()).toEqual([
    ['paused', 'ok', 'unwatched'],
    ['paused', 'ok', 'unwatched'],
  ]);
});
