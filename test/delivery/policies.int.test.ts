import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { startFakeStream, type FakeStream } from '../fakes/fakeStream.ts';
import { ManualClock } from '../fakes/manualClock.ts';
import { KinesisInstallation } from './kinesisInstallation.ts';
import { activation, everyone, expectEveryStateOnce, stateOf } from './people.ts';

const noNames = { name: 'No names in ads', useCases: ['advertising'], labels: ['direct identifier'] };

let clock: ManualClock;
let stream: FakeStream;
let installation: KinesisInstallation;
/** What the store does instead of reading policies; null: it reads them. */
let failure: Error | null;

beforeEach(async () => {
  clock = new ManualClock();
  stream = await startFakeStream({ enforceShardLimits: false });
  installation = new KinesisInstallation(stream, clock);
  failure = null;
  installation.faultyStore = (store) => ({ ...store, readGovernance: () => (failure === null ? store.readGovernance() : Promise.reject(failure)) });
  await installation.open();
  await installation.activate(activation);
  await installation.edit({ options: { useCases: ['advertising'] } });
  await installation.label('person.name', 'direct identifier');
  await installation.accept(...everyone(0));
  await installation.pass(1_000);
  expectEveryStateOnce([stream.records()], 1);
});
afterEach(async () => {
  await installation.close();
  installation.destroy();
  await stream.close();
});

const expectDelivered = (states: number): void => expectEveryStateOnce([stream.records()], states);

describe('a policy that an activation comes to break', () => {
  test('pauses it at once, and once the policy is gone everything that waited arrives, once and in order', async () => {
    const policyId = await installation.makePolicy(noNames);
    await installation.until(async () => (await installation.pause()) !== null, 1_000);
    expect(await installation.pause()).toMatchObject({
      code: 'policy_violated',
      message: 'The policy "No names in ads" does not allow this for advertising: the attribute person.name.firstName (labelled direct identifier).',
    });
    for (const number of [1, 2]) await installation.accept(...everyone(number));
    await installation.pass(300_000);
    expectDelivered(1);
    await installation.deletePolicy(policyId);
    await installation.until(() => installation.isDelivered(), 2_000);
    expectDelivered(3);
    expect(await installation.pause()).toBeNull();
    expect(await installation.deadLetters()).toEqual([]);
  });

  test('by a label that is set later, pauses it; an activation without what is labelled goes on', async () => {
    await installation.label('person.name');
    await installation.makePolicy(noNames);
    await installation.accept(...everyone(1));
    await installation.pass(1_000);
    expectDelivered(2);
    await installation.label('person', 'Direct Identifier');
    await installation.accept(...everyone(2));
    await installation.pass(60_000);
    expectDelivered(2);
    expect((await installation.pause())?.code).toBe('policy_violated');
    await installation.putActivation({ segments: [{ id: 'high' }], identities: { namespaces: [] } });
    await installation.accept(stateOf('newcomer', 0));
    await installation.until(() => installation.isDelivered(), 2_000);
    expect(await installation.pause()).toBeNull();
    expect(stream.records().map(({ data }) => data.includes('firstName'))).toEqual([...Array<boolean>(100).fill(true), false]);
  });

  test('stays paused when somebody enables it, and goes on when its use is taken off', async () => {
    await installation.makePolicy(noNames);
    await installation.accept(...everyone(1));
    await installation.enable();
    await installation.pass(10_000);
    expectDelivered(1);
    expect((await installation.pause())?.code).toBe('policy_violated');
    await installation.edit({ options: { useCases: ['analytics'] } });
    await installation.until(() => installation.isDelivered(), 2_000);
    expectDelivered(2);
  });

  test('goes on once the segment is taken out, and tells readers that everyone left it', async () => {
    await installation.store.putSegment({ id: 'high', name: 'High', labels: ['health'], at: 1, expectedVersion: null });
    await installation.makePolicy({ ...noNames, labels: ['health'] });
    await installation.until(async () => (await installation.pause()) !== null, 1_000);
    await installation.store.putSegment({ id: 'low', name: 'Low', at: 1, expectedVersion: null });
    await installation.putActivation({ ...activation, segments: [{ id: 'low' }], removedSegments: [{ id: 'high', sendExits: true }] });
    await installation.until(() => stream.records().length >= 100, 10_000);
    await installation.pass(10_000);
    expect(await installation.pause()).toBeNull();
    const exits = stream.records().slice(50);
    expect(exits).toHaveLength(50);
    for (const { data } of exits)
      expect(JSON.parse(data.toString())).toEqual({ segmentMembership: { ups: { high: { lastQualificationTime: expect.any(String), status: 'exited' } } }, identityMap: {} });
  });

  test('holds after a restart', async () => {
    await installation.makePolicy(noNames);
    await installation.restart();
    await installation.accept(...everyone(1));
    await installation.pass(60_000);
    expectDelivered(1);
    expect((await installation.pause())?.code).toBe('policy_violated');
  });
});

test('while policies cannot be read nothing is sent, and nothing is lost', async () => {
  failure = new Error('The disk is gone.');
  await installation.restart();
  await installation.accept(...everyone(1));
  await installation.pass(60_000);
  expectDelivered(1);
  failure = null;
  await installation.until(() => installation.isDelivered(), 10_000);
  expectDelivered(2);
  expect(await installation.deadLetters()).toEqual([]);
});
