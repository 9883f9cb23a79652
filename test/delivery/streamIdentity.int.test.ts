import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { startFakeStream, type FakeStream } from '../fakes/fakeStream.ts';
import { ManualClock } from '../fakes/manualClock.ts';
import { faults } from '../fakes/streamFaults.ts';
import { KinesisInstallation } from './kinesisInstallation.ts';
import { activation, everyone, expectEveryStateOnce, namesIn } from './people.ts';

const minute = 60_000;

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
  stream.status = 'ACTIVE';
  stream.faults = [];
  await installation.close();
  installation.destroy();
  await stream.close();
});

const names = (): string[] => namesIn(stream.records());
const puts = (): number => stream.requests['PutRecords'] ?? 0;
const looks = (): number => stream.requests['DescribeStreamSummary'] ?? 0;

const expectAllInOrder = (states: number, people?: number): void => expectEveryStateOnce([stream.records()], states, people);

/** The stream is deleted, and later another one is made under its name. */
async function makeAnew(goneMs: number): Promise<void> {
  stream.status = 'MISSING';
  await installation.pass(goneMs);
  stream.createdAt = new Date(stream.createdAt.getTime() + 86_400_000);
  stream.status = 'ACTIVE';
}

describe('a stream and its states', () => {
  test('F11 a stream that is UPDATING is sent to as before', async () => {
    stream.status = 'UPDATING';
    const before = looks();
    for (let second = 0; second < 70; second += 1) {
      await installation.accept(...everyone(second, 5));
      await installation.pass(1_000);
    }
    expect(looks()).toBeGreaterThan(before);
    expectAllInOrder(70, 5);
    expect([await installation.isDelivered(), await installation.pause(), stream.rowsReceived]).toEqual([true, null, 350]);
  });

  test('F12 a stream that is being created pauses within a second and is sent to within 15 seconds of being ready', async () => {
    stream.status = 'CREATING';
    const [putsBefore, looksBefore] = [puts(), looks()];
    await installation.accept(...everyone(0));
    expect(await installation.until(async () => (await installation.pause()) !== null, 1_000)).toBeLessThanOrEqual(1_000);
    await installation.pass(20_000);
    expect(await installation.pause()).toMatchObject({ code: 'stream_not_active', message: 'The stream is still being created.' });
    stream.status = 'ACTIVE';
    expect(await installation.until(() => stream.records().length > 0, 15_000)).toBeLessThanOrEqual(15_000);
    await installation.pass(1_000);
    expectAllInOrder(1);
    // One request found out; everything after it is the first delivery.
    expect([puts() - putsBefore <= 4, looks() - looksBefore <= 4, await installation.pause()]).toEqual([true, true, null]);
  });

  test('F12 a stream that takes very long to be created is looked at every 10 seconds for five minutes, then once a minute', async () => {
    stream.status = 'CREATING';
    await installation.enable();
    const before = looks();
    await installation.pass(5 * minute - 1_000);
    expect(looks() - before).toBe(30);
    await installation.pass(10 * minute);
    expect(looks() - before).toBeLessThanOrEqual(41);
    expect(puts()).toBe(0);
  });

  test('F13 a stream that is gone for ten minutes costs nothing: what waits is sent within a minute of its return', async () => {
    stream.status = 'MISSING';
    const before = puts();
    for (let number = 0; number < 10; number += 1) {
      await installation.accept(...everyone(number));
      await installation.pass(minute);
    }
    expect(puts() - before).toBeLessThanOrEqual(1);
    expect(await installation.pause()).toMatchObject({ code: 'stream_not_found', message: 'No stream named "audience-events" in eu-west-1.' });
    stream.status = 'ACTIVE';
    expect(await installation.until(() => installation.isDelivered(), minute)).toBeLessThanOrEqual(minute);
    expectAllInOrder(10);
    expect([await installation.deadLetters(), await installation.pause()]).toEqual([[], null]);
  });

  test('a stream that is being deleted pauses a destination that has nothing to send, too', async () => {
    stream.status = 'DELETING';
    await installation.pass(67_000);
    expect(await installation.pause()).toMatchObject({ code: 'stream_not_active' });
  });
});

