import { afterEach, beforeEach, expect, test } from 'vitest';
import { ActivationError } from '../../server/kit/errors.ts';
import { systemClock } from '../../server/kit/clock.ts';
import { createSecretBox } from '../../server/kit/secrets.ts';
import { delivered, MemoryStream, throttledRow } from '../fakes/memoryStream.ts';
import { Installation } from './harness.ts';

const limits = { maxRecordsPerRequest: 500, maxBytesPerRequest: 10 * 1024 * 1024, maxBytesPerRecord: 4_096 };
const activation = { segments: [{ id: 'high' }], attributes: [{ source: 'person.name.firstName' }], identities: { namespaces: [] } };
let stream: MemoryStream;
let createClient: () => MemoryStream;
let installation: Installation;
beforeEach(async () => {
  stream = new MemoryStream(systemClock, limits);
  stream.latencyMs = 1;
  createClient = () => stream;
  installation = new Installation(() => createClient());
});
afterEach(async () => {
  await Promise.race([installation.close(), systemClock.sleep(3_000)]);
  installation.destroy();
});
const state = (profileId: string, number = 0, segment = 'high'): object => ({
  profileId,
  attributes: { person: { name: { firstName: `${profileId}#${number}` } } },
  segmentMembership: { ups: { [segment]: { status: 'realized', lastQualificationTime: new Date(Date.parse('2026-11-01T00:00:00Z') + number * 1_000).toISOString() } } },
});
const withTimeout = <T>(promise: Promise<T>, ms: number): Promise<T | 'hangs'> => Promise.race([promise, systemClock.sleep(ms).then(() => 'hangs' as const)]);
const diskFull = (): Promise<never> => Promise.reject(new ActivationError('defect', 'The disk is full.'));

test('throttles and retries are counted while they happen, not only with the next outcome', async () => {
  await installation.open();
  stream.script = (records) => ({ results: records.map(() => throttledRow) });
  await installation.activate(activation);
  await installation.accept(...Array.from({ length: 20 }, (_, i) => state(`p${i}`)));
  await systemClock.sleep(2_500);
  const totals = (await installation.supervisor.snapshot())[0]?.totals;
  const [minute] = await installation.store.readMetrics({ destinationId: 'dst_1' }, { from: 0, to: Number.MAX_SAFE_INTEGER });
  expect(totals?.throttled).toBeGreaterThan(0);
  expect(minute?.sums.throttled).toBeGreaterThan(0);
});

test('a pause that is over is reported once', async () => {
  await installation.open();
  let refuse = true;
  stream.script = (records) => (refuse ? { error: new ActivationError('access_denied', 'no'), stored: [] } : { results: records.map((_, i) => delivered(i)) });
  await installation.activate(activation);
  await installation.accept(state('a'));
  await expect.poll(async () => (await installation.store.getDestination('dst_1'))?.pauseJson, { timeout: 5_000 }).toContain('access_denied');
  refuse = false;
  await installation.supervisor.refresh('dst_1');
  await installation.delivered();
  await systemClock.sleep(3_500);
  const said = installation.logged.filter(({ message }) => message === 'the destination takes records again').length;
  expect(said).toBe(1);
}, 30_000);

test('while paused, what waits is shown as waiting', async () => {
  await installation.open();
  stream.script = () => ({ error: new ActivationError('access_denied', 'no'), stored: [] });
  await installation.activate(activation);
  await installation.accept(...Array.from({ length: 50 }, (_, i) => state(`p${i}`)));
  await expect.poll(async () => (await installation.store.getDestination('dst_1'))?.pauseJson, { timeout: 5_000 }).toContain('access_denied');
  expect((await installation.supervisor.snapshot())[0]?.lag.changes).toBe(50);
});

test('a destination that has nothing to do is not behind by the whole log after a restart', async () => {
  await installation.open();
  await installation.activate(activation);
  await installation.accept(...Array.from({ length: 100 }, (_, i) => state(`p${i}`)));
  await installation.delivered();
  await installation.store.updateDestination('dst_1', { enabled: false }, 1, null);
  await installation.supervisor.refresh('dst_1');
  expect((await installation.supervisor.snapshot())[0]?.lag.changes).toBe(0);
  await installation.restart();
  await systemClock.sleep(100);
  expect((await installation.supervisor.snapshot())[0]?.lag.changes).toBe(0);
});

test('a backfill of a segment that is no longer activated sends nobody of it any more', async () => {
  await installation.open();
  await installation.accept(...Array.from({ length: 3_000 }, (_, i) => state(`p${String(i).padStart(5, '0')}`)));
  stream.latencyMs = 100;
  await installation.activate(activation, {}, { id: 'run_b', segmentIds: ['high'], total: 3_000 });
  await systemClock.sleep(150);
  await installation.activate({ ...activation, segments: [{ id: 'low' }] });
  const before = stream.committed.length;
  stream.latencyMs = 1;
  await installation.delivered();
  expect(stream.committed.length).toBe(before);
});

