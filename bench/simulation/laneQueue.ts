/** Changes of a lane that wait in the log, by the step in which they came; whole or in parts. */
export class LaneQueue {
  readonly #stepSeconds: number;
  readonly #batches: { readonly step: number; changes: number }[] = [];
  #first = 0;
  #length = 0;

  /** `backlog`: changes that came just before the first step. */
  constructor(stepSeconds: number, backlog: number) {
    this.#stepSeconds = stepSeconds;
    this.put(backlog, 0);
  }

  get length(): number {
    return this.#length;
  }

  put(changes: number, step: number): void {
    if (changes <= 0) return;
    this.#batches.push({ step, changes });
    this.#length += changes;
  }

  /** Takes the oldest; how many had waited for how many steps. */
  take(count: number, step: number): { steps: number; changes: number }[] {
    const taken: { steps: number; changes: number }[] = [];
    let left = Math.min(count, this.#length);
    // What is left of a batch after rounding is nothing.
    while (left > 1e-9) {
      const batch = this.#batches[this.#first];
      if (batch === undefined) break;
      const changes = Math.min(left, batch.changes);
      taken.push({ steps: step - batch.step, changes });
      left -= changes;
      batch.changes -= changes;
      this.#length -= changes;
      if (batch.changes <= 1e-9) this.#first += 1;
    }
    if (this.#first === this.#batches.length) this.#length = 0;
    return taken;
  }

  /** Age of the oldest, seconds; 0 where nothing waits. */
  oldest(step: number): number {
    const batch = this.#batches[this.#first];
    return batch === undefined ? 0 : (step - batch.step) * this.#stepSeconds;
  }
}