describe('F14 a stream that was made anew under its name', () => {
  test('gets nothing until a person confirms it, then everything in order', async () => {
    await installation.accept(...everyone(0));
    await installation.pass(1_000);
    stream.status = 'MISSING';
    await installation.accept(...everyone(1));
    await makeAnew(2 * minute);
    const before = stream.records().length;
    for (let number = 2; number < 6; number += 1) {
      await installation.accept(...everyone(number));
      await installation.pass(2 * minute);
    }
    const pause = await installation.pause();
    expect(pause).toMatchObject({ code: 'stream_replaced', title: 'A different stream now has this name' });
    expect(pause?.message).toContain(stream.createdAt.toISOString().slice(0, 10));
    // Neither a person who checks, nor a restart, nor a look that is not answered or not allowed lets anything through.
    await installation.enable();
    await installation.pass(minute);
    await installation.edit({ name: 'Renamed', options: { includeSegmentNames: true } });
    await installation.pass(minute);
    for (const fault of [faults.internalFailure(), faults.accessDenied('DescribeStreamSummary')]) {
      stream.faults = [{ fault, operation: 'DescribeStreamSummary' }];
      await installation.enable();
      await installation.pass(3 * minute);
      await installation.restart();
      await installation.pass(3 * minute);
    }
    expect([stream.records().length, (await installation.pause())?.code]).toEqual([before, 'stream_replaced']);
    stream.faults = [];
    await installation.edit({ stream: stream.name });
    await installation.until(() => installation.isDelivered(), 10_000);
    expectAllInOrder(6);
    expect([await installation.pause(), await installation.deadLetters()]).toEqual([null, []]);
  });

  test('is noticed within a minute or so while there is nothing to send', async () => {
    stream.createdAt = new Date(stream.createdAt.getTime() + 1_000);
    expect(await installation.until(async () => (await installation.pause()) !== null, 67_000)).toBeLessThanOrEqual(67_000);
    await installation.accept(...everyone(0));
    await installation.pass(5 * minute);
    expect([stream.records().length, (await installation.pause())?.code]).toEqual([0, 'stream_replaced']);
  });

  test('is noticed at a start, before anything is sent', async () => {
    await installation.disable();
    await installation.accept(...everyone(0));
    stream.createdAt = new Date(stream.createdAt.getTime() + 1_000);
    await installation.enable();
    await installation.pass(2 * minute);
    expect([puts(), (await installation.pause())?.code]).toEqual([0, 'stream_replaced']);
  });

  test('is told from the confirmed one coming back, which is sent to again by itself', async () => {
    const confirmed = stream.createdAt;
    await makeAnew(2 * minute);
    await installation.accept(...everyone(0));
    await installation.pass(2 * minute);
    expect((await installation.pause())?.code).toBe('stream_replaced');
    stream.createdAt = confirmed;
    expect(await installation.until(() => installation.isDelivered(), minute)).toBeLessThanOrEqual(minute);
    expect([await installation.pause(), names().length]).toEqual([null, 50]);
  });

  test('can be left for another stream', async () => {
    const other = stream.addStream('other-events');
    await makeAnew(2 * minute);
    await installation.accept(...everyone(0));
    await installation.pass(2 * minute);
    await installation.edit({ stream: 'other-events' });
    await installation.until(() => installation.isDelivered(), 10_000);
    expect([stream.records().length, other.log.length, await installation.pause()]).toEqual([0, 50, null]);
  });

  test('F18 so is a stream of another AWS account that the key belongs to now', async () => {
    const arn = stream.arn;
    stream.arn = arn.replace('123456789012', '999999999999');
    await installation.rotate({ method: 'access_key', accessKeyId: 'AKIAOTHEROTHEROTHER0', secretAccessKey: 't'.repeat(40) });
    await installation.accept(...everyone(0));
    await installation.pass(2 * minute);
    expect([puts(), (await installation.pause())?.message]).toEqual([0, `These credentials reach ${stream.arn}. The stream that was confirmed is ${arn}.`]);
  });
});

describe('a look', () => {
  test('that is not allowed does not keep records back', async () => {
    stream.faults = [{ fault: faults.accessDenied('DescribeStreamSummary'), operation: 'DescribeStreamSummary' }];
    await installation.restart();
    await installation.accept(...everyone(0));
    await installation.pass(10 * minute);
    await installation.accept(...everyone(1));
    await installation.pass(1_000);
    expectAllInOrder(2);
    expect(await installation.pause()).toBeNull();
  });

  test('finds a new record limit, and it is used without a restart', async () => {
    const large = { profileId: 'large', attributes: { person: { name: { firstName: 'x'.repeat(900 * 1024) } } }, segmentMembership: { ups: { high: { status: 'realized' } } } };
    stream.maxRecordKiB = 512;
    await installation.pass(67_000);
    await installation.accept(...everyone(0), large);
    await installation.pass(1_000);
    expect((await installation.deadLetters()).map(({ code }) => code)).toEqual(['record_too_large']);
    stream.maxRecordKiB = 10_240;
    await installation.pass(67_000);
    await installation.accept({ ...large, profileId: 'larger' }, ...everyone(1));
    await installation.pass(1_000);
    expect([(await installation.deadLetters()).length, stream.records().length, await installation.pause()]).toEqual([1, 101, null]);
    expect(JSON.parse((await installation.store.getDestination(installation.destinationId))?.targetJson ?? '')).toMatchObject({ maxRecordBytes: 10_240 * 1024 });
  });
});
