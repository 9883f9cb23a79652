import { describe, expect, test } from 'vitest';
import type { PostgresFigures, Step } from '../../bench/postgresFigures.ts';
import { bursts, constant, poisson } from '../../bench/simulation/arrivals.ts';
import { predictRuns, predictTakeovers } from '../../bench/simulation/check.ts';
import { buildCluster, type Layout } from '../../bench/simulation/cluster.ts';
import { fitCosts, type Costs } from '../../bench/simulation/costs.ts';
import { beatSeconds, Leases, leaseSeconds } from '../../bench/simulation/leases.ts';
import { shareOut } from '../../bench/simulation/share.ts';
import { simulate } from '../../bench/simulation/simulate.ts';
import { seededRandom } from '../fakes/manualClock.ts';

/** A worker with one thread that delivers 1,000 changes a second; all else costs nothing. */
const plain: Costs = {
  accept: { servers: 1e-9, database: 0 },
  deliver: { servers: 0.001, database: 0, around: 0 },
  sharing: { servers: 0, database: 0 },
  settlement: { servers: 0, database: 0 },
  betweenSettlements: 0.05,
  workerCores: 1,
  apiCores: 1,
  claim: 0,
  quiet: 0,
};
/** Machines with room for everything. */
const layout: Layout = { costs: plain, machines: [64, 64], workers: [1], apis: [1], database: 0, around: null, shards: 256, streamSeconds: 0.001 };
const run = (part: Partial<Layout>, scenario: Partial<Parameters<typeof simulate>[0]> = {}) =>
  simulate({ cluster: buildCluster({ ...layout, ...part }), arrivals: constant(0), seconds: 10, stepSeconds: 0.05, random: seededRandom(1), ...scenario });
/** By what part a value is off. */
const off = (value: number, expected: number): number => Math.abs(value / expected - 1);

describe('sharing', () => {
  test('goes by weight until something is used up, and what one leaves goes to the others', () => {
    const job = (wish: number, weight: number, resource = 0) => ({ wish, weight, uses: [{ resource, amount: 1 }] });
    expect(shareOut([job(100, 1), job(100, 3)], [40])).toEqual([10, 30]);
    expect(shareOut([job(4, 1), job(100, 1)], [40])).toEqual([4, 36]);
    expect(shareOut([job(100, 1), job(100, 1, 1)], [40, 5])).toEqual([40, 5]);
    expect(shareOut([job(3, 1), job(2, 1)], [40])).toEqual([3, 2]);
    expect(shareOut([{ wish: 5, weight: 1, uses: [] }, job(0, 1)], [0])).toEqual([5, 0]);
  });
});

