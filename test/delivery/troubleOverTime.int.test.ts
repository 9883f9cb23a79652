/** Rows of docs/faults.md that take minutes and hours: the whole delivery with the real client, on a clock that moves when told to. */
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { startFakeStream, type FakeStream } from '../fakes/fakeStream.ts';
import { ManualClock } from '../fakes/manualClock.ts';
import { faults, type Fault } from '../fakes/streamFaults.ts';
import { KinesisInstallation } from './kinesisInstallation.ts';
import { activation, everyone, expectEveryStateOnce } from './people.ts';

const second = 1_000;
const minute = 60 * second;
const hour = 60 * minute;

let clock: ManualClock;
let stream: FakeStream;
let installation: KinesisInstallation;

beforeEach(async () => {
  clock = new ManualClock();
  stream = await startFakeStream({ enforceShardLimits: false });
  installation = new KinesisInstallation(stream, clock);
  await installation.open();
  await installation.activate(activation);
  await installation.pass(1_000);
});
afterEach(async () => {
  stream.faults = [];
  await installation.close();
  installation.destroy();
  await stream.close();
});

const puts = (): number => stream.requests['PutRecords'] ?? 0;
const isPaused = async (): Promise<boolean> => (await installation.pause()) !== null;

/** From now on every request fails like this. */
function fail(fault: Fault): void {
  stream.faults = [{ fault }];
}

/** The trouble is over: everything arrives within the time, once and in order, nothing was given up, and nothing is paused. */
async function expectRecovery(states: number, withinMs: number): Promise<void> {
  stream.faults = [];
  await installation.until(() => installation.isDelivered(), withinMs);
  expectEveryStateOnce([stream.records()], states);
  expect([await installation.pause(), (await installation.deadLetters()).length]).toEqual([null, 0]);
  expect(await installation.sums()).toMatchObject({ received: states * 50, activated: states * 50, failed: 0 });
}

describe('throttled as a whole', () => {
  test('F4 requests that are all throttled become few, nothing pauses, and the full speed is back within a minute', async () => {
    fail(faults.throttledRequest());
    await installation.accept(...everyone(0));
    await installation.pass(5 * second);
    const before = puts();
    await installation.pass(minute);
    expect(puts() - before).toBeLessThanOrEqual(30);
    expect(await isPaused()).toBe(false);
    await installation.accept(...everyone(1));
    await expectRecovery(2, minute);
  });

  test('F40 a key that is throttled now and then costs neither a record nor a pause', async () => {
    stream.faults = [{ fault: faults.kms('KMSThrottlingException'), probability: 0.3 }];
    for (let state = 0; state < 60; state += 1) {
      await installation.accept(...everyone(state));
      await installation.pass(second);
    }
    expect(await isPaused()).toBe(false);
    await expectRecovery(60, minute);
  });
});

describe('refused as a whole', () => {
  test('F15 a key AWS does not know pauses after exactly three refusals over half a minute, and is tried at most once a minute from then on', async () => {
    fail(faults.unknownKey());
    const before = puts();
    await installation.accept(...everyone(0));
    expect(await installation.until(isPaused, 2 * minute)).toBeGreaterThanOrEqual(30 * second);
    expect(puts() - before).toBe(3);
    expect(await installation.pause()).toMatchObject({ code: 'credentials_invalid' });
    // At first it looks sooner, in case the cause was fixed at once.
    await installation.pass(3 * minute);
    const probing = puts();
    await installation.pass(10 * minute);
    expect(puts() - probing).toBeLessThanOrEqual(10);
    await expectRecovery(1, minute);
  });

  test('F15 ten seconds of it pause nothing', async () => {
    fail(faults.unknownKey());
    await installation.accept(...everyone(0));
    await installation.pass(10 * second);
    expect(await isPaused()).toBe(false);
    await expectRecovery(1, minute);
  });

  test('F39 a code nobody knows is tried for ten minutes, with ever longer waits, and then shown; nothing is given up', async () => {
    fail({ kind: 'refuse', status: 400, code: 'FooException' });
    const before = puts();
    await installation.accept(...everyone(0));
    expect(await installation.until(isPaused, 15 * minute)).toBeGreaterThanOrEqual(9.5 * minute);
    expect(puts() - before).toBeLessThanOrEqual(120);
    await expectRecovery(1, minute);
  });

  test.each([
    ['KMSDisabledException', 'key_disabled'],
    ['KMSNotFoundException', 'key_not_found'],
    ['KMSAccessDeniedException', 'key_access_denied'],
    ['KMSOptInRequired', 'key_access_denied'],
  ])('F41 %s pauses at once with %s, naming the key, and goes on by itself', async (vendorCode, code) => {
    fail(faults.kms(vendorCode));
    await installation.accept(...everyone(0));
    expect(await installation.until(isPaused, minute)).toBeLessThanOrEqual(second);
    const pause = await installation.pause();
    expect([pause?.code, pause?.message]).toEqual([code, expect.stringMatching(/key|KMS/)]);
    await installation.pass(10 * minute);
    await expectRecovery(1, minute);
  });

  test('F41 a key that is being changed is waited for, up to a quarter of an hour, before it is shown', async () => {
    fail(faults.kms('KMSInvalidStateException'));
    await installation.accept(...everyone(0));
    await installation.pass(10 * minute);
    expect(await isPaused()).toBe(false);
    expect(await installation.until(isPaused, 10 * minute)).toBeGreaterThanOrEqual(4 * minute);
    expect(await installation.pause()).toMatchObject({ code: 'key_disabled' });
    await expectRecovery(1, minute);
  });
});

describe('clocks', () => {
  test('F31 a clock AWS does not accept is named as such, never as a wrong secret, and delivery goes on within a minute of its being right', async () => {
    fail(faults.wrongClock());
    await installation.accept(...everyone(0));
    await installation.until(isPaused, minute);
    expect(await installation.pause()).toMatchObject({ code: 'clock_skewed' });
    expect(JSON.stringify(await installation.pause())).not.toMatch(/secret/i);
    await installation.pass(2 * minute);
    await expectRecovery(1, minute);
  });

  test.each([
    ['F32 an hour back', -hour],
    ['F33 25 hours ahead', 25 * hour],
  ])('%s: records go on without a stop, in order, and nothing is given up', async (_what, jumpMs) => {
    stream.faults = [{ fault: faults.failedRows(0.5) }];
    for (let state = 0; state < 20; state += 1) {
      const before = stream.records().length;
      await installation.accept(...everyone(state));
      if (state === 10) clock.wallAheadMs = jumpMs;
      await installation.pass(second);
      expect(stream.records().length, `after state ${state}`).toBeGreaterThan(before);
    }
    await expectRecovery(20, minute);
    const versions = (await installation.deliveries()).filter(({ profileId }) => profileId === 'p0');
    expect(versions).toHaveLength(20);
  });
});
