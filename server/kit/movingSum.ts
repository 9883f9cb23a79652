/**
 * The sum of what was added in the last slots of time, each as long as the other. An addition allocates nothing and
 * costs some nanoseconds. Times are monotonic milliseconds; one before the newest counts as the newest.
 */
export class MovingSum {
  readonly #slotMs: number;
  readonly #sums: Float64Array;
  /** Number of the newest slot, counted from time 0. */
  #newest = 0;

  constructor(slotMs: number, slots: number) {
    this.#slotMs = slotMs;
    this.#sums = new Float64Array(slots);
  }

  add(value: number, now: number): void {
    this.#moveTo(now);
    const at = this.#newest % this.#sums.length;
    this.#sums[at] = (this.#sums[at] as number) + value;
  }

  /** Of the slot that `now` lies in and those before it. */
  total(now: number): number {
    this.#moveTo(now);
    return this.#sums.reduce((sum, value) => sum + value, 0);
  }

  #moveTo(now: number): void {
    const slot = Math.floor(now / this.#slotMs);
    const count = this.#sums.length;
    for (let passed = Math.max(this.#newest, slot - count) + 1; passed <= slot; passed += 1) this.#sums[passed % count] = 0;
    this.#newest = Math.max(this.#newest, slot);
  }
}
