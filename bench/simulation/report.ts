/** `npm run bench -- simulate`: prints what measured costs come to on other machines. */
import path from 'node:path';
import { seededRandom } from '../../test/fakes/manualClock.ts';
import { readFigures } from '../postgresFigures.ts';
import { bursts, constant } from './arrivals.ts';
import { predictRuns, predictTakeovers } from './check.ts';
import { buildCluster, databaseName, type Layout } from './cluster.ts';
import { fitCosts, type Costs } from './costs.ts';
import { simulate, type Outcome, type Scenario } from './simulate.ts';

/** The last figures that `npm run bench -- postgres --figures` kept here. */
const keptFigures = path.join(import.meta.dirname, 'measured.json');
/** The stream's answer from another zone or region near by, seconds. */
const streamSeconds = 0.02;

export function reportSimulation(file = keptFigures): void {
  const figures = readFigures(file);
  const costs = fitCosts(figures);
  printCosts(costs);

  console.log('\nThe measured runs, simulated; costs are of those with the fewest and the most workers, the others are predicted');
  for (const { workers, measured, predicted, measuredCost, predictedCost } of predictRuns(figures, costs, seededRandom(1)))
    console.log(
      `  ${workers} worker(s)  measured ${whole(measured)}/s, simulated ${whole(predicted)}/s (${off(predicted, measured)}); CPU ${measuredCost.toFixed(0)} and ${predictedCost.toFixed(0)} µs (${off(predictedCost, measuredCost)})`,
    );
  const takeovers = predictTakeovers(costs, 200, seededRandom(2));
  const at = (sorted: readonly number[], part: number): string => (sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * part))] ?? Number.NaN).toFixed(1);
  const measured = figures.takeover.seconds.toSorted((a, b) => a - b);
  for (const [name, sorted] of [
    ['measured', measured],
    ['simulated', takeovers],
  ] as const)
    console.log(`  takeover ${name.padEnd(9)} ${at(sorted, 0)} to ${at(sorted, 1)} s, median ${at(sorted, 0.5)} s (${sorted.length} kills)`);

  console.log('\nA backlog delivered for 30 s; as measured, and if further workers added nothing to a change. More than 16 workers need more partitions than the log has');
  for (const workers of [1, 2, 4, 8, 16, 32, 64]) {
    const backlog = { arrivals: constant(0), seconds: 30, backlog: 1e8 };
    for (const each of [costs, { ...costs, sharing: { servers: 0, database: 0 } }])
      printRun(`${workers} worker(s)${each === costs ? '' : ', sharing free'}`, { ...spread(each, workers, 0), ...(workers > 16 && { partitions: 64 }) }, backlog);
  }

  console.log('\nChanges come in and are delivered');
  for (const [perSecond, workers, apis] of [
    [2_000, 2, 1],
    [5_000, 2, 2],
    [10_000, 4, 3],
    [20_000, 8, 6],
    [40_000, 16, 12],
  ] as const)
    printRun(`${whole(perSecond)}/s, ${workers} workers, ${apis} APIs`, spread(costs, workers, apis), { arrivals: constant(perSecond), seconds: 120 });
  printRun('10,000/s on average, 60,000/s for 10 s a minute', spread(costs, 4, 12), { arrivals: bursts(10_000, 60, 1 / 6), seconds: 300 });
  for (const hotProfile of [0.001, 0.01, 0.1])
    printRun(`10,000/s, one profile makes ${hotProfile * 100} %`, { ...spread(costs, 4, 3), hotProfile }, { arrivals: constant(10_000), seconds: 120 });
  for (const workers of [2, 3, 4, 8])
    printRun(`10,000/s, one of ${workers} workers is killed`, spread(costs, workers, 3), { arrivals: constant(10_000), seconds: 300, lost: { worker: 1, at: 60 } });
}

/** An installation that somebody asks about. */
export interface Asked {
  /** A second, on average. */
  readonly changes: number;
  readonly workers: number;
  readonly apis: number;
  readonly shards: number;
  readonly databaseCores: number;
}

