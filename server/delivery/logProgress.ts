import { laneCount, lanesOf } from '../kit/lane.ts';
import { Watermark } from '../kit/watermark.ts';
import type { CheckpointRow, LaneCheckpoint } from '../store/rows.ts';

/** A lane whose first unsettled change lies further back than this reads for itself after a restart; the others need not read everything again. */
const farBehind = 10_000;

/** Reading on for less than this part of the lanes is not worth it: the others have to read the same entries again. */
const fewestInStep = 1 / 8;

interface Lane {
  readonly number: number;
  readonly watermark: Watermark;
  /** It has enough under way and left the common reader; it reads for itself until it has caught up. */
  isBehind: boolean;
}

/** Where in the log a change stands. */
export interface LogEntry {
  readonly sequence: number;
  readonly lane: number;
}

/**
 * How far one destination is in the change log, lane by lane. One common reader takes all lanes along. A lane that has
 * too much under way falls behind: the common reader passes its changes over, and the lane reads them for itself later,
 * in their order, until it has caught up. Each change is handed out by exactly one of the two, and never before an
 * earlier one of its lane.
 */
export class LogProgress {
  /** Those that are held here; all others are somebody else's. */
  readonly #lanes: readonly Lane[];
  /** The same by their numbers. */
  readonly #byNumber: readonly (Lane | undefined)[];
  #position: number;
  /** Where an earlier reader was: the checkpoint never goes back. */
  readonly #before: number;
  #unsettledBehind = 0;
  #unsettled = 0;

  constructor({ position, lanes }: Pick<CheckpointRow, 'position' | 'lanes'>, held: readonly number[] = lanesOf([0], 1)) {
    const stored = new Map(lanes.map(([number, watermark, settledAhead]) => [number, { watermark, settledAhead }]));
    const laneAt = (number: number): Lane => {
      const { watermark, settledAhead } = stored.get(number) ?? { watermark: position, settledAhead: [] };
      return { number, watermark: new Watermark(watermark, settledAhead), isBehind: position - watermark > farBehind };
    };
    this.#lanes = held.map(laneAt);
    this.#byNumber = Array.from({ length: laneCount }, (_, number) => this.#lanes.find((lane) => lane.number === number));
    this.#before = position;
    this.#position = Math.min(position, ...this.#lanes.filter(({ isBehind }) => !isBehind).map(({ watermark }) => watermark.position));
  }

  /** Where the common reader is. */
  get position(): number {
    return this.#position;
  }

