import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { startFakeStream, type FakeStream } from '../fakes/fakeStream.ts';
import { ManualClock, settled } from '../fakes/manualClock.ts';
import { faults } from '../fakes/streamFaults.ts';
import type { StreamState } from '../fakes/streamState.ts';
import { anyKey, KinesisInstallation } from './kinesisInstallation.ts';
import { activation, everyone, expectEveryStateOnce } from './people.ts';

const minute = 60_000;
const otherKey = { method: 'access_key', accessKeyId: 'AKIAOTHEROTHEROTHER0', secretAccessKey: 't'.repeat(40) };

let clock: ManualClock;
let stream: FakeStream;
let other: StreamState;
let keys: Record<string, { secret: string }>;
let installation: KinesisInstallation;

beforeEach(async () => {
  clock = new ManualClock();
  keys = { [anyKey.accessKeyId]: { secret: anyKey.secretAccessKey } };
  stream = await startFakeStream({ enforceShardLimits: false, keys });
  other = stream.addStream('other-events');
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

/** Accepts a state of everyone, and makes a call while the request that carries it is under way. */
async function whileSending<T>(number: number, call: () => Promise<T>, people = 50): Promise<T> {
  const before = puts();
  stream.latencyMs = 100;
  await installation.accept(...everyone(number, people));
  while (puts() === before) await clock.advance(1);
  stream.latencyMs = 0;
  expect(stream.inFlight).toBeGreaterThan(0);
  return call();
}

async function load(states: readonly number[]): Promise<void> {
  for (const number of states) {
    await installation.accept(...everyone(number));
    await installation.pass(500);
    expect(await installation.pause()).toBeNull();
  }
}

async function expectNothingFailed(accepted: number): Promise<void> {
  const { received, activated, failed, retried } = await installation.sums();
  expect({ received, activated, failed, retried, deadLetters: await installation.deadLetters() }).toEqual({
    received: accepted,
    activated: accepted,
    failed: 0,
    retried: 0,
    deadLetters: [],
  });
}

describe('F46 an edit while records are under way', () => {
  test('to another stream: what is under way ends where it went, everything after it goes to the new one, nothing twice', async () => {
    await load([0, 1]);
    const edited = await whileSending(2, () => installation.edit({ stream: 'other-events' }));
    expect([edited.stream, edited.status]).toEqual(['other-events', 'enabled']);
    const before = [...stream.records()];
    expectEveryStateOnce([before], 3);
    await load([3, 4]);
    expect(stream.records().length).toBe(before.length);
    expectEveryStateOnce([before, other.log], 5);
    await expectNothingFailed(250);
  });

  test('to another stream while more waits than one request holds: it is shared out between both, each person in order', async () => {
    for (let number = 0; number < 4; number += 1) await whileSending(number, () => (number === 2 ? installation.edit({ stream: 'other-events' }) : Promise.resolve(null)), 400);
    await installation.until(() => installation.isDelivered(), minute);
    expectEveryStateOnce([stream.records(), other.log], 4, 400);
    expect(Math.min(stream.records().length, other.log.length)).toBeGreaterThan(0);
    await expectNothingFailed(1_600);
  });

  test('to another stream while a request gets no answer: its records are sent to the new one', async () => {
    stream.faults = [{ fault: { kind: 'hang' } }];
    const before = puts();
    await installation.accept(...everyone(0, 1));
    while (puts() === before) await clock.advance(1);
    const edited = installation.edit({ stream: 'other-events' });
    await installation.pass(16_000, 1);
    expect((await edited).stream).toBe('other-events');
    stream.faults = [];
    await installation.pass(1_000);
    expect(stream.records().length).toBe(0);
    expectEveryStateOnce([other.log], 1, 1);
  });

  test.each([
    ['that is not there', 'no-such-events', 'stream_not_found'],
    ['that no stream can be', 'no stream!', 'stream_name_invalid'],
    ['of another region', 'arn:aws:kinesis:us-east-1:123456789012:stream/other-events', 'stream_wrong_region'],
    ['of another AWS account', 'arn:aws:kinesis:eu-west-1:999999999999:stream/other-events', 'stream_not_found'],
  ])('to a stream %s is refused at its field, and sending goes on as if nobody had asked', async (_, named, code) => {
    const refusal = await whileSending(0, () => installation.edit({ stream: named, name: 'Renamed' }).catch((thrown: unknown) => thrown));
    expect(refusal).toMatchObject({ issues: [{ path: 'stream', code }] });
    await load([1]);
    expectEveryStateOnce([stream.records()], 2);
    expect((await installation.store.getDestination(installation.destinationId))?.name).toBe('Destination');
    await expectNothingFailed(100);
  });

  test('to another account: the key of that account signs everything from then on', async () => {
    keys[otherKey.accessKeyId] = { secret: otherKey.secretAccessKey };
    await load([0]);
    const accountId = await installation.addAccount('Other account', otherKey);
    expect((await whileSending(1, () => installation.edit({ accountId }))).accountName).toBe('Other account');
    delete keys[anyKey.accessKeyId];
    await load([2, 3]);
    expectEveryStateOnce([stream.records()], 4);
    await expectNothingFailed(200);
  });

  test('to an account that may not look at the stream is refused, and the old one goes on', async () => {
    keys[otherKey.accessKeyId] = { secret: otherKey.secretAccessKey };
    const accountId = await installation.addAccount('Other account', otherKey);
    stream.faults = [{ fault: faults.accessDenied('DescribeStreamSummary'), operation: 'DescribeStreamSummary' }];
    const refusal = await installation.edit({ accountId }).catch((thrown: unknown) => thrown);
    expect(refusal).toMatchObject({ code: 'access_denied', issues: [{ code: 'access_denied' }] });
    delete keys[otherKey.accessKeyId];
    await load([0]);
    expectEveryStateOnce([stream.records()], 1);
  });

  test('that disables it: no request begins after the answer, and enabling goes on without a gap or a repeat', async () => {
    await whileSending(0, () => installation.disable());
    const before = puts();
    await installation.accept(...everyone(1));
    await installation.pass(5 * minute);
    expect([puts(), stream.inFlight]).toEqual([before, 0]);
    await installation.enable();
    await installation.pass(1_000);
    expectEveryStateOnce([stream.records()], 2);
    await expectNothingFailed(100);
  });

  test('that disables it while the log cannot be read: no request begins all the same', async () => {
    const readable = Promise.withResolvers<void>();
    let isReadable = true;
    installation.faultyStore = (store) => ({
      ...store,
      async readChanges(...call) {
        if (!isReadable) await readable.promise;
        return store.readChanges(...call);
      },
    });
    await installation.restart();
    stream.faults = [{ fault: faults.throttledRows(1) }];
    await installation.accept(...everyone(0));
    await installation.pass(3_000);
    isReadable = false;
    await installation.accept(...everyone(1));
    const tried = puts();
    await installation.pass(5_000);
    expect(puts()).toBeGreaterThan(tried);
    const disabled = installation.disable();
    await installation.pass(2_000);
    const before = puts();
    await installation.pass(10_000);
    expect(puts()).toBe(before);
    readable.resolve();
    await disabled;
    stream.faults = [];
    await installation.enable();
    await installation.until(() => installation.isDelivered(), minute);
    expectEveryStateOnce([stream.records()], 2);
  });

  test('of the mapping: each record is wholly of the old one or wholly of the new one, and never old after new', async () => {
    const mapped = { ...activation, attributes: [...activation.attributes, { source: 'person.name.firstName', target: 'greeting' }] };
    for (let number = 0; number < 4; number += 1) await whileSending(number, () => (number === 1 ? installation.putActivation(mapped) : Promise.resolve()));
    await installation.pass(1_000);
    expectEveryStateOnce([stream.records()], 4);
    const isNew = stream.records().map(({ data }) => 'greeting' in (JSON.parse(data.toString()) as object));
    expect([isNew.indexOf(true), isNew.slice(isNew.indexOf(true)).every(Boolean)]).toEqual([100, true]);
  });
});

describe('F16 credentials replaced under load', () => {
  test('cost no record, no repeat, no pause and no second of standstill; the old key is refused 5 seconds later', async () => {
    await load([0, 1, 2, 3]);
    keys[otherKey.accessKeyId] = { secret: otherKey.secretAccessKey };
    await whileSending(4, () => installation.rotate(otherKey));
    for (let number = 5; number < 25; number += 1) {
      if (number === 15) delete keys[anyKey.accessKeyId];
      const before = stream.records().length;
      await load([number]);
      expect(stream.records().length).toBe(before + 50);
    }
    await installation.pass(2 * minute);
    expectEveryStateOnce([stream.records()], 25);
    await expectNothingFailed(1_250);
  });

  test('that AWS refuses replace nothing', async () => {
    const refusal = await whileSending(0, () => installation.rotate(otherKey).catch((thrown: unknown) => thrown));
    expect(refusal).toMatchObject({ code: 'credentials_invalid' });
    await load([1]);
    expectEveryStateOnce([stream.records()], 2);
  });

  test('are held by nothing that delivers once they are replaced', async () => {
    setFlagsFromString('--expose-gc');
    const collectGarbage = runInNewContext('gc') as () => void;
    keys[otherKey.accessKeyId] = { secret: otherKey.secretAccessKey };
    await load([0, 1]);
    await whileSending(2, () => installation.rotate(otherKey));
    await load([3]);
    await installation.pass(minute);
    await settled();
    collectGarbage();
    await settled();
    const held = installation.accountsInUse.flatMap((account) => account.deref()?.credentials['accessKeyId'] ?? []);
    expect(new Set(held)).toEqual(new Set([otherKey.accessKeyId]));
  });
});

const step = fc.oneof(
  { weight: 4, arbitrary: fc.constant('accept' as const) },
  fc.constantFrom(
    'move' as const,
    'move back' as const,
    'rotate' as const,
    'disable' as const,
    'enable' as const,
    'rename' as const,
    'restart' as const,
    'throttle' as const,
    'make anew' as const,
    'confirm' as const,
    'wait' as const,
  ),
);

test('no sequence of edits, however it falls, loses or repeats a record', async () => {
  keys[otherKey.accessKeyId] = { secret: otherKey.secretAccessKey };
  let states = 0;
  let [made, sent] = [0, 0];
  const inOrderOfTime = () => [...stream.records(), ...other.log].toSorted((one, next) => one.at - next.at);
  const steps: Record<typeof step extends fc.Arbitrary<infer S> ? S & string : never, () => Promise<unknown>> = {
    accept: async () => installation.accept(...everyone(states++, 10)),
    move: () => installation.edit({ stream: 'other-events' }),
    'move back': () => installation.edit({ stream: stream.name }),
    rotate: () => installation.rotate((sent += 1) % 2 === 0 ? anyKey : otherKey),
    disable: () => installation.disable(),
    enable: () => installation.enable(),
    rename: () => installation.edit({ name: `Destination ${(sent += 1)}` }),
    restart: () => installation.restart(),
    throttle: async () => void (stream.faults = [{ fault: faults.throttledRows(0.5), times: 3 }]),
    'make anew': async () => void (stream.createdAt = new Date(stream.createdAt.getTime() + (made += 1) * 1_000)),
    confirm: async () => installation.edit({ stream: (await installation.store.getDestination(installation.destinationId))?.stream }),
    wait: () => installation.pass(3_000),
  };
  await fc.assert(
    fc.asyncProperty(fc.array(step, { minLength: 5, maxLength: 25 }), async (sequence) => {
      for (const name of sequence) await steps[name]();
      stream.faults = [];
      await steps.confirm();
      await installation.enable();
      await installation.until(() => installation.isDelivered(), 2 * minute);
      expectEveryStateOnce([inOrderOfTime()], states, 10);
      expect([await installation.pause(), await installation.deadLetters()]).toEqual([null, []]);
    }),
    { numRuns: 20 },
  );
}, 120_000);
