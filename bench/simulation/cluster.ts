import { claimedAtOnce, type Costs } from './costs.ts';
import type { Job, Use } from './share.ts';

/** What there is, and where it runs. */
export interface Layout {
  readonly costs: Costs;
  /** Cores of each machine. */
  readonly machines: readonly number[];
  /** The machine of each process. */
  readonly workers: readonly number[];
  readonly apis: readonly number[];
  readonly database: number;
  /** The machine of the sink and the client, where they are measured, too; null: elsewhere. */
  readonly around: number | null;
  readonly lanes?: number;
  readonly partitions?: number;
  readonly shards: number;
  /** A second, of one shard: 1,000 by themselves, more where records are packed. */
  readonly recordsPerShard?: number;
  readonly recordBytes?: number;
  /** Request → answer of the stream, seconds. */
  readonly streamSeconds: number;
  /** Part of all changes that one profile makes. */
  readonly hotProfile?: number;
}

interface Resource {
  readonly name: string;
  /** A second. */
  readonly capacity: number;
}

interface Worker {
  readonly own: number;
  readonly machine: number;
  readonly requests: number;
}

export interface Cluster {
  readonly costs: Costs;
  readonly resources: readonly Resource[];
  readonly workers: readonly Worker[];
  readonly apis: readonly { readonly uses: readonly Use[] }[];
  readonly databaseMachine: number;
  readonly partitions: number;
  /** Part of all changes that are in each lane; 1 in all. */
  readonly laneWeights: readonly number[];
  lanesOf(partition: number): number[];
  /** The delivery of a lane by the worker that has these partitions, that lane's among them. */
  delivering(worker: number, lane: number, partitions: readonly number[]): Pick<Job, 'weight' | 'uses'>;
}

/** The machine of PostgreSQL, as `Outcome.busy` calls it. */
export const databaseName = 'cores of PostgreSQL';

/** server/publisher/publisher.ts: requests under way at a time, of up to 500 records. */
const recordsUnderWay = 8 * 500;
const bytesPerShard = 1024 * 1024;
/** What is left of nothing by rounding. */
const tiny = 1e-9;
/** The lane of the hot profile, if there is one. */
const hotLane = 0;

/** PURE. */
export function buildCluster(layout: Layout): Cluster {
  const { costs, machines, database, around, shards, streamSeconds } = layout;
  const { lanes = 64, partitions = 16, recordsPerShard = 1_000, recordBytes = 440, hotProfile = 0 } = layout;
  const resources: Resource[] = machines.map((cores, index) => ({ name: index === database ? databaseName : `cores of machine ${index}`, capacity: cores }));
  const add = (name: string, capacity: number): number => resources.push({ name, capacity }) - 1;
  const claims = add('claims of sequences', 1);
  const hot = add('the hot profile', 1);
  // Lanes share a shard or have several of their own.
  const groups = Math.min(shards, lanes);
  const shardGroups = Array.from({ length: groups }, (_, group) => add(`shards of hashes from ${((group / groups) * 100).toFixed(0)} % on`, shards / groups));
  const workers = layout.workers.map((machine, index) => ({
    machine,
    own: add(`threads of worker ${index}`, costs.workerCores),
    requests: add(`requests of worker ${index}`, recordsUnderWay),
  }));
  const apis = layout.apis.map((machine, index) => ({
    uses: [
      { resource: machine, amount: costs.accept.servers },
      { resource: add(`threads of API ${index}`, costs.apiCores), amount: costs.accept.servers },
      { resource: database, amount: costs.accept.database },
      { resource: claims, amount: costs.claim / claimedAtOnce },
    ],
  }));
  const laneWeights = Array.from({ length: lanes }, (_, lane) => (1 - hotProfile) / lanes + (lane === hotLane ? hotProfile : 0));
  const lanesOf = (partition: number): number[] => Array.from({ length: lanes / partitions }, (_, at) => (partition * lanes) / partitions + at);
  return {
    costs,
    resources,
    workers,
    apis,
    databaseMachine: database,
    partitions,
    laneWeights,
    lanesOf,
    delivering(index, lane, held) {
      const worker = workers[index] as Worker;
      const own = held.flatMap(lanesOf).reduce((sum, each) => sum + (laneWeights[each] as number), 0);
      // With each change of its own a worker passes so many of others.
      const others = (1 - own) / own;
      const servers = costs.deliver.servers + others * costs.sharing.servers;
      const hotPart = lane === hotLane ? hotProfile / (laneWeights[lane] as number) : 0;
      return {
        weight: partitions / (servers * lanes * held.length),
        uses: [
          { resource: worker.machine, amount: servers },
          { resource: worker.own, amount: servers },
          { resource: database, amount: costs.deliver.database + others * costs.sharing.database },
          { resource: worker.requests, amount: streamSeconds },
          ...shardGroups.flatMap((resource, group): Use[] => {
            const part = overlap(lane, lanes, group, groups);
            return part > tiny ? [{ resource, amount: part * Math.max(1 / recordsPerShard, recordBytes / bytesPerShard) }] : [];
          }),
          ...(around === null ? [] : [{ resource: around, amount: costs.deliver.around }]),
          // A record waits for the one before it of the same key (decision 6).
          ...(hotPart === 0 ? [] : [{ resource: hot, amount: hotPart * Math.max(streamSeconds, 1 / recordsPerShard) }]),
        ],
      };
    },
  };
}

/** PURE. Part of a lane that lies in one of some groups of shards: both divide the same hashes evenly. */
function overlap(lane: number, lanes: number, group: number, groups: number): number {
  return Math.max(0, Math.min((lane + 1) / lanes, (group + 1) / groups) - Math.max(lane / lanes, group / groups)) * lanes;
}