  /** Everything up to here was read, in all lanes. */
  get lowestPosition(): number {
    return Math.min(this.#position, ...this.#lanes.filter(({ isBehind }) => isBehind).map(({ watermark }) => watermark.position));
  }

  /** Changes handed out that have no outcome. */
  get unsettled(): number {
    return this.#unsettled;
  }

  /** Those of lanes that are not behind. */
  get unsettledInStep(): number {
    return this.#unsettled - this.#unsettledBehind;
  }

  get isAnyBehind(): boolean {
    return this.#lanes.some(({ isBehind }) => isBehind);
  }

  /** Everything up to here has its outcome, in all lanes. */
  get watermark(): number {
    return Math.min(...this.#lanes.map((lane) => this.#watermarkOf(lane)));
  }

  /** Whether the change of a profile at this place, and with it all earlier ones, was handed out. */
  hasRead({ sequence, lane: number }: LogEntry): boolean {
    const lane = this.#laneAt(number);
    return sequence <= (lane.isBehind ? lane.watermark.position : this.#position);
  }

  /** The common reader moves to a change; true when it is to be handed out now: it has no outcome, its lane is held here and not behind. */
  read({ sequence, lane: number }: LogEntry): boolean {
    const lane = this.#byNumber[number];
    this.#position = sequence;
    if (lane === undefined) return false;
    // After a restart a lane may be ahead of the common reader.
    if (lane.isBehind || sequence <= lane.watermark.position) return false;
    return lane.watermark.read(sequence);
  }

  /** The common reader saw everything up to here that is of lanes held here. */
  pass(position: number): void {
    this.#position = Math.max(this.#position, position);
  }

  /** A change that was just read is under way until `settle`. */
  open({ sequence, lane: number }: LogEntry): void {
    const lane = this.#laneAt(number);
    lane.watermark.open(sequence);
    this.#unsettled += 1;
    if (lane.isBehind) this.#unsettledBehind += 1;
  }

  settle({ sequence, lane: number }: LogEntry): void {
    const lane = this.#laneAt(number);
    lane.watermark.settle(sequence);
    this.#unsettled -= 1;
    if (lane.isBehind) this.#unsettledBehind -= 1;
  }

  /** Lets lanes with more than so many changes under way fall behind; none where hardly any would stay in step, since then it is not a few that hold up the others. */
  leaveBehind(moreThan: number): void {
    const isHeavy = ({ isBehind, watermark }: Lane): boolean => !isBehind && watermark.unsettled > moreThan;
    if (this.#lanes.filter((lane) => !lane.isBehind && !isHeavy(lane)).length < this.#lanes.length * fewestInStep) return;
    for (const lane of this.#lanes.filter(isHeavy)) {
      lane.watermark.pass(this.#position);
      this.#setBehind(lane, true);
    }
  }

  /** Lanes that are behind and have fewer than so many changes under way, and the place after which the first of them reads on; null: none. */
  behindWithRoom(fewerThan: number): { lanes: number[]; after: number } | null {
    const lanes = this.#lanes.filter(({ isBehind, watermark }) => isBehind && watermark.unsettled < fewerThan);
    if (lanes.length === 0) return null;
    return { lanes: lanes.map(({ number }) => number), after: Math.min(...lanes.map(({ watermark }) => watermark.position)) };
  }

  /** A lane that is behind moves to a change read for it; true when it is to be handed out now. It stays where it is once it has `most` under way. */
  readBehind({ sequence, lane: number }: LogEntry, most: number): boolean {
    const { watermark } = this.#laneAt(number);
    return sequence > watermark.position && watermark.unsettled < most && watermark.read(sequence);
  }

  /** All changes of these lanes up to a place were offered to `readBehind`: lanes with room move there, and who is where the common reader is has caught up. */
  caughtUp(lanes: readonly number[], upTo: number, most: number): void {
    for (const number of lanes) {
      const lane = this.#laneAt(number);
      if (lane.watermark.unsettled >= most) continue;
      lane.watermark.pass(upTo);
      if (lane.watermark.position >= this.#position) this.#setBehind(lane, false);
    }
  }

  /** What to store, so that a restart repeats only what has no outcome. */
  snapshot(): Pick<CheckpointRow, 'watermark' | 'position' | 'lanes'> {
    const position = Math.max(this.#before, this.#position);
    const lanes: LaneCheckpoint[] = [];
    for (const lane of this.#lanes) {
      if (!lane.isBehind) lane.watermark.pass(this.#position);
      const { watermark } = lane.watermark;
      const settledAhead = lane.watermark.settledAhead();
      if (watermark < position || settledAhead.length > 0) lanes.push([lane.number, watermark, settledAhead]);
    }
    return { watermark: Math.min(position, ...lanes.map(([, watermark]) => watermark)), position, lanes };
  }

  #watermarkOf({ isBehind, watermark }: Lane): number {
    return isBehind || watermark.unsettled > 0 ? watermark.watermark : Math.max(watermark.position, this.#position);
  }

  #laneAt(number: number): Lane {
    const lane = this.#byNumber[number];
    if (lane === undefined) throw new RangeError(`Lane ${number} is not held here.`);
    return lane;
  }

  #setBehind(lane: Lane, isBehind: boolean): void {
    lane.isBehind = isBehind;
    this.#unsettledBehind += isBehind ? lane.watermark.unsettled : -lane.watermark.unsettled;
  }
}