describe('the simulation', () => {
  test('loses nothing and makes nothing up, whatever happens', () => {
    const { arrived, accepted, delivered, moments } = run(
      { workers: [1, 1, 1], hotProfile: 0.1, shards: 3 },
      { arrivals: bursts(900, 4, 0.5), seconds: 30, backlog: 500, lost: { worker: 1, at: 5 } },
    );
    const last = moments.at(-1);
    expect(off(accepted + (last?.atTheDoor ?? 0), arrived)).toBeLessThan(1e-6);
    expect(off(delivered + (last?.inTheLog ?? 0), accepted + 500)).toBeLessThan(1e-6);
    expect(delivered).toBeGreaterThan(0);
  });

  test('delivers as fast as what is scarcest allows, and names it', () => {
    const scarce = (part: Partial<Layout>): [number, string | undefined] => {
      const { delivered, busy } = run(part, { backlog: 1e7 });
      return [Math.round(delivered / 10), busy[0]?.name];
    };
    expect(scarce({})).toEqual([1_000, 'threads of worker 0']);
    expect(scarce({ workers: [1, 1, 1, 1] })[0]).toBe(4_000);
    expect(scarce({ workers: [1, 1, 1, 1], machines: [64, 2] })).toEqual([2_000, 'cores of machine 1']);
    expect(scarce({ costs: { ...plain, deliver: { servers: 0.001, database: 0.004, around: 0 } }, machines: [2, 64] })).toEqual([500, 'cores of PostgreSQL']);
    expect(scarce({ workers: [1, 1, 1, 1], shards: 2 })[0]).toBe(2_000);
    // Shards that do not divide the lanes evenly share those at their borders.
    expect(off(scarce({ workers: [1, 1, 1, 1], shards: 3 })[0], 3_000)).toBeLessThan(0.05);
    expect(scarce({ streamSeconds: 8 })).toEqual([500, 'requests of worker 0']);
  });

  test('charges every worker for the changes of the others', () => {
    const costs = { ...plain, sharing: { servers: 0.001, database: 0 } };
    // Each of two workers has the cost of sharing once with each change.
    expect(off(run({ costs, workers: [1, 1] }, { backlog: 1e7 }).delivered / 10, 1_000)).toBeLessThan(0.001);
    expect(off(run({ costs, workers: [1, 1, 1, 1] }, { backlog: 1e7 }).delivered / 10, 1_000)).toBeLessThan(0.001);
  });

  test('works a backlog off in backlog by what capacity is left', () => {
    const { moments, lag } = run({}, { arrivals: constant(500), backlog: 5_000, seconds: 20 });
    expect(off(moments.find(({ inTheLog }) => inTheLog < 50)?.at ?? 0, 5_000 / (1_000 - 500))).toBeLessThan(0.05);
    // The last of the backlog has waited for all of it.
    expect(off(Math.max(...moments.map((moment) => moment.lag)), 5)).toBeLessThan(0.05);
    expect(lag.p99).toBeLessThan(5.1);
  });

  test('lets changes wait as a queue with random arrivals and one server does', () => {
    const costs = { ...plain, deliver: { servers: 0.01, database: 0, around: 0 } };
    // Every lane is a queue of its own here: one of them.
    const load = 0.8;
    const stepSeconds = 0.002;
    const { lag } = run({ costs, lanes: 1, partitions: 1 }, { arrivals: constant(100 * load), seconds: 400, stepSeconds });
    const waiting = (0.01 * load) / (2 * (1 - load));
    // A change counts bit by bit as it is worked on, on average half of its time after it began, and leaves a step after it came.
    expect(off(lag.mean, waiting + 0.005 + stepSeconds / 2)).toBeLessThan(0.1);
  });

  test('lets one profile wait for the stream and no other', () => {
    const scenario = { arrivals: constant(2_000), seconds: 30 };
    const { moments, lag, accepted, delivered } = run({ workers: [1, 1, 1, 1], hotProfile: 0.2, streamSeconds: 0.02 }, scenario);
    // Of 400 a second 50 get through, and with them those of the same lane.
    expect(lag.p50).toBeLessThan(0.2);
    expect(off((accepted - delivered) / 30, 400 - 50 + 25 - 25 * (50 / 400))).toBeLessThan(0.1);
    expect(moments.at(-1)?.lag).toBeGreaterThan(20);
  });

  test('takes what comes in bursts', () => {
    const { moments, delivered } = run({}, { arrivals: bursts(500, 10, 0.25), seconds: 20 });
    // 2,000 a second for 2.5 s, 1,000 of which are delivered at once.
    expect(off(Math.max(...moments.map(({ inTheLog }) => inTheLog)), 2_500)).toBeLessThan(0.1);
    expect(off(delivered, 10_000)).toBeLessThan(0.05);
  });
});

describe('the loss of a worker', () => {
  test('is made good within a lease and a sign of life, and what was held up is caught up', () => {
    for (let seed = 1; seed <= 8; seed += 1) {
      const { takeover, caughtUp, moments } = run({ workers: [1, 1, 1, 1] }, { arrivals: constant(2_000), seconds: 60, lost: { worker: 2, at: 10 }, random: seededRandom(seed) });
      expect(takeover).toBeGreaterThan(leaseSeconds - beatSeconds);
      expect(takeover).toBeLessThan(leaseSeconds + beatSeconds + 0.3 + 0.1);
      // A quarter of all changes waits for the takeover; what three have over what comes takes it away.
      const heldUp = 2_000 * 0.25 * (takeover ?? 0);
      expect(off(Math.max(...moments.map(({ inTheLog }) => inTheLog)), heldUp)).toBeLessThan(0.3);
      expect(off(caughtUp ?? 0, (takeover ?? 0) + heldUp / (3_000 - 2_000))).toBeLessThan(0.45);
    }
  });

  test('leaves every partition with one of the others, evenly', () => {
    const leases = new Leases(5, 16, seededRandom(3));
    leases.advance(3);
    leases.lose(0);
    leases.advance(20);
    const held = [1, 2, 3, 4].map((worker) => leases.heldBy(worker));
    expect(held.map(({ length }) => length)).toEqual([4, 4, 4, 4]);
    expect(held.flat().toSorted((a, b) => a - b)).toEqual(Array.from({ length: 16 }, (_, partition) => partition));
    expect(leases.heldBy(0)).toEqual([]);
  });

  test('moves nothing while everybody is there', () => {
    for (const workers of [1, 2, 3, 5, 16, 20]) expect(new Leases(workers, 16, seededRandom(workers)).advance(30)).toEqual(new Set());
  });
});

