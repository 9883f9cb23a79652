import { expect, test } from 'vitest';
import { newBackfill } from '../../server/delivery/newRun.ts';
import { systemClock } from '../../server/kit/clock.ts';
import { ActivationError } from '../../server/kit/errors.ts';
import { seededRandom } from '../fakes/manualClock.ts';
import { brokenRow, delivered, MemoryStream, throttledRow } from '../fakes/memoryStream.ts';
import { Installation } from './harness.ts';

const limits = { maxRecordsPerRequest: 50, maxBytesPerRequest: 10 * 1024 * 1024, maxBytesPerRecord: 4_096 };
const activation = { segments: [{ id: 'high' }], attributes: [{ source: 'person.name.firstName' }, { source: 'tier', required: true }], identities: { namespaces: [] } };
const people = 120;
const steps = 60;

/** Every seventh state lacks the required attribute: it is excluded. */
const isExcluded = (number: number): boolean => number % 7 === 3;

function state(profileId: string, number: number): object {
  return {
    profileId,
    attributes: { person: { name: { firstName: `${profileId}#${number}` } }, tier: isExcluded(number) ? null : 'x' },
    segmentMembership: { ups: { high: { status: 'realized', lastQualificationTime: new Date(Date.parse('2026-11-01T00:00:00Z') + number * 1_000).toISOString() } } },
  };
}

test.each([1, 2, 3])(
  'whatever people and the stream do, in whatever order, each change has one outcome and none overtakes another (seed %i)',
  async (seed) => {
    const random = seededRandom(seed);
    const stream = new MemoryStream(systemClock, limits);
    const installation = new Installation(() => stream);
    let refuses = false;
    stream.script = (records) =>
      refuses
        ? { error: new ActivationError('access_denied', 'Not allowed.'), stored: [] }
        : { results: records.map((_, index) => (random() < 0.1 ? throttledRow : random() < 0.05 ? brokenRow : delivered(index))) };
    await installation.open();

    const newest = new Map<string, number>();
    const accept = (count: number): Promise<void> =>
      installation.accept(
        ...Array.from({ length: count }, () => {
          const profileId = `p${Math.floor(random() * people)}`;
          const number = (newest.get(profileId) ?? -1) + 1;
          newest.set(profileId, number);
          return state(profileId, number);
        }),
      );
    await accept(100);
    const before = new Map(newest);
    await installation.activate(activation);

    const { destinationId } = installation;
    const underWay: Promise<unknown>[] = [];
    const refresh = (): void => void underWay.push(installation.supervisor.refresh(destinationId));
    const actions: [number, () => Promise<void> | void][] = [
      [0.45, () => accept(1 + Math.floor(random() * 80))],
      [0.6, refresh],
      [
        0.7,
        async () => {
          await installation.store.updateDestination(destinationId, { enabled: random() < 0.6 }, 1, null);
          refresh();
        },
      ],
      [
        0.78,
        async () => {
          await installation.store.insertRun(newBackfill({ destinationId, segmentIds: ['high'], total: people, author: null, now: systemClock.now() }));
          refresh();
        },
      ],
      [
        0.84,
        async () => {
          const [run] = await installation.store.openRuns(destinationId);
          if (run !== undefined) await installation.store.endRun(run.id, 'cancelled', systemClock.now());
          refresh();
        },
      ],
      [
        0.9,
        async () => {
          refuses = true;
          await systemClock.sleep(random() * 30);
          refuses = false;
          refresh();
        },
      ],
      [
        0.94,
        async () => {
          await Promise.all(underWay);
          await installation.restart();
        },
      ],
      [1, () => systemClock.sleep(random() * 60)],
    ];
    for (let step = 0; step < steps; step += 1) {
      stream.latencyMs = random() * 20;
      const dice = random();
      await actions.find(([below]) => dice < below)?.[1]();
    }
    await Promise.all(underWay);
    await installation.store.updateDestination(destinationId, { enabled: true, pauseJson: null }, 1, null);
    await installation.supervisor.refresh(destinationId);
    await installation.delivered(60_000);

    const deliveries = await installation.deliveries();
    expect(stream.violations).toEqual([]);
    expect(new Set(deliveries.map(({ exportId }) => exportId)).size).toBe(deliveries.length);
    expect(stream.committed.length).toBe(deliveries.length);
    await installation.reconcile();

    let expected = 0;
    for (const [profileId, last] of newest) {
      for (let number = (before.get(profileId) ?? -1) + 1; number <= last; number += 1) if (!isExcluded(number)) expected += 1;
    }
    expect(deliveries.filter(({ reason }) => reason !== 'backfill').length).toBe(expected);

    const last = new Map<string, number>();
    for (const { text } of stream.committed) {
      const [profileId, digits] = (JSON.parse(text) as { person: { name: { firstName: string } } }).person.name.firstName.split('#') as [string, string];
      expect(Number(digits)).toBeGreaterThanOrEqual(last.get(profileId) ?? 0);
      last.set(profileId, Number(digits));
    }
    for (const run of await installation.runs()) if (run.kind === 'backfill' && run.state === 'completed') expect(run.done).toBe(run.sums.received);
    await installation.close();
    installation.destroy();
  },
  90_000,
);