test('outcomes are stored while a request that hangs is waited for', async () => {
  await installation.open();
  await installation.activate(activation);
  const send = stream.send.bind(stream);
  stream.send = async (records, signal) => {
    if (records.some((r) => r.partitionKey === 'hang')) {
      await systemClock.sleep(60_000, signal);
      throw new ActivationError('destination_unavailable', 'cut off');
    }
    return send(records, signal);
  };
  stream.latencyMs = 200;
  await installation.accept(state('hang'));
  await systemClock.sleep(100);
  await installation.accept(...Array.from({ length: 400 }, (_, i) => state(`p${i}`)));
  await systemClock.sleep(50);
  const stopping = installation.supervisor.stop(15_000);
  await systemClock.sleep(3_000);
  const inStream = stream.committed.length;
  const stored = (await installation.deliveries()).length;
  await stopping;
  expect(stored).toBe(inStream);
}, 30_000);

test('a store that fails while a pause is noted neither ends the worker nor blocks the next refresh', async () => {
  await installation.open();
  await installation.close();
  const unhandled: unknown[] = [];
  const note = (e: unknown): void => void unhandled.push(e);
  process.on('unhandledRejection', note);
  let broken = false;
  installation.storeOfDelivery = (store) => ({ ...store, setPause: (id, pauseJson) => (broken ? diskFull() : store.setPause(id, pauseJson)) });
  await installation.open();
  let configured = false;
  createClient = () => {
    if (!configured) throw new ActivationError('credentials_invalid', 'The stored credentials cannot be used.');
    return stream;
  };
  broken = true;
  await installation.activate(activation);
  await systemClock.sleep(300);
  broken = false;
  configured = true;
  const refreshed = await withTimeout(installation.supervisor.refresh('dst_1'), 2_000);
  await systemClock.sleep(50);
  process.off('unhandledRejection', note);
  expect({ refreshed, unhandled: unhandled.length }).toEqual({ refreshed: undefined, unhandled: 0 });
});

test('the first change after an activation does not wait for the whole log to be read', async () => {
  await installation.open();
  await installation.close();
  let reads = 0;
  installation.storeOfDelivery = (store) => ({
    ...store,
    readChanges: (after, limit) => {
      reads += 1;
      return store.readChanges(after, limit);
    },
  });
  await installation.open();
  for (let i = 0; i < 40; i += 1) await installation.accept(...Array.from({ length: 500 }, (_, n) => state(`p${i}_${n}`)));
  await installation.activate(activation);
  await systemClock.sleep(20);
  await installation.accept(state('fresh'));
  await installation.delivered();
  expect(reads).toBeLessThan(10);
}, 60_000);

test('a destination whose credentials cannot be opened says so', async () => {
  await installation.open();
  await installation.activate(activation);
  await installation.close();
  installation.secretsOfDelivery = createSecretBox([new Uint8Array(32).fill(9)]);
  await installation.open();
  await installation.accept(state('a'));
  await systemClock.sleep(500);
  expect((await installation.store.getDestination('dst_1'))?.pauseJson).toContain('credentials_invalid');
  expect((await installation.supervisor.snapshot())[0]?.status).toBe('paused');
});

test('a change of configuration is not held up for ever by outcomes that cannot be stored', async () => {
  await installation.open();
  await installation.close();
  let broken = false;
  installation.storeOfDelivery = (store) => ({ ...store, settle: (settlement) => (broken ? diskFull() : store.settle(settlement)) });
  await installation.open();
  await installation.activate(activation);
  broken = true;
  await installation.accept(state('a'));
  await systemClock.sleep(300);
  const refreshed = await withTimeout(installation.supervisor.refresh('dst_1'), 25_000);
  broken = false;
  expect(refreshed).toBe(undefined);
}, 40_000);

test('a stop that outcomes cannot be stored for ends at its deadline, and says what is left', async () => {
  let broken = false;
  installation.storeOfDelivery = (store) => ({ ...store, settle: (settlement) => (broken ? diskFull() : store.settle(settlement)) });
  await installation.open();
  await installation.activate(activation);
  await installation.accept(state('a'));
  await installation.delivered();
  broken = true;
  await installation.accept(state('b'));
  await expect.poll(() => stream.committed.length).toBe(2);
  const startedAt = performance.now();
  await installation.supervisor.stop(700);
  expect(performance.now() - startedAt).toBeGreaterThan(650);
  expect(installation.logged.filter(({ message }) => message.startsWith('Stopped before every outcome was stored'))).toMatchObject([{ fields: { destinations: 1 } }]);
  broken = false;
});

test('dead letters that cannot be stored are bounded by their size', async () => {
  let broken = true;
  installation.storeOfDelivery = (store) => ({ ...store, settle: (settlement) => (broken ? diskFull() : store.settle(settlement)) });
  await installation.open();
  await installation.activate({ ...activation, attributes: [{ source: 'blob' }] });
  const blob = 'x'.repeat(512 * 1024);
  for (let index = 0; index < 260; index += 1) await installation.accept({ ...state(`p${index}`), attributes: { blob } });
  await systemClock.sleep(500);
  expect((await installation.supervisor.snapshot())[0]?.totals.pending).toBeLessThan(180);
  broken = false;
  await installation.delivered(30_000);
  expect(await installation.reconcile()).toMatchObject({ received: 260, failed: 260 });
}, 60_000);
