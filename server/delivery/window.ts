import type { Publisher } from '../publisher/publisher.ts';
import type { OutcomeLedger } from './ledger.ts';
import type { LogProgress } from './logProgress.ts';
import { laneCount } from '../kit/lane.ts';

/** Records and bytes handed out without an outcome; beyond either, reading waits. This is the memory of one destination. */
const maxUnsettled = 10_000;
const maxUnsettledBytes = 64 * 1024 * 1024;
/** While lanes are behind the others go on until they have this much of it under way themselves: memory grows by half at most. */
const inStepShare = 0.5;
/** A lane's even part of the window. A lane that is behind has no more than this under way. */
export const lanePart = Math.floor(maxUnsettled / laneCount);
/** Runs hand out more only while fewer than this are under way, so that live changes find the way free. */
const runsBelow = 1_000;
/** Who waited for room goes on when this much of what it waited for is under way: pages, not single records. */
const wakeAt = 0.9;

/** How much one destination has under way, and whether it may have more. */
export class Window {
  readonly #publisher: Pick<Publisher<never>, 'unsettled' | 'unsettledBytes' | 'isStarving'>;
  readonly #ledger: OutcomeLedger;
  readonly #progress: LogProgress;
  /** Set while somebody waits for room. */
  #awaited: { readonly hasRoom: () => boolean; readonly room: AbortController } | null = null;
  #wasStarving = false;

  constructor(publisher: Pick<Publisher<never>, 'unsettled' | 'unsettledBytes' | 'isStarving'>, ledger: OutcomeLedger, progress: LogProgress) {
    this.#publisher = publisher;
    this.#ledger = ledger;
    this.#progress = progress;
  }

  get isFull(): boolean {
    return this.#isFullTo(1);
  }

  /** For lanes that are behind: they never have more than their part under way, so only payloads count. */
  get hasRoomForBehind(): boolean {
    return this.#ledger.count < maxUnsettled && this.#bytes < maxUnsettledBytes * (1 + inStepShare);
  }

  get hasRoomForRuns(): boolean {
    return this.#publisher.unsettled < runsBelow;
  }

  /**
   * Call while it is full, now and then: when some of the stream takes nothing twice in a row, although it could, a few
   * lanes hold everything that is under way, and are left behind.
   */
  relieve(): void {
    const { isStarving } = this.#publisher;
    if (isStarving && this.#wasStarving) this.#progress.leaveBehind(lanePart / 2);
    this.#wasStarving = isStarving;
  }

  /** Aborts once there is room for changes again, or with `forRuns` for runs. */
  room(forRuns: boolean): AbortSignal {
    const room = this.#awaited?.room ?? new AbortController();
    this.#awaited = { hasRoom: forRuns ? () => this.#publisher.unsettled <= runsBelow / 2 : () => !this.#isFullTo(wakeAt), room };
    return room.signal;
  }

  /** Call when something settled. */
  noteRoom(): void {
    if (this.#awaited?.hasRoom() !== true) return;
    this.#awaited.room.abort();
    this.#awaited = null;
  }

  #isFullTo(part: number): boolean {
    if (this.#ledger.count >= maxUnsettled) return true;
    const { unsettled } = this.#publisher;
    if (unsettled < maxUnsettled * part && this.#bytes < maxUnsettledBytes * part) return false;
    if (!this.#progress.isAnyBehind) return true;
    return this.#progress.unsettledInStep >= maxUnsettled * inStepShare * part || this.#bytes >= maxUnsettledBytes * (1 + inStepShare) * part;
  }

  get #bytes(): number {
    return this.#publisher.unsettledBytes + this.#ledger.bytes;
  }
}
