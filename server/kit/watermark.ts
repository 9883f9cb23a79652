/** Closed range of sequences. */
export type SequenceRange = readonly [from: number, to: number];

/**
 * Which sequences of a log have their outcome. Sequences are read in ascending order; they settle in any order. Every
 * sequence up to `watermark` is settled; above it, `settledAhead` names the ones that are settled as well, so that a
 * restart repeats only what has no outcome. Gaps in the log count as settled: nothing is ever inserted below a
 * sequence that was read.
 *
 * Cost: one set entry per unsettled sequence; the ranges are at most one more than the unsettled sequences.
 */
export class Watermark {
  /** Opened and unsettled, ascending, because a Set keeps the order of insertion. */
  readonly #unsettled = new Set<number>();
  #position: number;
  /** What an earlier reader settled beyond its watermark, ascending. */
  readonly #before: readonly SequenceRange[];
  /** The first range of `#before` that `#position` has not passed. */
  #next = 0;

  constructor(watermark: number, settledAhead: readonly SequenceRange[]) {
    this.#position = watermark;
    this.#before = settledAhead;
  }

  /** The last sequence that was read. */
  get position(): number {
    return this.#position;
  }

  /** How many sequences are read and have no outcome. */
  get unsettled(): number {
    return this.#unsettled.size;
  }

  /** Everything up to here has its outcome. */
  get watermark(): number {
    for (const first of this.#unsettled) return first - 1;
    return this.#position;
  }

  /** Moves past a sequence; true when it still needs an outcome, false when an earlier reader settled it. */
  read(sequence: number): boolean {
    if (sequence <= this.#position) throw new RangeError(`Sequence ${sequence} was read after ${this.#position}.`);
    this.#position = sequence;
    for (;;) {
      const range = this.#before[this.#next];
      if (range === undefined || sequence < range[0]) return true;
      if (sequence <= range[1]) return false;
      this.#next += 1;
    }
  }

  /** Moves to a sequence that was not read itself: whatever lies between is settled, or no concern of this reader. */
  pass(sequence: number): void {
    this.#position = Math.max(this.#position, sequence);
  }

  /** The sequence just read stays open until `settle`. */
  open(sequence: number): void {
    if (sequence !== this.#position) throw new RangeError(`Sequence ${sequence} is not the one just read.`);
    this.#unsettled.add(sequence);
  }

  settle(sequence: number): void {
    if (!this.#unsettled.delete(sequence)) throw new RangeError(`Sequence ${sequence} is not open.`);
  }

  /** The settled sequences above the watermark, ascending and disjoint. */
  settledAhead(): SequenceRange[] {
    const ranges: SequenceRange[] = [];
    let from: number | undefined;
    for (const unsettled of this.#unsettled) {
      if (from !== undefined && from < unsettled) ranges.push([from, unsettled - 1]);
      from = unsettled + 1;
    }
    if (from !== undefined && from <= this.#position) ranges.push([from, this.#position]);
    for (const [start, end] of this.#before.slice(this.#next)) {
      if (end > this.#position) ranges.push([Math.max(start, this.#position + 1), end]);
    }
    return ranges;
  }
}
