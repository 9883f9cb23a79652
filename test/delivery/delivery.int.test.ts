import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { ActivationError } from '../../server/kit/errors.ts';
import { systemClock } from '../../server/kit/clock.ts';
import { laneOf } from '../../server/kit/lane.ts';
import { brokenRow, delivered, MemoryStream, throttledRow } from '../fakes/memoryStream.ts';
import { seededRandom } from '../fakes/manualClock.ts';
import { Installation } from './harness.ts';

const limits = { maxRecordsPerRequest: 500, maxBytesPerRequest: 10 * 1024 * 1024, maxBytesPerRecord: 4_096 };
const activation = { segments: [{ id: 'high' }], attributes: [{ source: 'person.name.firstName' }], identities: { namespaces: [] } };

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

/** The n-th state of a profile: a name that tells, and membership that alternates. */
function state(profileId: string, number: number): object {
  return {
    profileId,
    attributes: { person: { name: { firstName: `${profileId}#${number}` } } },
    segmentMembership: {
      ups: { high: { status: number % 3 === 2 ? 'exited' : 'realized', lastQualificationTime: new Date(Date.parse('2026-11-01T00:00:00Z') + number * 1_000).toISOString() } },
    },
  };
}

const firstNameOf = (text: string): string => (JSON.parse(text) as { person: { name: { firstName: string } } }).person.name.firstName;

/** First appearances per profile, in stream order, as the numbers of their states. */
function firstAppearances(): Map<string, number[]> {
  const seen = new Set<string>();
  const numbers = new Map<string, number[]>();
  for (const { text } of stream.committed) {
    const name = firstNameOf(text);
    if (seen.has(name)) continue;
    seen.add(name);
    const [profileId, number] = name.split('#') as [string, string];
    numbers.set(profileId, [...(numbers.get(profileId) ?? []), Number(number)]);
  }
  return numbers;
}

