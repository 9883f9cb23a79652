/** Follows what becomes of the partitions of a worker that is killed, and of what waits for them. */
export class LossWatch {
  readonly #at: number;
  #lost: { readonly partitions: readonly number[]; readonly inTheLog: number } | null = null;
  /** Seconds from the loss until others work on all it had, and until no more waits than before; null until then. */
  takeover: number | null = null;
  caughtUp: number | null = null;

  constructor(at: number) {
    this.#at = at;
  }

  /** Call in the moment before it is killed. */
  begin(partitions: readonly number[], inTheLog: number): void {
    this.#lost = { partitions, inTheLog };
  }

  get hasBegun(): boolean {
    return this.#lost !== null;
  }

  /** `arriving`: what waits at any time since it has just come. */
  note(now: number, workedOn: ReadonlySet<number>, inTheLog: number, arriving: number): void {
    if (this.#lost === null) return;
    if (this.takeover === null && this.#lost.partitions.every((partition) => workedOn.has(partition))) this.takeover = now - this.#at;
    if (this.takeover !== null && this.caughtUp === null && inTheLog <= Math.max(this.#lost.inTheLog, arriving)) this.caughtUp = now - this.#at;
  }
}