describe('the costs', () => {
  const step = (changes: number, perSecond: number, servers: number, database: number, settlements = 0): Step => ({
    changes,
    seconds: changes / perSecond,
    servers: (servers * changes) / 1e6,
    database: (database * changes) / 1e6,
    around: (21 * changes) / 1e6,
    elsewhere: 0,
    walBytes: 0,
    settlements,
  });
  /** docs/benchmarks.md, the table of November 2026 with 60,000 profiles; what it does not say is nothing here. */
  const documented: PostgresFigures = {
    cores: 2,
    runs: [
      { workers: 2, accepted: step(60_000, 5_600, 130, 67), delivered: step(60_000, 8_057, 177, 38) },
      { workers: 4, accepted: step(60_000, 5_600, 130, 67), delivered: step(60_000, 6_444, 240, 44) },
      { workers: 1, accepted: step(60_000, 5_600, 130, 67), delivered: step(60_000, 9_754, 118, 27) },
    ],
    takeover: { quietMs: { p50: 70, p99: 100 }, seconds: [6] },
    settlements: [
      { deliveries: 1, servers: 0, database: 0 },
      { deliveries: 1_000, servers: 0, database: 0 },
    ],
    claims: [{ connections: 1, wanted: 500, perSecond: 1_000 }],
    rowBytes: { profile: 1, membership: 1, logEntry: 1, delivery: 1 },
  };

  test('are those of the run with one worker, and what each further one adds', () => {
    const { deliver, sharing, workerCores } = fitCosts(documented);
    expect(off(deliver.servers, 118e-6)).toBeLessThan(1e-6);
    expect(off(deliver.database, 27e-6)).toBeLessThan(1e-6);
    expect(off(sharing.servers, (240e-6 - 118e-6) / 3)).toBeLessThan(1e-6);
    expect(off(workerCores, 9_754 * 118e-6)).toBeLessThan(1e-6);
  });

  test('leave settlements out of what a change costs', () => {
    const settlements = [
      { deliveries: 1, servers: 0.003, database: 0.002 },
      { deliveries: 1_001, servers: 0.013, database: 0.022 },
    ];
    const runs = documented.runs.map((each) => ({ ...each, delivered: { ...each.delivered, settlements: 600 * each.workers } }));
    const { settlement, deliver } = fitCosts({ ...documented, settlements, runs });
    expect(off(settlement.servers, 0.003 - 10e-6)).toBeLessThan(1e-6);
    expect(off(deliver.servers, 118e-6 - (600 * settlement.servers) / 60_000)).toBeLessThan(1e-6);
  });

  test('say within 20 % what two workers did on this machine, without having been told', () => {
    for (const { measured, predicted, measuredCost, predictedCost } of predictRuns(documented, fitCosts(documented), seededRandom(1))) {
      expect(off(predicted, measured)).toBeLessThan(0.2);
      expect(off(predictedCost, measuredCost)).toBeLessThan(0.12);
    }
  });

  test('say how long a takeover takes', () => {
    const takeovers = predictTakeovers(fitCosts(documented), 40, seededRandom(5));
    expect(takeovers[0]).toBeGreaterThan(leaseSeconds - beatSeconds);
    expect(takeovers.at(-1)).toBeLessThan(leaseSeconds + beatSeconds + 0.4);
  });

  test('cannot be told from one run', () => {
    expect(() => fitCosts({ ...documented, runs: documented.runs.slice(2) })).toThrow('one and with several');
  });
});

test('arrivals are random around what is expected', () => {
  const random = seededRandom(7);
  for (const mean of [0.3, 8, 400]) {
    const counts = Array.from({ length: 40_000 }, () => poisson(mean, random));
    const average = counts.reduce((sum, count) => sum + count, 0) / counts.length;
    expect(off(average, mean)).toBeLessThan(0.05);
    expect(off(counts.reduce((sum, count) => sum + (count - average) ** 2, 0) / counts.length, mean)).toBeLessThan(0.1);
  }
});
