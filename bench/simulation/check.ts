/** How well the simulation says what was measured. */
import type { PostgresFigures } from '../postgresFigures.ts';
import { constant } from './arrivals.ts';
import { buildCluster } from './cluster.ts';
import { leftBy, settlementsPerSecond, type Costs } from './costs.ts';
import { simulate } from './simulate.ts';

export interface Prediction {
  readonly workers: number;
  /** Delivered a second. */
  readonly measured: number;
  readonly predicted: number;
  /** Processor microseconds per change, of servers and PostgreSQL together. */
  readonly measuredCost: number;
  readonly predictedCost: number;
}

/** PURE but for `random`. Each measured run again, simulated on the one machine that everything shared, with the same costs for all. */
export function predictRuns({ cores, runs }: PostgresFigures, costs: Costs, random: () => number): Prediction[] {
  return runs.map(({ workers, delivered }) => {
    const left = leftBy(delivered, cores);
    const cluster = buildCluster({
      costs: { ...costs, workerCores: costs.workerCores * left },
      machines: [cores * left],
      workers: Array.from({ length: workers }, () => 0),
      apis: [],
      database: 0,
      around: 0,
      // What the sink says, and how soon it answers.
      shards: 200,
      streamSeconds: 0.005,
    });
    const seconds = 20;
    const outcome = simulate({ cluster, arrivals: constant(0), seconds, stepSeconds: 0.1, backlog: 1_000_000, random });
    const predicted = outcome.delivered / seconds;
    const settlements = settlementsPerSecond(predicted / workers, costs.betweenSettlements) / (predicted / workers);
    const costOf = (who: 'servers' | 'database'): number => costs.deliver[who] + (workers - 1) * costs.sharing[who] + settlements * costs.settlement[who];
    return {
      workers,
      measured: delivered.changes / delivered.seconds,
      predicted,
      measuredCost: ((delivered.servers + delivered.database) / delivered.changes) * 1_000_000,
      predictedCost: (costOf('servers') + costOf('database')) * 1_000_000,
    };
  });
}

/** PURE but for `random`. Seconds until one of two workers is replaced, of many kills at any moment of a second; ascending. */
export function predictTakeovers(costs: Costs, kills: number, random: () => number): number[] {
  const cluster = buildCluster({ costs, machines: [4, 4], workers: [1, 1], apis: [1], database: 0, around: null, shards: 4, streamSeconds: 0.02 });
  const takeovers = Array.from({ length: kills }, () => {
    const { takeover } = simulate({ cluster, arrivals: constant(10), seconds: 12, stepSeconds: 0.05, lost: { worker: 0, at: 1 + random() }, random });
    return takeover ?? Number.POSITIVE_INFINITY;
  });
  return takeovers.toSorted((a, b) => a - b);
}