describe('delivery', () => {
  test('every change after the activation arrives once, in order per profile, and the counts reconcile', async () => {
    await installation.accept(state('before', 0));
    await installation.activate(activation);
    for (let number = 0; number < 5; number += 1) await installation.accept(...Array.from({ length: 40 }, (_, index) => state(`p${index}`, number)));
    await installation.accept({ profileId: 'other', segmentMembership: { ups: { low: { status: 'realized' } } } });
    await installation.delivered();
    expect(stream.violations).toEqual([]);
    expect(stream.committed.length).toBe(200);
    expect([...firstAppearances().values()]).toEqual(Array.from({ length: 40 }, () => [0, 1, 2, 3, 4]));
    expect(await installation.reconcile()).toEqual({ received: 200, activated: 200, excluded: 0, failed: 0 });
    const deliveries = await installation.deliveries();
    expect(new Set(deliveries.map(({ exportId }) => exportId)).size).toBe(200);
  });

  test('throttles, refusals and broken requests cost neither a record nor the order; only unknown outcomes may repeat', async () => {
    const random = seededRandom(11);
    let unknown = 0;
    stream.script = (records) => {
      if (random() < 0.08) {
        const stored = random() < 0.5 ? records : [];
        unknown += stored.length;
        return { error: new ActivationError('destination_unavailable', 'The connection broke.'), stored };
      }
      return { results: records.map((_, index) => (random() < 0.05 ? throttledRow : random() < 0.02 ? brokenRow : delivered(index))) };
    };
    await installation.activate(activation);
    for (let number = 0; number < 8; number += 1) await installation.accept(...Array.from({ length: 60 }, (_, index) => state(`p${index}`, number)));
    await installation.delivered(30_000);
    expect([...firstAppearances().values()]).toEqual(Array.from({ length: 60 }, () => [0, 1, 2, 3, 4, 5, 6, 7]));
    expect(stream.committed.length - 480).toBeLessThanOrEqual(unknown);
    expect(await installation.reconcile()).toEqual({ received: 480, activated: 480, excluded: 0, failed: 0 });
  }, 40_000);

  test('a stop in full flight loses and repeats nothing, however slow the store is', async () => {
    stream.latencyMs = 20;
    installation.storeOfDelivery = (store) => ({
      ...store,
      async settle(settlement) {
        await systemClock.sleep(60);
        return store.settle(settlement);
      },
    });
    await installation.restart();
    await installation.activate(activation);
    for (let round = 0; round < 20; round += 1) {
      // The stop comes before, while and after outcomes are being stored, and some come in meanwhile.
      for (let page = 0; page < 10; page += 1) {
        await installation.accept(...Array.from({ length: 30 }, (_, index) => state(`p${page * 30 + index}`, round)));
        await systemClock.sleep(10);
      }
      await systemClock.sleep(3 * round);
      await installation.restart();
    }
    await installation.delivered();
    expect(stream.committed.length).toBe(6_000);
    expect(new Set(stream.committed.map(({ text }) => text)).size).toBe(6_000);
    expect(await installation.reconcile()).toEqual({ received: 6_000, activated: 6_000, excluded: 0, failed: 0 });
  }, 40_000);

  test.each([
    ['live changes', null],
    ['a backfill', { id: 'run_b', segmentIds: ['high'], total: 40 }],
  ])(
    'a restart behind one record that does not get through repeats none of those that did: %s',
    async (_, backfill) => {
      const people = Array.from({ length: 40 }, (_person, index) => state(`p${String(index).padStart(2, '0')}`, 0));
      let stuck = true;
      stream.script = (records) => ({ results: records.map(({ partitionKey }, index) => (stuck && partitionKey === 'p03' ? throttledRow : delivered(index))) });
      if (backfill !== null) await installation.accept(...people);
      await installation.activate(activation, {}, backfill);
      if (backfill === null) await installation.accept(...people);
      await expect.poll(async () => (await installation.deliveries()).length, { timeout: 5_000 }).toBe(39);
      await installation.restart();
      await systemClock.sleep(100);
      expect(stream.committed.length).toBe(39);
      stuck = false;
      await installation.delivered(40_000);
      expect(new Set(stream.committed.map(({ text }) => text)).size).toBe(40);
      expect(stream.committed.length).toBe(40);
      expect(await installation.reconcile()).toMatchObject({ received: 40, activated: 40 });
      for (const run of await installation.runs()) if (run.kind === 'backfill') expect(run).toMatchObject({ state: 'completed', done: 40 });
    },
    60_000,
  );

  test('a destination that refuses pauses with its reason, loses nothing, and goes on by itself once it works', async () => {
    let refuse = true;
    stream.script = (records) =>
      refuse ? { error: new ActivationError('access_denied', 'This user may not write to the stream.'), stored: [] } : { results: records.map((_, index) => delivered(index)) };
    await installation.activate(activation);
    await installation.accept(...Array.from({ length: 50 }, (_, index) => state(`p${index}`, 0)));
    await expect.poll(async () => (await installation.store.getDestination('dst_1'))?.pauseJson, { timeout: 5_000 }).toContain('access_denied');
    expect(stream.calls).toBe(1);
    expect(await installation.supervisor.snapshot()).toMatchObject([{ status: 'paused', totals: { received: 0, pending: 0 } }]);
    await installation.accept(...Array.from({ length: 50 }, (_, index) => state(`q${index}`, 0)));
    refuse = false;
    await installation.delivered(20_000);
    expect(stream.committed.length).toBe(100);
    expect(stream.requestSizes.slice(0, 2)[1]).toBe(1);
    expect((await installation.store.getDestination('dst_1'))?.pauseJson).toBeNull();
    expect(await installation.deadLetters()).toEqual([]);
    expect(await installation.reconcile()).toMatchObject({ received: 100, activated: 100 });
  }, 40_000);

  test('records that cannot be made or are too large are set aside, excluded ones counted, neighbours delivered', async () => {
    await installation.activate({ ...activation, attributes: [...activation.attributes, { source: 'tier', required: true }], partitionKey: { kind: 'attribute', source: 'key' } });
    const person = (profileId: string, attributes: object): object => ({ ...state(profileId, 0), attributes: { person: { name: { firstName: profileId } }, ...attributes } });
    await installation.accept(
      person('fine', { tier: 'gold', key: 'k1' }),
      person('excluded', { key: 'k2' }),
      person('no key', { tier: 'gold' }),
      person('large', { tier: 'x'.repeat(5_000), key: 'k3' }),
      person('fine too', { tier: 'gold', key: 'k1' }),
    );
    await installation.delivered();
    expect(stream.committed.map(({ text }) => firstNameOf(text))).toEqual(['fine', 'fine too']);
    const deadLetters = await installation.deadLetters();
    expect(Object.fromEntries(deadLetters.map(({ profileId, code }) => [profileId, code]))).toEqual({ 'no key': 'partition_key_invalid', large: 'record_too_large' });
    expect(await installation.reconcile()).toEqual({ received: 5, activated: 2, excluded: 1, failed: 2 });
    const [run] = await installation.runs();
    expect(run?.sums.reasons).toContainEqual({ code: 'mapping_value_missing', counter: 'excluded', count: 1 });
  });

  test('a backfill sends everyone who is in the segment once, beside live changes, and never an older state after a newer one', async () => {
    await installation.accept(...Array.from({ length: 900 }, (_, index) => state(`p${String(index).padStart(4, '0')}`, 0)));
    await installation.accept({ profileId: 'other', segmentMembership: { ups: { low: { status: 'realized' } } } });
    stream.latencyMs = 4;
    await installation.activate(activation, {}, { id: 'run_backfill', segmentIds: ['high'], total: 900 });
    for (let number = 3; number < 12; number += 3) {
      await installation.accept(...Array.from({ length: 300 }, (_, index) => state(`p${String(index * 3).padStart(4, '0')}`, number)));
      await systemClock.sleep(10);
    }
    await installation.restart();
    await installation.delivered();
    for (const numbers of firstAppearances().values()) expect(numbers).toEqual(numbers.toSorted((a, b) => a - b));
    const backfill = (await installation.runs()).find(({ kind }) => kind === 'backfill');
    expect(backfill).toMatchObject({ state: 'completed', done: 900, sums: { received: 900, activated: 900 } });
    expect((await installation.deliveries()).filter(({ runId }) => runId === 'run_backfill').length).toBe(900);
    await installation.reconcile();
  }, 40_000);

  test('one profile that changes faster than the stream answers holds up few others, and its changes stay in order', async () => {
    await installation.activate(activation);
    const changes = 11_500;
    for (let number = 0; number < changes; number += 500) await installation.accept(...Array.from({ length: 500 }, (_, index) => state('hot', number + index)));
    const others = Array.from({ length: 600 }, (_, index) => `p${index}`).filter((profileId) => laneOf(profileId) !== laneOf('hot'));
    await installation.accept(...others.map((profileId) => state(profileId, 0)));
    const committed = (): number => new Set(stream.committed.map(({ key }) => key)).size;
    while (committed() <= others.length) await systemClock.sleep(10);
    expect(stream.committed.length).toBeLessThan(changes / 2);

    await installation.restart();
    await installation.accept(state('hot', changes));
    await installation.delivered(60_000);
    expect(firstAppearances().get('hot')).toEqual(Array.from({ length: changes + 1 }, (_, number) => number));
    expect(stream.committed.length).toBe(changes + 1 + others.length);
    expect(stream.violations).toEqual([]);
    await installation.reconcile();
  }, 90_000);

  test('a worker that another one replaced stores nothing more, and takes over again what is left', async () => {
    await installation.activate(activation);
    await installation.accept(...Array.from({ length: 40 }, (_, index) => state(`p${index}`, 0)));
    await installation.delivered();
    await installation.store.takeOver(installation.destinationId);
    await installation.accept(...Array.from({ length: 40 }, (_, index) => state(`p${index}`, 1)));
    await expect.poll(() => installation.logged.map(({ message }) => message), { timeout: 5_000 }).toContain('another worker took the destination over');
    expect(await installation.reconcile()).toMatchObject({ activated: 40 });
    await installation.delivered();
    expect([...firstAppearances().values()]).toEqual(Array.from({ length: 40 }, () => [0, 1]));
    expect(await installation.reconcile()).toMatchObject({ activated: 80 });
  });

  test('a disabled destination sends nothing and goes on from its checkpoint', async () => {
    await installation.activate(activation);
    await installation.accept(state('a', 0));
    await installation.delivered();
    await installation.store.updateDestination('dst_1', { enabled: false }, 1, null);
    await installation.supervisor.refresh('dst_1');
    await installation.accept(state('a', 1), state('b', 0));
    await systemClock.sleep(100);
    expect(stream.committed.length).toBe(1);
    expect(await installation.supervisor.snapshot()).toMatchObject([{ status: 'idle', lag: { changes: 2 } }]);
    await installation.store.updateDestination('dst_1', { enabled: true }, 1, null);
    await installation.supervisor.refresh('dst_1');
    await installation.delivered();
    expect(stream.committed.map(({ text }) => firstNameOf(text))).toEqual(['a#0', 'a#1', 'b#0']);
  });

  test('live totals reconcile at every moment', async () => {
    stream.latencyMs = 10;
    await installation.activate(activation);
    const samples: boolean[] = [];
    const sample = async (): Promise<void> => {
      for (const { totals } of await installation.supervisor.snapshot()) samples.push(totals.received === totals.activated + totals.excluded + totals.failed + totals.pending);
    };
    const stop = systemClock.every(1, () => void sample());
    for (let number = 0; number < 5; number += 1) await installation.accept(...Array.from({ length: 200 }, (_, index) => state(`p${index}`, number)));
    await installation.delivered();
    stop();
    expect(samples.length).toBeGreaterThan(5);
    expect(samples).not.toContain(false);
    expect((await installation.supervisor.snapshot())[0]?.totals).toMatchObject({ received: 1_000, activated: 1_000, pending: 0 });
  });
});
