import type { PostgresFigures, Step } from '../postgresFigures.ts';

/** Processor seconds, on the process that does the work and in PostgreSQL. */
interface Work {
  readonly servers: number;
  readonly database: number;
}

/** What things cost, as measured. All of it in seconds of a core of the machine where it was measured. */
export interface Costs {
  /** A change that is accepted. */
  readonly accept: Work;
  /** A change that is delivered by the worker whose partition it is in; `around`: at the sink and the client. */
  readonly deliver: Work & { readonly around: number };
  /** What each further worker adds to a change: smaller batches, more questions of the log, and entries of others that PostgreSQL passes over. */
  readonly sharing: Work;
  /** A settlement, whatever is in it. */
  readonly settlement: Work;
  /** From one settlement of a worker to the next, seconds, unless many outcomes wait. */
  readonly betweenSettlements: number;
  /** Cores that one process has use for at most: threads that wait for each other and for PostgreSQL. */
  readonly workerCores: number;
  readonly apiCores: number;
  /** Between two claims of sequences, seconds: they are made one after the other in the whole cluster. */
  readonly claim: number;
  /** Accepted → delivered where nothing waits, seconds. */
  readonly quiet: number;
}

/** Sequences that one claim takes under load: lines of a request of NDJSON that are merged and stored together. */
export const claimedAtOnce = 500;
/** server/delivery/settler.ts: once there are so many outcomes they are stored at once. */
const settleAtOnce = 1_000;

/** PURE. Settlements a second of a worker that delivers so many changes a second for one destination, so much time between them. */
export function settlementsPerSecond(delivered: number, between: number): number {
  return Math.max(delivered / settleAtOnce, Math.min(delivered, 1 / between));
}

/**
 * PURE. Costs from what was measured: those of a settlement directly; those of a delivery from the run with one worker,
 * less its settlements; those of sharing from the run with most workers, where every worker adds to the changes of
 * all others. Runs between them are left out, so that they can be predicted.
 */
export function fitCosts({ cores, runs, settlements, claims, takeover }: PostgresFigures): Costs {
  const sorted = runs.toSorted((a, b) => a.workers - b.workers);
  const [one, most] = [sorted.at(0), sorted.at(-1)];
  const [least, largest] = [settlements.at(0), settlements.at(-1)];
  if (one?.workers !== 1 || most === undefined || most.workers === 1 || least === undefined || largest === undefined || least === largest)
    throw new Error('Costs are fitted to runs with one and with several workers, and to settlements of two sizes.');
  const settlementOf = (who: keyof Work): number => Math.max(0, least[who] - ((largest[who] - least[who]) / (largest.deliveries - least.deliveries)) * least.deliveries);
  const settlement = { servers: settlementOf('servers'), database: settlementOf('database') };
  const perChange = ({ delivered }: typeof one, who: keyof Work): number => (delivered[who] - delivered.settlements * settlement[who]) / delivered.changes;
  const sharingOf = (who: keyof Work): number => Math.max(0, (perChange(most, who) - perChange(one, who)) / (most.workers - 1));
  return {
    accept: mean(runs.map(({ accepted }) => accepted)),
    deliver: { servers: perChange(one, 'servers'), database: perChange(one, 'database'), around: one.delivered.around / one.delivered.changes },
    sharing: { servers: sharingOf('servers'), database: sharingOf('database') },
    settlement,
    betweenSettlements: Math.max(...[one, most].map(({ workers, delivered }) => (workers * delivered.seconds) / delivered.settlements)),
    workerCores: coresOf(one.delivered, cores),
    apiCores: Math.max(...runs.map(({ accepted }) => coresOf(accepted, cores))),
    claim: 1 / Math.max(...claims.filter(({ wanted }) => wanted === claimedAtOnce).map(({ perSecond }) => perSecond)),
    quiet: takeover.quietMs.p50 / 1_000,
  };
}

/** PURE. Part of a machine that the measured ones had, since others were at work there as well. */
export const leftBy = ({ elsewhere, seconds }: Step, cores: number): number => Math.max(0.05, 1 - elsewhere / seconds / cores);

/** Cores a process used; it would have used more by as much as others slowed it down. */
const coresOf = (step: Step, cores: number): number => step.servers / step.seconds / leftBy(step, cores);

function mean(steps: readonly Step[]): Work {
  const changes = steps.reduce((sum, step) => sum + step.changes, 0);
  const of = (who: keyof Work): number => steps.reduce((sum, step) => sum + step[who], 0) / changes;
  return { servers: of('servers'), database: of('database') };
}
