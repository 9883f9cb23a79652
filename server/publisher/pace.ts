import type { PartitionMap } from './streamClient.ts';

/** Part of a partition's limit that one sender uses: the rest is room for requests that arrive closer together than they were sent. */
const headroom = 0.985;
/** Seconds' worth that may go at once after a rest: a stream that counts in full seconds refuses most of what a burst adds to a full second. */
const burstSeconds = 0.03;
/** And after a wait that took longer than it had to, since the process was busy: else what it could not send meanwhile would be lost. */
const lateBurstSeconds = 0.2;
/**
 * The share is adapted once in this time, milliseconds, by what was refused in it. Not more often: a stream that counts
 * in full seconds takes everything at first and refuses everything at the end of each, and only the whole tells.
 */
const adaptEveryMs = 1_000;
/**
 * The share tried beyond what was taken, each time. Of what two senders send about two percent are refused by it, and
 * unequal senders come to equal shares.
 */
const reach = 0.006;
/** Nothing refused for this long, milliseconds: others have left, and the share is regained faster, by this much each time for each second of calm. */
const calmMs = 2_500;
const calmReachPerSecond = 0.06;
/** One time takes at most about half of the share away, unless nothing was taken at all. */
const sharpestCut = 0.45;
/** Below this refused fraction only half of it is given up: the second measured is seldom the second the stream counts, and who believes it wholly swings. */
const muchRefused = 0.25;
/** Above it this much of what was taken is kept: the burst at the beginning was taken, too, and made it look better. */
const roomForOthers = 0.94;
/** While anything is taken, this share is kept however much is refused: some refusals have nothing to do with how much is sent, and would bring the pace down to nothing. */
const slowestShare = 0.1;
/** Who sends nearly all it may, this part of it, would send more if it might. */
const nearlyAll = 0.85;
/** What is used is told of at least this long, seconds: of less nothing can be said. */
const shortestTold = 0.5;
/** And where nothing is taken, this much is tried: a partition that works again is noticed within two seconds. */
const slowestRecordsPerSecond = 0.5;
const slowestBytesPerSecond = 64 * 1024;

export type PartitionLimits = Pick<PartitionMap, 'recordsPerSecond' | 'bytesPerSecond'>;

/** What one sender sends to a partition: the part of the limit, and whether it would send more if it might. */
export interface Use {
  readonly part: number;
  readonly wantsMore: boolean;
}

/**
 * How fast records go to one partition: a bucket of records and one of bytes, filled at a share of what the partition
 * takes. The share is what this sender is allotted among those that know each other, times a factor that adapts to what
 * is refused, since strangers may send to the same partition: it follows what was taken and reaches a little beyond, so
 * that a lone sender keeps all of it and several strangers come to even parts. A record may go while neither bucket is
 * empty and may leave a debt, so records of any size pass, and on average no limit is exceeded. Times are monotonic
 * milliseconds.
 */
export class Pace {
  readonly #limits: PartitionLimits;
  #allotted: number;
  /** What strangers leave of that, 0 to 1. */
  #factor = 1;
  #records: number;
  #bytes: number;
  #filledAt: number;
  /** What was answered since the share was adapted. */
  #sent = 0;
  #refused = 0;
  #adaptedAt: number;
  #refusedAt: number;
  /** Much was given up just now: the next answers still tell of the time before, and count for nothing. */
  #isSettling = false;
  /** What went since somebody asked. */
  #usedRecords = 0;
  #usedBytes = 0;
  #usedSince: number;

  /** `allotted`: of the limits, 0 to 1. */
  constructor(limits: PartitionLimits, now: number, allotted = 1) {
    this.#limits = limits;
    this.#allotted = allotted;
    this.#usedSince = now;
    this.#records = this.recordsPerSecond * burstSeconds;
    this.#bytes = this.bytesPerSecond * burstSeconds;
    this.#filledAt = now;
    this.#adaptedAt = now;
    this.#refusedAt = now;
  }

  /** Of the limits, 0 to 1. */
  get share(): number {
    return this.#allotted * this.#factor;
  }

  get allotted(): number {
    return this.#allotted;
  }

