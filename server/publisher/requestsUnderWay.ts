import type { Clock } from '../kit/clock.ts';

/** Requests that have no answer yet, counted, cut off, and waited for. */
export class RequestsUnderWay {
  readonly #abort = new AbortController();
  #count = 0;
  #idle: (() => void) | null = null;

  get count(): number {
    return this.#count;
  }

  /** Aborts when the requests are to be cut off. */
  get signal(): AbortSignal {
    return this.#abort.signal;
  }

  begin(): void {
    this.#count += 1;
  }

  end(): void {
    this.#count -= 1;
    if (this.#count === 0) this.#idle?.();
  }

  /** Resolves once none is left; after `deadlineMs` they are cut off. */
  async finish(clock: Clock, deadlineMs: number): Promise<void> {
    if (this.#count === 0) return;
    const idle = new Promise<void>((resolve) => (this.#idle = resolve));
    const late = new AbortController();
    await Promise.race([idle, clock.sleep(deadlineMs, late.signal).then(() => this.#abort.abort())]);
    late.abort();
    await idle;
  }
}
