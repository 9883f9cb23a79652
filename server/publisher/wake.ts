import type { Clock } from '../kit/clock.ts';

/** One timer for whoever has to look again later: it rings at the earliest of the times asked for, once. */
export class Wake {
  readonly #clock: Clock;
  readonly #signal: AbortSignal;
  readonly #ring: () => void;
  #next: { readonly at: number; readonly off: AbortController } | null = null;

  /** Never rings again once the signal aborts. */
  constructor(clock: Clock, signal: AbortSignal, ring: () => void) {
    this.#clock = clock;
    this.#signal = signal;
    this.#ring = ring;
  }

  /** `at`: monotonic milliseconds. */
  ringAt(at: number): void {
    if (this.#next !== null && this.#next.at <= at) return;
    this.#next?.off.abort();
    const next = { at, off: new AbortController() };
    this.#next = next;
    void this.#clock.sleep(at - this.#clock.monotonic(), AbortSignal.any([next.off.signal, this.#signal])).then(() => {
      if (this.#next !== next) return;
      this.#next = null;
      this.#ring();
    });
  }
}
