import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { PartitionLease } from '../../server/delivery/partitionLease.ts';
import type { Log } from '../../server/kit/log.ts';
import type { LeaseStore, LeaseView } from '../../server/store/leaseStore.ts';
import { everyPartition, leaseMs } from '../../server/store/postgres/leases.ts';
import { ManualClock, settled } from '../fakes/manualClock.ts';

const nothing = (): void => undefined;
const silent: Log = { debug: nothing, info: nothing, warn: nothing, error: nothing };
/** As long as a lease and two signs of life: the last one before the loss, and the first of another after the end. */
const takeoverMs = leaseMs + 2_000;
const stepMs = 50;

/** The leases of server/store/postgres/leases.ts, whose statements the suite of the stores holds, by a clock that a test moves. */
class Leases {
  readonly clock = new ManualClock();
  readonly #beats = new Map<string, number>();
  #holders: readonly (string | null)[] = everyPartition.map(() => null);

  isAlive(worker: string): boolean {
    return (this.#beats.get(worker) ?? Number.NEGATIVE_INFINITY) > this.clock.monotonic() - leaseMs;
  }

  view(): LeaseView {
    const workers = [...this.#beats.keys()].filter((worker) => this.isAlive(worker)).toSorted();
    return { workers, said: workers.map(() => null), holders: this.#holders.map((holder) => (holder !== null && this.isAlive(holder) ? holder : null)), leaseMs };
  }

  beat(worker: string): LeaseView {
    this.#beats.set(worker, this.clock.monotonic());
    return this.view();
  }

  take(worker: string, partitions: readonly number[]): number[] {
    const free = this.view().holders;
    const taken = partitions.filter((partition) => free[partition] === null);
    this.#holders = this.#holders.map((holder, partition) => (taken.includes(partition) ? worker : holder));
    return taken;
  }

  release(worker: string, partitions: readonly number[]): void {
    this.#holders = this.#holders.map((holder, partition) => (holder === worker && partitions.includes(partition) ? null : holder));
  }
}

/** A worker and its way to the leases. */
class Worker {
  readonly lease: PartitionLease;
  readonly id: string;
  #answers: Promise<void> = Promise.resolve();
  #answer: () => void = nothing;

  constructor(leases: Leases, id: string) {
    this.id = id;
    const when = async <T>(call: () => T): Promise<T> => {
      await this.#answers;
      return call();
    };
    const store: LeaseStore = {
      beat: () => when(() => leases.beat(id)),
      takePartitions: (_, partitions) => when(() => leases.take(id, partitions)),
      releasePartitions: (_, partitions) => when(() => leases.release(id, partitions)),
      leaveWork: () => when(() => leases.release(id, everyPartition)),
      putReport: () => Promise.resolve(),
      readReports: () => Promise.resolve([]),
      readPending: () => Promise.resolve([]),
    };
    this.lease = new PartitionLease({ store, clock: leases.clock, log: silent, workerId: id, say: () => '', hear: nothing, onChanged: () => Promise.resolve() });
  }

  /** Nothing gets through, and nothing is refused either. */
  stall(): void {
    this.#answers = new Promise((resolve) => (this.#answer = resolve));
  }

  resume(): void {
    this.#answer();
  }

  /** The partitions it sends for at this moment. */
  async sendsFor(): Promise<readonly number[]> {
    const look = new AbortController();
    let isCertain = false;
    const asked = this.lease.certain(look.signal).then(() => (isCertain = !look.signal.aborted));
    await settled();
    const sends = isCertain ? this.lease.partitions : [];
    look.abort();
    await asked;
    return sends;
  }
}

/** Workers that began one after the other, each at its own moment, and share all partitions by now. */
async function workersOf(leases: Leases, phases: readonly number[]): Promise<Worker[]> {
  const workers: Worker[] = [];
  for (const [index, phase] of phases.entries()) {
    const worker = new Worker(leases, `w${index}`);
    await worker.lease.start();
    workers.push(worker);
    await leases.clock.advance(1_000 + phase);
  }
  await leases.clock.advance(5_000);
  return workers;
}

/** Every partition has one worker that sends for it at most. */
async function heldOnce(workers: readonly Worker[]): Promise<number> {
  const held = (await Promise.all(workers.map((worker) => worker.sendsFor()))).flat();
  expect(new Set(held).size).toBe(held.length);
  return held.length;
}

const phase = fc.integer({ min: 0, max: 999 });
const installation = fc.record({ phases: fc.array(phase, { minLength: 2, maxLength: 4 }), moment: phase });

describe('the partitions of a worker that gives no sign of life any more', () => {
  test('are with others eight seconds later at most, whenever it happens, and never with two at a time', async () => {
    await fc.assert(
      fc.asyncProperty(installation, async ({ phases, moment }) => {
        const leases = new Leases();
        const workers = await workersOf(leases, phases);
        expect(await heldOnce(workers)).toBe(everyPartition.length);
        await leases.clock.advance(moment);
        const [lost, ...others] = workers as [Worker, ...Worker[]];
        lost.stall();
        for (let waited = 0; waited < takeoverMs; waited += stepMs) {
          await leases.clock.advance(stepMs);
          await heldOnce(workers);
        }
        expect(await heldOnce(others)).toBe(everyPartition.length);
      }),
      { numRuns: 10 },
    );
  });

  test('are shared with it again once it is back, and never with two at a time', async () => {
    await fc.assert(
      fc.asyncProperty(installation, fc.integer({ min: 500, max: 20_000 }), async ({ phases, moment }, away) => {
        const leases = new Leases();
        const workers = await workersOf(leases, phases);
        await leases.clock.advance(moment);
        const [frozen] = workers as [Worker, ...Worker[]];
        frozen.stall();
        await leases.clock.advance(away);
        frozen.resume();
        for (let waited = 0; waited < takeoverMs; waited += stepMs) {
          await leases.clock.advance(stepMs);
          await heldOnce(workers);
        }
        expect(await heldOnce(workers)).toBe(everyPartition.length);
        expect((await frozen.sendsFor()).length).toBeGreaterThan(0);
      }),
      { numRuns: 10 },
    );
  });
});
