import { every, now } from '../shell/clock.ts';

const secondMs = 1_000;

/** The beginning of this second. */
const second = (): number => now() - (now() % secondMs);

/**
 * The time for everything on the page that asks for it as often. Whatever comes onto the page later brings all the others
 * up to date: the rows of a list show one moment, however long each has been there.
 */
export class SharedClock {
  readonly #periodMs: number;
  readonly #listeners = new Set<() => void>();
  #time = second();
  #stop: () => void = () => undefined;

  constructor(periodMs: number) {
    this.#periodMs = periodMs;
  }

  readonly subscribe = (listener: () => void): (() => void) => {
    if (this.#listeners.size === 0) this.#stop = every(this.#periodMs, this.#read);
    this.#listeners.add(listener);
    this.#read();
    return () => {
      this.#listeners.delete(listener);
      if (this.#listeners.size === 0) this.#stop();
    };
  };

  /** Epoch milliseconds, a whole second. */
  readonly time = (): number => {
    if (this.#listeners.size === 0) this.#time = second();
    return this.#time;
  };

  readonly #read = (): void => {
    const time = second();
    if (time === this.#time) return;
    this.#time = time;
    for (const listener of this.#listeners) listener();
  };
}