  get limits(): PartitionLimits {
    return this.#limits;
  }

  /** From now on this part of the limits is for this sender, 0 to 1. `wasCrowded`: those that know each other sent more than there is, so what was refused tells nothing of strangers. */
  allot(allotted: number, wasCrowded: boolean, now: number): void {
    this.fill(now);
    this.#allotted = allotted;
    if (!wasCrowded) return;
    this.#factor = 1;
    this.#isSettling = true;
    this.#begin(now);
  }

  /** What went since this was last asked. */
  use(now: number): Use {
    const seconds = Math.max(shortestTold, (now - this.#usedSince) / 1_000);
    const part = Math.max(this.#usedRecords / this.#limits.recordsPerSecond, this.#usedBytes / this.#limits.bytesPerSecond) / headroom / seconds;
    this.#usedRecords = 0;
    this.#usedBytes = 0;
    this.#usedSince = now;
    return { part, wantsMore: part >= nearlyAll * this.share };
  }

  get recordsPerSecond(): number {
    return Math.max(slowestRecordsPerSecond, this.share * headroom * this.#limits.recordsPerSecond);
  }

  get bytesPerSecond(): number {
    return Math.max(slowestBytesPerSecond, this.share * headroom * this.#limits.bytesPerSecond);
  }

  /** Nothing may go, as of the last `fill`. */
  get isSpent(): boolean {
    return this.#records <= 0 || this.#bytes <= 0;
  }

  /** Records that may go now, as far as their sizes allow. */
  allowance(now: number): number {
    this.fill(now);
    return this.isSpent ? 0 : Math.ceil(this.#records);
  }

  /** Milliseconds until something may go. */
  waitMs(now: number): number {
    this.fill(now);
    return 1_000 * Math.max(0, -this.#records / this.recordsPerSecond, -this.#bytes / this.bytesPerSecond);
  }

  /** One record of this size is sent. */
  spend(bytes: number): void {
    this.#records -= 1;
    this.#bytes -= bytes;
    this.#usedRecords += 1;
    this.#usedBytes += bytes;
  }

  /** An answer: of `sent` records to this partition, `refused` were too many for it. */
  answered(sent: number, refused: number, now: number): void {
    this.#sent += sent;
    this.#refused += refused;
    if (refused > 0) this.#refusedAt = now;
    if (now - this.#adaptedAt >= adaptEveryMs) this.#adapt(now);
  }

  #adapt(now: number): void {
    this.fill(now);
    const refused = this.#refused / this.#sent;
    const isStale = this.#isSettling && refused < 1;
    this.#isSettling = refused >= muchRefused && !isStale;
    this.#begin(now);
    if (isStale) return;
    const kept = refused < muchRefused ? 1 - refused / 2 : Math.max(sharpestCut, roomForOthers * (1 - refused));
    const calm = Math.max(0, now - this.#refusedAt - calmMs) / 1_000;
    const factor = this.#factor * kept + reach + calmReachPerSecond * calm;
    this.#factor = refused === 1 ? 0 : Math.min(1, Math.max(slowestShare, factor));
  }

  /** Answers count anew from here on. */
  #begin(now: number): void {
    this.#sent = 0;
    this.#refused = 0;
    this.#adaptedAt = now;
  }

  /** Adds what came in since the last time. */
  fill(now: number): void {
    const seconds = (now - this.#filledAt) / 1_000;
    this.#filledAt = now;
    const { recordsPerSecond, bytesPerSecond } = this;
    const wasSpent = this.isSpent;
    this.#records = filled(this.#records, seconds, recordsPerSecond, wasSpent, 1);
    this.#bytes = filled(this.#bytes, seconds, bytesPerSecond, wasSpent, 0);
  }
}

/** What a bucket holds after these seconds. `wasSpent`: somebody waited for it, and may come late. `least`: it holds that much in any case. */
function filled(left: number, seconds: number, perSecond: number, wasSpent: boolean, least: number): number {
  const late = Math.max(least, perSecond * lateBurstSeconds);
  const most = wasSpent ? late : Math.max(least, perSecond * burstSeconds, Math.min(left, late));
  return Math.min(most, left + seconds * perSecond);
}
