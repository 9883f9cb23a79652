import type { Clock } from '../../server/kit/clock.ts';

interface Timer {
  at: number;
  readonly order: number;
  readonly run: () => void;
}

/** Time that moves only when a test says so. `advance` runs what falls due, in order, and lets its consequences happen. */
export class ManualClock implements Clock {
  /** How far somebody set the host's clock ahead, milliseconds; negative: back. Durations know nothing of it. */
  wallAheadMs = 0;
  #time = 0;
  #order = 0;
  #timers: Timer[] = [];
  readonly #epoch: number;

  constructor(epoch = Date.parse('2026-11-20T10:00:00Z')) {
    this.#epoch = epoch;
  }

  now(): number {
    return this.#epoch + this.wallAheadMs + Math.floor(this.#time);
  }

  monotonic(): number {
    return this.#time;
  }

  sleep(milliseconds: number, signal?: AbortSignal): Promise<void> {
    return new Promise((resolve) => {
      if (signal?.aborted) return resolve();
      const done = (): void => {
        this.#timers = this.#timers.filter((other) => other !== timer);
        signal?.removeEventListener('abort', done);
        resolve();
      };
      const timer: Timer = { at: this.#time + milliseconds, order: (this.#order += 1), run: done };
      this.#timers.push(timer);
      signal?.addEventListener('abort', done, { once: true });
    });
  }

  every(milliseconds: number, run: () => void): () => void {
    const timer: Timer = {
      at: this.#time + milliseconds,
      order: (this.#order += 1),
      run: () => {
        timer.at += milliseconds;
        run();
      },
    };
    this.#timers.push(timer);
    return () => {
      this.#timers = this.#timers.filter((other) => other !== timer);
    };
  }

  async advance(milliseconds: number): Promise<void> {
    const until = this.#time + milliseconds;
    await settled();
    for (;;) {
      const next = this.#timers.filter((timer) => timer.at <= until).sort((a, b) => a.at - b.at || a.order - b.order)[0];
      if (next === undefined) break;
      this.#time = Math.max(this.#time, next.at);
      next.run();
      await settled();
    }
    this.#time = until;
  }
}

/** Lets everything that is already under way come to rest. */
export async function settled(): Promise<void> {
  for (let turn = 0; turn < 4; turn += 1) await new Promise<void>((resolve) => setImmediate(resolve));
}

/** Repeatable randomness, 0 ≤ n < 1 (mulberry32). */
export function seededRandom(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}
