import { backoffMs, throttleBackoff, transientBackoff, type Random } from '../kit/backoff.ts';
import type { ActivationError } from '../kit/errors.ts';

/** Requests that fail for this long without one answered make the destination pause visibly and probe, milliseconds: long enough for a passing trouble of AWS or the network. Nothing is given up by it. */
const outagePauseMs = 10 * 60 * 1000;

/** Requests that failed as a whole since the last answered one, and what follows from it. Times are monotonic milliseconds. */
export class RequestTrouble {
  #failed = 0;
  /** Of these, how many the destination refused as a whole. */
  #refused = 0;
  #since: number | null = null;

  get isPresent(): boolean {
    return this.#failed > 0;
  }

  /** A request was answered. */
  clear(): void {
    this.#failed = 0;
    this.#refused = 0;
    this.#since = null;
  }

  /** A request failed: whether the destination is to halt now. A probe believes a refusal at once: it comes back by itself. */
  isEnough({ entry: { scope }, patience }: ActivationError, isProbe: boolean, now: number): boolean {
    this.#since ??= now;
    const failingMs = now - this.#since;
    if (scope !== 'destination') return failingMs >= outagePauseMs;
    this.#refused += 1;
    return patience === undefined || isProbe || (this.#refused >= patience.times && failingMs >= patience.milliseconds);
  }

  /** Milliseconds until requests may start again. Requests under way that fail meanwhile do not ask again. */
  waitMs({ entry: { retry }, patience }: ActivationError, random: Random): number {
    this.#failed += 1;
    if (patience !== undefined) return patience.milliseconds / (patience.times - 1);
    return backoffMs(retry === 'slow_down' ? throttleBackoff : transientBackoff, this.#failed, random);
  }
}
