import type { Clock } from '../../kit/clock.ts';
import { orAborted, withinDeadline } from '../../kit/deadline.ts';
import { callDeadlineMs } from './limits.ts';

/** What a call is signed with. */
export interface SigningKey {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken?: string | undefined;
  readonly expiration?: Date | undefined;
}

const never = new AbortController().signal;

/** Fetched anew this long before they expire, milliseconds: the SDK's own margin, longer than any request. */
const renewAheadMs = 5 * 60_000;
/** Between two tries to renew what still lasts, milliseconds. */
const renewAgainMs = 10_000;
/** What names no end is looked at again after this, milliseconds: a rotated file or variable of the host takes effect without a restart. */
const lookAgainMs = 10 * 60_000;
/** A fetch is given up after this, milliseconds: the deadlines of what this server is itself and of the role it asks for, one after the other. */
const fetchDeadlineMs = 2 * callDeadlineMs;

/**
 * Credentials that end, renewed while the old ones last, by one call at a time. A failed renewal costs nothing while
 * they last; after that `get` rejects with its reason, and tries again with each call.
 */
export class ExpiringCredentials {
  readonly #fetch: () => Promise<SigningKey>;
  readonly #clock: Clock;
  #held: SigningKey | null = null;
  #renewAt = 0;
  #underWay: Promise<SigningKey> | null = null;

  constructor(fetch: () => Promise<SigningKey>, clock: Clock) {
    this.#fetch = fetch;
    this.#clock = clock;
  }

  async get(): Promise<SigningKey> {
    const now = this.#clock.now();
    const held = this.#held;
    if (held === null || (held.expiration !== undefined && held.expiration.getTime() <= now)) return this.#renew();
    if (now >= this.#renewAt) {
      this.#renewAt = now + renewAgainMs;
      this.#renew().catch(() => undefined);
    }
    return held;
  }

  /** Nobody used them for so long that they ended. */
  get isOver(): boolean {
    return this.#held?.expiration !== undefined && this.#held.expiration.getTime() <= this.#clock.now();
  }

  /** AWS refused these: the next call gets others, unless they were replaced already. */
  refuse(accessKeyId: string | undefined): void {
    if (this.#held?.accessKeyId === accessKeyId) this.#held = null;
  }

  #renew(): Promise<SigningKey> {
    this.#underWay ??= this.#fetchOnce().finally(() => (this.#underWay = null));
    return this.#underWay;
  }

  async #fetchOnce(): Promise<SigningKey> {
    const fetched = await withinDeadline(this.#clock, fetchDeadlineMs, never, (deadline) => orAborted(deadline, this.#fetch()));
    this.#held = fetched;
    const now = this.#clock.now();
    this.#renewAt = fetched.expiration === undefined ? now + lookAgainMs : Math.max(now + renewAgainMs, fetched.expiration.getTime() - renewAheadMs);
    return fetched;
  }
}
