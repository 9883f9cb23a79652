import { afterEach, beforeEach, expect, test } from 'vitest';
import { systemClock } from '../../server/kit/clock.ts';
import { Gathering } from '../../server/delivery/gathering.ts';
import { eraseProfile } from '../../server/profiles/erase.ts';
import { MemoryStream } from '../fakes/memoryStream.ts';
import { Installation } from './harness.ts';

const limits = { maxRecordsPerRequest: 500, maxBytesPerRequest: 10 * 1024 * 1024, maxBytesPerRecord: 4_096 };
const activation = (minIntervalSeconds: number): object => ({ segments: [{ id: 'vip' }], attributes: [{ source: 'name' }], triggers: { minIntervalSeconds } });

let stream: MemoryStream;
let installation: Installation;

beforeEach(async () => {
  stream = new MemoryStream(systemClock, limits);
  stream.latencyMs = 1;
  installation = new Installation(() => stream);
  await installation.open();
});
afterEach(async () => {
  await installation.close();
  installation.destroy();
});

const named = (profileId: string, name: string): object => ({ profileId, attributes: { name } });
const member = (profileId: string, status: 'realized' | 'exited'): object => ({ profileId, attributes: { name: profileId }, segmentMembership: { ups: { vip: { status } } } });
const names = (): string[] => stream.committed.map(({ text }) => (JSON.parse(text) as { name: string }).name);
const due = () => installation.store.readDue(installation.destinationId, Number.MAX_SAFE_INTEGER, 10);

test('several changes of a person become one record with the newest values, when the interval is over and not before', async () => {
  await installation.activate(activation(3));
  await installation.accept(member('ada', 'realized'), member('bob', 'realized'));
  await installation.delivered();
  const begun = Date.now();
  for (const name of ['Ada 1', 'Ada 2', 'Ada 3']) await installation.accept(named('ada', name));
  await installation.delivered();
  expect(names()).toEqual(['ada', 'bob']);
  await expect.poll(names, { timeout: 15_000 }).toEqual(['ada', 'bob', 'Ada 3']);
  await expect.poll(due).toEqual([]);
  const [last] = await installation.deliveries();
  expect(last).toMatchObject({ profileId: 'ada', reason: 'attribute' });
  expect((last?.deliveredAt ?? 0) - begun).toBeGreaterThan(2_000);
  expect(await installation.reconcile()).toEqual({ received: 6, activated: 3, excluded: 3, failed: 0 });
  const [run] = await installation.runs();
  expect(run?.sums.reasons).toEqual([{ code: 'change_gathered', counter: 'excluded', count: 3 }]);
});

test('entering and leaving never waits, and takes along what waited', async () => {
  await installation.activate(activation(3_600));
  await installation.accept(member('ada', 'realized'));
  await installation.accept(named('ada', 'Ada'));
  await installation.delivered();
  expect(await due()).toMatchObject([{ profileId: 'ada', reason: 'attribute' }]);
  await installation.accept({ profileId: 'ada', segmentMembership: { ups: { vip: { status: 'exited' } } } });
  await expect.poll(names).toEqual(['ada', 'Ada']);
  await expect.poll(due).toEqual([]);
});

test('what waits outlives a restart, is sent at once when nothing is gathered any more, and is gone with who is erased', async () => {
  await installation.activate(activation(3_600));
  await installation.accept(member('ada', 'realized'), member('bob', 'realized'));
  await installation.accept(named('ada', 'Ada'), named('bob', 'Bob'));
  await installation.delivered();
  await installation.restart();
  await installation.accept(named('ada', 'Countess'));
  await installation.delivered();
  expect(names()).toEqual(['ada', 'bob']);
  await eraseProfile(installation.store, systemClock, 'bob', 'eve@example.com', null);
  expect((await due()).map(({ profileId }) => profileId)).toEqual(['ada']);
  await installation.activate(activation(0));
  await expect.poll(names).toEqual(['ada', 'bob', 'Countess']);
  await expect.poll(due).toEqual([]);
  await installation.reconcile();
});

test('a change is due an interval after the newest record, stored or on its way', () => {
  const gathering = new Gathering(1_000);
  expect(gathering.dueAt('ada', undefined, 5_000)).toBeNull();
  expect(gathering.dueAt('ada', 4_500, 5_000)).toBe(5_500);
  gathering.noteHandedOut('ada', 4_900);
  expect(gathering.dueAt('ada', 4_500, 5_000)).toBe(5_900);
  expect(gathering.dueAt('ada', undefined, 5_900)).toBeNull();
  expect(new Gathering(0).dueAt('ada', 5_000, 5_000)).toBeNull();
});