/** Prints how one installation does with changes that come evenly, in bursts, and while a worker is lost. */
export function reportInstallation({ changes, workers, apis, shards, databaseCores }: Asked, file = keptFigures): void {
  const layout = spread(fitCosts(readFigures(file)), workers, apis, databaseCores, shards);
  console.log(`\n${whole(changes)} changes a second, ${workers} worker(s), ${apis} API process(es), ${shards} shard(s), PostgreSQL with ${databaseCores} cores`);
  printRun('evenly', layout, { arrivals: constant(changes), seconds: 120 });
  printRun('six times as many for 10 s a minute', layout, { arrivals: bursts(changes, 60, 1 / 6), seconds: 300 });
  if (workers > 1) printRun('a worker is killed', layout, { arrivals: constant(changes), seconds: 300, lost: { worker: 1, at: 60 } });
}

/** So many that they are not what is scarce: how many of them are used is what is asked for. */
const plenty = { databaseCores: 1_000, shards: 4_096 };

/** Workers two to a machine of four cores, APIs likewise, PostgreSQL alone. */
function spread(costs: Costs, workers: number, apis: number, databaseCores = plenty.databaseCores, shards = plenty.shards): Layout {
  const machineOf = (index: number): number => 1 + Math.floor(index / 2);
  const machines = [databaseCores, ...Array.from({ length: Math.ceil(workers / 2) + Math.ceil(apis / 2) }, () => 4)];
  const first = Math.ceil(workers / 2);
  return {
    costs,
    machines,
    workers: Array.from({ length: workers }, (_, index) => machineOf(index)),
    apis: Array.from({ length: apis }, (_, index) => first + machineOf(index)),
    database: 0,
    around: null,
    shards,
    streamSeconds,
  };
}

function printRun(what: string, layout: Layout, scenario: Omit<Scenario, 'cluster' | 'stepSeconds' | 'random'>): void {
  const outcome = simulate({ cluster: buildCluster(layout), stepSeconds: 0.1, random: seededRandom(3), ...scenario });
  console.log(`  ${what.padEnd(48)} ${describe(outcome, scenario.seconds, layout.machines[layout.database] ?? 0)}`);
}

function describe({ delivered, lag, busy, moments, takeover, caughtUp }: Outcome, seconds: number, databaseCores: number): string {
  const last = moments.at(-1);
  const fullest = busy[0];
  const database = busy.find(({ name }) => name === databaseName)?.part ?? 0;
  const parts = [
    `${whole(delivered / seconds)}/s delivered`,
    `lag p50 ${lag.p50.toFixed(1)} s, p99 ${lag.p99.toFixed(1)} s, longest ${Math.max(...moments.map((moment) => moment.lag)).toFixed(1)} s`,
    `${whole(last?.inTheLog ?? 0)} wait, ${whole(last?.atTheDoor ?? 0)} at the door`,
    `${fullest?.name ?? ''} ${((fullest?.part ?? 0) * 100).toFixed(0)} %`,
    `PostgreSQL ${(database * databaseCores).toFixed(1)} cores`,
    ...(takeover === null ? [] : [`taken over after ${takeover.toFixed(1)} s, ${caughtUp === null ? 'never caught up' : `caught up after ${caughtUp.toFixed(1)} s`}`]),
  ];
  return parts.join('; ');
}

function printCosts({ accept, deliver, sharing, settlement, workerCores, apiCores, claim, quiet }: Costs): void {
  const micro = (seconds: number): string => `${(seconds * 1_000_000).toFixed(1)} µs`;
  console.log('\nCosts, processor time of servers and of PostgreSQL');
  console.log(
    `  accept ${micro(accept.servers)} + ${micro(accept.database)}; deliver ${micro(deliver.servers)} + ${micro(deliver.database)}; each further worker ${micro(sharing.servers)} + ${micro(sharing.database)}`,
  );
  console.log(
    `  settle ${micro(settlement.servers)} + ${micro(settlement.database)}; a worker uses ${workerCores.toFixed(2)} cores at most, an API process ${apiCores.toFixed(2)}`,
  );
  console.log(`  a claim every ${micro(claim)}; nothing waits: ${(quiet * 1_000).toFixed(0)} ms`);
}

const whole = (value: number): string => Math.round(value).toLocaleString('en');
const off = (predicted: number, measured: number): string => `${predicted >= measured ? '+' : ''}${((predicted / measured - 1) * 100).toFixed(0)} %`;
