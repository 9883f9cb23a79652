import { nextAllotment, type Need } from '../publisher/fairShare.ts';
import type { Use } from '../publisher/pace.ts';
import { PartitionPaces } from '../publisher/partitionPaces.ts';
import type { LeaseView } from '../store/leaseStore.ts';
import { partitionsOf } from './partitionPlan.ts';

/** What is used less than this is not spoken of: the part of a limit. */
const leastTold = 0.005;
/** Who could use more than it does may do so by this much before others hear of it. */
const room = 1.05;
/** More than this was sent by those that know each other: of the limit. Less may be a matter of moments. */
const crowded = 1.02;

/** What one destination sends to a stream here, by partition. Those of which nothing is said are not used. */
interface Sender {
  readonly stream: string;
  readonly uses: Readonly<Record<string, Use>>;
}

interface OwnSender {
  readonly stream: string;
  readonly paces: PartitionPaces;
  uses: Readonly<Record<string, Use>>;
  /** What it said the time before. */
  usedBefore: Readonly<Record<string, Use>>;
}

/**
 * Shares what streams take between all who send there: each destination of each worker. With every sign of life a worker
 * says what it sends, hears what the others do, and goes by the same rule as they (`nextAllotment`); nobody assigns.
 * The weight of a sender is how many partitions of the log its worker holds.
 */
export class PaceSharing {
  /** By destination. */
  readonly #own = new Map<string, OwnSender>();
  #others: readonly (Sender & { readonly weight: number })[] = [];
  #weight = 1;
  /** Of all workers together. */
  #weights = 1;

  /** The paces of a destination to this stream, anew where it sent to another before. */
  pacesOf(destinationId: string, stream: string): PartitionPaces {
    const former = this.#own.get(destinationId);
    if (former?.stream === stream) return former.paces;
    const own: OwnSender = { stream, paces: new PartitionPaces((partition) => this.#allotment(own, partition, 0).allotted), uses: {}, usedBefore: {} };
    this.#own.set(destinationId, own);
    return own.paces;
  }

  /** The destination is gone. */
  forget(destinationId: string): void {
    this.#own.delete(destinationId);
  }

  /** What is sent here, for the others: JSON. `now`: monotonic milliseconds. */
  say(now: number): string {
    const said: Sender[] = [];
    for (const own of this.#own.values()) {
      const uses = [...own.paces.byPartition].map(([partition, pace]): [string, Use] => [partition, pace.use(now)]);
      own.usedBefore = own.uses;
      own.uses = Object.fromEntries(uses.filter(([, { part }]) => part >= leastTold).map(([partition, { part, wantsMore }]) => [partition, { part: rounded(part), wantsMore }]));
      if (Object.keys(own.uses).length > 0) said.push({ stream: own.stream, uses: own.uses });
    }
    return JSON.stringify(said);
  }

  /** What the others said, and who holds how much of the log. Takes effect at once. */
  hear({ workers, holders, said }: LeaseView, workerId: string, held: number, now: number): void {
    const weights = workers.map((worker) => (worker === workerId ? held : partitionsOf(holders, worker).length));
    this.#weight = held;
    this.#weights = weights.reduce((sum, weight) => sum + weight, 0);
    this.#others = workers.flatMap((worker, index) => {
      const words = worker === workerId ? null : (said[index] ?? null);
      return words === null ? [] : (JSON.parse(words) as Sender[]).map((sender) => ({ ...sender, weight: weights[index] ?? 0 }));
    });
    this.#allot(now);
  }

  /** The same where there are no others: between the destinations of this process. */
  shareAlone(now: number): void {
    this.say(now);
    this.#allot(now);
  }

  #allot(now: number): void {
    for (const own of this.#own.values())
      for (const [partition, pace] of own.paces.byPartition) {
        const { allotted, wasCrowded } = this.#allotment(own, partition, pace.allotted);
        pace.allot(allotted, wasCrowded, now);
      }
  }

  #allotment(own: OwnSender, partition: string, allotted: number): { allotted: number; wasCrowded: boolean } {
    const beside = [...this.#own.values()].filter((other) => other !== own).map((other) => ({ ...other, weight: this.#weight }));
    const others = [...beside, ...this.#others].filter(({ stream }) => stream === own.stream);
    const needs: Need[] = [];
    let usedByOthers = 0;
    for (const { uses, weight } of others) {
      const use = uses[partition];
      if (use === undefined) continue;
      needs.push({ weight, need: use.wantsMore ? Number.POSITIVE_INFINITY : room * use.part });
      usedByOthers += use.part;
    }
    const besideHere = beside.filter(({ stream }) => stream === own.stream).length;
    const part = this.#weights === 0 ? 0 : this.#weight / this.#weights / (1 + besideHere);
    // Since the time before everybody spoke once: who began at the same time has said so.
    const wantsMore = [own.usedBefore, own.uses].every((uses) => uses[partition]?.wantsMore === true);
    return {
      allotted: nextAllotment({ allotted, wantsMore, weight: this.#weight, part, others: needs, usedByOthers }),
      wasCrowded: usedByOthers + (own.uses[partition]?.part ?? 0) > crowded,
    };
  }
}

const rounded = (part: number): number => Math.round(part * 1_000) / 1_000;
