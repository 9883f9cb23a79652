/** Waits between probes of a destination that stopped by itself, milliseconds: quick at first, then at most once a minute. */
const firstProbeMs = 5_000;
const lastProbeMs = 60_000;
/** What is said to be ready soon is believed for this long, milliseconds. */
const soonMs = 5 * 60_000;

/** How long a destination that stopped by itself waits before it is tried again. */
export class ProbePace {
  #nextMs = firstProbeMs;
  #soonMs = 0;

  /** Milliseconds until the next try, `retryAfterSeconds`: as the other side asked, undefined where it did not. */
  next(retryAfterSeconds: number | undefined): number {
    if (retryAfterSeconds !== undefined) {
      const wait = retryAfterSeconds * 1_000;
      this.#soonMs += wait;
      return this.#soonMs <= soonMs ? wait : Math.max(wait, lastProbeMs);
    }
    const wait = this.#nextMs;
    this.#nextMs = Math.min(wait * 2, lastProbeMs);
    return wait;
  }

  /** It works again: the next pause begins quickly. */
  reset(): void {
    this.#nextMs = firstProbeMs;
    this.#soonMs = 0;
  }
}
