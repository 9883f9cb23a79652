/** A cluster on one PostgreSQL, stepped through time: what waits where, how old it gets, and what is used up first. */
import { poisson, type Arrivals } from './arrivals.ts';
import type { Cluster } from './cluster.ts';
import { LaneQueue } from './laneQueue.ts';
import { settlementsPerSecond } from './costs.ts';
import { Leases } from './leases.ts';
import { LossWatch } from './lossWatch.ts';
import type { Job } from './share.ts';
import { Usage } from './usage.ts';

export interface Scenario {
  readonly cluster: Cluster;
  readonly arrivals: Arrivals;
  readonly seconds: number;
  /** Shorter than anything that is asked for. */
  readonly stepSeconds: number;
  /** Changes in the log at the beginning that nobody has delivered. */
  readonly backlog?: number;
  /** A worker that is killed. */
  readonly lost?: { readonly worker: number; readonly at: number };
  readonly random: () => number;
}

export interface Moment {
  readonly at: number;
  /** Changes that wait to be accepted, and to be delivered. */
  readonly atTheDoor: number;
  readonly inTheLog: number;
  /** Age of the oldest change in the log, seconds. */
  readonly lag: number;
}

export interface Outcome {
  readonly arrived: number;
  readonly accepted: number;
  readonly delivered: number;
  /** Accepted → delivered of every change that was delivered, seconds. */
  readonly lag: { readonly p50: number; readonly p99: number; readonly mean: number };
  /** Part of each resource that was used while it was there, the fullest first. */
  readonly busy: readonly { readonly name: string; readonly part: number }[];
  readonly moments: readonly Moment[];
  /** From the loss of a worker until others have all it had, seconds; null where none was lost, or nobody took them. */
  readonly takeover: number | null;
  /** From the loss until the log was as short as in the moment before it, seconds. */
  readonly caughtUp: number | null;
}

/** A session that has got or lost partitions drains and begins anew, seconds (decision 27). */
const restartSeconds = 0.3;

/** PURE but for `random`. */
export function simulate({ cluster, arrivals, seconds, stepSeconds, backlog = 0, lost, random }: Scenario): Outcome {
  const { costs, resources, partitions, workers, apis, laneWeights } = cluster;
  const leases = new Leases(workers.length, partitions, random);
  const queues = laneWeights.map((weight) => new LaneQueue(stepSeconds, backlog * weight));
  const usage = new Usage(resources, stepSeconds);
  const loss = lost === undefined ? null : new LossWatch(lost.at);
  const idleUntil = workers.map(() => 0);
  const pace = workers.map(() => 0);
  const lags = new Map<number, number>();
  const moments: Moment[] = [];
  let [arrived, accepted, delivered, atTheDoor] = [0, 0, 0, 0];
  let places: readonly Place[] = [];
  let heldBefore = '';
  const length = (): number => queues.reduce((sum, queue) => sum + queue.length, 0);

  for (let step = 0; step * stepSeconds < seconds; step += 1) {
    const now = step * stepSeconds;
    if (lost !== undefined && loss?.hasBegun === false && now >= lost.at) {
      loss.begin(leases.heldBy(lost.worker), length());
      leases.lose(lost.worker);
    }
    for (const worker of leases.advance(now)) idleUntil[worker] = now + restartSeconds;
    const came = poisson(arrivals(now) * stepSeconds, random);
    arrived += came;
    atTheDoor += came;

    usage.begin();
    // What settlements cost comes off the top, at the pace of the step before.
    workers.forEach((worker, index) => {
      const settlements = settlementsPerSecond(pace[index] as number, costs.betweenSettlements) * stepSeconds;
      usage.take(worker.own, settlements * costs.settlement.servers);
      usage.take(worker.machine, settlements * costs.settlement.servers);
      usage.take(cluster.databaseMachine, settlements * costs.settlement.database);
    });
    const held = workers.map((_, index) => ((idleUntil[index] as number) > now ? [] : leases.heldBy(index)));
    if (JSON.stringify(held) !== heldBefore) places = placesOf(cluster, held);
    heldBefore = JSON.stringify(held);
    const accepting = apis.map(({ uses }): Job => ({ wish: atTheDoor / apis.length, weight: 1 / costs.accept.servers, uses }));
    const delivering = places.map(({ lane, weight, uses }): Job => ({ wish: queueOf(queues, lane).length, weight, uses }));
    const done = usage.share([...accepting, ...delivering]);

    pace.fill(0);
    places.forEach(({ worker, lane }, index) => {
      const count = done[apis.length + index] ?? 0;
      pace[worker] = (pace[worker] as number) + count / stepSeconds;
      delivered += count;
      for (const { steps, changes } of queueOf(queues, lane).take(count, step)) lags.set(steps, (lags.get(steps) ?? 0) + changes);
    });
    const taken = done.slice(0, apis.length).reduce((sum, count) => sum + count, 0);
    accepted += taken;
    atTheDoor = Math.max(0, atTheDoor - taken);
    queues.forEach((queue, lane) => queue.put(taken * (laneWeights[lane] as number), step));

    moments.push({ at: now, atTheDoor, inTheLog: length(), lag: Math.max(...queues.map((queue) => queue.oldest(step))) });
    loss?.note(now, new Set(held.flat()), length(), 2 * arrivals(now) * stepSeconds);
  }
  const { takeover, caughtUp } = loss ?? { takeover: null, caughtUp: null };
  return { arrived, accepted, delivered, lag: percentiles(lags, stepSeconds, costs.quiet), busy: usage.busy(), moments, takeover, caughtUp };
}

/** A lane, and the worker that delivers it. */
interface Place extends Pick<Job, 'weight' | 'uses'> {
  readonly worker: number;
  readonly lane: number;
}

function placesOf(cluster: Cluster, held: readonly (readonly number[])[]): Place[] {
  return held.flatMap((own, worker) => own.flatMap((partition) => cluster.lanesOf(partition).map((lane) => ({ worker, lane, ...cluster.delivering(worker, lane, own) }))));
}

const queueOf = (queues: readonly LaneQueue[], lane: number): LaneQueue => queues[lane] as LaneQueue;

function percentiles(lags: ReadonlyMap<number, number>, stepSeconds: number, quiet: number): Outcome['lag'] {
  const sorted = [...lags].toSorted(([a], [b]) => a - b);
  const total = sorted.reduce((sum, [, changes]) => sum + changes, 0);
  const at = (part: number): number => {
    let before = 0;
    for (const [steps, changes] of sorted) if ((before += changes) >= part * total) return steps * stepSeconds + quiet;
    return Number.NaN;
  };
  return { p50: at(0.5), p99: at(0.99), mean: sorted.reduce((sum, [steps, changes]) => sum + steps * changes, 0) * (stepSeconds / total) + quiet };
}
